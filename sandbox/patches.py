"""Read JSON-Patch documents as Azure DevOps does, and work out what they would change in a work item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.answers import AdoError
from sandbox.relation_types import RELATION_TYPES
from sandbox.work_item_state import TRACKING_SERVER, Relation, WorkItem
from sandbox.work_item_types import Field, Tracking

_NUMBERED = ("add", "remove", "replace", "move", "copy", "test")
_SUPPORTED = frozenset({"add", "remove", "replace", "test"})
_ITEM_ID = re.compile(r"/workItems/(\d+)$", re.IGNORECASE)
_TAGS = "System.Tags"
_MOST_TAGS, _LONGEST_TAG = 100, 400
_MOST_LINKS, _MOST_ATTACHMENTS = 1000, 100
_ATTACHED = "AttachedFile"


@dataclass(slots=True)
class Draft:
    """What a patch would change.

    Attributes:
        changes: New values by reference name; `None` empties a field.
        added: New links, in order.
        removed: Links that go.
        commented: Links that get another comment.
        formats: Whether the text of a field is Markdown, by reference name.
    """

    changes: dict[str, Any] = field(default_factory=dict)
    added: list[Relation] = field(default_factory=list)
    removed: list[Relation] = field(default_factory=list)
    commented: list[tuple[Relation, str]] = field(default_factory=list)
    formats: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a patch document."""

    op: str
    path: str
    value: Any


def read_patch(value: object) -> list[Operation]:
    """Read a patch document; `op` may be a word or, as some clients send it, a number.

    Raises:
        AdoError: 400 where it is none.
    """
    if not isinstance(value, list) or not value:
        raise _bad_patch("You must pass a valid patch document in the body of the request.")
    return [_read_operation(each) for each in value]


def _read_operation(step: object) -> Operation:
    if not isinstance(step, dict) or not isinstance(step.get("path"), str):
        raise _bad_patch("You must pass a valid patch document in the body of the request.")
    op = step.get("op", "add")
    if isinstance(op, int) and 0 <= op < len(_NUMBERED):
        op = _NUMBERED[op]
    op = str(op).lower()
    if op not in _SUPPORTED:
        raise _bad_patch(f"The patch operation '{op}' is not supported for work items.")
    return Operation(op, step["path"], step.get("value"))


def draft(patch: Iterable[Operation], item: WorkItem | None, tracking: Tracking) -> Draft:
    """Work out what a patch would change; nothing is changed yet, so a refusal leaves all as it was.

    Args:
        patch: Steps in order. Indexes of links mean the order that `$expand=relations` showed before the patch,
            whatever earlier steps removed: a recorded patch removes 1 and then 2 of three links.
        item: The work item; `None` for one that is to be created.
        tracking: Knows the fields.

    Raises:
        AdoError: 412 for a failed test, 400 for what cannot be done.
    """
    made = Draft()
    relations = tuple(item.relations) if item else ()
    fields: Mapping[str, Any] = item.fields if item else {}
    for step in patch:
        head, _, rest = step.path.lstrip("/").partition("/")
        match head.lower():
            case "rev" | "id":
                _test(step, item.rev if item and head.lower() == "rev" else item.id if item else 0)
            case "fields" if rest:
                _change_field(made, step, tracking.field(rest), fields)
            case "relations" if rest:
                _change_relation(made, step, rest, relations)
            case "multilinefieldsformat" if rest:
                made.formats[tracking.field(rest).reference_name] = str(step.value).lower() == "markdown"
            case _:
                raise _bad_patch(f"The path '{step.path}' is not one of a work item.")
    links = [*(each for each in relations if each not in made.removed), *made.added]
    if len(links) > _MOST_LINKS:
        raise _refusal("WorkItemLinksLimitExceededException", f"TF401317: More than {_MOST_LINKS} links.")
    if sum(each.kind == _ATTACHED for each in links) > _MOST_ATTACHMENTS:
        raise _refusal("WorkItemAttachmentsLimitExceededException", f"More than {_MOST_ATTACHMENTS} attachments.")
    return made


def _test(step: Operation, seen: object) -> None:
    if step.op != "test":
        raise _bad_patch(f"The path '{step.path}' can only be tested.")
    if seen != step.value:
        raise AdoError(
            412,
            "TestPatchOperationFailedException",
            f"VS403351: Test Operation for path {step.path} failed, value {seen} was not equal to test value "
            f"{step.value}.",
            namespace="Microsoft.VisualStudio.Services.WebApi.Patch",
            assembly="Microsoft.VisualStudio.Services.WebApi",
        )


def _change_field(made: Draft, step: Operation, known: Field, fields: Mapping[str, Any]) -> None:
    name = known.reference_name
    before = made.changes[name] if name in made.changes else fields.get(name)
    if step.op == "test":
        _test(step, before)
    elif step.op == "remove" or step.value in (None, ""):
        made.changes[name] = None
    elif name == _TAGS:
        made.changes[name] = _tags(str(before or "") if step.op == "add" else "", str(step.value))
    else:
        made.changes[name] = step.value


def _tags(before: str, added: str) -> str | None:
    """Tags in the order in which they came, each once in any case."""
    found: dict[str, str] = {}
    for tag in (*before.split(";"), *added.replace(",", ";").split(";")):
        if tag.strip():
            found.setdefault(tag.strip().casefold(), tag.strip())
    if len(found) > _MOST_TAGS:
        raise _refusal("WorkItemTagLimitExceededException", f"TF401316: More than {_MOST_TAGS} tags.")
    if long := next((tag for tag in found.values() if len(tag) > _LONGEST_TAG), ""):
        words = f"The tag '{long[:20]}...' has more than {_LONGEST_TAG} characters."
        raise _refusal("InvalidTagNameException", words)
    return "; ".join(found.values()) or None


def _change_relation(made: Draft, step: Operation, place: str, relations: tuple[Relation, ...]) -> None:
    left = [each for each in relations if each not in made.removed]
    if step.op == "add" and place == "-":
        relation = _read_relation(step.value)
        if any(_leads_to_the_same(relation, each) for each in (*left, *made.added)):
            raise _refusal("RelationAlreadyExistsException", "Relation already exists.")
        made.added.append(relation)
        return
    index, _, attribute = place.partition("/")
    known = relations[int(index)] if index.isdigit() and int(index) < len(relations) else None
    if known is None or known in made.removed:
        raise _bad_patch(f"The path '{step.path}' names no relation; there are {len(left)}.")
    if step.op == "remove":
        made.removed.append(known)
    elif step.op in {"add", "replace"} and attribute == "attributes/comment":
        made.commented.append((known, str(step.value)))
    else:
        raise _bad_patch(f"The operation '{step.op}' is not supported for the path '{step.path}'.")


def _leads_to_the_same(one: Relation, other: Relation) -> bool:
    return (one.kind, one.target, one.url) == (other.kind, other.target, other.url)


def _read_relation(value: object) -> Relation:
    if not isinstance(value, dict) or value.get("rel") not in RELATION_TYPES or not value.get("url"):
        raise _bad_patch("A relation needs 'rel', one of the relation types, and 'url'.")
    kind, url = str(value["rel"]), str(value["url"])
    attributes = {name: each for name, each in (value.get("attributes") or {}).items() if each is not None}
    if not RELATION_TYPES[kind].topology:
        return Relation(kind, url=url, attributes=attributes)
    found = _ITEM_ID.search(url)
    if found is None:
        raise _bad_patch(f"The relation {kind} must lead to a work item, not to {url}.")
    attributes.pop("name", None)
    return Relation(kind, int(found[1]), attributes=attributes)


def _bad_patch(message: str) -> AdoError:
    return AdoError(
        400,
        "VssPropertyValidationException",
        f"{message} Parameter name: patchDocument",
        namespace="Microsoft.VisualStudio.Services.Common",
    )


def _refusal(type_key: str, message: str) -> AdoError:
    return AdoError(400, type_key, message, namespace=TRACKING_SERVER, event_id=3200)
