"""The ledger says what was meant, what was done and what nobody knows, so that nothing is sent twice."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store.engine import Store
from bot.store.ledger import Intent, LedgerError, LedgerState, Standing

KEY = "sla-breached/1234/AddComment/resolve/1"
BEFORE_AND_AFTER = {"fields": [{"field": "System.State", "before": "New", "after": "Open"}]}


def intend(store: Store, key: str = KEY, **others: Any) -> Intent:
    """Enter an intent of a new run."""
    values = {"kind": "change", "target": "1234", "payload_hash": "aa", "payload": BEFORE_AND_AFTER, **others}
    run = values.pop("run", None) or store.runs.start("run")
    return store.ledger.intend(key, run=run, **values)


def test_a_new_act_may_be_sent(store: Store) -> None:
    """Nobody did it before; the ledger now knows that it was meant."""
    intent = intend(store)
    assert intent == Intent(Standing.NEW)
    assert intent.may_send
    assert store.ledger.state(KEY) is LedgerState.INTENDED


def test_a_confirmed_act_is_not_sent_again(store: Store) -> None:
    """A second run learns that it is done, and where it is."""
    intend(store)
    store.ledger.confirm(KEY, "rev 7")
    again = intend(store, payload_hash="bb")
    assert again.standing is Standing.DONE
    assert not again.may_send
    assert again.before is not None
    assert (again.before.reference, again.before.attempts) == ("rev 7", 1)


def test_after_a_crash_the_world_must_be_asked(store: Store) -> None:
    """What was intended and never settled may have arrived or not."""
    intend(store)
    assert intend(store).standing is Standing.UNSETTLED
    assert [entry.key for entry in store.ledger.pending()] == [KEY]


def test_a_settled_act_is_not_pending(store: Store) -> None:
    """Only what nobody knows is on the list to reconcile, oldest first."""
    for key in ("c", "a", "b"):
        intend(store, key)
    store.ledger.confirm("a")
    store.ledger.fail("b", "refused")
    assert [entry.key for entry in store.ledger.pending()] == ["c"]


def test_a_failed_act_may_be_tried_again(store: Store) -> None:
    """It certainly did not happen; the attempts are counted."""
    intend(store)
    store.ledger.fail(KEY, "TF401320: the field is read-only")
    failed = store.ledger.entry(KEY)
    assert failed is not None
    assert (failed.state, failed.error) == (LedgerState.FAILED, "TF401320: the field is read-only")
    again = intend(store)
    assert again.may_send
    assert again.before == failed
    entry = store.ledger.entry(KEY)
    assert entry is not None
    assert (entry.attempts, entry.error, entry.settled_at) == (2, "", None)


def test_a_document_is_sent_again_when_its_content_changed(store: Store) -> None:
    """With `resend_changed` the content counts beside the key, also when it goes back to what it once was."""
    for content, expected in (("a", Standing.NEW), ("a", Standing.DONE), ("b", Standing.NEW), ("a", Standing.NEW)):
        intent = intend(store, "wiki/agenda", payload_hash=content, resend_changed=True)
        assert intent.standing is expected
        if intent.may_send:
            store.ledger.confirm("wiki/agenda", "page")


def test_acts_of_one_write_are_entered_together(store: Store) -> None:
    """One write carries several decisions; each has its own key."""
    intend(store, "b")
    store.ledger.confirm("b")
    run = store.runs.start("run")
    intents = store.ledger.intend_all(("a", "b"), kind="change", target="1", payload_hash="x", run=run)
    assert [intent.standing for intent in intents] == [Standing.NEW, Standing.DONE]


def test_the_acts_of_a_run_keep_what_undo_needs(store: Store) -> None:
    """The values before and after are found by the run."""
    run = store.runs.start("apply")
    intend(store, run=run)
    intend(store, "other")
    assert [(entry.key, entry.payload) for entry in store.ledger.of_run(run)] == [(KEY, BEFORE_AND_AFTER)]


def test_what_nobody_intended_cannot_be_settled(store: Store) -> None:
    """An act outside the ledger is the bot's own mistake and is not passed over."""
    with pytest.raises(LedgerError, match="no intent `stray`"):
        store.ledger.confirm("stray")


def test_the_ledger_knows_nothing_of_what_was_never_meant(store: Store) -> None:
    """No entry, no state."""
    assert store.ledger.entry(KEY) is None
    assert store.ledger.state(KEY) is None
