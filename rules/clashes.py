"""Say what a planned outage clashes with: booked test slots, test stages, hours in which people work there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar, build_calendar
from rules.facts import Outage, OutageKind
from rules.programme import Environment, Programme
from rules.wording import listed, local_time, worked


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which somebody has booked an environment, or some of its systems, for tests.

    Attributes:
        name: as people call it (`Settlement run 3`).
        systems: empty for the whole environment.
    """

    name: str
    environment: str
    starts: datetime
    ends: datetime
    systems: tuple[str, ...] = ()


class Clashes:
    """Knows what is booked and needed.

    Args:
        programme: whose environments have stages, and are needed from one day to another.
        slots: what is booked.
    """

    def __init__(self, programme: Programme, slots: Iterable[Slot] = ()) -> None:
        self._programme = programme
        self._zone = ZoneInfo(programme.zone)
        self._slots = tuple(sorted(slots, key=lambda each: (each.starts, each.name)))

    def of(self, outage: Outage) -> tuple[str, ...]:
        """Give a sentence for each thing that a planned outage clashes with; none where it does not stand."""
        if outage.kind is not OutageKind.PLANNED or not outage.stands or outage.ends is None:
            return ()
        return (*self._booked(outage, outage.ends), *self._named(outage), *self._stages(outage, outage.ends))

    def _booked(self, outage: Outage, ends: datetime) -> Iterator[str]:
        for slot in self._slots:
            is_there = not outage.environments or slot.environment in outage.environments
            shared = not (slot.systems and outage.systems) or set(slot.systems) & set(outage.systems)
            if is_there and shared and slot.starts < ends and slot.ends > outage.starts:
                when = f"{local_time(slot.starts, self._zone)} to {local_time(slot.ends, self._zone)}"
                yield f'The test slot "{slot.name}" is booked in {slot.environment}, {when}.'

    def _named(self, outage: Outage) -> Iterator[str]:
        booked = {slot.name.casefold() for slot in self._slots}
        for name in outage.slots:
            if name.casefold() not in booked:
                yield f'Its record says that it hits the test slot "{name}".'

    def _stages(self, outage: Outage, ends: datetime) -> Iterator[str]:
        """Name the stages of each environment, where working hours of a day on which it is needed are lost."""
        hours = self._calendar.elapsed(outage.starts, ends)
        if not hours:
            return
        for environment in self._programme.environments:
            if environment.name not in outage.environments or not self._is_needed(environment, outage.starts, ends):
                continue
            hit = [stage for stage in environment.stages if stage in outage.stages] or environment.stages
            if not hit:
                continue
            alone = " They must not run at the same time, so that none can make up for it." * (
                environment.exclusive_stages and len(hit) > 1
            )
            lost = f"{worked(hours)} of working time"
            yield f"It takes {lost} from {environment.name} while {listed(hit)} {_may(hit)} run there.{alone}"

    def _is_needed(self, environment: Environment, starts: datetime, ends: datetime) -> bool:
        first = starts.astimezone(self._zone).date()
        last = (ends - timedelta(microseconds=1)).astimezone(self._zone).date()
        return not (
            (environment.needed_from is not None and last < environment.needed_from)
            or (environment.needed_to is not None and first > environment.needed_to)
        )

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        name = self._programme.working_calendar
        return build_calendar(name, self._programme.calendars[name], self._programme.calendars)


def _may(stages: Iterable[str]) -> str:
    return "may" if len(tuple(stages)) > 1 else "is to"
