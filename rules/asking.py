"""Ask one rule: which defects it is shown, what it finds there, and what of that may be carried out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rules.answers.names import RuleNames
from rules.answers.standing import answered
from rules.computed import rule_catalog
from rules.conditions import Conditions
from rules.decisions import AddComment, Decision
from rules.declared import rules_of
from rules.facts import Defect
from rules.programme import Programme
from rules.registry import Finding, NotNow, Rule, RuleSettings, Scope
from rules.restraint import HeldBack, already_so, held_back, undoings
from rules.view import View
from wiql import Catalog


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule with its settings and conditions."""

    rule: Rule
    settings: RuleSettings
    conditions: Conditions
    names: RuleNames


@dataclass(slots=True)
class Sifted:
    """What one rule found: what may be carried out, what is held back, and where it asks for nothing."""

    decisions: list[Decision] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    not_now: list[NotNow] = field(default_factory=list)


def choose(
    programme: Programme, settings: Mapping[str, RuleSettings], known_fields: Catalog | None = None
) -> Iterator[Chosen]:
    """Give every rule with its settings; one that is not named has its defaults.

    Raises:
        RuleError: settings of an unknown rule, or a condition that cannot be read.
    """
    catalog = rule_catalog(programme, known_fields)
    rules = rules_of(settings, programme, catalog)
    names = RuleNames(rules.values())
    for rule in rules.values():
        own = settings.get(rule.id) or rule.settings()
        yield Chosen(rule, own, Conditions(rule.id, own, catalog), names)


def shown_to(view: View, chosen: Chosen) -> tuple[Defect, ...]:
    """Give the defects that a rule may look at."""
    return tuple(
        defect
        for defect in in_scope(view, chosen)
        if not is_hands_off(view, defect) and chosen.conditions.admit(view, defect)
    )


def in_scope(view: View, chosen: Chosen) -> tuple[Defect, ...]:
    """Give the defects of the kind that a rule is for, whatever its conditions say of them."""
    return view.open_defects if chosen.rule.scope is Scope.OPEN else view.environment_defects


def is_hands_off(view: View, defect: Defect) -> bool:
    """Whether a person asked the bot to leave the defect alone."""
    wanted = view.programme.hands_off_tag.casefold()
    return any(tag.casefold() == wanted for tag in defect.tags)


def ask(view: View, chosen: Chosen, shown: tuple[Defect, ...]) -> Sifted:
    """Ask a rule about the defects that it is shown, and hold back what the panel answered."""
    found = sift(view, chosen, shown)
    kept: list[Decision] = []
    for decision in found.decisions:
        held = decision.defect is not None and answered(
            view, view.facts.defects[decision.defect], decision, chosen.names
        )
        if held:
            found.held_back.append(held)
        else:
            kept.append(decision)
    found.decisions = kept
    return found


def sift(view: View, chosen: Chosen, shown: tuple[Defect, ...]) -> Sifted:
    """Ask a rule about the defects that it is shown, whatever the panel answered."""
    return _sifted(view, chosen, _findings(view, chosen, shown))


def _findings(view: View, chosen: Chosen, shown: tuple[Defect, ...]) -> Iterator[Finding]:
    if chosen.rule.scope is Scope.TOGETHER:
        yield from chosen.rule.examine(view, shown, chosen.settings)
        return
    for defect in shown:
        yield from chosen.rule.examine(view, defect, chosen.settings)


def _sifted(view: View, chosen: Chosen, findings: Iterable[Finding]) -> Sifted:
    """Keep the decisions that may be carried out; decisions on one defect and step belong together."""
    found = Sifted()
    batches: defaultdict[tuple[int | None, str], list[Decision]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding, NotNow):
            found.not_now.append(finding)
        else:
            rests_on = finding.rests_on or chosen.conditions.fields
            batches[finding.defect, finding.step].append(replace(finding, mode=chosen.settings.mode, rests_on=rests_on))
    for (number, _), batch in batches.items():
        defect = None if number is None else view.facts.defects[number]
        if defect is None:
            found.decisions.extend(batch)
            continue
        is_told = any(isinstance(each.action, AddComment) and already_so(view, defect, each) for each in batch)
        for decision in batch:
            held = held_back(view, defect, decision, is_told=is_told)
            if held is None:
                again = undoings(view, defect, decision)
                found.decisions.append(replace(decision, cycle=decision.cycle + again) if again else decision)
            else:
                found.held_back.append(held)
    return found
