"""The ledger: what the bot means to do is committed here before it is sent, and confirmed after it arrived."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.store.schema import LEDGER
from bot.store.writing import insert_new, writing


class LedgerState(StrEnum):
    """How far an outward act has come."""

    INTENDED = "intended"
    """It may have been sent or not; after a crash the world must be asked."""
    CONFIRMED = "confirmed"
    """The other side has it."""
    FAILED = "failed"
    """It was certainly not carried out; it may be tried again."""


class Standing(StrEnum):
    """What an intent finds when it is entered."""

    NEW = "new"
    """Nobody did it: send it now."""
    DONE = "done"
    """It was confirmed before: do not send it."""
    UNSETTLED = "unsettled"
    """An earlier run intended it and never said how it ended: look for its reference outside before sending."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One outward act as the ledger has it.

    Attributes:
        key: rule, defect, step, cycle (`Decision.key`), and recipient and day where they count.
        kind: `change`, `wiki`, `teams`, `mail`, `dashboard`.
        target: the work item, page, channel or mail address.
        payload: JSON; of a change its fields before and after, so that it can be undone.
        reference: how it is found outside (a revision, a page address, a message id).
        attempts: how often it was intended.
    """

    key: str
    kind: str
    target: str
    state: LedgerState
    payload_hash: str
    payload: Any
    run: int
    attempts: int
    reference: str
    error: str
    intended_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Intent:
    """The answer to an intent: what it found, and the entry as it stood before (None if there was none)."""

    standing: Standing
    before: Entry | None = None

    @property
    def may_send(self) -> bool:
        """Whether the act is to be sent without asking the world first."""
        return self.standing is Standing.NEW


class LedgerError(Exception):
    """An act was settled that nobody intended: the bot's own mistake, nothing outside is affected."""


class Ledger:
    """Every outward act of the bot. Each method is one committed transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def intend(
        self,
        key: str,
        *,
        kind: str,
        target: str,
        payload_hash: str,
        run: int,
        payload: Any = None,
        resend_changed: bool = False,
    ) -> Intent:
        """Enter that an act is about to be sent, and learn whether it may be.

        A failed act is new again. With `resend_changed` a confirmed one is new again if its payload is another
        than the one confirmed (a page whose text changed); otherwise the key alone decides.
        """
        return self.intend_all(
            (key,),
            kind=kind,
            target=target,
            payload_hash=payload_hash,
            run=run,
            payload=payload,
            resend_changed=resend_changed,
        )[0]

    def intend_all(
        self,
        keys: Iterable[str],
        *,
        kind: str,
        target: str,
        payload_hash: str,
        run: int,
        payload: Any = None,
        resend_changed: bool = False,
    ) -> tuple[Intent, ...]:
        """Enter several acts that one write carries, in one transaction; answers in the order of the keys."""
        values = {
            "kind": kind,
            "target": target,
            "payload_hash": payload_hash,
            "payload": payload,
            "run": run,
            "state": LedgerState.INTENDED,
            "reference": "",
            "error": "",
            "intended_at": self._now(),
            "settled_at": None,
        }
        with writing(self._engine) as connection:
            return tuple(_intend(connection, key, values, resend_changed=resend_changed) for key in keys)

    def confirm(self, key: str, reference: str = "") -> None:
        """Say that the other side has it, and how it is found there.

        Raises:
            LedgerError: Nobody intended it.
        """
        self._settle(key, {"state": LedgerState.CONFIRMED, "reference": reference, "error": ""})

    def fail(self, key: str, error: str) -> None:
        """Say that it was certainly not carried out, and why.

        Raises:
            LedgerError: Nobody intended it.
        """
        self._settle(key, {"state": LedgerState.FAILED, "error": error})

    def state(self, key: str) -> LedgerState | None:
        """Give how far an act has come; None if nobody intended it."""
        entry = self.entry(key)
        return entry.state if entry else None

    def entry(self, key: str) -> Entry | None:
        """Give what the ledger has of an act."""
        with self._engine.connect() as connection:
            row = connection.execute(select(LEDGER).where(LEDGER.c.key == key)).mappings().one_or_none()
        return _entry(row) if row else None

    def pending(self) -> tuple[Entry, ...]:
        """Give the acts that were intended and never settled, oldest first: the list to reconcile after a crash."""
        wanted = select(LEDGER).where(LEDGER.c.state == LedgerState.INTENDED)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(LEDGER.c.intended_at, LEDGER.c.key)).mappings().all()
        return tuple(_entry(row) for row in rows)

    def of_run(self, run: int) -> tuple[Entry, ...]:
        """Give the acts that were last intended by a run, in their order."""
        wanted = select(LEDGER).where(LEDGER.c.run == run)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(LEDGER.c.intended_at, LEDGER.c.key)).mappings().all()
        return tuple(_entry(row) for row in rows)

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Give the acts of a kind, however far they have come, in their order."""
        wanted = select(LEDGER).where(LEDGER.c.kind == kind)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(LEDGER.c.intended_at, LEDGER.c.key)).mappings().all()
        return tuple(_entry(row) for row in rows)

    def confirmed_since(self, kind: str, since: datetime) -> tuple[Entry, ...]:
        """Give the acts of a kind that the other side has since an instant, in their order."""
        wanted = select(LEDGER).where(
            LEDGER.c.kind == kind, LEDGER.c.state == LedgerState.CONFIRMED, LEDGER.c.settled_at >= since
        )
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(LEDGER.c.settled_at, LEDGER.c.key)).mappings().all()
        return tuple(_entry(row) for row in rows)

    def _settle(self, key: str, values: dict[str, Any]) -> None:
        change = update(LEDGER).where(LEDGER.c.key == key).values(**values, settled_at=self._now())
        with writing(self._engine) as connection:
            if connection.execute(change).rowcount != 1:
                raise LedgerError(f"The ledger has no intent `{key}`: it must be entered before it is settled.")


def _intend(connection: Connection, key: str, values: dict[str, Any], *, resend_changed: bool) -> Intent:
    if insert_new(connection, LEDGER, {"key": key, "attempts": 1, **values}):
        return Intent(Standing.NEW)
    before = _entry(connection.execute(select(LEDGER).where(LEDGER.c.key == key).with_for_update()).mappings().one())
    if before.state is LedgerState.INTENDED:
        return Intent(Standing.UNSETTLED, before)
    if before.state is LedgerState.CONFIRMED and not (resend_changed and before.payload_hash != values["payload_hash"]):
        return Intent(Standing.DONE, before)
    connection.execute(update(LEDGER).where(LEDGER.c.key == key).values(attempts=before.attempts + 1, **values))
    return Intent(Standing.NEW, before)


def _entry(row: RowMapping) -> Entry:
    return Entry(**{**row, "state": LedgerState(row["state"])})
