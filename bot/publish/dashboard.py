"""The environment dashboard: the shared queries and widgets that Azure DevOps is to show, and a copy in HTML."""

from __future__ import annotations

from bot.publish import board, render
from bot.publish.board import Board, Place, SharedQuery, Widget
from bot.publish.charts import SEVERITY_COLOURS, Chart, columns, severity_colour
from bot.publish.documents import Document, Kind
from bot.publish.views import DashboardView, QueryView

NAME = "Environments"
FOLDER = "Shared Queries/envbot"
_LISTED = 8
_COLOURS = {"alarm": board.ALARM, "warning": board.WARNING, "good": board.CALM, "calm": board.CALM}

# The grid, in cells of about 160 by 160 pixels: a column of words, a row of tiles, a row of charts, a row of lists.
_WORDS = Place(row=1, column=1, rows=5, columns=3)
_FIRST_TILE = 4
_CHARTS_ROW = 2
_LISTS = (Place(4, 4, 2, 4), Place(4, 8, 2, 3))


def board_of(view: DashboardView) -> Board:
    """Give the dashboard as Azure DevOps is to show it; nothing is drawn for that."""
    return Board(
        name=NAME,
        description="Environment defects, SLAs and outages. Tiles of other people are left alone by envbot.",
        folder=FOLDER,
        queries=tuple(SharedQuery(query.name, query.wiql) for query in view.queries),
        widgets=(
            board.markdown("SLA and outages", _WORDS, render.wiki("dashboard.md.j2", view=view)),
            *(_tile(query, _FIRST_TILE + index) for index, query in enumerate(view.queries) if query.is_tile),
            *_charts(view),
            *_lists(view),
        ),
    )


def dashboard(view: DashboardView) -> Document:
    """Write the dashboard; its HTML copy shows the same numbers, worked out here instead of by Azure DevOps."""
    wanted = board_of(view)
    return Document(
        kind=Kind.DASHBOARD,
        key=f"dashboard/{NAME}",
        title=f"Dashboard {NAME}",
        day=view.head.day,
        html=render.html(
            "dashboard.html.j2",
            view=view,
            title=f"{NAME}, {view.head.day_words}",
            board=wanted,
            kinds={board.MARKDOWN: "words", board.TILE: "tile", board.CHART: "chart", board.RESULTS: "list"},
            queries={query.name: query for query in view.queries},
            pictures={chart.title: chart for chart in _pictures(view)},
            colours=_COLOURS,
            listed=_LISTED,
        ),
        board=wanted,
    )


def _tile(query: QueryView, column: int) -> Widget:
    return board.tile(query.name, Place(1, column, 1, 1), _COLOURS[query.tone])


def _charts(view: DashboardView) -> tuple[Widget, ...]:
    query, fields = view.queries[0].name, view.fields
    severities = tuple(zip(view.severities, SEVERITY_COLOURS, strict=False))
    return (
        board.chart("Open by environment", Place(_CHARTS_ROW, 4, 2, 2), query, fields.environment),
        board.chart("Open by severity", Place(_CHARTS_ROW, 6, 2, 2), query, fields.severity, colours=severities),
        board.chart("Open by party", Place(_CHARTS_ROW, 8, 2, 3), query, fields.party),
    )


def _lists(view: DashboardView) -> tuple[Widget, ...]:
    shown = [
        ("ID", "System.Id"),
        ("Title", "System.Title"),
        ("Severity", view.fields.severity),
        ("Environment", view.fields.environment),
    ]
    listed = [query for query in view.queries if query.is_list]
    return tuple(
        board.results(f"{query.name}: list", place, query.name, shown)
        for query, place in zip(listed, _LISTS, strict=True)
    )


def _pictures(view: DashboardView) -> tuple[Chart, ...]:
    shades = [severity_colour(value, view.severities) for value, _ in view.by_severity]
    return (
        columns("open-by-environment", "Open by environment", view.by_environment),
        columns("open-by-severity", "Open by severity", view.by_severity, shades),
        columns("open-by-party", "Open by party", view.by_party, width=470),
    )
