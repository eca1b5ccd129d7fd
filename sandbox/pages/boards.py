"""Draw a dashboard on its grid, with the numbers and charts that its queries really give now."""

from __future__ import annotations

import json
import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sandbox.answers import AdoError
from sandbox.dashboards import Dashboard
from sandbox.pages.charts import Slice, draw_bars, draw_columns, draw_pie, slices
from sandbox.pages.markdown import Surroundings, draw_markdown
from sandbox.pages.values import Names, shown_value
from sandbox.queries import Queries, QueryItem
from sandbox.widget_types import MARKDOWN, QUERY_CHART, QUERY_RESULTS, QUERY_TILE, known_type
from sandbox.widgets import Widget
from sandbox.work_item_state import WorkItem

Asking = Callable[[QueryItem], Sequence[WorkItem]]
"""Runs a stored query now."""

_NARROWEST = 6
_ROWS_IN_LIST = 8
_BLUE = "#009ccc"
_CELL_WIDTH, _CELL_HEIGHT = 125, 160
_FRAME_WIDTH, _FRAME_HEIGHT = 35, 65
"""Pixels of a cell of the grid, and of what is around the inside of a tile; charts are drawn to that measure."""
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One drawn widget.

    Attributes:
        name: Its title.
        kind: What it is drawn as: `number`, `chart`, `list`, `text` or `fault`.
        place: Row and column, from 1.
        size: Rows and columns it covers.
        body: What is inside.
        color: The background, for a number.
    """

    name: str
    kind: str
    place: tuple[int, int]
    size: tuple[int, int]
    body: Markup
    color: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One drawn dashboard.

    Attributes:
        dashboard: What is drawn.
        tiles: Its widgets.
        columns: How wide the grid is.
    """

    dashboard: Dashboard
    tiles: tuple[Tile, ...]
    columns: int


class _Fault(Exception):
    """Why a widget cannot be drawn, in a sentence."""


@dataclass(frozen=True, slots=True)
class Easel:
    """What it takes to draw a dashboard.

    Attributes:
        queries: Where stored queries are looked up.
        ask: Runs one of them.
        names: Names of fields.
        around: What Markdown may point to.
    """

    queries: Queries
    ask: Asking
    names: Names
    around: Surroundings

    def board(self, dashboard: Dashboard) -> Board:
        """Draw a dashboard; a widget that cannot be drawn says why in its place."""
        tiles = tuple(self._tile(widget) for widget in dashboard.widgets.values())
        widest = max((tile.place[1] + tile.size[1] - 1 for tile in tiles), default=0)
        return Board(dashboard, tiles, max(widest, _NARROWEST))

    def _tile(self, widget: Widget) -> Tile:
        drawing = {
            MARKDOWN: self._text,
            QUERY_TILE: self._number,
            QUERY_CHART: self._chart,
            QUERY_RESULTS: self._list,
        }
        kind = known_type(widget.contribution)
        try:
            name, body, color = drawing[kind](widget) if kind else self._strange(widget)
        except _Fault as fault:
            name, body, color = "fault", Markup("<p>{}</p>").format(fault), ""
        return Tile(widget.name, name, widget.place, widget.size, body, color)

    def _strange(self, widget: Widget) -> tuple[str, Markup, str]:
        raise _Fault(f"The widget {widget.contribution} is not installed.")

    def _text(self, widget: Widget) -> tuple[str, Markup, str]:
        text = str(widget.state.get("settings") or "")
        if text.lstrip().startswith("{") and "repositoryId" in text:
            raise _Fault(f"This widget shows the file {_settings(widget).get('path')} of a repository.")
        return "text", draw_markdown(text, self.around), ""

    def _number(self, widget: Widget) -> tuple[str, Markup, str]:
        settings = _settings(widget)
        query = self._query(settings.get("queryId"))
        count = len(self._answers(query))
        body = Markup('<strong title="{}">{}</strong><span>work items</span>').format(query.path, count)
        return "number", body, _color(settings, count)

    def _chart(self, widget: Widget) -> tuple[str, Markup, str]:
        settings = _settings(widget)
        options = settings.get("transformOptions") or {}
        query = self._query(options.get("filter") or settings.get("groupKey"))
        group_by = str(options.get("groupBy") or "")
        if not group_by:
            raise _Fault("This chart does not say by which field it groups.")
        counts = Counter(shown_value(item.fields.get(group_by)) or "(empty)" for item in self._answers(query))
        colors = {
            str(each.get("value")): str(each.get("backgroundColor") or each.get("color") or "")
            for each in settings.get("userColors") or ()
        }
        groups = slices(_ordered(counts, options.get("orderBy") or {}), colors)
        if not groups:
            return "chart", Markup('<p class="quiet">No work items.</p>'), ""
        return "chart", _drawn(str(settings.get("chartType") or ""), groups, widget.size), ""

    def _list(self, widget: Widget) -> tuple[str, Markup, str]:
        settings = _settings(widget)
        query = self._query((settings.get("query") or {}).get("queryId"))
        columns = [str(each["referenceName"]) for each in settings.get("selectedColumns") or ()]
        columns = columns or ["System.Id", "System.Title", "System.State"]
        items = self._answers(query)
        head = Markup("").join(Markup("<th>{}</th>").format(self.names.of(column)) for column in columns)
        rows = Markup("").join(
            Markup("<tr>{}</tr>").format(Markup("").join(_cell(item, column) for column in columns))
            for item in items[: _ROWS_IN_LIST * widget.size[0]]
        )
        body = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows)
        return "list", body + Markup('<p class="quiet">{} work items</p>').format(len(items)), ""

    def _query(self, identity: Any) -> QueryItem:
        found = self.queries.by_id(str(identity or ""))
        if found is None or found.is_folder:
            raise _Fault("The query of this widget does not exist, or you cannot see it.")
        return found

    def _answers(self, query: QueryItem) -> Sequence[WorkItem]:
        try:
            return self.ask(query)
        except AdoError as error:
            raise _Fault(error.message) from error


def _settings(widget: Widget) -> dict[str, Any]:
    try:
        settings = json.loads(widget.state.get("settings") or "{}")
    except ValueError as error:
        raise _Fault(f"The settings of this widget are not JSON: {error}.") from error
    if not isinstance(settings, dict):
        raise _Fault("The settings of this widget are not a JSON object.")
    return settings


def _color(settings: Mapping[str, Any], count: int) -> str:
    for rule in settings.get("colorRules") or ():
        holds = _COMPARISONS.get(str(rule.get("operator")), _COMPARISONS[">="])
        if rule.get("isEnabled") and holds(count, int(rule.get("thresholdCount") or 0)):
            return str(rule.get("backgroundColor") or _BLUE)
    return str(settings.get("defaultBackgroundColor") or _BLUE)


def _ordered(counts: Counter[str], order: Mapping[str, Any]) -> list[tuple[str, int]]:
    falls = str(order.get("direction") or "descending").lower() == "descending"
    by_count = str(order.get("propertyName") or "value").lower() == "value"
    pairs = sorted(counts.items())
    if by_count:
        return sorted(pairs, key=lambda pair: pair[1], reverse=falls)
    return pairs[::-1] if falls else pairs


def _drawn(chart: str, groups: Sequence[Slice], size: tuple[int, int]) -> Markup:
    """Draw the chart as large as the tile, with a legend where its parts have no labels of their own."""
    width, height = _CELL_WIDTH * size[1] - _FRAME_WIDTH, _CELL_HEIGHT * size[0] - _FRAME_HEIGHT
    if "bar" in chart.lower():
        return draw_bars(groups, width)
    if "column" in chart.lower():
        return draw_columns(groups, width, height)
    rows = Markup("").join(
        Markup('<tr><td><i style="background:{}"></i>{}</td><td class="number">{}</td></tr>').format(
            group.color, group.label, group.count
        )
        for group in groups
    )
    legend = Markup('<table class="legend">{}</table>').format(rows)
    return draw_pie(groups) + legend if chart.lower() in {"piechart", "donutchart"} else legend


def _cell(item: WorkItem, column: str) -> Markup:
    if column == "System.Id":
        return Markup('<td><a href="/work-items/{0}">{0}</a></td>').format(item.id)
    return Markup("<td>{}</td>").format(shown_value(item.fields.get(column)))
