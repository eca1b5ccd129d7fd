"""Build the actions that a rule in YAML asks for, with the values of the defect in their texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from rules.decisions import Action, AddComment, AddTag, Escalate, LinkWorkItem, Notify, PutOnAgenda, RemoveTag, SetField
from rules.declared_settings import AgendaLine, FieldValue, Link, Message
from rules.facts import Defect
from rules.programme import Programme
from rules.registry import nearest
from rules.view import View
from rules.wording import listed
from wiql import Catalog, Field, FieldType

Build = Callable[[View, Defect], Action]
_Text = Callable[[View, Defect], str]

SAID = frozenset({"comment", "notify", "escalate"})
"""Actions that people hear; they are not said again without need."""

SENT = frozenset({"notify", "escalate"})
"""Those of them that go to roles."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOT_GIVEN = "(not given)"


class DeclaredActionError(ValueError):
    """An action that names a field or role that there is not."""


def builder(kind: str, wanted: Any, programme: Programme, catalog: Catalog) -> Build:
    """Make what builds an action for a defect.

    Args:
        kind: the action's name in `rules.declared_settings.Then`.
        wanted: what it needs.
        programme: knows the roles.
        catalog: knows the fields.

    Raises:
        DeclaredActionError: a field or role that there is not, with those that come near.
    """
    return _BUILDERS[kind](wanted, programme, catalog)


def _set(wanted: FieldValue, _programme: Programme, catalog: Catalog) -> Build:
    field = _field(wanted.field, catalog)
    if field.reference_name.startswith("envbot."):
        raise DeclaredActionError(f"{field.reference_name} is worked out by envbot and cannot be set.")
    action = SetField(field.reference_name, wanted.value)
    return lambda _view, _defect: action


def _assign(wanted: str, _programme: Programme, _catalog: Catalog) -> Build:
    return lambda _view, _defect: SetField("System.AssignedTo", wanted)


def _add_tag(wanted: str, _programme: Programme, _catalog: Catalog) -> Build:
    return lambda _view, _defect: AddTag(wanted)


def _remove_tag(wanted: str, _programme: Programme, _catalog: Catalog) -> Build:
    return lambda _view, _defect: RemoveTag(wanted)


def _link(wanted: Link, _programme: Programme, _catalog: Catalog) -> Build:
    return lambda _view, _defect: LinkWorkItem(wanted.target, wanted.comment)


def _comment(wanted: str, _programme: Programme, catalog: Catalog) -> Build:
    text = _template(wanted, catalog)
    return lambda view, defect: AddComment(text(view, defect))


def _agenda(wanted: AgendaLine, _programme: Programme, catalog: Catalog) -> Build:
    text = _template(wanted.text, catalog)
    return lambda view, defect: PutOnAgenda(wanted.section, text(view, defect))


def _notify(wanted: Message, programme: Programme, catalog: Catalog) -> Build:
    text = _message(wanted, programme, catalog)
    return lambda view, defect: Notify(wanted.role, text(view, defect))


def _escalate(wanted: Message, programme: Programme, catalog: Catalog) -> Build:
    text = _message(wanted, programme, catalog)
    return lambda view, defect: Escalate(wanted.role, text(view, defect))


def _message(wanted: Message, programme: Programme, catalog: Catalog) -> _Text:
    if wanted.role not in programme.roles:
        raise DeclaredActionError(f"the programme has no role {wanted.role!r}. {nearest(wanted.role, programme.roles)}")
    return _template(wanted.text, catalog)


_BUILDERS: Mapping[str, Callable[[Any, Programme, Catalog], Build]] = {
    "set": _set,
    "assign": _assign,
    "add_tag": _add_tag,
    "remove_tag": _remove_tag,
    "link": _link,
    "comment": _comment,
    "agenda": _agenda,
    "notify": _notify,
    "escalate": _escalate,
}


def _template(text: str, catalog: Catalog) -> _Text:
    """Find the fields that a text names, once; what they hold comes in for each defect."""
    fields = {name: _field(name, catalog) for name in _PLACEHOLDER.findall(text)}

    def filled(view: View, defect: Defect) -> str:
        values = view.fields(defect)
        return _PLACEHOLDER.sub(lambda match: _shown(values, fields[match.group(1)], view), text)

    return filled


def _field(name: str, catalog: Catalog) -> Field:
    field = catalog.find(name)
    if field is None:
        close = get_close_matches(name, {each.reference_name for each in catalog}, n=3)
        advice = f"Did you mean {listed(close, 'or')}?" if close else "Name it as Azure DevOps does: System.Title."
        raise DeclaredActionError(f"there is no field {name!r}. {advice}")
    return field


def _shown(values: Mapping[str, object], field: Field, view: View) -> str:
    value = values.get(field.reference_name)
    if value is None:
        return _NOT_GIVEN
    if field.type is FieldType.DATE_TIME:
        return view.when(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))
    if isinstance(value, Mapping):
        return str(value.get("displayName", _NOT_GIVEN))
    return str(value)
