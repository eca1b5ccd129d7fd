"""Know the widgets of the catalogue that the sandbox offers: their contribution ids, names and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LARGEST_SPAN = 10
"""Rows or columns that any widget may cover at most."""
_DASHBOARDS = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards."


@dataclass(frozen=True, slots=True)
class WidgetType:
    """One kind of widget.

    Attributes:
        contribution: The contribution id, which a widget names.
        name: What the catalogue calls it.
        description: What it shows.
        sizes: Rows and columns it can have; empty for any.
    """

    contribution: str
    name: str
    description: str
    sizes: frozenset[tuple[int, int]] = frozenset()

    @property
    def type_id(self) -> str:
        """The contribution id without the extension it comes from."""
        return self.contribution.split(".", 2)[2]

    def to_json(self) -> dict[str, Any]:
        """Give the metadata as the widget types resource does."""
        sizes = sorted(self.sizes) or [(rows, columns) for rows in range(1, 11) for columns in range(1, 11)]
        return {
            "contributionId": self.contribution,
            "typeId": self.type_id,
            "name": self.name,
            "description": self.description,
            "allowedSizes": [{"rowSpan": rows, "columnSpan": columns} for rows, columns in sizes],
            "configurationContributionId": f"{self.contribution}.Configuration",
            "configurationContributionRelativeId": f"{self.type_id}.Configuration",
            "isEnabled": True,
            "isNameConfigurable": True,
            "isVisibleFromCatalog": True,
            "publisherName": "Microsoft",
            "supportedScopes": ["project_Team"],
        }


MARKDOWN = WidgetType(f"{_DASHBOARDS}MarkdownWidget", "Markdown", "Displays Markdown text.")
QUERY_TILE = WidgetType(
    f"{_DASHBOARDS}QueryScalarWidget",
    "Query Tile",
    "Displays the number of work items a query finds.",
    frozenset({(1, 1), (1, 2)}),
)
QUERY_CHART = WidgetType(
    f"{_DASHBOARDS}WitChartWidget",
    "Chart for Work Items",
    "Draws a chart of the work items a query finds.",
    frozenset((rows, columns) for rows in range(1, 11) for columns in range(2, 11)),
)
QUERY_RESULTS = WidgetType(
    "ms.vss-mywork-web.Microsoft.VisualStudioOnline.MyWork.WitViewWidget",
    "Query Results",
    "Lists the work items a query finds.",
    frozenset((rows, columns) for rows in range(2, 11) for columns in range(2, 11)),
)
CATALOGUE = (QUERY_CHART, MARKDOWN, QUERY_RESULTS, QUERY_TILE)
"""Every type the sandbox knows, by name. A widget of another type is kept, and shown as one that is not installed."""


def known_type(contribution: str) -> WidgetType | None:
    """Give the type of a contribution id (of any case), if the catalogue has it."""
    wanted = contribution.casefold()
    return next((kind for kind in CATALOGUE if kind.contribution.casefold() == wanted), None)


def fits(kind: WidgetType, rows: int, columns: int) -> bool:
    """Tell whether a widget of this kind can have this size."""
    return not kind.sizes or (rows, columns) in kind.sizes
