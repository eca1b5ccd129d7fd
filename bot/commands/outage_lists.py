"""Show outages to a person, and give them to programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.known_outages import KnownOutages
from bot.publish.local_time import LocalTime
from bot.store.outages import KeptOutage
from rules.announcing import Told
from rules.facts import Impact, Outage, OutageState
from rules.wording import counted

_OVER = (OutageState.ENDED, OutageState.CANCELLED)
_STYLES = {OutageState.UNDER_WAY: "bold red", OutageState.ENDED: "dim", OutageState.CANCELLED: "dim"}


class OutageLists:
    """Writes outages as they stood at one instant.

    Args:
        zone: in which times are told.
        now: that instant.
        told: what envbot itself announced, by reference.
    """

    def __init__(self, zone: str, now: datetime, told: Mapping[str, Told]) -> None:
        self._now = now
        self._told = told
        self._clock = LocalTime.at(now, zone)

    def is_over(self, outage: Outage) -> bool:
        """Whether it is past, or will not be."""
        return outage.state_at(self._now) in _OVER

    def list_document(self, shown: Sequence[Outage], known: KnownOutages, unread: Sequence[str]) -> dict[str, Any]:
        """Give a list for programs."""
        return {
            "as_of": self._now.isoformat(),
            "outages": [self._document(each) for each in _in_time(shown)],
            "known": len(known.outages),
            "problems": [{"where": each.where, "what": each.what, "advice": each.advice} for each in known.problems],
            "never_read": list(unread),
        }

    def show_list(self, console: Console, shown: Sequence[Outage], known: KnownOutages, unread: Sequence[str]) -> None:
        """Show a list, the earliest first, and what is wrong in the sources."""
        hidden = len(known.outages) - len(shown)
        over = f", {hidden} more that are over (--all)" if hidden else ""
        console.print(f"{counted(len(shown), 'outage')}{over}, as of {self._clock.moment(self._now)}.", markup=False)
        if shown:
            console.print(self.table(_in_time(shown)))
        if known.problems:
            console.print(f"\n[bold]Wrong in the sources[/] ({len(known.problems)})")
            for problem in known.problems:
                console.print(f"  {problem}", markup=False)
        for title in unread:
            console.print(f"\n{title} was not read yet: `envbot pull` reads it.", markup=False)

    def table(self, outages: Iterable[Outage]) -> Table:
        """Give outages as a table."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("reference", "state", "when", "where", "kind", "reason", "party", "source"):
            # A reference is there to be copied: it is broken, never cut short.
            table.add_column(heading, no_wrap=heading == "state", overflow="fold")
        for each in outages:
            state = each.state_at(self._now)
            style = _STYLES.get(state, "")
            word = f"[{style}]{self._state(each)}[/]" if style else self._state(each)
            cells = (self._when(each), _where(each), _kind(each), each.reason, each.party, each.source)
            table.add_row(escape(each.reference), word, *map(escape, cells))
        return table

    def show_document(self, outage: Outage, versions: Sequence[KeptOutage]) -> dict[str, Any]:
        """Give one outage for programs, with what sources said of it."""
        return {
            "as_of": self._now.isoformat(),
            **self._document(outage),
            "versions": [
                {
                    "from": each.source,
                    "document": each.document,
                    "version": each.version,
                    "since": each.since.isoformat(),
                    "last_seen": each.last_seen.isoformat(),
                    **outage_document(each.outage, self._now),
                }
                for each in versions
            ],
        }

    def show_one(self, console: Console, outage: Outage, versions: Sequence[KeptOutage]) -> None:
        """Show one outage."""
        console.print(f"[bold]{escape(outage.reference)}[/] {escape(outage.title)}")
        at, by = self._announced(outage)
        lines = {
            "state": self._state(outage),
            "kind": _kind(outage),
            "reason": outage.reason,
            "environments": ", ".join(outage.environments),
            "systems": ", ".join(outage.systems) or "every system there",
            "party": outage.party,
            "starts": self._clock.moment(outage.starts),
            "ends": "open" if outage.ends is None else self._clock.moment(outage.ends),
            "announced": f"{self._clock.moment(at)} by {by}" if at else "not that it is known",
            "stages": ", ".join(outage.stages),
            "slots": ", ".join(outage.slots),
            "defects": ", ".join(f"#{number}" for number in outage.defects),
            "source": outage.source,
            "link": outage.url,
        }
        for name, value in lines.items():
            if value:
                console.print(f"  {name:<13} {value}", markup=False, soft_wrap=True)
        if versions:
            console.print("\n[bold]What sources said[/]")
        for each in versions:
            withdrawn = each.outage.withdrawn_at
            gone = f", not there since {self._clock.moment(withdrawn)}" if withdrawn else ""
            seen = f"{self._clock.moment(each.since)}, last seen {self._clock.moment(each.last_seen)}{gone}"
            said = f"{self._when(each.outage)}, {_where(each.outage)}, {_kind(each.outage)}"
            cancelled = ", cancelled" if each.outage.cancelled else ""
            console.print(f"  {each.outage.source}, since {seen}:\n    {said}{cancelled}", markup=False, soft_wrap=True)

    def _state(self, outage: Outage) -> str:
        if outage.withdrawn and not outage.stands:
            return "withdrawn"
        state, (_, by) = self._state_at(outage), self._announced(outage)
        return f"{state.value} by {by}" if state is OutageState.ANNOUNCED else state.value

    def _state_at(self, outage: Outage) -> OutageState:
        state = outage.state_at(self._now)
        is_told = state is OutageState.TO_COME and self._announced(outage)[0] is not None
        return OutageState.ANNOUNCED if is_told else state

    def _announced(self, outage: Outage) -> tuple[datetime | None, str]:
        """Give when those concerned were told by this instant, and by whom: its record counts first."""
        if outage.announced is not None and outage.announced <= self._now:
            return outage.announced, "its record"
        told = self._told.get(outage.reference)
        if told is None or told.is_cancelled or told.first > self._now:
            return None, ""
        return told.first, "envbot"

    def _document(self, outage: Outage) -> dict[str, Any]:
        """Give an outage for programs, with who announced it."""
        at, by = self._announced(outage)
        announced = {"announced": at.isoformat() if at else None, "announced_by": by or None}
        return {**outage_document(outage, self._now), "state": self._state_at(outage).value, **announced}

    def _when(self, outage: Outage) -> str:
        if outage.ends is None and outage.starts > self._now:
            return f"from {self._clock.moment(outage.starts)}"
        return self._clock.span(outage.starts, outage.ends)


def outage_document(outage: Outage, now: datetime) -> dict[str, Any]:
    """Give one outage for programs, as it stands at `now`."""
    return {
        "reference": outage.reference,
        "title": outage.title,
        "state": outage.state_at(now).value,
        "kind": outage.kind.value,
        "impact": outage.impact.value,
        "reason": outage.reason,
        "environments": list(outage.environments),
        "systems": list(outage.systems),
        "party": outage.party,
        "starts": outage.starts.isoformat(),
        "ends": outage.ends.isoformat() if outage.ends else None,
        "announced": outage.announced.isoformat() if outage.announced else None,
        "stages": list(outage.stages),
        "slots": list(outage.slots),
        "defects": list(outage.defects),
        "cancelled": outage.cancelled,
        "withdrawn": outage.withdrawn,
        "withdrawn_at": outage.withdrawn_at.isoformat() if outage.withdrawn_at else None,
        "source": outage.source,
        "work_item": outage.work_item,
        "url": outage.url,
    }


def _in_time(outages: Iterable[Outage]) -> list[Outage]:
    return sorted(outages, key=lambda each: (each.starts, each.reference))


def _where(outage: Outage) -> str:
    systems = f": {', '.join(outage.systems)}" if outage.systems else ""
    return f"{', '.join(outage.environments)}{systems}" if outage.environments else ", ".join(outage.systems)


def _kind(outage: Outage) -> str:
    return f"{outage.kind.value}, degraded" if outage.impact is Impact.DEGRADED else outage.kind.value
