"""Keep in the ledger what was told of each planned outage, so that a change updates the same entry of a calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.settings import Settings
from bot.store.ledger import Ledger, Standing
from bot.store.outage_keeping import OUTAGE
from rules.announcing import Announcement, Announcer, Told
from rules.clashes import Clashes, Slot
from rules.programme import Programme
from rules.view import View

KIND = "announcement"
"""The kind under which the ledger keeps what was told."""


def announcements(
    view: View, settings: Settings, ledger: Ledger, is_gone: Callable[[Told], bool]
) -> tuple[Announcement, ...]:
    """Give what is to be told of planned outages by now, or was told already; none where the settings do not ask.

    Args:
        view: the facts.
        settings: how far ahead outages are announced, and what is booked.
        ledger: where it is kept what was told.
        is_gone: whether an outage that was told and is not among the facts is certainly in no source any more.
    """
    wanted = settings.publish.announcements
    if wanted is None:
        return ()
    announcer = Announcer(view.programme, wanted.working_days, clashes_of(view.programme, settings))
    for outage in view.facts.outages:
        view.horizon.note(announcer.due(outage))
    return tuple(announcer.announcements(view.facts.outages, told(ledger), view.facts.now, is_gone))


def clashes_of(programme: Programme, settings: Settings) -> Clashes:
    """Give what outages may clash with."""
    booked = (Slot(each.name, each.environment, each.starts, each.ends, each.systems) for each in settings.slots)
    return Clashes(programme, booked)


def told(ledger: Ledger) -> Mapping[str, Told]:
    """Give what was told of each outage last, by its reference, be it that a run was killed while it told it."""
    return {entry.target: _read(entry.payload) for entry in ledger.of_kind(KIND)}


def keep_told(announcement: Announcement, ledger: Ledger, run: int) -> None:
    """Keep what is about to be told, before it is sent: whoever is still to be told in a later run gets the same."""
    key = _key(announcement.outage.reference)
    payload = _written(announcement.told)
    print_of_it = hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()
    while True:
        intent = ledger.intend(
            key,
            kind=KIND,
            target=announcement.outage.reference,
            payload_hash=print_of_it,
            run=run,
            payload=payload,
            resend_changed=True,
        )
        if intent.standing is Standing.DONE:
            return
        ledger.confirm(key)
        if intent.standing is Standing.NEW:
            return


def _key(reference: str) -> str:
    return f"announcement/{reference}"


def _written(what: Told) -> dict[str, Any]:
    return {
        "sequence": what.sequence,
        "first": what.first.isoformat(),
        "at": what.at.isoformat(),
        "said": dict(what.said),
        "before": dict(what.before),
        "outage": None if what.outage is None else OUTAGE.dump_python(what.outage, mode="json"),
        "roles": list(what.roles),
        "why": what.why,
    }


def _read(payload: dict[str, Any]) -> Told:
    first, at = (datetime.fromisoformat(payload[name]) for name in ("first", "at"))
    outage = payload.get("outage")  # neither it nor what follows was kept by earlier versions
    return Told(
        payload["sequence"],
        first,
        at,
        payload["said"],
        payload["before"],
        None if outage is None else OUTAGE.validate_python(outage),
        tuple(payload.get("roles", ())),
        payload.get("why", ""),
    )
