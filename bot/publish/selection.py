"""Choose what goes into which section, and in which order: decisions, and what the facts say without a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.publish.local_time import LocalTime
from rules.answers.names import RuleNames
from rules.decisions import Decision, Mode, ProposeOutage, PutOnAgenda, Section, SetField
from rules.facts import ActionPoint, Defect, Outage
from rules.labels import field_label
from rules.registry import registry
from rules.sla import Clock
from rules.triage.facts_missing import missing_facts, missing_words
from rules.view import View
from rules.wording import in_words


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be: a defect, or a matter without one, with why it is here and what is proposed.

    Attributes:
        outage: the record that is proposed, where the matter is one.
    """

    defect: Defect | None
    title: str
    because: tuple[str, ...]
    proposal: str = ""
    outage: ProposeOutage | None = None


_NEVER = datetime.max.replace(tzinfo=UTC)

Wanted = Callable[[Defect], bool]
"""Which defects a reader is to see."""


class Selection:
    """What the sections hold: everything, or only the defects that `wanted` lets through and no other matter."""

    def __init__(
        self, view: View, decisions: Iterable[Decision], clock: LocalTime, wanted: Wanted | None = None
    ) -> None:
        self._view = view
        self._clock = clock
        self._wanted = wanted
        self._names = RuleNames(registry().values())
        self._decisions = tuple(each for each in decisions if wanted is None or each.defect is not None)
        self._said = {
            (decision.action.section, decision.defect, decision.step): decision.because
            for decision in self._decisions
            if isinstance(decision.action, PutOnAgenda)
        }
        self._defects = tuple(defect for defect in view.environment_defects if wanted is None or wanted(defect))

    @property
    def defects(self) -> tuple[Defect, ...]:
        """Every open environment defect, by number."""
        return self._defects

    def blocked(self) -> tuple[Entry, ...]:
        """Give what blocks testing, then what triage has not accepted yet; the most severe first."""
        reasons = self._reasons(Section.BLOCKED)
        for defect in self._defects:
            if self._view.is_blocked(defect):
                reasons.setdefault(defect.id, ["It blocks testing."])
            elif self._view.is_new(defect):
                since = self._clock.moment(defect.created_at)
                reasons.setdefault(defect.id, [f"Raised {since}; triage has not accepted it yet."])
        return self._entries(
            Section.BLOCKED,
            reasons,
            lambda defect: (not self._view.is_blocked(defect), self._rank(defect), defect.created_at),
        )

    def breached(self) -> tuple[Entry, ...]:
        """Give the defects with an open clock that is past its target; the most severe and oldest breach first."""
        reasons = self._reasons(Section.BREACHED)
        for defect in self._defects:
            for clock in self.breached_clocks(defect)[:1]:
                words = f"Its {clock.name} target ran out {self._clock.moment(breach_of(clock))}."
                self._begin_with(reasons, Section.BREACHED, defect, clock, words)
        return self._entries(
            Section.BREACHED,
            reasons,
            lambda defect: (self._rank(defect), min(map(breach_of, self.breached_clocks(defect)), default=_NEVER)),
        )

    def at_risk(self) -> tuple[Entry, ...]:
        """Give the defects with a clock that runs out soon; the nearest first."""
        reasons = self._reasons(Section.AT_RISK)
        for defect in self._defects:
            clock = self.next_clock(defect)
            if clock is not None and clock.due is not None and self._view.is_at_risk(clock):
                words = f"Its {clock.name} target runs out {self._clock.moment(clock.due)}."
                self._begin_with(reasons, Section.AT_RISK, defect, clock, words)
        return self._entries(Section.AT_RISK, reasons, lambda defect: (self.next_due(defect), self._rank(defect)))

    def retest(self) -> tuple[Entry, ...]:
        """Give the defects that can be, or are to be, tested again; by environment, then the most severe first."""
        reasons = self._reasons(Section.RETEST)
        for defect in self._defects:
            if self._view.is_in_retest(defect):
                reasons.setdefault(defect.id, [f"It is set to {defect.state}."])
        return self._entries(
            Section.RETEST, reasons, lambda defect: (self._view.environment_of(defect), self._rank(defect))
        )

    def suggestions(self) -> tuple[Entry, ...]:
        """Give what the rules propose and the panel decides; one line a defect, matters without a defect first."""
        proposed: dict[int, list[Decision]] = {}
        matters: list[Entry] = []
        for decision in self._decisions:
            if not _is_proposal(decision):
                continue
            defect = self._defect(decision.defect)
            if defect is not None:
                proposed.setdefault(defect.id, []).append(decision)
            elif decision.defect is None:
                matters.append(self._matter(decision))
        found = [
            Entry(
                self._view.facts.defects[number],
                "",
                _once(reason for decision in decisions for reason in decision.because),
                "; ".join(_once(self._proposals(decisions))),
            )
            for number, decisions in ((each, self._in_order(group)) for each, group in proposed.items())
        ]
        found.sort(key=lambda entry: (self._rank(entry.defect), entry.defect.id) if entry.defect else (0, 0))
        return (*matters, *found)

    def outages(self, starts: datetime, ends: datetime) -> tuple[Outage, ...]:
        """Give the outages that touch a stretch of time, in the order of their beginning."""
        return tuple(
            outage
            for outage in sorted(self._view.facts.outages, key=lambda each: (each.starts, each.reference))
            if outage.stands and outage.starts < ends and (outage.ends is None or outage.ends > starts)
        )

    def actions(self) -> tuple[ActionPoint, ...]:
        """Give the open action points, the oldest first."""
        return tuple(sorted(self._view.facts.action_points, key=lambda point: (point.raised, point.text)))

    # --- clocks

    def breached_clocks(self, defect: Defect) -> tuple[Clock, ...]:
        """Give the open clocks that are past their target, the first breach first."""
        breached = (clock for clock in self._view.clocks(defect) if clock.is_open and clock.is_breached)
        return tuple(sorted(breached, key=lambda clock: (breach_of(clock), clock.name)))

    def next_clock(self, defect: Defect) -> Clock | None:
        """Give the running clock that runs out next; None without one."""
        running = [
            clock
            for clock in self._view.clocks(defect)
            if clock.is_running and not clock.is_breached and clock.due is not None
        ]
        return min(running, key=lambda clock: (clock.due or _NEVER, clock.name), default=None)

    def next_due(self, defect: Defect) -> datetime:
        """Give when its next clock runs out; far away without one."""
        clock = self.next_clock(defect)
        return clock.due if clock and clock.due else _NEVER

    # --- inner

    def _reasons(self, section: Section) -> dict[int, list[str]]:
        """Give what rules say about the defects they put into a section."""
        reasons: dict[int, list[str]] = {}
        for decision in self._decisions:
            if isinstance(decision.action, PutOnAgenda) and decision.action.section is section:
                defect = self._defect(decision.defect)
                if defect is not None:
                    reasons.setdefault(defect.id, []).extend(decision.because or (decision.action.text,))
        return reasons

    def _begin_with(
        self, reasons: dict[int, list[str]], section: Section, defect: Defect, clock: Clock, words: str
    ) -> None:
        """Speak first of the clock that the line names: with what a rule says of it, else in plain `words`."""
        told = self._said.get((section, defect.id, clock.name)) or (words,)
        reasons[defect.id] = [*told, *reasons.get(defect.id, ())]

    def _entries(
        self, section: Section, reasons: dict[int, list[str]], order: Callable[[Defect], tuple[object, ...]]
    ) -> tuple[Entry, ...]:
        defects = [self._view.facts.defects[number] for number in reasons]
        # The number decides last, so that the order is the same in every run.
        defects.sort(key=lambda defect: (*order(defect), defect.id))
        matters = (
            Entry(None, decision.action.text, decision.because)
            for decision in self._decisions
            if decision.defect is None
            and isinstance(decision.action, PutOnAgenda)
            and decision.action.section is section
        )
        return (*matters, *(Entry(defect, "", _once(reasons[defect.id])) for defect in defects))

    def _defect(self, number: int | None) -> Defect | None:
        defect = None if number is None else self._view.facts.defects.get(number)
        is_wanted = defect is not None and (self._wanted is None or self._wanted(defect))
        return defect if is_wanted else None

    def _rank(self, defect: Defect | None) -> int:
        """Order by severity; what has none comes before all, because nobody has judged it."""
        return (defect is not None and self._view.severity_of(defect)) or 0

    def _matter(self, decision: Decision) -> Entry:
        """Give the line of a proposal that has no defect."""
        outage = decision.action if isinstance(decision.action, ProposeOutage) else None
        return Entry(None, self._title(decision), decision.because, self._proposal(decision), outage)

    def _title(self, decision: Decision) -> str:
        """Name a matter that has no defect."""
        match decision.action:
            case ProposeOutage(environment, systems, _, defects):
                where = f"{environment}, {', '.join(systems)}" if systems else environment
                return f"{where}: {', '.join(f'#{number}' for number in defects)}"
            case _:
                return self._proposal(decision)

    def _in_order(self, decisions: Iterable[Decision]) -> list[Decision]:
        return sorted(decisions, key=lambda decision: self._names.place(decision.rule))

    def _proposals(self, decisions: Sequence[Decision]) -> Iterator[str]:
        """Say what is proposed for a defect; a fact that is missing and suggested is one matter, not two."""
        missing = {fact.field(self._view): fact for each in decisions for fact in missing_facts(each)}
        suggested = {each.action.field for each in decisions if isinstance(each.action, SetField)}
        for decision in decisions:
            facts = missing_facts(decision)
            left = [fact for fact in facts if fact.field(self._view) not in suggested]
            match decision.action:
                case SetField(field, value) if field in missing:
                    words = missing_words([missing[field]]).rstrip(".")
                    yield self._numbered(decision, f"{words}: set it to {value}")
                case _ if left:
                    yield self._numbered(decision, missing_words(left))
                case _ if not facts:
                    yield self._numbered(decision, self._proposal(decision))

    def _numbered(self, decision: Decision, words: str) -> str:
        """Put what the panel calls the rule before what is proposed."""
        return f"({self._names.called(decision.rule)}) {words.rstrip('.')}"

    def _proposal(self, decision: Decision) -> str:
        match decision.action:
            case SetField(field, value):
                return f"Set {field_label(self._view.programme.fields, field)} to {value}"
            case PutOnAgenda(_, text):
                return text
            case ProposeOutage(environment, _, began):
                return f"Record an outage of {environment} since {self._clock.moment(began)}"
            case action:
                words = in_words(action)
                return f"{words[0].upper()}{words[1:]}"


def breach_of(clock: Clock) -> datetime:
    """Give the instant from which a breached clock is past its target."""
    return clock.breached_at or clock.as_of


def _is_proposal(decision: Decision) -> bool:
    if isinstance(decision.action, PutOnAgenda):
        return decision.action.section is Section.SUGGESTIONS
    return decision.mode is Mode.SUGGEST or isinstance(decision.action, ProposeOutage)


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentences))


def owned_by(view: View, party: str) -> Wanted:
    """Let through the defects that a party is responsible for, by the defect's own word or by its system."""
    systems = systems_of(view, party)
    field = view.programme.fields.party
    return lambda defect: defect.text(field) == party or view.system_of(defect) in systems


def systems_of(view: View, party: str) -> frozenset[str]:
    """Give the names of the systems that a party runs."""
    return frozenset(system.name for system in view.programme.systems if system.party == party)


def touching(outages: Iterable[Outage], view: View, party: str) -> Iterator[Outage]:
    """Yield the outages that a party runs or whose systems are its own; all for no party."""
    systems = systems_of(view, party)
    for outage in outages:
        if not party or outage.party == party or systems.intersection(outage.systems):
            yield outage
