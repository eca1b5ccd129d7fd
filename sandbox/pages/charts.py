"""Draw the counts of a query chart as SVG: pie, bars, columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

PALETTE = ("#0078d4", "#d83b01", "#107c10", "#8764b8", "#ffb900", "#00b7c3", "#e3008c", "#7a7574", "#004e8c", "#bad80a")
_MOST_SLICES = 10
_LABEL = 120
_LETTER = 7
_SLANT = 66
_OVERHANG = 38
"""Pixels: the widest label beside a bar, a letter, and what labels take below and to the left when written aslant."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One group of work items.

    Attributes:
        label: The value that they share.
        count: How many they are.
        color: What it is drawn in.
    """

    label: str
    count: int
    color: str


def slices(counts: Sequence[tuple[str, int]], colors: Mapping[str, str]) -> list[Slice]:
    """Colour the groups; the smallest of very many become "Other"."""
    shown = list(counts)
    if len(shown) > _MOST_SLICES:
        largest = sorted(shown, key=lambda each: -each[1])[: _MOST_SLICES - 1]
        rest = sum(count for _, count in shown) - sum(count for _, count in largest)
        shown = [*largest, ("Other", rest)]
    return [
        Slice(label, count, colors.get(label) or PALETTE[place % len(PALETTE)])
        for place, (label, count) in enumerate(shown)
    ]


def draw_pie(groups: Sequence[Slice]) -> Markup:
    """Draw a pie, clockwise from the top."""
    total = sum(group.count for group in groups)
    drawn = Markup("")
    start = 0.0
    for group in groups:
        share = group.count / total
        drawn += _wedge(start, share, group)
        start += share
    return Markup('<svg class="pie" viewBox="-102 -102 204 204" role="img">{}</svg>').format(drawn)


def _wedge(start: float, share: float, group: Slice) -> Markup:
    title = Markup("<title>{}: {}</title>").format(group.label, group.count)
    if share >= 1:
        return Markup('<circle r="100" fill="{}">{}</circle>').format(group.color, title)
    (x1, y1), (x2, y2) = _on_circle(start), _on_circle(start + share)
    path = f"M0 0L{x1:.2f} {y1:.2f}A100 100 0 {int(share > 1 / 2)} 1 {x2:.2f} {y2:.2f}Z"
    return Markup('<path d="{}" fill="{}" stroke="#fff" stroke-width="1.5">{}</path>').format(path, group.color, title)


def _on_circle(turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return 100 * math.sin(angle), -100 * math.cos(angle)


def draw_bars(groups: Sequence[Slice], width: int) -> Markup:
    """Draw a bar for each group, one below the other."""
    most = max(group.count for group in groups)
    label = min(_LABEL, width // 3)
    drawn = Markup("")
    for place, group in enumerate(groups):
        y = place * 26
        length = (width - label - 34) * group.count / most
        drawn += Markup(
            '<text x="{}" y="{}" text-anchor="end">{}<title>{}</title></text>'
            '<rect x="{}" y="{}" width="{:.1f}" height="18" rx="2" fill="{}"/>'
            '<text x="{:.1f}" y="{}" class="number">{}</text>'
        ).format(
            label - 6, y + 15, _short(group.label, label // _LETTER), group.label,
            label, y + 2, length, group.color, label + length + 6, y + 15, group.count,
        )  # fmt: skip
    return Markup('<svg class="bars" viewBox="0 0 {} {}" role="img">{}</svg>').format(width, len(groups) * 26, drawn)


def draw_columns(groups: Sequence[Slice], width: int, height: int) -> Markup:
    """Draw a column for each group, side by side; labels that do not fit below theirs are written aslant."""
    most = max(group.count for group in groups)
    is_aslant = any(len(group.label) * _LETTER > width / len(groups) for group in groups)
    left = _OVERHANG if is_aslant else 0
    step = (width - left) / len(groups)
    ground = height - (_SLANT if is_aslant else 24)
    drawn = Markup("")
    for place, group in enumerate(groups):
        tall = (ground - 20) * group.count / most
        middle = left + (place + 0.5) * step
        turned = Markup('text-anchor="end" transform="rotate(-40 {:.1f} {})"').format(middle + 4, ground + 14)
        drawn += Markup(
            '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2" fill="{}"/>'
            '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" class="number">{}</text>'
            '<text x="{:.1f}" y="{}" {}>{}<title>{}</title></text>'
        ).format(
            middle - step * 0.35, ground - tall, step * 0.7, tall, group.color,
            middle, ground - tall - 5, group.count,
            middle + 4 * is_aslant, ground + 14, turned if is_aslant else Markup('text-anchor="middle"'),
            _short(group.label, 12), group.label,
        )  # fmt: skip
    return Markup('<svg class="columns" viewBox="0 0 {} {}" role="img">{}</svg>').format(width, height, drawn)


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"
