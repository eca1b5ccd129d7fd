"""Decide which planned outages are announced, when, to which roles, and what changed since they were told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar, build_calendar
from rules.clashes import Clashes
from rules.facts import Outage, OutageKind
from rules.programme import Programme
from rules.wording import counted, listed, local_time

CANCELLED = "cancelled"
PLANNED = "planned"
_STATE, _FROM, _UNTIL = "State", "From", "Until"
_FURTHEST = timedelta(days=366)
_REPEATED = timedelta(days=1)
"""So long an end that was told when it had passed is told again to those who could not be reached."""


class News(StrEnum):
    """What an announcement tells."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an outage last.

    Attributes:
        sequence: how often it was told otherwise before: 0 for the first announcement.
        first: when it was first announced.
        at: when this was told.
        said: what was told, by its label, in words.
        before: what had been told before that; empty for the first announcement.
        outage: as it was told, with its start and end; None where an earlier version of envbot kept it.
        roles: who was told, as the settings name them.
        why: why it is told otherwise, as a sentence; empty where what changed says it.
    """

    sequence: int
    first: datetime
    at: datetime
    said: Mapping[str, str]
    before: Mapping[str, str]
    outage: Outage | None = None
    roles: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether it was told that it does not take place."""
        return self.said[_STATE] == CANCELLED


@dataclass(frozen=True, slots=True)
class Announcement:
    """What those concerned are told of one planned outage.

    Attributes:
        late: a sentence where it is announced later than agreed; else empty.
        clashes: a sentence each.
        is_due: by now it is to be told; else it is only planned yet.
    """

    outage: Outage
    told: Told
    late: str
    clashes: tuple[str, ...]
    is_due: bool = True

    @property
    def news(self) -> News:
        """What it tells."""
        if self.told.is_cancelled:
            return News.CANCELLED
        return News.CHANGED if self.told.sequence else News.NEW

    @property
    def roles(self) -> tuple[str, ...]:
        """Who is told: `environment manager`, `participant environment manager of Elexon`."""
        return self.told.roles

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """What is told otherwise than before: label, before, now."""
        if not self.told.before:
            return ()
        return tuple(
            (label, self.told.before.get(label, ""), now)
            for label, now in self.told.said.items()
            if self.told.before.get(label, "") != now
        )


class Announcer:
    """Knows how far ahead a programme announces its planned outages, and to whom.

    Args:
        programme: whose working days count, and whose roles are told.
        working_days: how many working days ahead those concerned are told.
        clashes: what an outage may clash with.
    """

    def __init__(self, programme: Programme, working_days: int, clashes: Clashes) -> None:
        self._programme = programme
        self._days = working_days
        self._clashes = clashes
        self._zone = ZoneInfo(programme.zone)
        name = programme.working_calendar
        self._calendar: WorkingCalendar = build_calendar(name, programme.calendars[name], programme.calendars)

    def announcements(
        self, outages: Iterable[Outage], told: Mapping[str, Told], now: datetime, is_gone: Callable[[Told], bool]
    ) -> Iterator[Announcement]:
        """Yield what is to be told of outages: the same as was told, where nothing changed.

        Args:
            outages: all on record.
            told: what was told last of each outage, by its reference.
            now: the instant of the facts.
            is_gone: whether an outage that is not on record is certainly in no source any more. Where a source could
                not be read, nothing is told otherwise.
        """
        known = sorted(outages, key=lambda each: (each.starts, each.reference))
        there = {each.reference.casefold() for each in known}
        found = [self._on_record(outage, told.get(outage.reference), now) for outage in known]
        for reference, last in sorted(told.items()):
            if reference.casefold() not in there and last.outage is not None:
                found.append(self._off_record(last.outage, last, now, is_gone))
        yield from filter(None, found)

    def _on_record(self, outage: Outage, known: Told | None, now: datetime) -> Announcement | None:
        """Give what is told of an outage on record; None where nothing is."""
        if known is not None and not known.is_cancelled:
            outage = _cut_short(outage)
        is_to_come = outage.kind is OutageKind.PLANNED and not _is_over(outage, now)
        if known is None:
            return self._first(outage, now) if is_to_come and outage.stands and outage.starts > now else None
        before = known.outage
        if is_to_come:
            return self._announcement(outage, self._tells(outage, known, now, _why_cancelled(outage)))
        if before is None:
            return None
        if known.is_cancelled or _is_over(before, now):
            return self._as_told(before, known, now)
        is_unplanned = outage.kind is OutageKind.UNPLANNED
        if outage.stands and (before.starts <= now or outage.covers(now)):
            why = "Its record calls it unplanned now." if is_unplanned else "By its record it is over already."
            return self._announcement(outage, self._tells(outage, known, now, why))
        why = _why_cancelled(outage) or (
            "Its record calls it unplanned now, so that nothing is planned any more."
            if is_unplanned
            else "By its record it was over before it was to begin."
        )
        return self._cancelled(before, known, now, why)

    def _off_record(
        self, before: Outage, known: Told, now: datetime, is_gone: Callable[[Told], bool]
    ) -> Announcement | None:
        """Give what is told of an outage that was told and is not on record any more."""
        if known.is_cancelled or _is_over(before, now) or not is_gone(known):
            return self._as_told(before, known, now)
        before = replace(before, work_item=None, url="")  # there is nothing to open any more
        why = "No source of outages has it any more"
        if before.starts > now:
            return self._cancelled(before, known, now, f"{why}.")
        ended = replace(before, ends=now)
        why = f"{why}, so that it is taken to have ended when that was seen."
        return self._announcement(ended, self._tells(ended, known, now, why))

    def _first(self, outage: Outage, now: datetime) -> Announcement:
        is_due = now >= self.due(outage)
        return self._announcement(
            outage, self._tells(outage, None, now if is_due else self._midnight(now)), is_due=is_due
        )

    def _cancelled(self, before: Outage, known: Told, now: datetime, why: str) -> Announcement:
        """Take back what was told, with the times at which people have it in their calendars."""
        outage = replace(before, cancelled=True)
        return self._announcement(outage, self._tells(outage, known, now, why))

    def _as_told(self, before: Outage, known: Told, now: datetime) -> Announcement | None:
        """Give what was told as it was told, for those who could not be reached; None once it is over."""
        last = before.ends or (before.starts if known.is_cancelled else None)
        if last is not None and now >= (last if known.at < last else known.at + _REPEATED):
            return None
        # In the order in which it is told.
        said = {label: known.said[label] for label in self._said(before) if label in known.said}
        return self._announcement(before, replace(known, said=said))

    def _announcement(self, outage: Outage, told: Told, *, is_due: bool = True) -> Announcement:
        late = self._late(outage, told) if is_due else ""
        return Announcement(outage, told, late, self._clashes.of(outage), is_due)

    def due(self, outage: Outage) -> datetime:
        """Give from when on an outage is announced: the beginning of the working day so many before it."""
        day = outage.starts.astimezone(self._zone).date()
        left, earliest = self._days, day - _FURTHEST
        while left and day > earliest:
            day -= timedelta(days=1)
            left -= self._is_working_day(day)
        return datetime.combine(day, time(), self._zone)

    def _midnight(self, now: datetime) -> datetime:
        """Give the beginning of the day: what is not told yet is dated with it, so that it stays the same all day."""
        return datetime.combine(now.astimezone(self._zone).date(), time(), self._zone)

    def roles(self, outage: Outage) -> tuple[str, ...]:
        """Give the roles concerned: who keeps the environments, who manages their defects, whose systems are reached.

        An outage reaches the systems that it hits and those connected to them.
        """
        programme = self._programme
        hit = [each for each in programme.systems if not outage.systems or each.name in outage.systems]
        reached = [each for each in programme.systems if set(each.connected_to) & set(outage.systems)]
        phases = dict.fromkeys(each.phase for each in programme.environments if each.name in outage.environments)
        managers = [programme.defect_managers[phase] for phase in phases if phase in programme.defect_managers]
        parties = dict.fromkeys([outage.party, *(each.party for each in (*hit, *reached))])
        role = programme.participant_environment_manager
        return (programme.environment_manager, *managers, *(f"{role} of {party}" for party in parties if party))

    def _tells(self, outage: Outage, known: Told | None, now: datetime, why: str = "") -> Told:
        said, roles = self._said(outage), self.roles(outage)
        if known is None:
            return Told(0, now, now, said, {}, outage, roles)
        # Who was told once has it in the calendar, whomever it concerns now.
        others = () if known.roles and said[_STATE] == CANCELLED else roles
        roles = tuple(dict.fromkeys((*known.roles, *others)))
        if known.said == said:
            return replace(known, said=said, outage=outage, roles=roles)  # in the order in which it is told
        return Told(known.sequence + 1, known.first, now, said, known.said, outage, roles, why)

    def _said(self, outage: Outage) -> dict[str, str]:
        return {
            _STATE: PLANNED if outage.stands else CANCELLED,
            "What": outage.title or "planned outage",
            _FROM: local_time(outage.starts, self._zone),
            _UNTIL: "open end" if outage.ends is None else local_time(outage.ends, self._zone),
            "Environments": listed(outage.environments or ("all",)),
            "Systems": listed(outage.systems or ("all",)),
            "Impact": outage.impact.value,
            "Reason": outage.reason or "not given",
            "Party": outage.party or "not given",
        }

    def _late(self, outage: Outage, told: Told) -> str:
        first = told.first if outage.announced is None else min(told.first, outage.announced)
        if first < self.due(outage) + timedelta(days=1) or told.is_cancelled:
            return ""
        ahead = self._working_days(first.astimezone(self._zone).date(), outage.starts.astimezone(self._zone).date())
        agreed = counted(self._days, "working day")
        return f"Announced too late: {counted(ahead, 'working day')} ahead, and {agreed} are agreed."

    def _working_days(self, first: date, until: date) -> int:
        """Count the working days from one day until before another."""
        days = (first + timedelta(days=number) for number in range((until - first).days))
        return sum(map(self._is_working_day, days))

    def _is_working_day(self, day: date) -> bool:
        midnight = datetime.combine(day, time(), self._zone)
        next_one = datetime.combine(day + timedelta(days=1), time(), self._zone)
        return any(True for _ in self._calendar.intervals(midnight, next_one))


def _is_over(outage: Outage, now: datetime) -> bool:
    return outage.ends is not None and outage.ends <= now


def _cut_short(outage: Outage) -> Outage:
    """Let an outage that its source withdrew while it was under way have ended then: it did take place."""
    gone = outage.withdrawn_at
    if outage.stands or outage.cancelled or gone is None or outage.starts > gone:
        return outage
    return replace(outage, ends=gone)


def _why_cancelled(outage: Outage) -> str:
    if outage.stands:
        return ""
    if outage.cancelled:
        return "Its record says that it is cancelled."
    return (
        f"Its source does not have it any more ({outage.source})."
        if outage.source
        else "Its source does not have it any more."
    )
