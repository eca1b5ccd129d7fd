"""Hold widgets against dashboards that people exported, and the grid against overlaps."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from bot.publish import board
from bot.publish.board import Place
from tests.shared import shared_path

PLACE = Place(1, 1, 1, 1)
IDS = {"Open": "11111111-2222-3333-4444-555555555555"}
MADE = {
    board.TILE: board.tile("Open", PLACE),
    board.CHART: board.chart("By severity", Place(1, 1, 2, 2), "Open", "Severity", colours=[("1", "#111111")]),
    board.RESULTS: board.results("List", Place(1, 1, 2, 3), "Open", [("ID", "System.Id")]),
    board.MARKDOWN: board.markdown("Words", Place(1, 1, 2, 2), "## Hello"),
}


def exported(contribution: str) -> list[dict[str, Any]]:
    """Give the widgets of a kind with settings from dashboards that people exported."""
    found = []
    for path in sorted(shared_path("ado/payloads/dashboards").glob("*Dashboard_Dashboard.json")):
        content = path.read_text(encoding="utf-8-sig")
        widgets = json.loads(content)["widgets"]
        found += [one for one in widgets if one["contributionId"] == contribution and one["settings"]]
    assert found, f"no exported dashboard has a {contribution}"
    return found


def keys(value: Any, path: str = "") -> set[str]:
    """Give the paths of all keys; a list counts as its entries."""
    if isinstance(value, dict):
        return {f"{path}/{key}" for key in value} | {
            inner for key, child in value.items() for inner in keys(child, f"{path}/{key}")
        }
    if isinstance(value, list):
        return {inner for child in value for inner in keys(child, f"{path}[]")}
    return set()


@pytest.mark.parametrize("contribution", [board.TILE, board.CHART, board.RESULTS])
def test_settings_have_only_keys_that_real_widgets_have(contribution: str) -> None:
    """Azure DevOps is sent no setting that it was never seen with, and none that all real ones share is missing."""
    real = [keys(json.loads(one["settings"])) for one in exported(contribution)]
    ours = keys(json.loads(MADE[contribution].settings_with(IDS)))
    assert ours <= set().union(*real)
    assert set.intersection(*real) <= ours


@pytest.mark.parametrize("contribution", list(MADE))
def test_versions_and_types_are_those_of_real_widgets(contribution: str) -> None:
    """Settings are a string, and carry the version that their form has."""
    ours = MADE[contribution].as_json(IDS)
    assert isinstance(ours["settings"], str)
    assert ours["settingsVersion"] in [one["settingsVersion"] for one in exported(contribution)]


def test_markdown_is_sent_as_it_is() -> None:
    """The settings of a Markdown widget are its text."""
    assert MADE[board.MARKDOWN].settings_with(IDS) == "## Hello"


def test_a_chart_points_to_its_query_twice() -> None:
    """As group and as filter, as real charts do."""
    settings = json.loads(MADE[board.CHART].settings_with(IDS))
    assert settings["groupKey"] == settings["transformOptions"]["filter"] == IDS["Open"]


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Place(1, 1, 2, 2), Place(2, 2, 1, 1), True),
        (Place(1, 1, 2, 2), Place(1, 3, 2, 2), False),
        (Place(1, 1, 2, 2), Place(3, 1, 1, 2), False),
        (Place(2, 2, 1, 1), Place(1, 1, 3, 3), True),
    ],
)
def test_places_overlap_where_they_share_a_cell(one: Place, other: Place, overlap: bool) -> None:  # noqa: FBT001 - a row
    """Neighbours that touch do not overlap."""
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


def collisions(widgets: tuple[board.Widget, ...]) -> list[tuple[str, str]]:
    """Name the pairs of widgets that overlap."""
    return [(one.name, other.name) for one, other in combinations(widgets, 2) if one.place.overlaps(other.place)]


def contrast(colour: str) -> float:
    """Give the contrast of white letters on a colour, as the accessibility guidelines reckon it."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


@pytest.mark.parametrize("colour", [board.CALM, board.WARNING, board.ALARM])
def test_white_letters_can_be_read_on_every_tile(colour: str) -> None:
    """Level AA for text of any size."""
    assert contrast(colour) >= 4.5
