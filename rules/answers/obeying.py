"""Obey the panel's answers: what it accepted is carried out, what it asked is replied to, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rules.answers.answer import ACCEPTED, Answer, answers_of, is_settled, may_answer, may_hold_answers
from rules.answers.commands import Verb, usage
from rules.answers.names import EVERY, RuleNames
from rules.answers.standing import against, back_from_skip, is_suggestion, latest
from rules.asking import Chosen, is_hands_off, shown_to, sift
from rules.decisions import Action, AddComment, Decision, Mode, PutOnAgenda, RemoveTag, SetField
from rules.facts import Defect
from rules.labels import field_label
from rules.registry import Scope
from rules.view import View
from rules.wording import in_words, listed

PANEL = "panel-answers"
"""Signs what the bot does because somebody answered it; no rule has this name."""

Explain = Callable[[Defect], Iterable[str]]
"""Gives the explanation of a defect, one sentence or more a line."""
_LONGEST = 200
_ByRule = Mapping[str, Sequence[Decision]]


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What becomes of the suggestions on one defect.

    Attributes:
        accepted: suggestions that are carried out instead, by rule; each has the acceptance as its first reason.
        own: what the bot says and tidies up because of the answers.
    """

    accepted: Mapping[str, tuple[Decision, ...]]
    own: tuple[Decision, ...]


def obey(view: View, every: Iterable[Chosen], decisions: Sequence[Decision], explain: Explain) -> tuple[Decision, ...]:
    """Give the decisions with what the panel accepted to be carried out, and what the bot replies to people."""
    rules = {each.rule.id: each for each in every}
    asked = [each for each in view.open_defects if may_hold_answers(view, each) and not is_hands_off(view, each)]
    about: dict[int | None, list[Decision]] = {defect.id: [] for defect in asked}
    for decision in decisions:
        if decision.defect in about:
            about[decision.defect].append(decision)
    obeyed = {defect.id: one for defect in asked if (one := obey_on(view, defect, rules, about[defect.id], explain))}
    if not obeyed:
        return tuple(decisions)
    kept = (
        each
        for each in decisions
        if not (each.defect in obeyed and is_suggestion(each) and each.rule in obeyed[each.defect].accepted)
    )
    new = (
        each for one in obeyed.values() for each in (*(d for group in one.accepted.values() for d in group), *one.own)
    )
    return (*kept, *new)


def obey_on(
    view: View, defect: Defect, rules: Mapping[str, Chosen], decisions: Iterable[Decision], explain: Explain
) -> Obeyed | None:
    """Obey the answers on one defect that the bot has not settled yet; None where there is none."""
    names = RuleNames(each.rule for each in rules.values())
    answers = answers_of(view, defect, names)
    pending = [each for each in answers if not is_settled(view, defect, each)]
    if not pending:
        return None
    suggested: defaultdict[str, list[Decision]] = defaultdict(list)
    acting: set[str] = set()
    for decision in decisions:
        if is_suggestion(decision):
            suggested[decision.rule].append(decision)
        else:
            acting.add(decision.rule)
    return _Panel(view, defect, rules, names, suggested, acting, answers, explain).obey(pending)


@dataclass(slots=True)
class _Panel:
    """The answers on one defect, and the suggestions that they are about."""

    view: View
    defect: Defect
    rules: Mapping[str, Chosen]
    names: RuleNames
    suggested: _ByRule
    acting: Collection[str]
    answers: Sequence[Answer]
    explain: Explain

    def obey(self, pending: Iterable[Answer]) -> Obeyed:
        accepted: dict[str, tuple[Decision, ...]] = {}
        own: list[Decision] = []
        for answer in pending:
            said = self._said(answer, accepted)
            own += (self._own(answer, AddComment(line), line) for line in said)
            if answer.tag:
                heard = said[0] if said else self._noted(answer)
                own.append(self._own(answer, RemoveTag(answer.tag), heard))
        # One who says the same twice is answered once.
        return Obeyed(MappingProxyType(accepted), tuple({decision.key: decision for decision in own}.values()))

    def _said(self, answer: Answer, accepted: dict[str, tuple[Decision, ...]]) -> list[str]:
        """Give what the bot says to an answer, and note what it accepts."""
        command = answer.command
        to = f"To {answer.mark(self.view)}:"
        if command.problem:
            return [f"{to} {command.problem}"]
        if not may_answer(self.view, answer.by):
            return [f"{to} Not obeyed, because the settings name whose answers count, and you are not among them."]
        if command.verb is Verb.WHY:
            return ["\n".join((f"{to} Why this defect is treated as it is:", *self.explain(self.defect)))]
        if command.verb is not Verb.ACCEPT:
            return [f"{to} {self._acts_itself(command.about)}"] if command.about in self.acting else []
        wanted = self._wanted(answer)
        if isinstance(wanted, str):
            return [f"{to} {wanted}"] if wanted else []
        acts = [action for decisions in wanted.values() for decision in decisions for action in _acts(decision)]
        over = "".join(dict.fromkeys(against(self.view, self.defect, self.answers, answer, rule) for rule in wanted))
        sentence = f"{ACCEPTED} {answer.mark(self.view)}: {listed(map(self._words, acts))}.{over}"
        for rule, decisions in wanted.items():
            accepted[rule] = tuple(_carried_out(answer, decisions, sentence))
        return [sentence]

    def _wanted(self, answer: Answer) -> _ByRule | str:
        """Give the suggestions that an answer accepts, by rule; or what the bot replies, empty where nothing."""
        about = answer.command.about
        every = self._acceptable()
        here = {rule: each for rule, each in every.items() if self._is_latest(answer, rule)}
        if about not in ("", EVERY):
            if not self._is_latest(answer, about):
                return ""
            here = {about: here[about]} if about in here else {}
        elif len(here) < len(every) and not (about and here):
            return "Somebody answered later, and the later answer counts."
        elif not about and len(here) > 1:
            return f"There are {len(here)} suggestions; say which, or all. {self._list(here)}"
        if not here:
            return self._nothing(answer)
        changed = [rule for rule, decisions in here.items() if not self._stood(answer, rule, decisions)]
        if changed:
            now = self._list({rule: here[rule] for rule in changed})
            return f"What you accepted is suggested no more. What is suggested now: {now}"
        return here

    def _acts_itself(self, rule: str) -> str:
        tag = self.view.programme.hands_off_tag
        return (
            f"{rule} suggests nothing here; its settings let it act. What people undo, it does not do again, and the "
            f"tag {tag} makes envbot leave the defect alone."
        )

    def _nothing(self, answer: Answer) -> str:
        about = answer.command.about
        questions = [each for rule, group in self.suggested.items() for each in group if about in (rule, EVERY, "")]
        if questions:
            asked = " ".join(each.action.text for each in questions if isinstance(each.action, PutOnAgenda))
            return f"This is a question, which nobody can accept: {asked} Please answer it in the defect's fields."
        who = "envbot" if about in ("", EVERY) else f"Rule {self._called(about)}"
        return f"{who} suggests nothing here that could be accepted. /envbot why explains."

    def _acceptable(self) -> dict[str, list[Decision]]:
        found: dict[str, list[Decision]] = {}
        for rule, decisions in self.suggested.items():
            acts = [each for each in decisions if _acts(each)]
            if acts:
                found[rule] = acts
        return found

    def _is_latest(self, answer: Answer, rule: str) -> bool:
        return latest(self.view, self.defect, self.answers, rule) == answer

    def _stood(self, answer: Answer, rule: str, decisions: Iterable[Decision]) -> bool:
        """Whether a rule suggested the same when somebody accepted it; facts are asked as they were then."""
        chosen, facts = self.rules[rule], self.view.facts
        peers = self.view.environment_defects if chosen.rule.scope is Scope.TOGETHER else (self.defect,)
        then = {each.id: cut for each in peers if (cut := each.as_of(answer.at)) is not None}
        past = View(replace(facts, now=answer.at, defects=MappingProxyType(then)))
        found = sift(past, chosen, shown_to(past, chosen)).decisions
        stood = [(each.action, each.step) for each in found if each.defect == self.defect.id]
        return all((each.action, each.step) in stood for each in decisions)

    def _list(self, here: _ByRule) -> str:
        rules = sorted(here, key=self.names.place)
        lines = [
            f"{self._called(rule)}: {listed(self._words(act) for each in here[rule] for act in _acts(each))}"
            for rule in rules
        ]
        called = tuple(map(self.names.called, rules))
        return f"{'; '.join(lines)}. {usage(called)}"

    def _words(self, action: Action) -> str:
        """Say what an action does as people of the panel would."""
        if isinstance(action, SetField):
            return f"set {field_label(self.view.programme.fields, action.field)} to {action.value}"
        return in_words(action)

    def _called(self, rule: str) -> str:
        number = self.names.called(rule)
        return rule if number == rule else f"{number} ({rule})"

    def _noted(self, answer: Answer) -> str:
        """Say that a rejection or a skip by tag is remembered, since the tag is taken away."""
        if answer.command.verb is Verb.SKIP:
            back = self.view.when(back_from_skip(self.view, answer.at)).rsplit(" ", 1)[0]
            return f"Skipped by {answer.mark(self.view)}: back on {back}."
        if answer.command.verb is Verb.ACCEPT:
            return f"To {answer.mark(self.view)}: somebody answered otherwise later, and the later answer counts."
        rejected = f"Rejected by {answer.mark(self.view)}: not suggested again until what it rests on changes"
        return f"{rejected}; `envbot why {self.defect.id}` says what that is."

    def _own(self, answer: Answer, action: AddComment | RemoveTag, because: str) -> Decision:
        # A command that is not understood may be an address of any length; the ledger keeps only so many letters.
        step = f"{answer.at:%Y%m%dT%H%M%SZ} {answer.command.written.casefold()[:_LONGEST]}"
        return Decision(PANEL, self.defect.id, action, (because,), step, mode=Mode.APPLY)


def _acts(decision: Decision) -> tuple[Action, ...]:
    """Give what is carried out when a suggestion is accepted; nothing for a question to the panel."""
    if isinstance(decision.action, PutOnAgenda):
        return decision.offers
    return (decision.action,)


def _carried_out(answer: Answer, decisions: Iterable[Decision], sentence: str) -> Iterator[Decision]:
    """Make of suggestions what is done; the ledger tells by the step that it was accepted, and when."""
    for decision in decisions:
        for action in _acts(decision):
            step = f"{decision.step or '-'} accepted {answer.at:%Y%m%dT%H%M%SZ}"
            because = (sentence, *decision.because)
            yield replace(decision, action=action, because=because, step=step, mode=Mode.APPLY, offers=())
