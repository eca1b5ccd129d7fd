"""Place a clock's segments, turns, outages and revisions on a time line: numbers for a drawing, from a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

WIDTH = 1000.0
_LEAST = 0.8
"""How wide the shortest thing is drawn, so that it can be seen."""
_LETTER = 6.6
"""How much room a letter of a label takes."""
_HOURS, _DAYS, _WEEKS = timedelta(days=1.5), timedelta(days=12), timedelta(days=75)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the time line. `label` is empty where it has no room; `title` says all of it."""

    x: float
    width: float
    kind: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant on the time line; `at_end` where its label must stand to its left."""

    x: float
    label: str
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that is drawn of one clock."""

    segments: tuple[Bar, ...]
    turns: tuple[Bar, ...]
    outages: tuple[Bar, ...]
    revisions: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    breach: Mark | None
    due: Mark | None


def timeline(clock: Mapping[str, Any], document: Mapping[str, Any]) -> Timeline:
    """Place a clock of an evidence document on its time line."""
    zone = ZoneInfo(document["programme"]["zone"])
    scale = _Scale.of(clock, document["as_of"], zone)
    segments = [_Stretch.of(each) for each in clock["segments"]]
    breach, due = _instant(clock["breached_at"]), _instant(clock["due"])
    return Timeline(
        segments=tuple(scale.bar(each, each.kind, "") for each in segments),
        turns=tuple(_turns(scale, segments)),
        outages=tuple(_outages(scale, document["outages"])),
        revisions=tuple(_revisions(scale, document["defect"]["revisions"])),
        ticks=tuple(scale.ticks()),
        breach=scale.mark(breach, "target used up") if breach else None,
        due=scale.mark(due, "due") if due and not breach and due <= scale.ends else None,
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    starts: datetime
    ends: datetime
    kind: str
    party: str

    @classmethod
    def of(cls, segment: Mapping[str, Any]) -> _Stretch:
        starts, ends = datetime.fromisoformat(segment["starts"]), datetime.fromisoformat(segment["ends"])
        return cls(starts, ends, segment["kind"], segment["party"])


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where on the drawing an instant is."""

    starts: datetime
    ends: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, clock: Mapping[str, Any], as_of: str, zone: ZoneInfo) -> _Scale:
        """Show a clock from its start to its end, or until it is due where that is not far."""
        starts = datetime.fromisoformat(clock["started"])
        ends = max(datetime.fromisoformat(clock["stopped"] or as_of), starts + timedelta(minutes=1))
        due = _instant(clock["due"])
        if due and not clock["stopped"] and ends < due <= ends + (ends - starts):
            ends = due
        return cls(starts, ends, zone)

    def x(self, instant: datetime) -> float:
        return round(WIDTH * ((instant - self.starts) / (self.ends - self.starts)), 2)

    def bar(self, stretch: _Stretch, kind: str, label: str) -> Bar:
        x = self.x(stretch.starts)
        width = max(round(self.x(stretch.ends) - x, 2), _LEAST)
        title = f"{label or kind}, {self._when(stretch.starts)} to {self._when(stretch.ends)}"
        return Bar(x, width, kind, label if len(label) * _LETTER < width else "", title)

    def mark(self, instant: datetime, label: str) -> Mark:
        x = self.x(instant)
        return Mark(x, f"{label} {self._when(instant)}", at_end=x > WIDTH / 2)

    def ticks(self) -> Iterator[Mark]:
        """Mark local hours, days, weeks or months, as many as can be read."""
        length = self.ends - self.starts
        local = self.starts.astimezone(self.zone).replace(minute=0, second=0, microsecond=0)
        while (at := local.astimezone(self.starts.tzinfo)) <= self.ends:
            if at >= self.starts and (label := _tick(local, length)):
                x = self.x(at)
                yield Mark(x, label if x + len(label) * _LETTER < WIDTH else "")
            local += timedelta(hours=1)

    def _when(self, instant: datetime) -> str:
        local = instant.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b %H:%M}"


def _tick(local: datetime, length: timedelta) -> str:
    """Name an hour of the time line, if it is one that has a name there."""
    if length <= _HOURS:
        return f"{local:%H:%M}" if local.hour % 3 == 0 else ""
    if local.hour:
        return ""
    day = f"{local:%a} {local.day} {local:%b}"
    if length <= _DAYS:
        return day
    if length <= _WEEKS:
        return day if local.weekday() == 0 else ""
    return f"{local:%b %Y}" if local.day == 1 else ""


def _turns(scale: _Scale, segments: Iterable[_Stretch]) -> Iterator[Bar]:
    shades: dict[str, int] = {}
    for party, own in groupby(segments, key=lambda each: each.party):
        together = [each for each in own if each.kind != "stopped"]
        if not together:
            continue
        whole = _Stretch(together[0].starts, together[-1].ends, "", party)
        shade = shades.setdefault(party, len(shades) % 3)
        yield scale.bar(whole, f"turn{shade}", party or "nobody named")


def _outages(scale: _Scale, outages: Sequence[Mapping[str, Any]]) -> Iterator[Bar]:
    for outage in outages:
        starts = max(datetime.fromisoformat(outage["starts"]), scale.starts)
        ends = min(_instant(outage["ends"]) or scale.ends, scale.ends)
        if starts < ends:
            yield scale.bar(_Stretch(starts, ends, "", ""), outage["kind"], outage["reference"])


def _revisions(scale: _Scale, revisions: Sequence[Mapping[str, Any]]) -> Iterator[Mark]:
    free = -WIDTH
    for revision in revisions:
        at = datetime.fromisoformat(revision["at"])
        if scale.starts <= at <= scale.ends:
            x, label = scale.x(at), str(revision["number"])
            shown = x - free > _LETTER * (len(label) + 1)
            free = x if shown else free
            yield Mark(x, label if shown else "")


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
