"""Say what a widget is: its place and size on the grid, and what Azure DevOps refuses about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.answers import AdoError, bad_argument
from sandbox.widget_types import LARGEST_SPAN, fits, known_type


@dataclass(slots=True)
class Widget:
    """One tile.

    Attributes:
        id: Its GUID.
        etag: Its version, counted from 1.
        state: What was sent for it: name, position, size, settings, contributionId and so on.
    """

    id: str
    etag: int
    state: dict[str, Any]

    @property
    def name(self) -> str:
        """The title of the tile."""
        return str(self.state["name"])

    @property
    def contribution(self) -> str:
        """Which widget it is, by its contribution id."""
        return str(self.state["contributionId"])

    @property
    def place(self) -> tuple[int, int]:
        """Row and column, from 1."""
        return _pair(self.state.get("position"), "row", "column")

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns it covers."""
        return _pair(self.state.get("size"), "rowSpan", "columnSpan")

    def cells(self) -> Iterator[tuple[int, int]]:
        """Give the cells of the grid that it covers."""
        (row, column), (rows, columns) = self.place, self.size
        return ((row + down, column + right) for down in range(rows) for right in range(columns))


def refused(status: int, type_key: str, message: str) -> AdoError:
    """Word a refusal as the dashboard service does."""
    return AdoError(status, type_key, message, namespace="Microsoft.TeamFoundation.Dashboards.WebApi")


def checked(state: dict[str, Any], others: Iterable[Widget]) -> dict[str, Any]:
    """Give the state with a place, or say what is wrong with it; a widget without a place goes below all others."""
    name = str(state.get("name") or "")
    if not name.strip():
        raise refused(400, "EmptyWidgetNameException", "The widget name is empty. Provide a name.")
    if not state.get("contributionId"):
        raise refused(400, "WidgetTypeDoesNotExistException", f"The widget '{name}' has no contributionId.")
    if not isinstance(state.get("settings"), str | None):
        raise bad_argument("settings", f"The settings of the widget '{name}' must be a string.")
    widget = Widget("", 0, state)
    rows, columns = widget.size
    if not (1 <= rows <= LARGEST_SPAN and 1 <= columns <= LARGEST_SPAN):
        most = f"{LARGEST_SPAN} x {LARGEST_SPAN}"
        message = f"The size {rows} x {columns} of the widget '{name}' is not between 1 x 1 and {most}."
        raise refused(400, "WidgetSizeDimensionExceededException", message)
    kind = known_type(widget.contribution)
    if kind is not None and not fits(kind, rows, columns):
        message = f"The widget '{name}' does not support the size of {rows} rows and {columns} columns."
        raise refused(400, "WidgetSizeNotSupportedException", message)
    others = list(others)
    if widget.place == (0, 0):
        below = max((row for other in others for row, _ in other.cells()), default=0) + 1
        state["position"] = {"row": below, "column": 1}
    if min(widget.place) < 1:
        message = f"The widget '{name}' at {widget.place} is outside of the dashboard: rows and columns start at 1."
        raise refused(400, "WidgetPositionDimensionExceededException", message)
    taken = {cell: other for other in others for cell in other.cells()}
    for cell in widget.cells():
        if cell in taken:
            message = (
                f"The widget '{name}' overlaps the widget '{taken[cell].name}' at row {cell[0]}, column {cell[1]}."
            )
            raise refused(409, "WidgetCollisionException", message)
    return state


def _pair(value: Any, first: str, second: str) -> tuple[int, int]:
    """Give two numbers of an object; what is no number counts as 0, which no place and no size is."""
    numbers = value if isinstance(value, dict) else {}
    one, other = (numbers.get(name) for name in (first, second))
    return one if isinstance(one, int) else 0, other if isinstance(other, int) else 0
