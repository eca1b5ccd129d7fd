"""Write a comparison down: as a document for programs, and as rows and sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.backtest.compare import Comparison, Taken, Tally
from rules.wording import in_words

Recipients = Mapping[str, tuple[str, ...]]
"""Who fills a role, as the settings say."""

SIMULATED = (
    "Nothing is written in a replay: a decision counts once, on the day on which it would have been taken first, as if "
    "it had been applied then. Defects, discussions and outage records are as of each day; links carry no date, wiki "
    "pages are as they were last pulled."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One rule, or all of them, on both sides."""

    rule: str
    today: Tally
    other: Tally

    @property
    def differs(self) -> bool:
        """Whether both sides would have done another amount."""
        return self.today != self.other


@dataclass(frozen=True, slots=True)
class Difference:
    """One decision on which both sides differ; `kind` says how."""

    kind: str
    rule: str
    defect: int | None
    what: str
    when: str


class Report:
    """A comparison, written down.

    Attributes:
        comparison: what is written down.
        own_changes: how many changes in the history are the bot's own.
    """

    def __init__(
        self,
        comparison: Comparison,
        zone: str,
        recipients: Recipients,
        when: Callable[[datetime], str],
        *,
        own_changes: int = 0,
    ) -> None:
        self.comparison = comparison
        self.own_changes = own_changes
        self._zone = zone
        self._recipients = recipients
        self._when = when

    @property
    def rows(self) -> tuple[Row, ...]:
        """Each rule that would have decided anything on either side, then all together."""
        told = self.comparison
        rows = (Row(rule, told.tally(told.today, rule), told.tally(told.other, rule)) for rule in told.rules)
        total = Row("all rules", told.tally(told.today), told.tally(told.other))
        return (*(row for row in rows if row.today.decisions or row.other.decisions), total)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Each decision that only one side would have taken, or at another time."""
        told = self.comparison
        return (
            *(self._difference("only in the new rules", one) for one in told.only_other),
            *(self._difference("only in today's rules", one) for one in told.only_today),
            *(
                self._difference("sooner" if new.at < old.at else "later", new, f" instead of {self._when(old.at)}")
                for old, new in told.moved
            ),
        )

    @property
    def days(self) -> tuple[tuple[date, str, int], ...]:
        """How many decisions each side would have taken first on each day."""
        return tuple(self._per_day(lambda _: True))

    def messages(self, tally: Tally) -> int:
        """How many mails the roles' people would have had; a role that nobody fills counts for one person."""
        return sum(count * max(1, len(self._recipients.get(role, ()))) for role, count in tally.told.items())

    def people(self, tally: Tally) -> int:
        """How many people would have had a mail at all; a role that nobody fills counts for one person."""
        return len({person for role in tally.told for person in self._recipients.get(role, ()) or (role,)})

    @property
    def span(self) -> str:
        """From when to when, and how often."""
        at = self.comparison.instants
        return f"{self._when(at[0])} to {self._when(at[-1])}, {len(at)} times"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know to read the numbers right."""
        if not self.own_changes:
            return (SIMULATED,)
        return (
            SIMULATED,
            f"{self.own_changes} changes in this history are envbot's own; what they did is not decided again.",
        )

    def as_json(self) -> dict[str, Any]:
        """Give it for programs."""
        told = self.comparison
        changes = tuple(self._per_day(lambda one: one.is_change))
        return {
            "from": told.instants[0],
            "to": told.instants[-1],
            "instants": len(told.instants),
            "breaches": [{"defect": one.defect, "clock": one.clock, "at": one.at} for one in told.breaches],
            "rules": [
                {"rule": row.rule, "today": self._numbers(row.today), "new": self._numbers(row.other)}
                for row in self.rows
            ],
            "decisions_per_day": [{"day": day, "rules": side, "count": count} for day, side, count in self.days],
            "changes_per_day": [{"day": day, "rules": side, "count": count} for day, side, count in changes],
            "differences": [
                {"kind": one.kind, "rule": one.rule, "defect": one.defect, "what": one.what, "when": one.when}
                for one in self.differences
            ],
            "notes": list(self.notes),
        }

    def _numbers(self, tally: Tally) -> dict[str, Any]:
        return {
            "decisions": tally.decisions,
            "changes": tally.changes,
            "roles_told": dict(tally.told),
            "people_contacted": self.people(tally),
            "messages": self.messages(tally),
            "breaches_spoken_of_before": tally.ahead,
        }

    def _difference(self, kind: str, taken: Taken, more: str = "") -> Difference:
        decision = taken.decision
        return Difference(
            kind, decision.rule, decision.defect, in_words(decision.action), f"{self._when(taken.at)}{more}"
        )

    def _per_day(self, counts: Callable[[Taken], bool]) -> Iterator[tuple[date, str, int]]:
        told, there = self.comparison, ZoneInfo(self._zone)
        first, last = (instant.astimezone(there).date() for instant in (told.instants[0], told.instants[-1]))
        for name, side in (("today", told.today), ("new", told.other)):
            found = side.per_day(self._zone, counts)
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                yield day, name, found.get(day, 0)
