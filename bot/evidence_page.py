"""Lay evidence out as one self-contained page that people read, with the document it was made from inside it.

The page is made from the document alone, so that it can be laid out again and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.clock_document import clock_name
from bot.evidence_timeline import Timeline, timeline
from bot.publish import render

DATA = "evidence"
"""The id of the element that holds the document."""
_TEMPLATES = ("evidence.html.j2", "evidence_parts.html.j2", "page.html.j2", "page.css", "timeline.css")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A row of the table of segments; `counted` is the running total."""

    starts: str
    ends: str
    kind: str
    working: str
    counted: str
    party: str
    why: str


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One cycle of one clock. `segments` and `drawing` are there for those shown in full."""

    name: str
    state: str
    tone: str
    goal: str
    target: str
    elapsed: str
    started: str
    ended: str
    sentence: str
    segments: tuple[SegmentLine, ...] = ()
    drawing: Timeline | None = None


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision: when, by whom, and what decides that changed in it."""

    number: int
    at: str
    by: str
    url: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One outage of the defect's environment or system, or linked to it."""

    reference: str
    about: str
    starts: str
    ends: str
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One calendar in words: hours by weekday, and its days off while the clocks ran."""

    name: str
    version: str
    zone: str
    working_day: str
    week: tuple[tuple[str, str], ...]
    days_off: tuple[str, ...]
    within: str


def evidence_page(document: Mapping[str, Any]) -> str:
    """Give the page; the same document gives the same page, to the byte."""
    clocks = tuple(_clocks(document))
    said = dict.fromkeys(words for clock in document["clocks"] for words in clock["assumptions"])
    return render.html(
        "evidence.html.j2",
        title=f"SLA evidence: #{document['defect']['id']} {document['title']}",
        document=document,
        as_of=_moment(document["as_of"], _zone(document)),
        clocks=clocks,
        shown=[clock for clock in clocks if clock.drawing],
        revisions=tuple(_revisions(document)),
        outages=tuple(_outages(document)),
        policies=document["programme"]["clocks"],
        calendars=tuple(_calendars(document)),
        assumptions=tuple(said),
        data_id=DATA,
        data=_embedded(document),
    )


@cache
def layout_version() -> str:
    """Give a hash of everything that decides how the page looks; another one lays the same document out otherwise."""
    folder = files("templates")
    content = b"".join((folder / name).read_bytes() for name in _TEMPLATES)
    own = b"".join((files("bot") / name).read_bytes() for name in ("evidence_page.py", "evidence_timeline.py"))
    return hashlib.sha256((content + own).replace(b"\r\n", b"\n")).hexdigest()[:16]


def as_json(document: Mapping[str, Any]) -> str:
    """Write the document as people can read it, too."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _embedded(document: Mapping[str, Any]) -> Markup:
    """Write the document so that nothing in it can end its element."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 -- escaped here


def _clocks(document: Mapping[str, Any]) -> Iterator[ClockLine]:
    zone = _zone(document)
    last = {clock["name"]: clock["cycle"] for clock in document["clocks"]}
    for clock in document["clocks"]:
        state, tone = _state(clock)
        is_shown = clock["is_breached"] or clock["cycle"] == last[clock["name"]]
        yield ClockLine(
            name=clock_name(clock),
            state=state,
            tone=tone,
            goal=f"{clock['goal']['target']} ({clock['calendar']})",
            target=_length(clock["target_seconds"]),
            elapsed=_length(clock["elapsed_seconds"]),
            started=_moment(clock["started"], zone),
            ended=_ended(clock, zone),
            sentence=clock["attribution"],
            segments=tuple(_segments(clock, zone)) if is_shown else (),
            drawing=timeline(clock, document) if is_shown else None,
        )


def _state(clock: Mapping[str, Any]) -> tuple[str, str]:
    if clock["is_breached"]:
        return ("breached", "alarm") if clock["verdict"] else ("breached, still open", "alarm")
    if clock["verdict"]:
        return "met", "good"
    return ("paused", "warning") if clock["is_paused"] else ("running", "calm")


def _ended(clock: Mapping[str, Any], zone: ZoneInfo) -> str:
    said = []
    if clock["breached_at"]:
        said.append(f"target used up {_moment(clock['breached_at'], zone)}")
    elif clock["due"]:
        said.append(f"due {_moment(clock['due'], zone)}")
    said.append(f"stopped {_moment(clock['stopped'], zone)}" if clock["stopped"] else "not stopped")
    return "; ".join(said)


def _segments(clock: Mapping[str, Any], zone: ZoneInfo) -> Iterator[SegmentLine]:
    counted = 0.0
    for segment in clock["segments"]:
        counted += segment["working_seconds"]
        yield SegmentLine(
            _moment(segment["starts"], zone),
            _moment(segment["ends"], zone),
            segment["kind"],
            _length(segment["working_seconds"]) if segment["working_seconds"] else "",
            _length(counted),
            segment["party"] or ("" if segment["kind"] == "stopped" else "nobody named"),
            segment["why"],
        )


def _revisions(document: Mapping[str, Any]) -> Iterator[RevisionLine]:
    zone = _zone(document)
    before: Mapping[str, Any] = {}
    for revision in document["defect"]["revisions"]:
        now = revision["fields"]
        names = [name for name in dict.fromkeys((*before, *now)) if "." in name and before.get(name) != now.get(name)]
        changes = [
            f"{name.rpartition('.')[2]}: {_value(before.get(name))} → {_value(now.get(name))}"
            if before
            else f"{name.rpartition('.')[2]}: {_value(now.get(name))}"
            for name in names
            if not name.startswith("envbot.")
        ]
        others = [name for name in revision["changed"] if name not in names]
        if others and before:
            changes.append(f"decides nothing: {', '.join(others)}")
        by = revision["by"]
        yield RevisionLine(
            revision["number"],
            _moment(revision["at"], zone),
            f"{by['name']} <{by['mail']}>" if by["mail"] else by["name"],
            revision["url"],
            tuple(changes),
        )
        before = now


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("displayName", ""))
    return "nothing" if value in (None, "") else str(value)


def _outages(document: Mapping[str, Any]) -> Iterator[OutageLine]:
    zone = _zone(document)
    for outage in document["outages"]:
        where = ", ".join((*outage["environments"], *outage["systems"]))
        yield OutageLine(
            outage["reference"],
            f"{outage['kind']}, {outage['reason']}: {where}",
            _moment(outage["starts"], zone),
            _moment(outage["ends"], zone) if outage["ends"] else "end not known",
            outage["url"],
            outage["source"],
        )


def _calendars(document: Mapping[str, Any]) -> Iterator[CalendarLine]:
    starts = min((clock["started"] for clock in document["clocks"]), default=document["as_of"])
    ends = max((clock["due"] or "" for clock in document["clocks"]), default="")
    first, last = _day(starts), max(_day(document["as_of"]), _day(ends or starts))
    for name, calendar in document["programme"]["calendars"].items():
        off = {**dict.fromkeys(calendar["closed"], "closed by the programme"), **calendar["days_off"]}
        yield CalendarLine(
            name,
            document["versions"]["calendars"].get(name, ""),
            calendar["zone"],
            calendar["working_day"],
            tuple((day, _hours(calendar["week"].get(day, ()))) for day in _WEEK),
            tuple(f"{day}: {why}" for day, why in sorted(off.items()) if first <= date.fromisoformat(day) <= last),
            ", ".join(calendar["within"]),
        )


def _hours(intervals: Any) -> str:
    return ", ".join(f"{each['opens'][:5]} to {(each['closes'] or '24:00')[:5]}" for each in intervals) or "closed"


def _zone(document: Mapping[str, Any]) -> ZoneInfo:
    return ZoneInfo(document["programme"]["zone"])


def _day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(UTC).date()


def _moment(text: str, zone: ZoneInfo) -> str:
    """Write an instant to the second with its zone: `Tue 11 Jun 2024 11:00:05 BST`."""
    local = datetime.fromisoformat(text).astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M:%S %Z}"


def _length(seconds: float) -> str:
    """Write an amount of time to the second: `31:10:05 h`, as it is added up in the table."""
    whole = timedelta(seconds=abs(seconds)) // timedelta(seconds=1)
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
