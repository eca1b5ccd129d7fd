"""The verdicts on clocks that stopped, kept with the versions of policy and calendar that judged; none is changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, insert, select

from bot.store.schema import VERDICTS, WATERMARKS
from bot.store.writing import upsert, writing
from rules.sla import Verdict
from rules.sla.verdicts import Judgement

_MICROSECOND = timedelta(microseconds=1)
_STREAM = "verdicts by "
_NAMED = 5_000
"""How many ids stand in one statement; both engines take more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A judgement as it was kept, and when that was."""

    judgement: Judgement
    judged_at: datetime


class Verdicts:
    """Every verdict that was ever given. Each method is one transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def keep(self, judgements: Iterable[Judgement], *, judges: str) -> int:
        """Keep judgements that say something new, below those that are there; give how many were new.

        Args:
            judgements: those made now.
            judges: the versions that judge, so that `judged_until` knows how far they have come.
        """
        now, given = self._now(), list(map(_row, judgements))
        with writing(self._engine) as connection:
            known = _of(select(VERDICTS).order_by(VERDICTS.c.id), {row["work_item"] for row in given})
            last = {_cycle(row): _said(row) for row in connection.execute(known).mappings()}
            new = [row for row in given if last.get(_cycle(row)) != _said(row)]
            if new:
                connection.execute(insert(VERDICTS), [{**row, "judged_at": now} for row in new])
            mark = {"stream": f"{_STREAM}{judges}", "value": now.isoformat(), "saved_at": now}
            upsert(connection, WATERMARKS, [mark])
        return len(new)

    def judged_until(self, judges: str) -> datetime | None:
        """Give when these versions judged last; None if they never did."""
        with self._engine.connect() as connection:
            wanted = select(WATERMARKS.c.saved_at).where(WATERMARKS.c.stream == f"{_STREAM}{judges}")
            return connection.execute(wanted).scalar()

    def kept(self, defect: int | None = None) -> tuple[Kept, ...]:
        """Give what was kept, of one defect or all, in the order in which it was judged."""
        wanted = select(VERDICTS).order_by(VERDICTS.c.id)
        if defect is not None:
            wanted = wanted.where(VERDICTS.c.work_item == defect)
        with self._engine.connect() as connection:
            return tuple(map(_kept, connection.execute(wanted).mappings()))


def _of(wanted: Select[Any], defects: Collection[int]) -> Select[Any]:
    """Choose the verdicts on some defects; on all, where they are too many to be named."""
    return wanted if len(defects) > _NAMED else wanted.where(VERDICTS.c.work_item.in_(sorted(defects)))


def _row(judgement: Judgement) -> dict[str, Any]:
    return {
        "work_item": judgement.defect,
        "clock": judgement.clock,
        "cycle": judgement.cycle,
        "verdict": judgement.verdict.value,
        "started_at": judgement.started,
        "stopped_at": judgement.stopped,
        "target": judgement.target // _MICROSECOND,
        "elapsed": judgement.elapsed // _MICROSECOND,
        "breached_at": judgement.breached_at,
        "policy_version": judgement.policy_version,
        "calendar_version": judgement.calendar_version,
    }


def _kept(row: RowMapping) -> Kept:
    judgement = Judgement(
        row["work_item"],
        row["clock"],
        row["cycle"],
        Verdict(row["verdict"]),
        row["started_at"],
        row["stopped_at"],
        row["target"] * _MICROSECOND,
        row["elapsed"] * _MICROSECOND,
        row["breached_at"],
        row["policy_version"],
        row["calendar_version"],
    )
    return Kept(judgement, row["judged_at"])


def _cycle(row: Any) -> tuple[Any, ...]:
    """Name what has one latest verdict: a cycle, by each pair of versions that judged it."""
    return tuple(row[name] for name in ("work_item", "clock", "cycle", "policy_version", "calendar_version"))


def _said(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("verdict", "started_at", "stopped_at", "target", "elapsed", "breached_at"))
