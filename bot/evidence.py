"""Write down everything that the clocks of one defect were computed from, so that another party can recompute them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter

from bot.clock_document import clock_document, clock_name
from bot.evidence_page import layout_version
from rules.calendar_days import VERSIONED_YEARS
from rules.calendar_month import frozen
from rules.facts import Defect, Outage, Person, Revision
from rules.programme import CalendarSpec, Programme
from rules.sla import SlaJudge
from rules.sla.moments import SYSTEM_FIELDS
from rules.view import View

FORMAT = "envbot-evidence/1"
OTHER_FIELDS = "envbot.OtherFields"
"""Stands for all fields of a revision that decide nothing: a hash, so that it shows that they changed, not how."""

PROGRAMME: TypeAdapter[Programme] = TypeAdapter(Programme)
OUTAGE: TypeAdapter[Outage] = TypeAdapter(Outage)
_ALWAYS_SHOWN = ("System.Title", "System.State", "System.AssignedTo")


def evidence_of(view: View, defect: Defect) -> dict[str, Any]:
    """Give the evidence on the clocks of a defect as of the instant of the view, as JSON values.

    The same facts give the same document, to the byte. Fields that decide nothing and the text of comments are left
    out.
    """
    judge = SlaJudge.of(view.programme, view.facts.me)
    decisive = (
        *_ALWAYS_SHOWN,
        view.programme.fields.party,
        *(name for policy in judge.policies for name in policy.names),
    )
    clocks = view.clocks(defect)
    document: dict[str, Any] = {
        "format": FORMAT,
        "as_of": view.now.isoformat(),
        "title": defect.title,
        "url": defect.url,
        "account": {"name": view.facts.me.name, "mail": view.facts.me.mail},
        "defect": _defect(defect, dict.fromkeys(decisive)),
        "outages": [OUTAGE.dump_python(outage, mode="json") for outage in view.outages_of(defect)],
        "programme": PROGRAMME.dump_python(_decisive(view.programme, defect, view.now.year), mode="json"),
        "versions": versions_of(judge),
        "made_with": {
            "envbot": version("envbot"),
            "python": platform.python_version(),
            "tzdata": version("tzdata"),
            "layout": layout_version(),
        },
        "clocks": [clock_document(clock) for clock in clocks],
    }
    # What is hashed must be what a reader of the file sees.
    document = json.loads(json.dumps(document))
    document["fingerprints"] = fingerprints_of(document)
    document["fingerprint"] = fingerprint_of(document["fingerprints"])
    return document


def versions_of(judge: SlaJudge) -> dict[str, dict[str, str]]:
    """Give the content hashes of the policies that judge, and of the calendars that they measure with."""
    used = {goal.calendar.name: goal.calendar for policy in judge.policies for goal in policy.goals}
    return {
        "policies": {policy.policy.name: policy.version for policy in judge.policies},
        "calendars": {name: calendar.content_hash for name, calendar in used.items()},
    }


def fingerprints_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Give a hash of every part of a document that can be told apart, by the part's name."""
    return {name: fingerprint_of(part) for name, part in _parts(document)}


def fingerprint_of(value: Any) -> str:
    """Give the SHA-256 of a JSON value; the order of keys and white space do not count."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Cut a document into parts that a person knows by name."""
    defect, programme = document["defect"], document["programme"]
    own = ("format", "as_of", "title", "url", "account", "versions", "made_with")
    yield "heading", {name: document[name] for name in own}
    yield "defect", {name: value for name, value in defect.items() if name not in {"revisions", "comments"}}
    for revision in defect["revisions"]:
        yield f"revision {revision['number']}", revision
    for number, comment in enumerate(defect["comments"], start=1):
        yield f"comment {number}", comment
    for outage in document["outages"]:
        yield f"outage {outage['reference']}", outage
    for policy in programme["clocks"]:
        yield f"policy {policy['name']}", policy
    for name, calendar in programme["calendars"].items():
        yield f"calendar {name}", calendar
    yield "programme", {name: value for name, value in programme.items() if name not in {"clocks", "calendars"}}
    for clock in document["clocks"]:
        yield f"clock {clock_name(clock)}", clock


def _defect(defect: Defect, decisive: Iterable[str]) -> dict[str, Any]:
    names = tuple(decisive)
    before: Revision | None = None
    revisions = []
    for revision in defect.revisions:
        changed = set(revision.fields) if before is None else _changed(before, revision)
        revisions.append(
            {
                "number": revision.number,
                "at": revision.at.isoformat(),
                "by": _person(revision.by),
                "url": _revision_url(defect, revision.number),
                "changed": sorted(changed - SYSTEM_FIELDS),
                "fields": _decisive_fields(revision, names),
            }
        )
        before = revision
    return {
        "id": defect.id,
        "project": defect.project,
        "revisions": revisions,
        "comments": [
            {"id": comment.id, "at": comment.at.isoformat(), "by": _person(comment.by)} for comment in defect.comments
        ],
    }


def _decisive_fields(revision: Revision, names: Iterable[str]) -> dict[str, Any]:
    kept = {name: revision.fields[name] for name in names if name in revision.fields}
    others = {name: value for name, value in revision.fields.items() if name not in kept and name not in SYSTEM_FIELDS}
    return {**kept, OTHER_FIELDS: fingerprint_of(others)} if others else kept


def _changed(before: Revision, after: Revision) -> set[str]:
    names = before.fields.keys() | after.fields.keys()
    return {name for name in names if before.fields.get(name) != after.fields.get(name)}


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name, "mail": person.mail}


def _revision_url(defect: Defect, number: int) -> str:
    project, _, _ = defect.url.partition("/_workitems/")
    return f"{project}/_apis/wit/workItems/{defect.id}/revisions/{number}" if project else ""


def _decisive(programme: Programme, defect: Defect, this_year: int) -> Programme:
    """Give what decides of the programme, with the bank holidays of its calendars by date."""
    years = range(
        min(VERSIONED_YEARS.start, defect.created_at.year - 1),
        max(VERSIONED_YEARS.stop, this_year + len(VERSIONED_YEARS) // 4),
    )
    used = {goal.calendar for policy in programme.clocks for goal in policy.goals}
    return replace(
        programme,
        environments=(),
        systems=(),
        roles={},
        category_words=(),
        defect_managers={},
        calendars={name: frozen(spec, years) for name, spec in _with_those_around(used, programme.calendars)},
    )


def _with_those_around(
    names: Iterable[str], calendars: Mapping[str, CalendarSpec]
) -> Iterator[tuple[str, CalendarSpec]]:
    wanted = set(names)
    while around := {other for name in wanted for other in calendars[name].within} - wanted:
        wanted |= around
    return ((name, spec) for name, spec in calendars.items() if name in wanted)
