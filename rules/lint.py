"""Find what is wrong with rules before they run: rules that fight, a rule that triggers itself, dead conditions.

On facts as they were at some instants, decisions are carried out in memory and the rules are asked again, until nothing
new comes or `ROUNDS` are over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from rules.asking import Chosen, choose, in_scope, shown_to
from rules.carrying_out import carried_out, is_write
from rules.decisions import AddTag, Decision, Mode, RemoveTag, SetField
from rules.engine import Outcome, decide
from rules.facts import Facts
from rules.registry import RuleSettings
from rules.restraint import Restraint
from rules.view import View
from rules.wording import counted, in_words

ROUNDS = 5
_BETWEEN = timedelta(minutes=1)
_Settings = Mapping[str, RuleSettings]


class Fault(StrEnum):
    """What can be wrong."""

    FIGHT = "rules that fight"
    """One sets a field to another value than the other, or takes away the tag that the other adds."""
    ECHO = "a rule that triggers itself"
    """What it does makes it act again."""
    NEVER = "a rule that never matched"
    """It was shown no defect at any instant."""
    CONSTANT = "a condition that is always the same"
    """For every defect at every instant."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a person should look at before the rules run; `said` gives the first case of it."""

    fault: Fault
    rules: tuple[str, ...]
    said: str


@dataclass(slots=True)
class _Seen:
    """What a rule saw over all instants: defects, and of each condition how often it was asked, and held."""

    shown: int = 0
    asked: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def lint(facts: Iterable[Facts], settings: _Settings) -> tuple[Remark, ...]:
    """Look at rules on the facts of some instants, which ascend.

    Raises:
        RuleError: as `rules.engine.decide`.
    """
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    found: dict[tuple[Fault, tuple[str, ...]], Remark] = {}
    view: View | None = None
    for known in facts:
        view = View(known) if view is None else view.later(known)
        for chosen in choose(known.programme, settings):
            if chosen.settings.mode is not Mode.OFF:
                _look(view, chosen, seen[chosen.rule.id])
        outcome = decide(view, settings)
        for remark in (*_fights(outcome, settings), *_echoes(outcome, settings)):
            found.setdefault((remark.fault, remark.rules), remark)
    faulty = {rule for remark in found.values() for rule in remark.rules}
    return (*found.values(), *_unused({rule: one for rule, one in seen.items() if rule not in faulty}))


def _look(view: View, chosen: Chosen, seen: _Seen) -> None:
    seen.shown += len(shown_to(view, chosen))
    for defect in in_scope(view, chosen):
        for key, holds in chosen.conditions.answers(view, defect):
            seen.asked[key] += 1
            seen.held[key] += holds


def _unused(seen: Mapping[str, _Seen]) -> Iterator[Remark]:
    for rule, one in seen.items():
        if not one.shown:
            yield Remark(Fault.NEVER, (rule,), f"{rule} was shown no defect at any instant that was looked at.")
            continue
        for key, asked in one.asked.items():
            if one.held[key] in (0, asked):
                held = "always" if one.held[key] else "never"
                said = f"The condition `{key}` of {rule} {held} held, in {counted(asked, 'time')} that it was asked."
                yield Remark(Fault.CONSTANT, (rule,), said)


def _fights(outcome: Outcome, settings: _Settings) -> Iterator[Remark]:
    """Let all rules act together, and see what they turn back of each other."""
    last: dict[tuple[int | None, str], tuple[str, str]] = {}
    for decided in _rounds(outcome, settings):
        contests: defaultdict[str, set[str]] = defaultdict(set)
        for held in decided.held_back:
            if held.restraint is Restraint.CONTESTED:
                contests[f"#{held.decision.defect}: {held.because}"].add(held.decision.rule)
        for said, rules in contests.items():
            yield Remark(Fault.FIGHT, tuple(sorted(rules)), said)
        for decision in _written(decided):
            about, wish = _wish(decision)
            if not about:
                continue
            before, wished = last.get((decision.defect, about), (decision.rule, wish))
            if before != decision.rule and wished != wish:
                said = f"#{decision.defect}: {decision.rule} would {in_words(decision.action)}, against {before}."
                yield Remark(Fault.FIGHT, tuple(sorted((before, decision.rule))), said)
            last[decision.defect, about] = (decision.rule, wish)


def _echoes(outcome: Outcome, settings: _Settings) -> Iterator[Remark]:
    """Let each rule that writes act alone, and see whether it goes on."""
    for rule in dict.fromkeys(decision.rule for decision in _written(outcome)):
        alone = {name: one if name == rule else _off(one) for name, one in settings.items()}
        first = replace(outcome, decisions=tuple(one for one in outcome.decisions if one.rule == rule))
        for number, decided in enumerate(_rounds(first, alone)):
            written = _written(decided)
            if number and written:
                does = in_words(written[0].action)
                said = f"#{written[0].defect}: after its own change, {rule} would {does}, and may go on so."
                yield Remark(Fault.ECHO, (rule,), said)
                break


def _rounds(outcome: Outcome, settings: _Settings) -> Iterator[Outcome]:
    """Yield what is decided, then what is decided after that was carried out, and so on until it is nothing."""
    for _ in range(ROUNDS):
        yield outcome
        written = _written(outcome)
        if not written:
            return
        facts = carried_out(outcome.view.facts, written)
        touched = {number: facts.defects[number] for number in {one.defect for one in written} if number is not None}
        outcome = decide(replace(facts, now=facts.now + _BETWEEN, defects=MappingProxyType(touched)), settings)


def _written(outcome: Outcome) -> Sequence[Decision]:
    return [one for one in outcome.decisions if one.mode is Mode.APPLY and is_write(one)]


def _wish(decision: Decision) -> tuple[str, str]:
    """Give what a decision is about and what it wants there, in forms that compare; nothing where it adds for good."""
    match decision.action:
        case SetField(name, value):
            return name, repr(value)
        case AddTag(tag):
            return f"tag {tag.casefold()}", "there"
        case RemoveTag(tag):
            return f"tag {tag.casefold()}", "gone"
        case _:
            return "", ""


def _off(settings: RuleSettings) -> RuleSettings:
    return settings.model_copy(update={"mode": Mode.OFF})
