"""Show the facts to every rule: decisions out, and for each rule why it decided so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.computed import rule_catalog
from rules.conditions import Conditions
from rules.decisions import AddComment, Decision, Mode, ProposeOutage
from rules.declared import rules_of
from rules.facts import Defect, Facts
from rules.registry import Finding, NotNow, Rule, RuleSettings, Scope
from rules.restraint import HeldBack, already_so, held_back
from rules.view import View
from rules.wording import in_words
from wiql import Catalog


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules decided.

    Attributes:
        decisions: those to apply and those to suggest, rule by rule; nothing that is already so.
        view: the facts and everything derived from them.
        considered: how many defects each rule looked at; a rule that is off is not in it.
        held_back: what is not done again because a person undid it.
    """

    decisions: tuple[Decision, ...]
    view: View
    considered: Mapping[str, int]
    held_back: tuple[HeldBack, ...] = ()


@dataclass(frozen=True, slots=True)
class Consideration:
    """One rule on one defect: what it asks for, or why it asks for nothing.

    Attributes:
        because: whole sentences, the deciding fact first, instants in local time.
        next_at: when the rule acts next if nothing happens until then; None if it does not.
        next_act: what it does then.
    """

    rule: str
    mode: Mode
    decisions: tuple[Decision, ...]
    because: tuple[str, ...]
    next_at: datetime | None = None
    next_act: str = ""

    @property
    def acts(self) -> tuple[str, ...]:
        """What the rule asks for, in words."""
        does = "envbot will" if self.mode is Mode.APPLY else "envbot suggests to the panel to"
        return tuple(f"{does} {in_words(decision.action)}" for decision in self.decisions)


@dataclass(slots=True)
class _Found:
    """What one rule found, sifted."""

    decisions: list[Decision] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    not_now: list[NotNow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A rule with its settings and conditions."""

    rule: Rule
    settings: RuleSettings
    conditions: Conditions


def decide(
    facts: Facts, settings: Mapping[str, RuleSettings] | None = None, *, known_fields: Catalog | None = None
) -> Outcome:
    """Ask every rule that is not off.

    Args:
        facts: what is known, as of an instant.
        settings: by rule; a rule that is not named has its defaults.
        known_fields: the organisation's fields, for conditions; without it, the stock ones and the programme's.

    Raises:
        RuleError: settings of an unknown rule, or a condition that cannot be read.
    """
    view = View(facts)
    decisions: list[Decision] = []
    held: list[HeldBack] = []
    considered: dict[str, int] = {}
    for chosen in _chosen(facts, settings or {}, known_fields):
        if chosen.settings.mode is Mode.OFF:
            continue
        shown = _shown(view, chosen)
        considered[chosen.rule.id] = len(shown)
        found = _sifted(view, chosen, _findings(view, chosen, shown))
        decisions.extend(found.decisions)
        held.extend(each for each in found.held_back if not each.is_done)
    return Outcome(tuple(decisions), view, considered, tuple(held))


def why(
    facts: Facts,
    settings: Mapping[str, RuleSettings] | None,
    defect_id: int,
    *,
    known_fields: Catalog | None = None,
) -> tuple[Consideration, ...]:
    """Explain, rule by rule, what the bot does about one defect and why, or why it does nothing.

    Raises:
        KeyError: the facts hold no such defect.
        RuleError: as in `decide`.
    """
    view = View(facts)
    defect = facts.defects[defect_id]
    return tuple(_considered(view, chosen, defect) for chosen in _chosen(facts, settings or {}, known_fields))


def next_act(considerations: Iterable[Consideration]) -> Consideration | None:
    """Give the rule that acts next if nothing happens until then; None if none does."""
    dated = [(each.next_at, each.rule, each) for each in considerations if each.next_at is not None]
    return min(dated, key=lambda entry: entry[:2])[2] if dated else None


def check_settings(facts: Facts, settings: Mapping[str, RuleSettings], known_fields: Catalog | None = None) -> None:
    """Check that every rule is known and every condition can be read, without asking any rule.

    Raises:
        RuleError: as in `decide`.
    """
    for _ in _chosen(facts, settings, known_fields):
        pass


def _chosen(facts: Facts, settings: Mapping[str, RuleSettings], known_fields: Catalog | None) -> Iterator[_Chosen]:
    catalog = rule_catalog(facts.programme, known_fields)
    for rule in rules_of(settings, facts.programme, catalog).values():
        own = settings.get(rule.id) or rule.settings()
        yield _Chosen(rule, own, Conditions(rule.id, own, catalog))


def _shown(view: View, chosen: _Chosen) -> tuple[Defect, ...]:
    in_scope = view.open_defects if chosen.rule.scope is Scope.OPEN else view.environment_defects
    return tuple(
        defect for defect in in_scope if not _is_hands_off(view, defect) and chosen.conditions.admit(view, defect)
    )


def _findings(view: View, chosen: _Chosen, shown: tuple[Defect, ...]) -> Iterator[Finding]:
    if chosen.rule.scope is Scope.TOGETHER:
        yield from chosen.rule.examine(view, shown, chosen.settings)
        return
    for defect in shown:
        yield from chosen.rule.examine(view, defect, chosen.settings)


def _sifted(view: View, chosen: _Chosen, findings: Iterable[Finding]) -> _Found:
    """Keep the decisions that may be carried out; decisions on one defect and step belong together."""
    found = _Found()
    batches: defaultdict[tuple[int | None, str], list[Decision]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding, NotNow):
            found.not_now.append(finding)
        else:
            batches[finding.defect, finding.step].append(replace(finding, mode=chosen.settings.mode))
    for (number, _), batch in batches.items():
        defect = None if number is None else view.facts.defects[number]
        if defect is None:
            found.decisions.extend(batch)
            continue
        is_told = any(isinstance(each.action, AddComment) and already_so(view, defect, each) for each in batch)
        for decision in batch:
            held = held_back(view, defect, decision, is_told=is_told)
            if held is None:
                found.decisions.append(decision)
            else:
                found.held_back.append(held)
    return found


def _considered(view: View, chosen: _Chosen, defect: Defect) -> Consideration:
    mode = chosen.settings.mode
    if kept_away := _kept_away(view, chosen, defect):
        return Consideration(chosen.rule.id, mode, (), (kept_away,))
    shown = _shown(view, chosen) if chosen.rule.scope is Scope.TOGETHER else (defect,)
    found = _sifted(view, chosen, _findings(view, chosen, shown))
    decisions = tuple(each for each in found.decisions if _concerns(each, defect.id))
    held = [each for each in found.held_back if each.decision.defect == defect.id]
    not_now = [each for each in found.not_now if each.defect in (None, defect.id)]
    sentences = dict.fromkeys(
        (
            *(sentence for each in decisions for sentence in each.because),
            *(sentence for each in held for sentence in (*each.decision.because, each.because)),
            *(each.because for each in not_now),
        )
    )
    because = tuple(sentences) or (f"Nothing here concerns this defect. The rule: {chosen.rule.summary}",)
    ahead = min((each for each in not_now if each.next_at), key=lambda each: str(each.next_at), default=None)
    if ahead is None:
        return Consideration(chosen.rule.id, mode, decisions, because)
    return Consideration(chosen.rule.id, mode, decisions, because, ahead.next_at, ahead.next_act)


def _concerns(decision: Decision, number: int) -> bool:
    if isinstance(decision.action, ProposeOutage) and number in decision.action.defects:
        return True
    return decision.defect == number


def _kept_away(view: View, chosen: _Chosen, defect: Defect) -> str:
    """Say why the rule is not shown the defect; empty where it is."""
    if chosen.settings.mode is Mode.OFF:
        return "The rule is switched off."
    if _is_hands_off(view, defect):
        return f"It carries the tag {view.programme.hands_off_tag}: a person asked envbot to leave it alone."
    if view.is_closed(defect):
        return f"It is {defect.state}; the rule looks at open defects."
    if chosen.rule.scope is not Scope.OPEN and not view.concerns_environment(defect):
        category = defect.text(view.programme.fields.category)
        seen = f"Its category is {category}" if category else "It has no category, and no words that suggest one"
        return f"{seen}; the rule looks at environment defects."
    return chosen.conditions.objection(view, defect)


def _is_hands_off(view: View, defect: Defect) -> bool:
    wanted = view.programme.hands_off_tag.casefold()
    return any(tag.casefold() == wanted for tag in defect.tags)
