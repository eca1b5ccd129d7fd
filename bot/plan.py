"""Turn decisions into a plan: what is not yet so, field by field, with reasons, caps and a hash."""

from __future__ import annotations

import hashlib
import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.mistakes import Mistake
from rules.decisions import AddComment, AddTag, Decision, Escalate, LinkWorkItem, Mode, Notify, RemoveTag, SetField
from rules.facts import Defect, Value, is_same_value
from rules.signature import signature
from rules.wording import link_said

TAGS = "System.Tags"


class PlanError(Mistake):
    """A plan file that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field before and after; None stands for no value."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Change:
    """All that the plan does to one defect, in one write that is refused if the defect has moved since.

    Attributes:
        keys: the decisions it carries out, as the ledger knows them.
        rev: the revision that the decisions were made on.
        reference: a short mark in the text the bot leaves, by which it knows its own write again.
        because: the reasons of all decisions, without repetition.
        says: what it leaves in the defect's discussion: a rule's own comment, or else its reasons and what it linked.
        unlinks: links that the bot made and that are taken away again; only an undoing has them.
    """

    defect: int
    title: str
    rev: int
    keys: tuple[str, ...]
    rules: tuple[str, ...]
    fields: tuple[FieldDiff, ...]
    links: tuple[LinkWorkItem, ...]
    because: tuple[str, ...]
    says: tuple[str, ...]
    reference: str
    unlinks: tuple[LinkWorkItem, ...] = ()

    @property
    def discussion(self) -> str:
        """The entry that the change leaves in the defect's discussion, as HTML: what to know, why, and the mark."""
        lines = "".join(f"<p>{html.escape(line)}</p>" for said in self.says for line in said.splitlines())
        return f"{lines}<p>{html.escape(signature(self.rules, self.reference))}</p>"


@dataclass(frozen=True, slots=True)
class Escalation:
    """Something a role is to be told outside the digests: at once, or where it is not urgent, within its attention."""

    key: str
    rule: str
    defect: int | None
    role: str
    text: str
    because: tuple[str, ...]
    is_urgent: bool = True


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one plan may change without a person's approval.

    Attributes:
        count: at most so many defects.
        percent: at most this share of the defects in scope, from 0 to 100; a plan of up to five changes passes it.
    """

    count: int = 50
    percent: float = 25.0


@dataclass(frozen=True, slots=True)
class Attention:
    """How much people can be told in a day.

    Attributes:
        a_day: messages a person and day; what is urgent counts, and is never deferred.
        recipients: who fills a role.
        spent: how many messages each person has had today.
    """

    a_day: int
    recipients: Mapping[str, tuple[str, ...]]
    spent: Mapping[str, int]

    def shared(self, escalations: Iterable[Escalation]) -> tuple[tuple[Escalation, ...], tuple[Escalation, ...]]:
        """Part what is told today from what waits. What one role is told of one defect is one message.

        A message waits while any of its role's people has had enough, so that all of them get it on one day.
        """
        letters: dict[tuple[bool, str, str], list[Escalation]] = {}
        for one in escalations:
            matter = one.key if one.defect is None else str(one.defect)
            letters.setdefault((not one.is_urgent, one.role, matter), []).append(one)
        spent = dict(self.spent)
        told: list[Escalation] = []
        deferred: list[Escalation] = []
        for (may_wait, role, _), letter in sorted(letters.items(), key=lambda item: item[0][0]):
            people = self.recipients.get(role, ())
            if may_wait and any(spent.get(person, 0) >= self.a_day for person in people):
                deferred += letter
                continue
            told += letter
            spent |= {person: spent.get(person, 0) + 1 for person in people}
        return tuple(told), tuple(deferred)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, for whom, and why; `apply` performs it and nothing else.

    Attributes:
        as_of: the instant of the facts it was made on.
        scope: how many defects were looked at.
        over_caps: why the plan waits for a person's approval; empty if it does not.
        deferred: what roles are told another day, because their people have been told enough for this one.
    """

    as_of: datetime
    scope: int
    changes: tuple[Change, ...]
    escalations: tuple[Escalation, ...]
    over_caps: str = ""
    deferred: tuple[Escalation, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 over everything in the plan; two plans with one hash do the same."""
        return hashlib.sha256(_PLAN.dump_json(self)).hexdigest()

    def to_json(self) -> bytes:
        """Write the plan as a file for `apply`, readable by people, sealed by its hash."""
        document = {"envbot_plan": 1, "hash": self.hash, "plan": _PLAN.dump_python(self, mode="json")}
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)

    @classmethod
    def from_json(cls, raw: bytes, name: str) -> Plan:
        """Read a plan file again.

        Raises:
            PlanError: the file is no plan, or was changed after it was made.
        """
        try:
            document = orjson.loads(raw)
            plan = _PLAN.validate_python(document["plan"])
            sealed = document["hash"]
        except (orjson.JSONDecodeError, KeyError, TypeError, ValidationError) as error:
            message = f"{name} is not a plan that `envbot plan --save` wrote ({type(error).__name__}). Make a new one."
            raise PlanError(message) from error
        if plan.hash != sealed:
            message = (
                f"{name} was changed after it was made: its hash is {plan.hash[:12]}, "
                f"it was sealed as {str(sealed)[:12]}. Nothing was applied. Make a new plan."
            )
            raise PlanError(message)
        return plan


_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def make_plan(
    decisions: Iterable[Decision],
    defects: Mapping[int, Defect],
    *,
    as_of: datetime,
    caps: Caps,
    is_done: Callable[[str], bool],
    attention: Attention | None = None,
) -> Plan:
    """Keep of the decisions to apply what is not yet so, one change a defect.

    Args:
        decisions: as the engine gave them; those in mode `suggest` are left to the agenda.
        defects: as they stand, by id.
        as_of: the instant of the facts.
        caps: how much may be changed without approval.
        attention: how much people can still be told today; without it, everything.
        is_done: whether the ledger holds this decision as done; what people changed afterwards stays theirs.
    """
    by_defect: defaultdict[int, list[Decision]] = defaultdict(list)
    escalations = []
    for decision in decisions:
        if decision.mode is not Mode.APPLY or is_done(decision.key):
            continue
        if isinstance(decision.action, Escalate | Notify):
            escalations.append(
                Escalation(
                    decision.key,
                    decision.rule,
                    decision.defect,
                    decision.action.role,
                    decision.action.text,
                    decision.because,
                    isinstance(decision.action, Escalate),
                )
            )
        elif decision.defect is not None and isinstance(
            decision.action, SetField | AddTag | RemoveTag | AddComment | LinkWorkItem
        ):
            by_defect[decision.defect].append(decision)
    changes = tuple(
        change for number in sorted(by_defect) if (change := _change(defects[number], by_defect[number])) is not None
    )
    over_caps = _over_caps(len(changes), len(defects), caps)
    told, deferred = (tuple(escalations), ()) if attention is None else attention.shared(escalations)
    return Plan(as_of, len(defects), changes, told, over_caps, deferred)


_ALWAYS_ALLOWED = 5


def _over_caps(changes: int, scope: int, caps: Caps) -> str:
    if changes > caps.count:
        return f"It would change {changes} defects; the cap is {caps.count} in one run."
    share = 100 * changes / scope if scope else 0.0
    if changes > _ALWAYS_ALLOWED and share > caps.percent:
        return f"It would change {changes} of {scope} defects ({share:.0f} %); the cap is {caps.percent:g} %."
    return ""


def _change(defect: Defect, decisions: list[Decision]) -> Change | None:
    """Merge the decisions on one defect; None where all of it is already so."""
    fields: dict[str, Value] = {}
    tags = list(defect.tags)
    links: list[LinkWorkItem] = []
    comments: list[str] = []
    effective: list[Decision] = []
    linked = {relation.target for relation in defect.relations}
    for decision in decisions:
        match decision.action:
            case SetField(field, value) if not is_same_value(defect.latest.fields.get(field), value):
                fields[field] = value
            case AddTag(tag) if tag.casefold() not in map(str.casefold, tags):
                tags.append(tag)
            case RemoveTag(tag) if tag.casefold() in map(str.casefold, tags):
                tags = [kept for kept in tags if kept.casefold() != tag.casefold()]
            case LinkWorkItem(target) as link if target not in linked:
                links.append(link)
                linked.add(target)
            case AddComment(text):
                comments.append(text)
            case _:
                continue
        effective.append(decision)
    if not effective:
        return None
    diffs = [FieldDiff(name, defect.latest.fields.get(name), after) for name, after in sorted(fields.items())]
    if tuple(tags) != defect.tags:
        diffs.append(FieldDiff(TAGS, "; ".join(defect.tags) or None, "; ".join(tags)))
    keys = tuple(sorted(decision.key for decision in effective))
    commented = {decision.rule for decision in effective if isinstance(decision.action, AddComment)}
    reasons = [reason for decision in effective if decision.rule not in commented for reason in decision.because]
    told = {(decision.rule, decision.step) for decision in effective if isinstance(decision.action, AddComment)}
    linked_to = [
        link_said(each.action.target)
        for each in effective
        if isinstance(each.action, LinkWorkItem) and (each.rule, each.step) not in told
    ]
    return Change(
        defect=defect.id,
        title=defect.title,
        rev=defect.latest.number,
        keys=keys,
        rules=tuple(dict.fromkeys(decision.rule for decision in effective)),
        fields=tuple(diffs),
        links=tuple(links),
        because=tuple(dict.fromkeys(reason for decision in effective for reason in decision.because)),
        says=tuple(dict.fromkeys((*comments, *reasons, *linked_to))),
        reference="eb-" + hashlib.sha256(f"{defect.id}\n{keys}".encode()).hexdigest()[:8],
    )


def as_patch(change: Change, work_item_url: Callable[[int], str], unlinked: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Write a change as JSON-Patch; the guard on the revision is added by the client.

    Tags are given whole with `replace`: `add` would append to tags that a person took away meanwhile.

    Args:
        change: what to write.
        work_item_url: gives the address of a work item, as relations want it.
        unlinked: the places of the relations that the change takes away, in the list of that revision.
    """
    patch: list[dict[str, Any]] = []
    for diff in change.fields:
        path = f"/fields/{diff.field}"
        if diff.after in (None, "") and diff.field != TAGS:
            patch.append({"op": "remove", "path": path})
        else:
            operation = "replace" if diff.field == TAGS and diff.before else "add"
            patch.append({"op": operation, "path": path, "value": diff.after})
    # From the end, so that no place moves before its turn; new links come behind all places.
    patch.extend({"op": "remove", "path": f"/relations/{place}"} for place in sorted(unlinked, reverse=True))
    for link in change.links:
        value = {"rel": link.kind, "url": work_item_url(link.target), "attributes": {"comment": link.comment}}
        patch.append({"op": "add", "path": "/relations/-", "value": value})
    patch.append({"op": "add", "path": "/fields/System.History", "value": change.discussion})
    return patch
