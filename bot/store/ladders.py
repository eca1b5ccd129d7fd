"""Keep the escalation ladders that started, as they stood then, for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine, select

from bot.store.schema import LADDERS
from bot.store.writing import insert_new, writing
from rules.escalation.policy import Ladder
from rules.escalation.records import StartedLadder

_LADDER: TypeAdapter[Ladder] = TypeAdapter(Ladder)
_DUES: TypeAdapter[tuple[datetime, ...]] = TypeAdapter(tuple[datetime, ...])


class Ladders:
    """Every ladder that ever started. Each method is one transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def keep(self, ladders: Iterable[StartedLadder]) -> int:
        """Keep what is not kept yet, and leave alone what is; give how many were new."""
        rows = [
            {
                "work_item": each.defect,
                "name": each.ladder.name,
                "began_at": each.began,
                "ladder": _LADDER.dump_python(each.ladder, mode="json"),
                "dues": _DUES.dump_python(each.dues, mode="json"),
                "version": each.version,
                "kept_at": self._now(),
            }
            for each in ladders
        ]
        if not rows:
            return 0
        with writing(self._engine) as connection:
            return sum(insert_new(connection, LADDERS, row) for row in rows)

    def kept(self) -> tuple[StartedLadder, ...]:
        """Give every ladder that was kept, by defect and start."""
        wanted = select(LADDERS).order_by(LADDERS.c.work_item, LADDERS.c.began_at, LADDERS.c.name)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(
            StartedLadder(
                row["work_item"],
                row["began_at"],
                _LADDER.validate_python(row["ladder"]),
                _DUES.validate_python(row["dues"]),
                row["version"],
            )
            for row in rows
        )
