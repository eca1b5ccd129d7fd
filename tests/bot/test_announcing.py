"""What was told of an outage is kept in the ledger before it is sent, so that nobody is told twice or otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.announcing import keep_told, told
from bot.store.engine import Store, open_store
from bot.store.ledger import LedgerState
from rules.announcing import Announcement, Told
from rules.facts import OutageKind
from tests.rules.builders import an_outage

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
FIRST = Told(0, NOW, NOW, {"State": "planned", "From": "ten"}, {})
MOVED = Told(1, NOW, NOW, {"State": "planned", "From": "eleven"}, FIRST.said)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    with open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as opened:
        yield opened


def an_announcement(what: Told) -> Announcement:
    """Give an announcement that tells this."""
    outage = an_outage(starts="2024-06-13 10:00", kind=OutageKind.PLANNED)
    return Announcement(outage, what, "", ())


def test_what_was_kept_is_what_was_told(store: Store) -> None:
    """Nothing of an outage that nobody was told of; the last, where it was told otherwise."""
    assert told(store.ledger) == {}
    run = store.runs.start("run --apply")
    keep_told(an_announcement(FIRST), store.ledger, run)
    assert told(store.ledger)["OUT-14"] == FIRST
    keep_told(an_announcement(FIRST), store.ledger, run)
    keep_told(an_announcement(MOVED), store.ledger, run)
    assert told(store.ledger)["OUT-14"] == MOVED


def test_a_run_that_was_killed_while_it_kept_something_is_taken_up(store: Store) -> None:
    """Whether it is to tell the same now, or something else."""
    run = store.runs.start("run --apply")
    for what in (FIRST, replace(MOVED, sequence=2)):
        key = "announcement/OUT-14"
        store.ledger.intend(
            key,
            kind="announcement",
            target="OUT-14",
            payload_hash=what.said["From"],
            run=run,
            payload={},
            resend_changed=True,
        )
        assert store.ledger.state(key) is LedgerState.INTENDED
        keep_told(an_announcement(what), store.ledger, run)
        assert store.ledger.state(key) is LedgerState.CONFIRMED
        assert told(store.ledger)["OUT-14"] == what


def test_what_a_run_was_killed_over_counts_as_told(store: Store) -> None:
    """It may have been sent: with its times, its roles, and why."""
    outage = an_outage(starts="2024-06-13 10:00", ends="2024-06-13 12:00", kind=OutageKind.PLANNED)
    what = replace(MOVED, outage=outage, roles=("environment manager",), why="Its record says so.")
    run = store.runs.start("run --apply")
    keep_told(an_announcement(what), store.ledger, run)
    entry = store.ledger.entry("announcement/OUT-14")
    assert entry is not None
    store.ledger.intend(
        entry.key, kind=entry.kind, target=entry.target, payload_hash="", run=run, payload=entry.payload,
        resend_changed=True,
    )  # fmt: skip
    assert store.ledger.state(entry.key) is LedgerState.INTENDED
    assert told(store.ledger) == {"OUT-14": what}


def test_what_an_earlier_version_kept_is_read(store: Store) -> None:
    """It had neither the times nor the roles."""
    payload = {
        "sequence": 0,
        "first": NOW.isoformat(),
        "at": NOW.isoformat(),
        "said": {"State": "planned"},
        "before": {},
    }
    run = store.runs.start("run --apply")
    store.ledger.intend(
        "announcement/OUT-1", kind="announcement", target="OUT-1", payload_hash="", run=run, payload=payload
    )
    assert told(store.ledger) == {"OUT-1": Told(0, NOW, NOW, {"State": "planned"}, {})}
