"""A dashboard as Azure DevOps is to show it: shared queries, widgets, and where on the grid they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

_DASHBOARDS = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards"
TILE = f"{_DASHBOARDS}.QueryScalarWidget"
CHART = f"{_DASHBOARDS}.WitChartWidget"
MARKDOWN = f"{_DASHBOARDS}.MarkdownWidget"
RESULTS = "ms.vss-mywork-web.Microsoft.VisualStudioOnline.MyWork.WitViewWidget"

CALM, WARNING, ALARM = "#3d6a8f", "#b25b00", "#a4262c"
"""Backgrounds of tiles; white letters on each have a contrast of at least 4.5 to 1."""


@dataclass(frozen=True, slots=True)
class SharedQuery:
    """A query that people can open and change the columns of; `name` is unique in the bot's folder."""

    name: str
    wiql: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a widget stands: the first row and column are 1."""

    row: int
    column: int
    rows: int
    columns: int

    def overlaps(self, other: Place) -> bool:
        """Say whether both would cover one cell of the grid."""
        return (
            self.row < other.row + other.rows
            and other.row < self.row + self.rows
            and self.column < other.column + other.columns
            and other.column < self.column + self.columns
        )


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget.

    Attributes:
        name: what its heading says; unique on the dashboard, so that the bot finds its own again.
        query: the name of the shared query that it shows; empty for one without.
        settings: the settings but for the query; their form depends on the contribution.
    """

    name: str
    contribution: str
    place: Place
    query: str = ""
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    text: str = ""

    def settings_with(self, query_ids: Mapping[str, str]) -> str:
        """Write the settings as Azure DevOps keeps them: always a string, JSON in it but for Markdown.

        Args:
            query_ids: the ids of the shared queries by their names.
        """
        if self.contribution == MARKDOWN:
            return self.text
        query = query_ids[self.query]
        if self.contribution == TILE:
            settings = {"queryId": query, "queryName": self.query, **self.settings, "lastArtifactName": self.query}
        elif self.contribution == CHART:
            transform = {"filter": query, **self.settings["transformOptions"]}
            settings = {
                "scope": "WorkitemTracking.Queries",
                "groupKey": query,
                **self.settings,
                "transformOptions": transform,
                "lastArtifactName": self.name,
            }
        else:
            named = {"queryId": query, "queryName": self.query}
            settings = {"query": named, **self.settings, "lastArtifactName": self.query}
        return orjson.dumps(settings).decode()

    def as_json(self, query_ids: Mapping[str, str]) -> dict[str, Any]:
        """Write the widget as it is sent."""
        major = 3 if self.contribution == CHART else 1
        return {
            "name": self.name,
            "position": {"row": self.place.row, "column": self.place.column},
            "size": {"rowSpan": self.place.rows, "columnSpan": self.place.columns},
            "settings": self.settings_with(query_ids),
            "settingsVersion": {"major": major, "minor": 0, "patch": 0},
            "contributionId": self.contribution,
        }


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard with everything on it that is the bot's. `folder` is where the queries lie."""

    name: str
    description: str
    folder: str
    queries: tuple[SharedQuery, ...]
    widgets: tuple[Widget, ...]

    def as_json(self) -> dict[str, Any]:
        """Write the board with the names of its queries in the place of their ids, for comparison and for people."""
        names = {query.name: query.name for query in self.queries}
        return {
            "name": self.name,
            "folder": self.folder,
            "queries": [{"name": query.name, "wiql": query.wiql} for query in self.queries],
            "widgets": [widget.as_json(names) for widget in self.widgets],
        }


def tile(name: str, place: Place, colour: str = CALM, *, from_count: int = 1) -> Widget:
    """Make a tile that counts the query of its name and takes `colour` from so many items on."""
    rule = {"isEnabled": True, "backgroundColor": colour, "thresholdCount": from_count, "operator": ">="}
    return Widget(name, TILE, place, name, {"defaultBackgroundColor": CALM, "colorRules": [rule]})


def chart(
    name: str,
    place: Place,
    query: str,
    field_name: str,
    *,
    kind: str = "ColumnChart",
    colours: Sequence[tuple[str, str]] = (),
) -> Widget:
    """Make a chart that counts a query's items by the values of a field."""
    settings = {
        "title": name,
        "chartType": kind,
        "transformOptions": {
            "groupBy": field_name,
            "orderBy": {"direction": "descending", "propertyName": "value"},
            "measure": {"aggregation": "count", "propertyName": ""},
            "historyRange": None,
        },
        "userColors": [{"value": value, "backgroundColor": colour} for value, colour in colours],
    }
    return Widget(name, CHART, place, query, settings)


def results(name: str, place: Place, query: str, columns: Sequence[tuple[str, str]]) -> Widget:
    """Make a list of a query's items; `columns` are pairs of name and reference name."""
    selected = [{"name": label, "referenceName": reference} for label, reference in columns]
    return Widget(name, RESULTS, place, query, {"selectedColumns": selected})


def markdown(name: str, place: Place, text: str) -> Widget:
    """Make a widget that shows Markdown."""
    return Widget(name, MARKDOWN, place, text=text)
