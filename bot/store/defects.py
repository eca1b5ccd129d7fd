"""Build defects from stored rows, sharing between revisions and defects whatever they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from bot.store.deltas import unpack
from rules.facts import Comment, Defect, Person, Relation, Revision

_NAME_AND_MAIL = re.compile(r"(?P<name>.*?)\s*<(?P<mail>[^<>]*)>\s*")
_PEOPLE = 4096
_SHARED_UP_TO = 80
"""Texts up to this length come again (states, environments, versions); longer ones are their defect's own."""


class RevisionRow(NamedTuple):
    """A row of the table of revisions."""

    work_item: int
    rev: int
    at: datetime
    delta: bytes


def person_of(identity: Any) -> Person:
    """Give the person of an identity field: an object, or `Name <mail>` as reports write it."""
    if isinstance(identity, Mapping):
        if "displayName" not in identity:
            # Reports of revisions put both into one: {"id": ..., "uniqueName": "Name <mail>"}.
            return person_of(identity.get("uniqueName"))
        return Person(str(identity["displayName"]), str(identity.get("uniqueName", "")))
    return _named(str(identity or ""))


@lru_cache(_PEOPLE)
def _named(text: str) -> Person:
    """Give the person that reports write in one text; the same few come again and again."""
    match = _NAME_AND_MAIL.fullmatch(text)
    return Person(match["name"], match["mail"]) if match else Person(text)


def _identity(value: dict[str, Any]) -> dict[str, Any]:
    """Give an identity object as every other API writes it: with the display name and the mail address apart."""
    if "displayName" in value or "uniqueName" not in value:
        return value
    person = person_of(value)
    return {**value, "displayName": person.name, "uniqueName": person.mail}


@dataclass(frozen=True, slots=True)
class DefectReader:
    """Reads defects of one history; equal values become one object in memory.

    Attributes:
        organization: address of the organisation, for links that people open; empty gives no links.
    """

    organization: str
    comments: Mapping[int, tuple[Comment, ...]]
    relations: Mapping[int, tuple[Relation, ...]]
    _texts: dict[str, str] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _identities: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def read(self, rows: Iterable[RevisionRow]) -> Iterator[Defect]:
        """Give the defects of rows that are ordered by work item and revision; deleted ones are left out."""
        for number, own in groupby(rows, key=lambda row: row.work_item):
            defect = self._defect(number, own)
            if not defect.latest.fields.get("System.IsDeleted", False):
                yield defect

    def _defect(self, number: int, rows: Iterable[RevisionRow]) -> Defect:
        revisions: list[Revision] = []
        fields: dict[str, Any] = {}
        for row in rows:
            changed, *removed = unpack(row.delta)
            fields = {**fields, **{name: self._shared(value) for name, value in changed.items()}}
            for name in removed[0] if removed else ():
                del fields[name]
            by = self._person(fields.get("System.ChangedBy"))
            revisions.append(Revision(row.rev, row.at, by, MappingProxyType(fields)))
        project = str(fields.get("System.TeamProject", ""))
        url = f"{self.organization}/{quote(project)}/_workitems/edit/{number}" if self.organization else ""
        return Defect(
            number,
            project,
            tuple(revisions),
            self.comments.get(number, ()),
            self.relations.get(number, ()),
            url,
        )

    def _shared(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._texts.setdefault(value, value) if len(value) <= _SHARED_UP_TO else value
        if isinstance(value, dict):
            return self._identity(value)
        return value

    def _identity(self, value: dict[str, Any]) -> Mapping[str, Any]:
        key = repr(value)
        known = self._identities.get(key)
        if known is None:
            known = self._identities[key] = _identity(value)
        return known

    def _person(self, identity: Any) -> Person:
        key = identity if isinstance(identity, str) else repr(identity)
        known = self._people.get(key)
        if known is None:
            known = self._people[key] = person_of(identity)
        return known
