"""Hold a declared rule to the examples that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rules.computed import rule_catalog
from rules.decisions import Action, Mode
from rules.declared_actions import builder
from rules.declared_settings import DeclaredSettings, Example
from rules.engine import decide
from rules.explanation import why_not
from rules.facts import Comment, Defect, Facts, Person, Revision, Value
from rules.programme import Programme
from rules.registry import RuleError, RuleSettings, nearest, registry
from rules.view import View
from rules.wording import in_words
from wiql import Catalog

_ME = Person("envbot")
_RAISED_BY = Person("Tester")
_NUMBER = 1
_LATER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a rule did on one example; `failures` says in sentences what is otherwise than expected."""

    rule: str
    example: str
    failures: tuple[str, ...]


def try_rule(identity: str, settings: DeclaredSettings, programme: Programme) -> tuple[Trial, ...]:
    """Ask a rule about each of its examples, alone and as if it were applied.

    Raises:
        RuleError: an example names a field that there is not.
    """
    catalog = rule_catalog(programme)
    alone: Mapping[str, RuleSettings] = {
        **{each.id: each.settings(mode=Mode.OFF) for each in registry().values()},
        identity: settings.model_copy(update={"mode": Mode.APPLY}),
    }
    return tuple(
        Trial(
            identity,
            example.name,
            tuple(_failures(identity, alone, _facts(identity, place, example, programme, catalog), example)),
        )
        for place, example in enumerate(settings.examples)
    )


def _failures(identity: str, alone: Mapping[str, RuleSettings], facts: Facts, example: Example) -> Iterator[str]:
    outcome = decide(facts, alone)
    asked = [decision.action for decision in outcome.decisions]
    wanted = list(_wanted(outcome.view, facts, example))
    missing = [action for action in wanted if action not in asked]
    for action in missing:
        yield f"It is to {in_words(action)}, and does not."
    for action in asked:
        if action not in wanted:
            yield f"It is not to {in_words(action)}, and does."
    if missing and not asked:
        considered = why_not(facts, alone, identity, _NUMBER)
        yield from (*considered.because, *considered.remedies)


def _wanted(view: View, facts: Facts, example: Example) -> Iterator[Action]:
    if example.expect == "nothing":
        return
    catalog = rule_catalog(facts.programme)
    for then in example.expect:
        kind, wanted = then.given
        yield builder(kind, wanted, facts.programme, catalog)(view, facts.defects[_NUMBER])


def _facts(identity: str, place: int, example: Example, programme: Programme, catalog: Catalog) -> Facts:
    def named(fields: Mapping[str, Value], where: str) -> dict[str, Value]:
        found = {}
        for name, value in fields.items():
            field = catalog.find(name)
            if field is None:
                known = (each.name for each in catalog)
                raise RuleError(
                    identity, f"examples.{place}.{where}.{name}", f"there is no such field. {nearest(name, known)}"
                )
            found[field.reference_name] = value
        return found

    zone = ZoneInfo(programme.zone)
    values: dict[str, Value] = {
        "System.Id": _NUMBER,
        "System.WorkItemType": programme.defect_types[0],
        "System.Title": "An example",
        "System.State": programme.workflow.new[0],
        programme.fields.category: programme.environment_category,
        **named(example.given, "given"),
    }
    raised = _instant(example.raised, zone)
    revisions = [Revision(1, raised, _RAISED_BY, _kept(values))]
    comments: list[Comment] = []
    for number, happening in enumerate(example.history):
        at, by = _instant(happening.at, zone), Person(happening.by)
        if happening.set:
            values |= named(happening.set, f"history.{number}.set")
            revisions.append(Revision(len(revisions) + 1, at, by, _kept(values)))
        if happening.comment:
            comments.append(Comment(len(comments) + 1, at, by, happening.comment))
    last = max(*(each.at for each in revisions), *(each.at for each in comments), raised)
    now = last + _LATER if example.now is None else _instant(example.now, zone)
    defect = Defect(_NUMBER, "Example", tuple(revisions), tuple(comments))
    return Facts(now, programme, _ME, MappingProxyType({_NUMBER: defect}))


def _kept(values: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType({name: value for name, value in values.items() if value not in ("", None)})


def _instant(written: datetime, zone: ZoneInfo) -> datetime:
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
