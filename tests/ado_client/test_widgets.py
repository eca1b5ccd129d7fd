"""Only the bot's own widgets are added, changed and removed; people's stay, and so does what people moved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ado_client.widgets import Arrangement, Widget, arrangement

MARKDOWN = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget"
TILE = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.QueryScalarWidget"
MARKER = "envbot"


def a_widget(name: str, kind: str = TILE, settings: str = '{"queryId": "1"}', **of: Any) -> Widget:
    """Build a widget of one cell at the top left."""
    return replace(Widget(name, kind, settings, row=1, column=1, rows=1, columns=1), **of)


def test_a_missing_widget_is_added() -> None:
    """On an empty dashboard it gets the place that was asked for."""
    wanted = a_widget("Open (envbot)")
    assert arrangement([], [wanted], MARKER) == Arrangement((), (), (wanted,))


def test_a_widget_that_says_the_same_is_left_alone() -> None:
    """Blanks and order in JSON settings are no difference; neither is where a person moved it."""
    there = a_widget("Open (envbot)", settings='{"a":1,"b":2}', id="w", etag="3", row=7, columns=2)
    wanted = a_widget("Open (envbot)", settings='{ "b": 2, "a": 1 }')
    assert arrangement([there], [wanted], MARKER).is_empty


@pytest.mark.parametrize("change", [{"settings": "# New"}, {"settings_version": (2, 0, 0)}])
def test_a_widget_that_says_something_else_is_changed_where_it_is(change: dict[str, Any]) -> None:
    """Its id, version and place stay; its settings are the new ones."""
    there = a_widget("Text (envbot)", MARKDOWN, "# Old", id="w", etag="3", row=7)
    wanted = replace(a_widget("Text (envbot)", MARKDOWN, "# Old"), **change)
    assert arrangement([there], [wanted], MARKER) == Arrangement((), (replace(there, **change),), ())


def test_a_widget_of_the_bot_that_is_wanted_no_more_is_removed() -> None:
    """It carries the marker and is of a kind the bot makes."""
    there = a_widget("Old (envbot)", id="w")
    wanted = a_widget("Open (envbot)")
    assert arrangement([there], [wanted], MARKER) == Arrangement((there,), (), (wanted,))


@pytest.mark.parametrize(
    "theirs", [a_widget("Open", id="p"), a_widget("Notes about envbot", "ms.vss-other.Widget", id="p")]
)
def test_a_persons_widget_is_never_touched(theirs: Widget) -> None:
    """Neither the same kind without the marker, nor the marker on a kind the bot does not make."""
    done = arrangement([theirs], [a_widget("Open (envbot)")], MARKER)
    assert theirs not in (*done.remove, *done.change)


def test_a_new_widget_goes_below_what_is_in_its_place() -> None:
    """It never overlaps: the server would refuse it."""
    theirs = a_widget("Theirs", id="p", rows=3, columns=2)
    first, second = a_widget("1 (envbot)", row=2, rows=2), a_widget("2 (envbot)", row=2, column=2)
    assert arrangement([theirs], [first, second], MARKER).add == (replace(first, row=4), replace(second, row=4))


def test_a_removed_widget_leaves_its_place_to_a_new_one() -> None:
    """A widget that became one of another kind is made anew in the same place."""
    there = a_widget("Open (envbot)", TILE, id="w")
    other = a_widget("Text (envbot)", TILE)
    wanted = a_widget("Open (envbot)", MARKDOWN)
    done = arrangement([there], [wanted, replace(other, row=2)], MARKER)
    assert done == Arrangement((there,), (), (wanted, replace(other, row=2)))


@pytest.mark.parametrize("names", [("Open", "Closed (envbot)"), ("Open (envbot)", "Open (envbot)")])
def test_names_without_marker_or_twice_the_same_are_refused(names: tuple[str, ...]) -> None:
    """The bot could not find its own widgets again."""
    with pytest.raises(ValueError, match="unique and carry 'envbot'"):
        arrangement([], [a_widget(name) for name in names], MARKER)
