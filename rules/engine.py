"""Show the facts to every rule: decisions out, and what was held back of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.answers.names import RuleNames
from rules.answers.obeying import obey
from rules.asking import ask, choose, shown_to
from rules.contest import contested
from rules.decisions import Decision, Mode
from rules.explanation import in_lines
from rules.facts import Facts
from rules.registry import RuleSettings, registry
from rules.restraint import HeldBack
from rules.view import View
from wiql import Catalog


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules decided.

    Attributes:
        decisions: those to apply and those to suggest, rule by rule; nothing that is already so.
        view: the facts and everything derived from them.
        considered: how many defects each rule looked at; a rule that is off is not in it.
        held_back: what is not done because a person undid it, or because rules contradict one another or themselves.
        names: what people may call the rules that were asked.
    """

    decisions: tuple[Decision, ...]
    view: View
    considered: Mapping[str, int]
    held_back: tuple[HeldBack, ...] = ()
    names: RuleNames = field(default_factory=lambda: RuleNames(registry().values()), compare=False)


def decide(
    facts: Facts | View, settings: Mapping[str, RuleSettings] | None = None, *, known_fields: Catalog | None = None
) -> Outcome:
    """Ask every rule that is not off.

    Args:
        facts: what is known, as of an instant; a view of it where one is at hand.
        settings: by rule; a rule that is not named has its defaults.
        known_fields: the organisation's fields, for conditions; without it, the stock ones and the programme's.

    Raises:
        RuleError: settings of an unknown rule, or a condition that cannot be read.
    """
    view = facts if isinstance(facts, View) else View(facts)
    decisions: list[Decision] = []
    held: list[HeldBack] = []
    considered: dict[str, int] = {}
    every = tuple(choose(view.programme, settings or {}, known_fields))
    for chosen in every:
        if chosen.settings.mode is Mode.OFF:
            continue
        shown = shown_to(view, chosen)
        considered[chosen.rule.id] = len(shown)
        found = ask(view, chosen, shown)
        decisions.extend(found.decisions)
        held.extend(each for each in found.held_back if not each.is_done)
    decisions = list(obey(view, every, decisions, lambda defect: in_lines(view, every, defect)))
    contests = contested(decisions)
    dropped = {id(each.decision) for each in contests}
    kept = tuple(each for each in decisions if id(each) not in dropped)
    return Outcome(kept, view, considered, (*held, *contests), RuleNames(each.rule for each in every))


def check_settings(facts: Facts, settings: Mapping[str, RuleSettings], known_fields: Catalog | None = None) -> None:
    """Check that every rule is known and every condition can be read, without asking any rule.

    Raises:
        RuleError: as in `decide`.
    """
    for _ in choose(facts.programme, settings, known_fields):
        pass
