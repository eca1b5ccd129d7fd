"""Explain the bot on one defect: what each rule asks for and why, or what keeps it from asking, and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rules.answers.obeying import PANEL, obey_on
from rules.asking import Chosen, ask, choose, is_hands_off, shown_to
from rules.conditions import SeenClause
from rules.decisions import Decision, Mode, ProposeOutage
from rules.facts import Defect, Facts
from rules.registry import NotNow, RuleError, RuleSettings, Scope, nearest
from rules.restraint import HeldBack, Restraint
from rules.view import View
from rules.wording import in_words, listed
from wiql import Catalog


@dataclass(frozen=True, slots=True)
class Consideration:
    """One rule on one defect: what it asks for, or why it asks for nothing.

    Attributes:
        because: whole sentences, the deciding fact first, instants in local time.
        next_at: when the rule acts next if nothing happens until then; None if it does not.
        next_act: what it does then.
        clauses: of every condition on the rule, each clause with what was seen.
        remedies: what would have to change for the rule to act, in sentences; empty where it acts.
        is_answered: an answer of the panel holds something of it back.
    """

    rule: str
    mode: Mode
    decisions: tuple[Decision, ...]
    because: tuple[str, ...]
    next_at: datetime | None = None
    next_act: str = ""
    clauses: tuple[SeenClause, ...] = ()
    remedies: tuple[str, ...] = ()
    is_answered: bool = False

    @property
    def acts(self) -> tuple[str, ...]:
        """What the rule asks for, in words."""
        return tuple(self.act(decision) for decision in self.decisions)

    def act(self, decision: Decision) -> str:
        """Say what becomes of one of its decisions."""
        does = "envbot will" if decision.mode is Mode.APPLY else "envbot suggests to the panel to"
        return f"{does} {in_words(decision.action)}"


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """What keeps a rule from being shown a defect."""

    because: str
    remedies: tuple[str, ...]


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
        RuleError: settings of an unknown rule, or a condition that cannot be read.
    """
    view = View(facts)
    every = tuple(choose(facts.programme, settings or {}, known_fields))
    return _with_answers(view, every, facts.defects[defect_id])


def why_not(
    facts: Facts,
    settings: Mapping[str, RuleSettings] | None,
    rule: str,
    defect_id: int,
    *,
    known_fields: Catalog | None = None,
) -> Consideration:
    """Explain what one rule does about one defect, or what keeps it from doing anything and what would have to change.

    Raises:
        KeyError: the facts hold no such defect.
        RuleError: there is no such rule; otherwise as `why`.
    """
    every = {each.rule.id: each for each in choose(facts.programme, settings or {}, known_fields)}
    if rule not in every:
        raise RuleError(rule, "", f"there is no such rule. {nearest(rule, every)}")
    considered = _with_answers(View(facts), tuple(every.values()), facts.defects[defect_id])
    return next(each for each in considered if each.rule == rule)


def in_lines(view: View, every: Iterable[Chosen], defect: Defect) -> Iterator[str]:
    """Explain one defect for its discussion: what acts on it, what the panel answered, what comes next, a line each."""
    considered = [_considered(view, chosen, defect) for chosen in every]
    acting = [each for each in considered if each.decisions or each.is_answered]
    for each in acting:
        acts = f" {'; '.join(each.acts).rstrip('.')}. Because:" if each.decisions else ""
        yield f"{each.rule}:{acts} {' '.join(each.because)}"
    if not acting:
        yield "No rule asks for anything."
    coming = next_act(considered)
    if coming is not None and coming.next_at is not None:
        act = f"{coming.rule} {coming.next_act}".strip()
        yield f"Next, if nothing happens until then: {act}, on {view.when(coming.next_at)}."
    yield f"The other {len(considered) - len(acting)} rules ask for nothing; `envbot why {defect.id}` says why."


def _with_answers(view: View, every: tuple[Chosen, ...], defect: Defect) -> tuple[Consideration, ...]:
    """Consider every rule, and then what the panel's answers make of their suggestions."""
    considered = tuple(_considered(view, chosen, defect) for chosen in every)
    if is_hands_off(view, defect) or view.is_closed(defect):
        return considered
    suggested = (decision for each in considered for decision in each.decisions if decision.defect == defect.id)
    rules = {chosen.rule.id: chosen for chosen in every}
    obeyed = obey_on(view, defect, rules, suggested, lambda _: in_lines(view, every, defect))
    if obeyed is None:
        return considered
    accepted = tuple(
        replace(each, decisions=done, because=tuple(dict.fromkeys(said for one in done for said in one.because)))
        if (done := obeyed.accepted.get(each.rule))
        else each
        for each in considered
    )
    if not obeyed.own:
        return accepted
    replies = tuple(dict.fromkeys(said for decision in obeyed.own for said in decision.because))
    return (*accepted, Consideration(PANEL, Mode.APPLY, obeyed.own, replies))


def next_act(considerations: Iterable[Consideration]) -> Consideration | None:
    """Give the rule that acts next if nothing happens until then; None if none does."""
    dated = [(each.next_at, each.rule, each) for each in considerations if each.next_at is not None]
    return min(dated, key=lambda entry: entry[:2])[2] if dated else None


def _considered(view: View, chosen: Chosen, defect: Defect) -> Consideration:
    mode = chosen.settings.mode
    obstacle, clauses = _obstacle(view, chosen, defect), chosen.conditions.clauses(view, defect)
    if obstacle is not None:
        return Consideration(chosen.rule.id, mode, (), (obstacle.because,), clauses=clauses, remedies=obstacle.remedies)
    shown = shown_to(view, chosen) if chosen.rule.scope is Scope.TOGETHER else (defect,)
    found = ask(view, chosen, shown)
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
    remedies = () if decisions else tuple(dict.fromkeys(_remedies(view, held, ahead)))
    next_at, next_act = (ahead.next_at, ahead.next_act) if ahead else (None, "")
    is_answered = any(each.restraint is Restraint.ANSWERED for each in held)
    return Consideration(
        chosen.rule.id, mode, decisions, because, next_at, next_act, clauses, remedies=remedies, is_answered=is_answered
    )


def _remedies(view: View, held: list[HeldBack], ahead: NotNow | None) -> Iterator[str]:
    """Say what would have to change for a rule that was shown the defect and asks for nothing."""
    for each in held:
        if each.restraint is Restraint.DONE:
            yield "Nothing: what the rule asks for is already so."
        elif each.restraint is Restraint.UNDONE:
            yield "A new fact would have to come (a later breach or delivery); or a person does it by hand."
        elif each.restraint is Restraint.LADDER:
            yield "Nothing: the ladder tells those who are to know."
        elif each.restraint is Restraint.ANSWERED:
            yield "What the panel's answer waits for would have to come, or somebody answers otherwise now."
        else:
            yield "The rules that contradict one another would have to be told apart: see `envbot check --lint`."
    if ahead is not None and ahead.next_at is not None:
        yield f"Nothing but time: it acts on {view.when(ahead.next_at)}, if nothing happens until then."
    elif not held:
        yield "What the sentence above names would have to change; time alone does not bring it about."


def _concerns(decision: Decision, number: int) -> bool:
    if isinstance(decision.action, ProposeOutage) and number in decision.action.defects:
        return True
    return decision.defect == number


def _obstacle(view: View, chosen: Chosen, defect: Defect) -> _Obstacle | None:
    """Say why the rule is not shown the defect; None where it is."""
    if chosen.settings.mode is Mode.OFF:
        return _Obstacle(
            "The rule is switched off.",
            (f"`rules.{chosen.rule.id}.mode` in envbot.yaml would have to be `suggest` or `apply`.",),
        )
    if is_hands_off(view, defect):
        tag = view.programme.hands_off_tag
        return _Obstacle(
            f"It carries the tag {tag}: a person asked envbot to leave it alone.",
            (f"A person would have to take the tag {tag} away.",),
        )
    if view.is_closed(defect):
        return _Obstacle(
            f"It is {defect.state}; the rule looks at open defects.", ("The defect would have to be re-opened.",)
        )
    if chosen.rule.scope is not Scope.OPEN and not view.concerns_environment(defect):
        category = defect.text(view.programme.fields.category)
        seen = f"Its category is {category}" if category else "It has no category, and no words that suggest one"
        wanted = view.programme.environment_category
        return _Obstacle(
            f"{seen}; the rule looks at environment defects.",
            (f"Its category ({view.programme.fields.category}) would have to be {wanted}.",),
        )
    objection = chosen.conditions.objection(view, defect)
    if not objection:
        return None
    clauses = (each for each in chosen.conditions.clauses(view, defect) if not each.fits)
    return _Obstacle(objection, tuple(_would_help(tuple(clauses))))


def _would_help(clauses: tuple[SeenClause, ...]) -> Iterator[str]:
    """Say for each condition which of its clauses stand against the rule."""
    for key in dict.fromkeys(clause.key for clause in clauses):
        against = [clause for clause in clauses if clause.key == key and clause.is_obstacle]
        texts = listed(f"{clause.text} (it is {clause.seen})" for clause in against)
        if against[0].wanted:
            yield f"`{key}` would have to be met; against it: {texts}."
        else:
            yield f"`{key}` would have to be no longer met; what meets it: {texts}."
