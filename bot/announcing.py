"""Keep in the ledger what was told of each planned outage, so that a change updates the same entry of a calendar."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson

from bot.settings import Settings
from bot.store.ledger import Ledger, Standing
from rules.announcing import Announcement, Announcer, Told
from rules.clashes import Clashes, Slot
from rules.programme import Programme
from rules.view import View

KIND = "announcement"
"""The kind under which the ledger keeps what was told."""


def announcements(view: View, settings: Settings, ledger: Ledger) -> tuple[Announcement, ...]:
    """Give what is to be told of planned outages by now, or was told already; none where the settings do not ask."""
    wanted = settings.publish.announcements
    if wanted is None:
        return ()
    announcer = Announcer(view.programme, wanted.working_days, clashes_of(view.programme, settings))
    for outage in view.facts.outages:
        view.horizon.note(announcer.due(outage))
    return tuple(announcer.announcements(view.facts.outages, lambda reference: told(ledger, reference), view.facts.now))


def clashes_of(programme: Programme, settings: Settings) -> Clashes:
    """Give what outages may clash with."""
    booked = (Slot(each.name, each.environment, each.starts, each.ends, each.systems) for each in settings.slots)
    return Clashes(programme, booked)


def told(ledger: Ledger, reference: str) -> Told | None:
    """Give what was told of an outage last; None where nothing was."""
    entry = ledger.entry(_key(reference))
    return None if entry is None else _read(entry.payload)


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
    }


def _read(payload: dict[str, Any]) -> Told:
    first, at = (datetime.fromisoformat(payload[name]) for name in ("first", "at"))
    return Told(payload["sequence"], first, at, payload["said"], payload["before"])
