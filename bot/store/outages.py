"""The outages that sources were read to have, each with its versions: a corrected one is a new version below the old.

What is not in its source any more is marked as withdrawn and stays. What a source that failed said before stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.sources.outages.reading import DocumentReading
from bot.sources.problems import SourceProblem
from bot.store.outage_keeping import OUTAGE, Keeping, Kept
from bot.store.outage_schema import OUTAGE_DOCUMENTS, OUTAGE_RECORDS
from bot.store.writing import upsert, writing
from rules.facts import Outage


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a document is known not to have changed.

    Attributes:
        digest: of its content, and of how it is read.
        etag: as the server gave it.
        modified: when the server says that it was changed.
    """

    digest: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What is known of a document.

    Attributes:
        mark: of the last time that it could be read; its digest is empty where it was refused since.
        is_there: whether its source still has it.
        is_whole: whether everything in it could be read; else it may hold what was not found in it.
    """

    source: str
    document: str
    mark: Mark
    read_at: datetime
    is_there: bool
    is_whole: bool
    problems: tuple[SourceProblem, ...]
    mappings: Mapping[str, Mapping[str, str]]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptOutage:
    """An outage as one document has it, or had it.

    Attributes:
        first_seen: when it was first read, in any version.
        since: when it was first read as it is now.
        last_seen: when it was last read.
    """

    source: str
    document: str
    key: str
    outage: Outage
    version: int
    first_seen: datetime
    since: datetime
    last_seen: datetime


class Outages:
    """The outages of every source. Each method is one transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def document(self, source: str, document: str) -> KeptDocument | None:
        """Give what is known of a document; None where it was never read."""
        return next((each for each in self.documents([source]) if each.document == document), None)

    def documents(self, sources: Collection[str]) -> tuple[KeptDocument, ...]:
        """Give what is known of the documents of some sources, by their names."""
        wanted = select(OUTAGE_DOCUMENTS).where(OUTAGE_DOCUMENTS.c.source.in_(sorted(sources)))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(OUTAGE_DOCUMENTS.c.document)).mappings()
            return tuple(map(_document, rows))

    def keep(self, source: str, reading: DocumentReading, mark: Mark) -> Kept:
        """Keep what was read of a document: new and corrected outages, and that others are there no more."""
        now, document = self._now(), reading.document
        with writing(self._engine) as connection:
            latest = {row["key"]: row for row in _latest(connection, source, document)}
            kept = Keeping(connection, source, document, now, latest)
            for each in reading.outages:
                kept.keep(each)
            if not reading.is_empty_handed:
                kept.withdraw(reading)
            self._write(connection, source, reading, mark)
        return kept.done()

    def same(self, source: str, document: str) -> None:
        """Note that a document was read and is as it was."""
        now, records = self._now(), OUTAGE_RECORDS
        known = self.document(source, document)
        if known is None:
            return
        with writing(self._engine) as connection:
            own = (records.c.source == source) & (records.c.document == document)
            seen = own & (records.c.last_seen == known.read_at) & records.c.withdrawn_at.is_(None)
            connection.execute(update(records).where(seen).values(last_seen=now))
            documents = OUTAGE_DOCUMENTS
            mine = (documents.c.source == source) & (documents.c.document == document)
            connection.execute(update(documents).where(mine).values(read_at=now))

    def refuse(self, source: str, document: str, problem: SourceProblem) -> None:
        """Note that a document could not be read: what it said before stands."""
        with writing(self._engine) as connection:
            self._write(connection, source, DocumentReading(document, problems=(problem,)), Mark(""))

    def gone(self, source: str, there: Collection[str]) -> Kept:
        """Withdraw what stood in documents that a source does not have any more."""
        now, withdrawn = self._now(), list[str]()
        with writing(self._engine) as connection:
            for document in [each.document for each in self.documents([source]) if each.document not in there]:
                latest = {row["key"]: row for row in _latest(connection, source, document)}
                keeping = Keeping(connection, source, document, now, latest)
                keeping.withdraw(DocumentReading(document))
                withdrawn += keeping.done().withdrawn
                mine = (OUTAGE_DOCUMENTS.c.source == source) & (OUTAGE_DOCUMENTS.c.document == document)
                cleared = {"is_there": False, "digest": "", "problems": []}
                connection.execute(update(OUTAGE_DOCUMENTS).where(mine).values(cleared))
        return Kept(withdrawn=tuple(withdrawn))

    def outages(self, sources: Sequence[str], as_of: datetime) -> tuple[KeptOutage, ...]:
        """Give the outages of some sources in the order of the sources.

        Each is in the version that was known at `as_of`; one that was read only later, in its first. What was withdrawn
        later is not withdrawn yet.
        """
        order = {source: place for place, source in enumerate(sources)}
        wanted = select(OUTAGE_RECORDS).where(OUTAGE_RECORDS.c.source.in_(sources))
        by_key: dict[tuple[str, str, str], list[RowMapping]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(wanted.order_by(OUTAGE_RECORDS.c.version)).mappings():
                by_key.setdefault((row["source"], row["document"], row["key"]), []).append(row)
        known = (_as_known(versions, as_of) for versions in by_key.values())
        return tuple(sorted(known, key=lambda each: (order[each.source], each.document, each.outage.starts, each.key)))

    def versions(self, kept: KeptOutage) -> tuple[KeptOutage, ...]:
        """Give every version of an outage in a document, the oldest first."""
        records = OUTAGE_RECORDS
        own = (records.c.source == kept.source) & (records.c.document == kept.document) & (records.c.key == kept.key)
        with self._engine.connect() as connection:
            rows = connection.execute(select(records).where(own).order_by(records.c.version)).mappings().all()
        return tuple(_kept(row, rows[0]["first_seen"], row["withdrawn_at"]) for row in rows)

    def imported(self, prefix: str) -> tuple[str, ...]:
        """Give the sources whose names begin with a prefix, in the order of their names."""
        wanted = select(OUTAGE_DOCUMENTS.c.source).where(OUTAGE_DOCUMENTS.c.source.startswith(prefix, autoescape=True))
        with self._engine.connect() as connection:
            return tuple(sorted(set(connection.execute(wanted).scalars())))

    def _write(self, connection: Connection, source: str, reading: DocumentReading, mark: Mark) -> None:
        is_whole = not (reading.standing or reading.unread or reading.is_empty_handed)
        row = {
            "source": source,
            "document": reading.document,
            "digest": mark.digest,
            "etag": mark.etag,
            "modified": mark.modified,
            "read_at": self._now(),
            "is_there": True,
            "problems": [
                {"where": each.where, "what": each.what, "advice": each.advice, "url": each.url, "whole": is_whole}
                for each in reading.problems
            ],
            "mappings": {place: dict(columns) for place, columns in reading.mappings.items()},
            "remarks": list(reading.remarks),
        }
        upsert(connection, OUTAGE_DOCUMENTS, [row])


def _latest(connection: Connection, source: str, document: str) -> Iterable[RowMapping]:
    records = OUTAGE_RECORDS
    wanted = select(records).where((records.c.source == source) & (records.c.document == document))
    by_key = {row["key"]: row for row in connection.execute(wanted.order_by(records.c.version)).mappings()}
    return by_key.values()


def _as_known(versions: Sequence[RowMapping], as_of: datetime) -> KeptOutage:
    known = [row for row in versions if row["first_seen"] <= as_of] or versions[:1]
    row = known[-1]
    withdrawn = row["withdrawn_at"]
    return _kept(row, versions[0]["first_seen"], withdrawn if withdrawn is not None and withdrawn <= as_of else None)


def _kept(row: RowMapping, first_seen: datetime, withdrawn_at: datetime | None) -> KeptOutage:
    outage = replace(OUTAGE.validate_python(row["content"]), source=row["place"], withdrawn_at=withdrawn_at)
    return KeptOutage(
        row["source"],
        row["document"],
        row["key"],
        outage,
        row["version"],
        first_seen,
        row["first_seen"],
        row["last_seen"],
    )


def _document(row: RowMapping) -> KeptDocument:
    return KeptDocument(
        row["source"],
        row["document"],
        Mark(row["digest"], row["etag"], row["modified"]),
        row["read_at"],
        row["is_there"],
        # What is not whole has a problem; an earlier version of envbot did not say of which kind it is.
        all(each.get("whole", False) for each in row["problems"]),
        tuple(SourceProblem(each["where"], each["what"], each["advice"], each["url"]) for each in row["problems"]),
        row["mappings"],
        tuple(row["remarks"]),
    )
