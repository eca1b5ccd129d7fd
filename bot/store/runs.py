"""The runs of the bot: when each began and ended, and what it said of itself; acts in the ledger name their run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, select, update

from bot.store.schema import RUNS
from bot.store.writing import writing


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    """It is at work, or its process died."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `summary` is what it counted, as JSON."""

    id: int
    command: str
    started_at: datetime
    ended_at: datetime | None
    state: RunState
    summary: Any


class Runs:
    """Every run of the bot that may act."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def start(self, command: str) -> int:
        """Enter that a run begins; give its number, which grows with every run."""
        new = insert(RUNS).values(command=command, started_at=self._now(), state=RunState.RUNNING)
        with writing(self._engine) as connection:
            return int(connection.execute(new.returning(RUNS.c.id)).scalar_one())

    def finish(self, run: int, state: RunState, summary: Mapping[str, Any]) -> None:
        """Enter how a run ended."""
        change = update(RUNS).where(RUNS.c.id == run)
        with writing(self._engine) as connection:
            connection.execute(change.values(ended_at=self._now(), state=state, summary=dict(summary)))

    def run(self, number: int) -> Run | None:
        """Give a run by its number."""
        with self._engine.connect() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.id == number)).mappings().one_or_none()
        return _run(row) if row else None

    def last_ended(self, command: str) -> Run | None:
        """Give the last run of a command that came to an end, good or bad; None where there was none."""
        wanted = select(RUNS).where(RUNS.c.command == command, RUNS.c.ended_at.is_not(None))
        with self._engine.connect() as connection:
            row = connection.execute(wanted.order_by(RUNS.c.id.desc()).limit(1)).mappings().one_or_none()
        return _run(row) if row else None

    def latest(self, count: int = 20) -> tuple[Run, ...]:
        """Give the last runs, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.id.desc()).limit(count)).mappings().all()
        return tuple(_run(row) for row in rows)


def _run(row: RowMapping) -> Run:
    return Run(**{**row, "state": RunState(row["state"])})
