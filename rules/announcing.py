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
    """

    sequence: int
    first: datetime
    at: datetime
    said: Mapping[str, str]
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What those concerned are told of one planned outage.

    Attributes:
        roles: as the settings name them: `environment manager`, `participant environment manager of Elexon`.
        late: a sentence where it is announced later than agreed; else empty.
        clashes: a sentence each.
        is_due: by now it is to be told; else it is only planned yet.
    """

    outage: Outage
    told: Told
    roles: tuple[str, ...]
    late: str
    clashes: tuple[str, ...]
    is_due: bool = True

    @property
    def news(self) -> News:
        """What it tells."""
        if self.told.said[_STATE] == CANCELLED:
            return News.CANCELLED
        return News.CHANGED if self.told.sequence else News.NEW

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
        self, outages: Iterable[Outage], told: Callable[[str], Told | None], now: datetime
    ) -> Iterator[Announcement]:
        """Yield what is to be told of outages that are not over: the same as was told, where nothing changed.

        Args:
            outages: all on record.
            told: gives what was told last of an outage, by its reference.
            now: the instant of the facts.
        """
        for outage in sorted(outages, key=lambda each: (each.starts, each.reference)):
            if outage.kind is not OutageKind.PLANNED or (outage.ends is not None and outage.ends <= now):
                continue
            known = told(outage.reference)
            if known is None and (not outage.stands or outage.starts <= now):
                continue
            is_due = known is not None or now >= self.due(outage)
            tells = self._tells(outage, known, now if is_due else self._midnight(now))
            late = self._late(outage, tells) if is_due else ""
            yield Announcement(outage, tells, self.roles(outage), late, self._clashes.of(outage), is_due)

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

    def _tells(self, outage: Outage, known: Told | None, now: datetime) -> Told:
        said = self._said(outage)
        if known is None:
            return Told(0, now, now, said, {})
        if known.said == said:
            return replace(known, said=said)  # in the order in which it is told
        return Told(known.sequence + 1, known.first, now, said, known.said)

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
        if first < self.due(outage) + timedelta(days=1) or told.said[_STATE] == CANCELLED:
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
