"""Ask two sets of rules about the same past, and say what each would have done and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.asking import Chosen, ask, choose, shown_to
from rules.contest import contested
from rules.decisions import AddComment, AddTag, Decision, Escalate, LinkWorkItem, Mode, Notify, RemoveTag, SetField
from rules.facts import Facts
from rules.registry import RuleSettings
from rules.view import View

Settings = Mapping[str, RuleSettings]


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision at the first instant at which it was taken; later ones with the same key are the same decision."""

    at: datetime
    decision: Decision

    @property
    def is_change(self) -> bool:
        """Whether it would have been written on a defect."""
        action = self.decision.action
        writes = isinstance(action, SetField | AddTag | RemoveTag | AddComment | LinkWorkItem)
        return writes and self.decision.mode is Mode.APPLY

    @property
    def told(self) -> str:
        """The role that it would have told; empty for none."""
        action = self.decision.action
        return action.role if isinstance(action, Escalate | Notify) and self.decision.mode is Mode.APPLY else ""


@dataclass(frozen=True, slots=True)
class Breach:
    """A clock that used up its target in the time looked at."""

    defect: int
    clock: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """What one rule, or all of them, would have done.

    Attributes:
        decisions: each counted once, however many days it would have stood on the agenda.
        changes: how many of them would have been written on defects.
        told: how often each role would have been told.
        ahead: how many breaches it spoke of beforehand.
    """

    decisions: int = 0
    changes: int = 0
    told: Mapping[str, int] = field(default_factory=dict)
    ahead: int = 0


@dataclass(slots=True)
class Side:
    """One set of rules in the replay."""

    settings: Settings
    taken: dict[str, Taken] = field(default_factory=dict)

    def take(self, at: datetime, decisions: Iterable[Decision]) -> None:
        """Take what was not taken before."""
        for decision in decisions:
            self.taken.setdefault(decision.key, Taken(at, decision))

    def of(self, rule: str) -> list[Taken]:
        """Give what one rule decided."""
        return [one for one in self.taken.values() if one.decision.rule == rule]

    def per_day(self, zone: str, counts: Callable[[Taken], bool]) -> Mapping[date, int]:
        """Count what was taken, by local day."""
        there = ZoneInfo(zone)
        return Counter(one.at.astimezone(there).date() for one in self.taken.values() if counts(one))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Today's rules and others on the same past.

    Attributes:
        instants: those that were looked at.
        breaches: of clocks, as the history up to the last instant shows them; the same for both sides.
        rules: every rule that either side asked.
    """

    instants: tuple[datetime, ...]
    today: Side
    other: Side
    breaches: tuple[Breach, ...]
    rules: tuple[str, ...]

    @property
    def only_other(self) -> tuple[Taken, ...]:
        """What only the other rules would have decided."""
        return tuple(taken for key, taken in self.other.taken.items() if key not in self.today.taken)

    @property
    def only_today(self) -> tuple[Taken, ...]:
        """What only today's rules would have decided."""
        return tuple(taken for key, taken in self.today.taken.items() if key not in self.other.taken)

    @property
    def moved(self) -> tuple[tuple[Taken, Taken], ...]:
        """What both would have decided at different instants: today's, then the other."""
        return tuple(
            (taken, self.other.taken[key])
            for key, taken in self.today.taken.items()
            if key in self.other.taken and self.other.taken[key].at != taken.at
        )

    def tally(self, side: Side, rule: str = "") -> Tally:
        """Count what a side would have done, by one rule or by all."""
        taken = side.of(rule) if rule else list(side.taken.values())
        first: dict[int | None, datetime] = {}
        for one in taken:
            first[one.decision.defect] = min(one.at, first.get(one.decision.defect, one.at))
        return Tally(
            len(taken),
            sum(one.is_change for one in taken),
            Counter(one.told for one in taken if one.told),
            sum(breach.defect in first and first[breach.defect] < breach.at for breach in self.breaches),
        )


def compare(
    facts: Iterable[Facts], today: Settings, other: Settings, tell: Callable[[datetime], None] = lambda _: None
) -> Comparison:
    """Replay: ask both sets of rules at each instant; a rule that is the same in both is asked once.

    Nothing is written on the replayed defects. Instead a decision counts once, by its key, at the first instant at
    which it was taken: what would have been applied or told once is not counted every day. A rule that waits after
    its own comment (`cool_down`) therefore counts once.

    Args:
        facts: as of ascending instants, at least one.
        today: the rules of the settings.
        other: the rules to hold beside them.
        tell: is told each instant when it is done.

    Raises:
        RuleError: as `rules.engine.decide`.
    """
    sides = Side(today), Side(other)
    at: list[datetime] = []
    view: View | None = None
    panel: tuple[tuple[Chosen, tuple[bool, bool]], ...] = ()
    for known in facts:
        if view is None:
            panel = tuple(_panel(known, today, other))
        view = View(known) if view is None else view.later(known)
        at.append(known.now)
        decided: tuple[list[Decision], list[Decision]] = ([], [])
        for chosen, asks in panel:
            found = ask(view, chosen, shown_to(view, chosen)).decisions
            for mine, is_asked in zip(decided, asks, strict=True):
                mine.extend(found if is_asked else ())
        for side, mine in zip(sides, decided, strict=True):
            dropped = {id(each.decision) for each in contested(mine)}
            side.take(known.now, (each for each in mine if id(each) not in dropped))
        tell(known.now)
    rules = tuple(dict.fromkeys(chosen.rule.id for chosen, _ in panel))
    breaches = tuple(_breaches(view, at[0], at[-1])) if view is not None else ()
    return Comparison(tuple(at), *sides, breaches, rules)


def _panel(facts: Facts, today: Settings, other: Settings) -> Iterator[tuple[Chosen, tuple[bool, bool]]]:
    """Give every rule to ask, and for which side: once for both where its settings are the same."""
    here, there = ({each.rule.id: each for each in choose(facts.programme, side)} for side in (today, other))
    for identity in dict.fromkeys((*here, *there)):
        one, another = here.get(identity), there.get(identity)
        if one is not None and another is not None and one.settings == another.settings:
            yield from _unless_off(one, (True, True))
            continue
        yield from _unless_off(one, (True, False))
        yield from _unless_off(another, (False, True))


def _unless_off(chosen: Chosen | None, asks: tuple[bool, bool]) -> Iterator[tuple[Chosen, tuple[bool, bool]]]:
    if chosen is not None and chosen.settings.mode is not Mode.OFF:
        yield chosen, asks


def _breaches(view: View, starts: datetime, ends: datetime) -> Iterator[Breach]:
    for number, defect in sorted(view.facts.defects.items()):
        if view.concerns_environment(defect):
            for clock in view.clocks(defect):
                if clock.breached_at is not None and starts < clock.breached_at <= ends:
                    yield Breach(number, clock.name, clock.breached_at)
