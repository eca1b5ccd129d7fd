"""Hold the Teams card: its envelope, its structure against version 1.5, its size, its words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.publish.card import LARGEST, card, size
from bot.publish.documents import Document
from rules.decisions import Decision, PutOnAgenda, Section
from tests.bot.publish.situation import a_briefing, a_quiet_briefing, facts
from tests.rules.builders import a_defect, facts_of

# What version 1.5 of the schema knows of the elements that we use: attribute, and the values it may have.
SPACING = {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"}
COMMON: dict[str, object] = {"type": str, "spacing": SPACING, "separator": bool, "fallback": dict}
ELEMENTS: dict[str, dict[str, object]] = {
    "TextBlock": {
        "text": str,
        "wrap": bool,
        "size": {"Default", "Small", "Medium", "Large", "ExtraLarge"},
        "weight": {"Default", "Lighter", "Bolder"},
        "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
        "isSubtle": bool,
        "horizontalAlignment": {"Left", "Center", "Right"},
        "style": {"default", "heading"},
    },
    "Container": {"items": list, "style": {"default", "emphasis", "good", "attention", "warning"}, "bleed": bool},
    "ColumnSet": {"columns": list},
    "Column": {"items": list, "width": str},
    "Table": {"columns": list, "rows": list, "firstRowAsHeader": bool, "showGridLines": bool},
    "TableRow": {"cells": list},
    "TableCell": {"items": list},
}
REQUIRED = {
    "TextBlock": {"text"},
    "Container": {"items"},
    "TableCell": {"items"},
    "ColumnSet": set(),
    "Column": set(),
    "Table": set(),
    "TableRow": set(),
}


def content(document: Document) -> Mapping[str, Any]:
    """Give the card without its envelope."""
    (attachment,) = document.card["attachments"]
    found: Mapping[str, Any] = attachment["content"]
    return found


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every element within a body, deepest last."""
    for each in value:
        yield each
        for name in ("items", "columns", "rows", "cells"):
            yield from elements(child for child in each.get(name, ()) if "type" in child)
        if "fallback" in each:
            yield from elements([each["fallback"]])


def texts(document: Document) -> str:
    """Give all text of a card."""
    return "\n".join(each["text"] for each in elements(content(document)["body"]) if each["type"] == "TextBlock")


def many(count: int, title: str = "A title of a defect that somebody wrote") -> Document:
    """Give the card of a day with so many new defects."""
    defects = [a_defect(number, title=f"{title} {number}") for number in range(1, count + 1)]
    return card(a_briefing(facts_of(*defects), ()).agenda())


CARDS = {
    "a full day": card(a_briefing().agenda()),
    "a quiet day": card(a_quiet_briefing().agenda()),
    "200 defects": many(200),
    "long titles": many(60, "日本語 🚧 " * 60),
}


@pytest.mark.parametrize("name", CARDS)
def test_every_element_is_one_that_version_1_5_knows(name: str) -> None:
    """No attribute is misspelt, none that must be there is missing, every value is allowed."""
    for each in elements(content(CARDS[name])["body"]):
        known = COMMON | ELEMENTS[each["type"]]
        for attribute, value in each.items():
            allowed = known[attribute]
            is_allowed = value in allowed if isinstance(allowed, set) else isinstance(value, allowed)  # type: ignore[arg-type] # a type
            assert is_allowed, f"{each['type']}.{attribute} = {value!r}"
        assert REQUIRED[each["type"]] <= set(each)
        assert each.get("text", "text"), "Teams refuses a TextBlock without text"


@pytest.mark.parametrize("name", CARDS)
def test_the_envelope_is_what_a_workflow_takes(name: str) -> None:
    """Any other envelope is answered with 200 and shows nothing."""
    message = CARDS[name].card
    assert message["type"] == "message"
    (attachment,) = message["attachments"]
    assert set(attachment) == {"contentType", "contentUrl", "content"}
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attachment["content"]["type"], attachment["content"]["version"]) == ("AdaptiveCard", "1.5")


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_never_larger_than_teams_takes(name: str) -> None:
    """However much there is to say, and in whatever letters."""
    assert size(CARDS[name].card) <= LARGEST < 28 * 1024
    assert len(json.dumps(CARDS[name].card).encode()) == size(CARDS[name].card)


def test_rows_have_as_many_cells_as_the_table_has_columns() -> None:
    """Teams draws nothing of a table whose rows differ."""
    tables = [each for each in elements(content(CARDS["a full day"])["body"]) if each["type"] == "Table"]
    assert tables
    assert all(len(row["cells"]) == len(table["columns"]) for table in tables for row in table["rows"])


def test_every_table_can_be_told_without_one() -> None:
    """A client that has no tables shows the names."""
    tables = [each for each in elements(content(CARDS["a full day"])["body"]) if each["type"] == "Table"]
    assert "[#1001](https://dev.azure.com/mhhs/MHHS/_workitems/edit/1001)" in tables[0]["fallback"]["text"]


def test_the_actions_open_the_agenda_and_the_dashboard() -> None:
    """Both lead to Azure DevOps."""
    agenda, dashboard = content(CARDS["a full day"])["actions"]
    assert (agenda["type"], agenda["title"]) == ("Action.OpenUrl", "Open the agenda")
    assert "pagePath=%2FEnvironments%2FStand-ups%2F2024-06-12" in agenda["url"]
    assert dashboard["url"].endswith("/_dashboards/directory")


def test_what_is_cut_is_counted_and_linked() -> None:
    """200 defects are some lines and a link to the rest."""
    assert "](https://dev.azure.com/mhhs/MHHS/_wiki/wikis/MHHS.wiki?pagePath=" in texts(CARDS["200 defects"])
    assert "and 19" in texts(CARDS["200 defects"])


def test_a_section_without_room_is_a_link() -> None:
    """Where not one line fits, the number and the link are left."""
    decided = tuple(
        Decision("rule", 1, PutOnAgenda(section, ""), ("x" * 400,))
        for section in (Section.BLOCKED, Section.BREACHED, Section.AT_RISK, Section.RETEST, Section.SUGGESTIONS)
    )
    defect = a_defect(1, title="\U0001f6a7" * 90, environment="\U0001f6a7" * 1500, system=None)
    document = card(a_briefing(facts_of(defect), decided).agenda())
    assert size(document.card) <= LARGEST
    assert "[see the 1 in the wiki]" in texts(document)


def test_empty_sections_say_so() -> None:
    """A quiet day is said, not left out."""
    assert "No outage is known for today." in texts(CARDS["a quiet day"])
    assert "envbot has nothing to propose." in texts(CARDS["a quiet day"])


def test_text_from_outside_is_not_read() -> None:
    """A title cannot make a link, bold text or a date."""
    defect = a_defect(1, title="[x](https://evil.example.com) **b** {{DATE(2024-06-12T09:00:00Z)}}")
    shown = texts(card(a_briefing(facts_of(defect), ()).agenda()))
    assert "[x](" not in shown.replace("\\[x\\](", "")
    assert "**b**" not in shown
    assert "{{" not in shown


def test_a_notice_is_shown() -> None:
    """That a plan waits is said in the channel too."""
    assert "waits for a person" in texts(card(a_briefing(over_caps="yes").agenda()))


def test_an_outage_without_a_link_is_told_by_its_reference() -> None:
    """A record in a spreadsheet has no address."""
    assert "OUT-16 Network. _reason not given_" in texts(card(a_briefing(facts()).agenda()))
