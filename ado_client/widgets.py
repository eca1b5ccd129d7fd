"""Decide which widgets of a dashboard to add, change and remove, leaving alone all that the bot did not make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Widget:
    """A tile of a dashboard.

    Attributes:
        name: its title.
        contribution_id: what kind of widget it is, in full.
        settings: as the kind of widget wants them; always a text, mostly JSON.
        row: from 1.
        column: from 1.
        rows: how many it covers.
        columns: how many it covers.
        settings_version: major, minor, patch.
        id: empty for a widget that is still to be made.
        etag: its version; empty for a widget that is still to be made.
    """

    name: str
    contribution_id: str
    settings: str
    row: int
    column: int
    rows: int
    columns: int
    settings_version: tuple[int, int, int] = (1, 0, 0)
    id: str = ""
    etag: str = ""

    def cells(self) -> Iterator[tuple[int, int]]:
        """Give the cells of the grid that it covers."""
        for down in range(self.rows):
            for right in range(self.columns):
                yield self.row + down, self.column + right


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What to do to a dashboard, in this order."""

    remove: tuple[Widget, ...]
    change: tuple[Widget, ...]
    add: tuple[Widget, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the dashboard is as wanted already."""
        return not (self.remove or self.change or self.add)


def arrangement(present: Iterable[Widget], wanted: Sequence[Widget], marker: str) -> Arrangement:
    """Hold the widgets that are wanted against those that are there.

    A widget is the bot's own if it is of a kind the bot asks for and its name carries the marker; every other one is a
    person's and stays. Where a person moved or resized one of the bot's widgets, it stays there.

    Args:
        present: all widgets of the dashboard.
        wanted: the widgets the bot wants, each name unique and with the marker; a place that is taken is changed for
            the first free one below.
        marker: part of the name of every widget the bot makes.

    Raises:
        ValueError: two wanted widgets have the same name, or a name lacks the marker.
    """
    names = [widget.name for widget in wanted]
    if len(set(names)) < len(names) or not all(marker in name for name in names):
        raise ValueError(f"the names of the bot's widgets must be unique and carry {marker!r}: {names}")
    kinds = {widget.contribution_id for widget in wanted}
    there = list(present)
    ours = {widget.name: widget for widget in there if marker in widget.name and widget.contribution_id in kinds}
    goes = {widget.name for widget in ours.values() if widget.name not in names}
    change: list[Widget] = []
    new: list[Widget] = []
    for widget in wanted:
        known = ours.get(widget.name)
        if known is None:
            new.append(widget)
        elif known.contribution_id != widget.contribution_id:
            goes.add(widget.name)
            new.append(widget)
        elif not _says_the_same(known, widget):
            change.append(replace(known, settings=widget.settings, settings_version=widget.settings_version))
    remove = tuple(ours[name] for name in sorted(goes))
    return Arrangement(remove, tuple(change), tuple(_placed(new, [one for one in there if one not in remove])))


def _says_the_same(known: Widget, wanted: Widget) -> bool:
    return _meaning(known.settings) == _meaning(wanted.settings) and known.settings_version == wanted.settings_version


def _meaning(settings: str) -> Any:
    """Give JSON settings as what they say, so that blanks and order make no difference; other ones as they are."""
    try:
        return json.loads(settings)
    except ValueError:
        return settings


def _placed(new: Iterable[Widget], kept: Iterable[Widget]) -> Iterator[Widget]:
    """Give each new widget a place that is free: the wanted one, or the same column below."""
    taken = {cell for widget in kept for cell in widget.cells()}
    for wanted in new:
        widget = wanted
        while not taken.isdisjoint(widget.cells()):
            widget = replace(widget, row=widget.row + 1)
        taken.update(widget.cells())
        yield widget
