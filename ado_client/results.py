"""What queries, listings and the history feed are answered with, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

_FORWARD, _REVERSE = "-Forward", "-Reverse"

WorkItem = dict[str, Any]
"""A work item, a revision, an update or a comment as Azure DevOps' JSON has it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of a query over links; `source` and `kind` are empty on the rows of the top level."""

    target: int
    source: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What a query found.

    Attributes:
        ids: in the query's order; of a query over links, the targets, each once.
        relations: the rows of a query over links; empty for a flat query.
        as_of: the instant the result is true for; `get` and `batch` take it to read the same state.
    """

    ids: tuple[int, ...]
    relations: tuple[Relation, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """A page of history, or, where the server's page is long, a part of one.

    Attributes:
        revisions: whole revisions `{"id", "rev", "fields"}`, oldest change first.
        watermark: where to go on; keep it only after the page is stored. With all parts of a page but the last comes
            the watermark from before the page (empty at the beginning), so that a reader who stops there repeats it.
        is_last: whether there was nothing newer when the page was made.
    """

    revisions: list[WorkItem]
    watermark: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link between work items that came or went.

    Attributes:
        kind: its type without the end it is seen from: `System.LinkTypes.Hierarchy`.
        source: the work item it starts from; of a hierarchy, the parent.
        target: the work item it leads to.
        is_there: whether it came; else it went.
        comment: what was said of it.
    """

    kind: str
    source: int
    target: int
    is_there: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A page of what became of links, oldest first, or a part of one; `watermark` is as that of a `RevisionPage`."""

    links: list[LinkChange]
    watermark: str
    is_last: bool


def query_result(value: dict[str, Any]) -> QueryResult:
    """Read what a query found."""
    as_of = datetime.fromisoformat(value["asOf"])
    if "workItemRelations" not in value:
        return QueryResult(tuple(row["id"] for row in value["workItems"]), (), as_of)
    rows = tuple(
        Relation(row["target"]["id"], (row.get("source") or {}).get("id"), row.get("rel") or "")
        for row in value["workItemRelations"]
    )
    return QueryResult(tuple(dict.fromkeys(row.target for row in rows)), rows, as_of)


def watermark_of(value: dict[str, Any]) -> tuple[str, bool]:
    """Read where the history goes on, and whether there is nothing newer."""
    # The last page of an official example has no continuationToken, only a nextLink that carries it.
    token = value.get("continuationToken") or parse_qs(urlsplit(value["nextLink"]).query)["continuationToken"][0]
    return str(token), bool(value["isLastBatch"])


def link_changes(values: list[dict[str, Any]]) -> list[LinkChange]:
    """Read what became of links.

    The vendor's example has the values of a link beside its type, as real clients read them; the specification speaks
    of attributes. Of a link that went it was reported that it may still be called active, so its operation counts too.
    """
    return [_link_change(value) for value in values]


def _link_change(value: dict[str, Any]) -> LinkChange:
    told = value.get("attributes") or value
    source, target = int(told["sourceId"]), int(told["targetId"])
    kind = str(value["rel"])
    if kind.endswith(_REVERSE):
        source, target = target, source
    return LinkChange(
        kind.removesuffix(_FORWARD).removesuffix(_REVERSE),
        source,
        target,
        bool(told["isActive"]) and str(told.get("changedOperation") or "").lower() != "remove",
        str(told.get("comment") or ""),
    )


def listed(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Read a listing without its envelope."""
    values: list[dict[str, Any]] = value["value"]
    return values


def present(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Read the items that were found: in the place of each item that was not, stands null."""
    return [item for item in value["value"] if item is not None]


def one(value: dict[str, Any]) -> dict[str, Any]:
    """Read one work item or comment."""
    value["id"]  # an answer without an id is no work item
    return value
