"""Hold what was read of a document of outages against what is kept of it, and write what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, RowMapping, insert, update

from bot.sources.outages.reading import DocumentReading, ReadOutage
from bot.store.outage_schema import OUTAGE_RECORDS
from rules.facts import Outage

OUTAGE: TypeAdapter[Outage] = TypeAdapter(Outage)
"""How an outage is written as JSON, and read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a reading changed."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    same: int = 0


class Keeping:
    """One document being kept; `latest` is the latest version of each of its outages, by key."""

    def __init__(
        self, connection: Connection, source: str, document: str, now: datetime, latest: Mapping[str, RowMapping]
    ) -> None:
        self._connection, self._now, self._latest = connection, now, latest
        self._own = {"source": source, "document": document}
        self._seen: set[str] = set()
        self._new: list[str] = []
        self._changed: list[str] = []
        self._withdrawn: list[str] = []
        self._same = 0

    def keep(self, each: ReadOutage) -> None:
        """Write an outage that is new or was corrected; note that another one was seen."""
        self._seen.add(each.key)
        before, digest = self._latest.get(each.key), _digest(each)
        if before is not None and before["digest"] == digest and before["withdrawn_at"] is None:
            self._same += 1
            self._update(before, place=each.outage.source, last_seen=self._now)
            return
        told = None if before is None else OUTAGE.validate_python(before["content"]).announced
        outage = each.first_seen(self._now, told)
        (self._new if before is None else self._changed).append(outage.reference)
        row = {
            **self._own,
            "key": each.key,
            "version": 1 if before is None else before["version"] + 1,
            "reference": outage.reference,
            "content": OUTAGE.dump_python(replace(outage, source="", withdrawn_at=None), mode="json"),
            "digest": digest,
            "place": outage.source,
            "first_seen": self._now,
            "last_seen": self._now,
            "withdrawn_at": None,
        }
        self._connection.execute(insert(OUTAGE_RECORDS), row)

    def withdraw(self, reading: DocumentReading) -> None:
        """Mark what was not kept as withdrawn, unless the reading does not tell."""
        for key, row in self._latest.items():
            if key in self._seen or row["withdrawn_at"] is not None or _stands(row, reading):
                continue
            self._withdrawn.append(row["reference"])
            self._update(row, withdrawn_at=self._now)

    def done(self) -> Kept:
        """Give what was changed."""
        return Kept(tuple(self._new), tuple(self._changed), tuple(self._withdrawn), self._same)

    def _update(self, row: RowMapping, **values: Any) -> None:
        records = OUTAGE_RECORDS
        columns = ("source", "document", "key", "version")
        statement = update(records).values(values)
        for name in columns:
            statement = statement.where(records.c[name] == row[name])
        self._connection.execute(statement)


def _stands(row: RowMapping, reading: DocumentReading) -> bool:
    """Whether an outage that was not read stays as it is, because its row or its table could not be read."""
    key, place = row["key"], row["place"]
    if any(each in {"", key} or key.startswith(f"{each}/") for each in reading.standing):
        return True
    if any(place == each or place.startswith(f"{each},") for each in reading.unread):
        return True
    ends = OUTAGE.validate_python(row["content"]).ends
    return reading.says_from is not None and ends is not None and ends <= reading.says_from


def _digest(each: ReadOutage) -> str:
    """Give what changes when an outage is corrected; where it stands in its document is no part of it."""
    content = OUTAGE.dump_python(replace(each.outage, source=""), mode="json")
    return hashlib.sha256(orjson.dumps([content, each.is_told], option=orjson.OPT_SORT_KEYS)).hexdigest()
