"""Queries that people wrote for Azure DevOps parse, read back as the same tree, and run."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator

from tests.shared import shared_path
from tests.wiql.builders import CATALOG, a_context, an_item
from wiql import Link, Query, evaluate_links, evaluate_query, format_query, parse
from wiql.syntax import Table

PLAN = "System.LinkTypes.Hierarchy-Forward"
ITEMS = [
    an_item(1, Link(PLAN, 2), TeamProject="P", WorkItemType="Epic", State="New", Tags="Workload Template; BCDR"),
    an_item(
        2, TeamProject="P", WorkItemType="Task", State="Active", Tags="Oracle", BoardColumn="New", IterationPath="P"
    ),
    an_item(3, TeamProject="P", WorkItemType="Feedback Response", State="Active", AreaPath="$projectId$\\Mobile"),
    an_item(4, TeamProject="Q", WorkItemType="Bug", State="Done"),
    an_item(39, TeamProject="WorkItemCreateShowUpdateDeleteTests", WorkItemType="Bug", State="Active"),
]


def collected() -> Iterator[tuple[str, str]]:
    """Give the queries of published project templates, each with its name."""
    lines = shared_path("ado/payloads/wiql_queries.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        entry = json.loads(line)
        yield entry["name"], entry["wiql"]


def recorded() -> Iterator[str]:
    """Give every query in the requests and the answers of recorded traffic."""
    with gzip.open(shared_path("ado/recordings/interactions.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            for text in re.findall(r'(?i)\\*"(select .*?from workitem.*?)(?<!\\)\\*"', line):
                yield json.loads(f'"{text}"') if "\\\\" not in text else text.replace("\\\\", "\\")


def found(query: Query) -> list[int]:
    """Run a query over the items, and give the numbers that come back."""
    context = a_context(project="P", me="Ann")
    if query.table is Table.LINKS:
        return [row.target for row in evaluate_links(query, ITEMS, context, CATALOG)]
    return [item.id for item in evaluate_query(query, ITEMS, context, CATALOG)]


def test_every_collected_query_runs() -> None:
    """All 59, and each reads back as the same tree."""
    queries = list(collected())
    assert len(queries) == 59
    for _, text in queries:
        query = parse(text)
        assert parse(format_query(query)) == query
        found(query)


def test_collected_queries_find_what_they_ask_for() -> None:
    """A sample whose answer is plain."""
    queries = {name: parse(text) for name, text in collected()}
    assert found(queries["All items, all states"]) == [1, 2, 3]
    assert found(queries["Workload Template"]) == [1, 2]
    assert found(queries["SAP on Oracle"]) == [1, 2]
    assert found(queries["SAP on HANA"]) == []
    assert found(queries["Feedback"]) == [3]
    assert found(queries["AKS_CAF_Query"]) == [1, 2, 3]
    assert found(queries["MobileTeam_Work"]) == [3]
    assert found(queries["Active Tasks"]) == [2]


def test_every_recorded_query_runs() -> None:
    """Whatever the recordings hold."""
    texts = set(recorded())
    assert len(texts) >= 20
    for text in texts:
        query = parse(text)
        assert parse(format_query(query)) == query
        found(query)


def test_recorded_queries_find_what_they_ask_for() -> None:
    """Two of them, as they were sent."""
    assert found(parse("SELECT [System.Id] FROM WorkItems WHERE ([System.Id] = 39)")) == [39]
    bugs = next(text for text in sorted(recorded()) if "'Bug'" in text)
    assert found(parse(bugs)) == [39]
