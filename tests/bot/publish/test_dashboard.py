"""Hold the dashboard: its grid, its queries and the numbers of its copy."""

from __future__ import annotations

import json
from itertools import combinations

from selectolax.lexbor import LexborHTMLParser

from bot.publish import board
from bot.publish.board import Board
from bot.publish.dashboard import FOLDER, NAME, dashboard
from bot.publish.documents import Document
from tests.bot.publish.situation import BARE, BLOCKER, a_briefing, a_quiet_briefing
from tests.rules.builders import a_defect, facts_of
from wiql import parse

FULL = dashboard(a_briefing().dashboard())


def board_of(document: Document) -> Board:
    """Give the board of a dashboard."""
    assert document.board is not None
    return document.board


def test_no_widget_overlaps_another() -> None:
    """Azure DevOps refuses a dashboard on which two do."""
    widgets = board_of(FULL).widgets
    assert not [(one.name, other.name) for one, other in combinations(widgets, 2) if one.place.overlaps(other.place)]


def test_the_grid_has_no_hole() -> None:
    """Ten columns by five rows, every cell used."""
    cells = {
        (row, column)
        for widget in board_of(FULL).widgets
        for row in range(widget.place.row, widget.place.row + widget.place.rows)
        for column in range(widget.place.column, widget.place.column + widget.place.columns)
    }
    assert cells == {(row, column) for row in range(1, 6) for column in range(1, 11)}


def test_names_are_the_bots_own_and_differ() -> None:
    """The bot finds its widgets and queries again by their names."""
    made = board_of(FULL)
    assert (made.name, made.folder) == (NAME, FOLDER) == ("Environments", "Shared Queries/envbot")
    assert len({widget.name for widget in made.widgets}) == len(made.widgets)
    assert len({query.name for query in made.queries}) == len(made.queries)


def test_every_query_is_wiql() -> None:
    """Each is read by our own reader of the language, and every widget's query is one of them."""
    made = board_of(FULL)
    assert all(parse(query.wiql).where is not None for query in made.queries)
    assert {widget.query for widget in made.widgets if widget.query} <= {query.name for query in made.queries}


def test_the_queries_of_clocks_name_their_defects() -> None:
    """Azure DevOps has no SLA clocks, so the ids stand there."""
    wiql = {query.name: query.wiql for query in board_of(FULL).queries}
    assert "[System.Id] IN (1001, 1002)" in wiql["SLA breached"]
    quiet = {query.name: query.wiql for query in board_of(dashboard(a_quiet_briefing().dashboard())).queries}
    assert "[System.Id] IN (0)" in quiet["SLA breached"]


def test_the_copy_counts_what_azure_devops_would() -> None:
    """A tile's number is what its query finds."""
    page = LexborHTMLParser(FULL.html)
    headings = [heading.text() for heading in page.css(".tile h2")]
    counts = [count.text() for count in page.css(".tile b")]
    assert dict(zip(headings, counts, strict=True)) == {
        "Open environment defects": "6",
        "New": "3",
        "Blocking": "1",
        "SLA breached": "2",
        "Next to breach": "1",
        "Ready for retest": "1",
        "Facts missing": "1",
    }


def test_a_defect_without_the_category_is_not_counted() -> None:
    """The bot may read its text as an environment defect; the query in Azure DevOps does not find it."""
    briefing = a_briefing(facts_of(a_defect(1, title="Connection refused: outage", category=None)), ())
    assert briefing.view.environment_defects
    view = briefing.dashboard()
    assert view.queries[0].lines == ()
    assert view.uncounted == (
        "Agenda and digest also count 1 open defect without a category, "
        "which Open, New, Blocking and the charts here leave out: #1."
    )
    assert view.uncounted in dashboard(view).html


def test_of_many_defects_without_a_category_the_first_are_named() -> None:
    """The widget has no room for more; where there is none, nothing is said."""
    many = [a_defect(number, title="Connection refused: outage", category=None) for number in range(1, 8)]
    said = a_briefing(facts_of(*many), ()).dashboard().uncounted
    assert said.endswith("leave out: #1, #2, #3, #4, #5, and 2 more.")
    assert a_quiet_briefing().dashboard().uncounted == ""


def test_lists_show_the_most_severe_first() -> None:
    """What has no severity stands before all."""
    new = next(query for query in a_briefing().dashboard().queries if query.name == "New")
    assert [line.number for line in new.lines][:2] == [BARE, BLOCKER]


def test_a_tile_turns_its_colour_with_the_first_item() -> None:
    """One rule a tile, as Azure DevOps writes it."""
    breached = next(widget for widget in board_of(FULL).widgets if widget.name == "SLA breached")
    settings = json.loads(breached.settings_with({"SLA breached": "id"}))
    assert settings["defaultBackgroundColor"] == board.CALM
    assert settings["colorRules"] == [
        {"isEnabled": True, "backgroundColor": board.ALARM, "thresholdCount": 1, "operator": ">="}
    ]


def test_the_words_tell_of_outages_and_slas_and_are_cut() -> None:
    """The widget has room for five lines of each."""
    many = [a_defect(number, history=[("2024-06-03 09:00", "Open")]) for number in range(1, 10)]
    words = next(
        widget.text
        for widget in board_of(dashboard(a_briefing(facts_of(*many), ()).dashboard())).widgets
        if widget.contribution == board.MARKDOWN
    )
    assert "**SLA breached** (9)" in words
    assert words.count("breached since") == 5
    assert "- [and 4 more](https://" in words
    assert "No outage is known for today." in words


def test_severities_have_their_colours_in_azure_devops_too() -> None:
    """The chart widget is told the colours that our pictures use."""
    chart = next(widget for widget in board_of(FULL).widgets if widget.name == "Open by severity")
    settings = json.loads(chart.settings_with({"Open environment defects": "id"}))
    assert settings["userColors"][0] == {"value": "1 - Critical", "backgroundColor": "#7a1f2b"}
    assert settings["chartType"] == "ColumnChart"
