"""Make a rule of what a person wrote in YAML, so that it is asked, held to and explained like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.conditions import Conditions
from rules.decisions import Decision, Escalate, Notify
from rules.declared_actions import SAID, SENT, Build, DeclaredActionError, builder
from rules.declared_settings import DeclaredSettings
from rules.facts import Defect
from rules.programme import Programme
from rules.registry import Finding, NotNow, Rule, RuleError, RuleSettings, Scope, nearest, registry
from rules.signature import signed_by
from rules.view import View
from rules.wording import duration
from wiql import Catalog

_SENT = frozenset({Notify.__name__, Escalate.__name__})


def rules_of(settings: Mapping[str, RuleSettings], programme: Programme, catalog: Catalog) -> dict[str, Rule]:
    """Give every rule by its id: those of the registry, then those that the settings declare.

    Raises:
        RuleError: settings of a rule that is neither; a declared rule that names an unknown field or role.
    """
    rules = dict(registry())
    for identity, own in settings.items():
        if isinstance(own, DeclaredSettings):
            rules[identity] = _Declared.of(identity, own, programme, catalog).rule
        elif identity not in rules:
            raise RuleError(identity, "", f"there is no such rule. {nearest(identity, rules)}")
    return rules


@dataclass(frozen=True, slots=True)
class _Step:
    """One action of a declared rule.

    Attributes:
        is_said: it speaks to people, who are not to hear it twice.
        is_sent: it does so by mail.
    """

    name: str
    is_said: bool
    is_sent: bool
    build: Build


@dataclass(frozen=True, slots=True)
class _Declared:
    identity: str
    settings: DeclaredSettings
    conditions: Conditions
    steps: tuple[_Step, ...]

    @classmethod
    def of(cls, identity: str, settings: DeclaredSettings, programme: Programme, catalog: Catalog) -> _Declared:
        steps = []
        for place, then in enumerate(settings.then):
            kind, wanted = then.given
            try:
                build = builder(kind, wanted, programme, catalog)
            except DeclaredActionError as error:
                raise RuleError(identity, f"then.{place}.{kind}", str(error)) from error
            before = sum(each.given[0] == kind for each in settings.then[:place])
            steps.append(_Step(f"{kind} {before + 1}", is_said=kind in SAID, is_sent=kind in SENT, build=build))
        return cls(identity, settings, Conditions(identity, settings, catalog), tuple(steps))

    @property
    def rule(self) -> Rule:
        """The rule as the registry would hold it."""
        owner = f"\n\nAsk the {self.settings.owner} about it." if self.settings.owner else ""
        scope = Scope.OPEN if self.settings.looks_at == "all defects" else Scope.ENVIRONMENT
        return Rule(
            self.identity, DeclaredSettings, scope, f"{self.settings.reason}{owner}", "envbot.yaml", self.examine
        )

    def examine(self, view: View, defect: Defect, _settings: RuleSettings) -> Iterator[Finding]:
        """Yield each action; the engine has seen to it that the conditions are met."""
        because = (self.settings.reason, *self.conditions.met(view, defect))
        cool_down = self.settings.cool_down
        said = self._said(view, defect, cool_down) if cool_down else ()
        again = said[-1] + cool_down if said and cool_down else None
        cools = again is not None and not view.has_come(again)
        for step in self.steps:
            if not step.is_said:
                yield Decision(self.identity, defect.id, step.build(view, defect), because, step.name)
            elif not cools:
                action = step.build(view, defect)
                yield Decision(self.identity, defect.id, action, because, step.name, len(said), since=again)
            elif step.is_sent:  # those who could not be reached when it last spoke are still to hear it
                action = step.build(view, defect)
                yield Decision(self.identity, defect.id, action, because, step.name, len(said) - 1)
        if cools and cool_down:
            spoke = f"It spoke on {view.when(said[-1])} and does so again after {duration(cool_down)} at the earliest."
            yield NotNow(spoke, None, again, "speaks again if its condition is still met")

    def _said(self, view: View, defect: Defect, cool_down: timedelta) -> tuple[datetime, ...]:
        """Give when it spoke of a defect: in its discussion, or where it says nothing there, to roles.

        Its mark stands below whatever it wrote; what it wrote while it cooled down was no speaking.
        """
        if any(step.is_said and not step.is_sent for step in self.steps):
            mine = (comment for comment in defect.comments if view.facts.is_me(comment.by))
            spoke: list[datetime] = []
            for at in sorted(comment.at for comment in mine if self.identity in signed_by(comment.text)):
                if not spoke or at >= spoke[-1] + cool_down:
                    spoke.append(at)
            return tuple(spoke)
        sent: dict[str, datetime] = {}
        records = view.facts.escalations
        for key, at in records.told.items() if records else ():
            rule, about, action, *_, cycle = key.split("/")
            if (rule, about) == (self.identity, str(defect.id)) and action in _SENT:
                sent[cycle] = max(at, sent.get(cycle, at))
        return tuple(sorted(sent.values()))
