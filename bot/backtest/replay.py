"""Give the facts of many past instants in turn; from one to the next only what changed is built anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.known_releases import known_releases
from bot.settings import Settings
from bot.settings_checks import chosen_defects
from bot.sources.outages.from_work_items import read_outages
from bot.store.history import History
from rules.facts import Defect, Facts, Outage, Person
from rules.programme import Programme


def instants(
    starts: datetime, ends: datetime, *, zone: str, panel: time, every: timedelta | None = None
) -> tuple[datetime, ...]:
    """Give the instants to look at, from `starts` to `ends`: each day at the panel's hour, or one after the other.

    Args:
        starts: nothing before it.
        ends: nothing after it.
        zone: of the panel's hour; days with a change of the clock count as one.
        panel: when the panel meets.
        every: instead of once a day.
    """
    if every is not None:
        return tuple(starts + every * number for number in range((ends - starts) // every + 1))
    there = ZoneInfo(zone)
    first, last = starts.astimezone(there).date(), ends.astimezone(there).date()
    panels = (
        datetime.combine(first + timedelta(days=number), panel, there) for number in range((last - first).days + 1)
    )
    return tuple(instant for instant in panels if starts <= instant <= ends)


class Replay:
    """The history of one installation, as it stood.

    Defects, their discussions and outage records are as of each instant. Links carry no date, and wiki pages are as
    they were last pulled: release notes count from the delivery that they name. What the bot itself did in that time
    stays part of the history.
    """

    def __init__(self, history: History, programme: Programme, settings: Settings, until: datetime) -> None:
        self._programme = programme
        self._settings = settings
        self._defects = history.defects(as_of=until, types=programme.defect_types)
        self._records = history.defects(as_of=until, types=(programme.outages.type,))
        self._releases = known_releases(history, programme, settings, self._defects)
        self._me = Person(settings.azure_devops.account_name, settings.azure_devops.account)
        self._events = sorted(
            (at, number)
            for number, item in (*self._defects.items(), *self._records.items())
            for at in (*(one.at for one in item.revisions), *(one.at for one in item.comments))
        )

    @property
    def own_changes(self) -> int:
        """How many revisions are the bot's own."""
        return sum(
            revision.by.is_same_as(self._me) for defect in self._defects.values() for revision in defect.revisions
        )

    def facts(self, at: Sequence[datetime]) -> Iterator[Facts]:
        """Yield the facts of each instant, which must ascend."""
        times = [when for when, _ in self._events]
        defects: dict[int, Defect] = {}
        records: dict[int, Defect] = {}
        outages: tuple[Outage, ...] = ()
        done = 0
        for instant in at:
            upto = bisect_right(times, instant, lo=done)
            changed = {number for _, number in self._events[done:upto]}
            done = upto
            _bring_up(defects, self._defects, changed, instant)
            if _bring_up(records, self._records, changed, instant):
                outages, _ = read_outages(records.values(), self._programme)
            yield Facts(
                now=instant,
                programme=self._programme,
                me=self._me,
                defects=MappingProxyType(chosen_defects(defects, self._settings, self._programme, instant)),
                outages=outages,
                release_notes=self._releases.notes,
                deployments=self._releases.deployments,
                panel=self._settings.panel_members,
            )


def _bring_up(current: dict[int, Defect], whole: dict[int, Defect], changed: set[int], instant: datetime) -> bool:
    """Cut anew what changed; say whether anything did."""
    mine = changed & whole.keys()
    for number in mine:
        cut = whole[number].as_of(instant)
        if cut is not None:
            current[number] = cut
    return bool(mine)
