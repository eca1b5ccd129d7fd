"""Give releases, builds and the retest list as JSON: the same for `envbot releases` and `envbot retest`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rules.delivery import release_name
from rules.facts import Deployment, ReleaseNote
from rules.release_check import OddClaim, RetestRecord, retest_record
from rules.retest import ADVICE, Retest
from rules.retest_list import RetestList
from rules.view import View


def releases_document(view: View) -> dict[str, Any]:
    """Give every release with where its build is, and the builds of every environment now and to come."""
    return {
        "as_of": view.facts.now.isoformat(),
        "releases": [release_document(view, note) for note in view.facts.release_notes],
        "builds": [_deployment(each) for each in view.deployments.carried(view.facts.now)],
        "ahead": [_deployment(each) for each in view.deployments.ahead(view.facts.now)],
    }


def release_document(view: View, note: ReleaseNote) -> dict[str, Any]:
    """Give one release with every claim and the line that makes it."""
    return {
        "release": release_name(note),
        "version": note.version,
        "systems": list(note.systems),
        "source": note.source,
        "url": note.url,
        "deployed": [_deployment(each) for each in view.deployments.of(note)],
        "fixes": [{"defect": each.defect, "text": each.text, "where": each.where} for each in note.fixes],
        "known_issues": list(note.known_issues),
        "mentions": [{"defect": each.defect, "text": each.text, "where": each.where} for each in note.mentions],
        **_record(retest_record(view, note)),
    }


def retest_document(view: View, listed: RetestList) -> dict[str, Any]:
    """Give the release manager's list."""
    return {
        "as_of": view.facts.now.isoformat(),
        "ready": [_retest(view, each) for each in listed.ready],
        "coming": [_retest(view, each) for each in listed.coming],
        "in_retest": [_retest(view, each) for each in listed.waiting],
        "does_not_add_up": [_retest(view, each) for each in listed.odd],
        "lines_of_notes": [_claim(each) for each in listed.claims],
        "reopened_after_retest": [{"release": each.release, **_record(each)} for each in listed.records],
    }


def _retest(view: View, each: Retest) -> dict[str, Any]:
    defect = view.facts.defects[each.defect]
    return {
        "defect": each.defect,
        "title": defect.title,
        "severity": defect.text(view.programme.fields.severity),
        "state": defect.state,
        "environment": each.environment,
        "system": view.system_of(defect),
        "release": each.release,
        "standing": each.standing.value,
        "raised_by": defect.text(view.programme.fields.raised_by_party),
        "since": _at(each.since),
        "until": _at(each.until),
        "where": each.where,
        "because": list(each.because),
        "advice": ADVICE.get(each.standing, ""),
    }


def _claim(each: OddClaim) -> dict[str, Any]:
    return {
        "kind": each.kind.value,
        "release": each.release,
        "defect": each.defect,
        "text": each.text,
        "where": each.where,
        "advice": each.kind.advice,
    }


def _record(record: RetestRecord) -> dict[str, Any]:
    return {
        "retested": list(record.retested),
        "reopened": list(record.reopened),
        "reopened_rate": None if record.rate is None else round(record.rate, 4),
    }


def _deployment(each: Deployment) -> dict[str, Any]:
    return {
        "environment": each.environment,
        "system": each.system,
        "version": each.version,
        "since": each.since.isoformat(),
        "source": each.source,
    }


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
