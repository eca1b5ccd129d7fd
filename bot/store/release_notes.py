"""The release notes and schedules that were read, each with its versions: a corrected one is a version above the old.

What is not in its source any more stays: a release that was delivered was delivered. It only says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, RowMapping, select, update

from bot.sources.problems import SourceProblem, SourceRefused
from bot.sources.release_notes.deployment_schedule import ScheduledBuild
from bot.sources.release_notes.reading import ReadRelease
from bot.store.release_schema import RELEASE_DOCUMENTS
from bot.store.writing import upsert, writing

IMPORTED = "import"
"""The source of what a person imported by hand."""
BUILDS, ENVIRONMENTS = "builds", "environments"
"""The sources of what Azure Pipelines built and deployed."""
_ROWS = RELEASE_DOCUMENTS.c


class PaperKind(StrEnum):
    """What a document is to the release manager."""

    NOTE = "note"
    SCHEDULE = "schedule"


class Kept(StrEnum):
    """What became of a document that was read."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


Content = tuple[ReadRelease, ...] | tuple[ScheduledBuild, ...]
_READERS: dict[PaperKind, TypeAdapter[Content]] = {
    PaperKind.NOTE: TypeAdapter(tuple[ReadRelease, ...]),
    PaperKind.SCHEDULE: TypeAdapter(tuple[ScheduledBuild, ...]),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it was read last.

    Attributes:
        version: how many contents it has had.
        problem: why it could not be read the last time; what it said before counts.
        is_there: whether its source still has it.
    """

    source: str
    document: str
    version: int
    kind: PaperKind
    digest: str
    releases: tuple[ReadRelease, ...]
    builds: tuple[ScheduledBuild, ...]
    problem: SourceProblem | None
    first_read: datetime
    last_read: datetime
    is_there: bool


class Papers:
    """The documents of every source. Each method is one transaction."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def digest(self, source: str, document: str) -> str:
        """Give the digest of a document as it was read last; empty where it never was, or was refused or gone since."""
        with self._engine.connect() as connection:
            latest = _latest(connection, source, document)
        is_known = latest is not None and latest["problem"] is None and latest["is_there"]
        return str(latest["digest"]) if latest is not None and is_known else ""

    def keep(self, source: str, document: str, kind: PaperKind, digest: str, content: Content) -> Kept:
        """Keep what a document says; what is as before is only dated."""
        now, said = self._now(), _READERS[kind].dump_python(content, mode="json")
        with writing(self._engine) as connection:
            latest = _latest(connection, source, document)
            is_same = latest is not None and latest["content"] == said and latest["kind"] == kind
            version = 1 if latest is None else int(latest["version"]) + (0 if is_same else 1)
            first = latest["first_read"] if latest is not None and is_same else now
            row = {
                "source": source,
                "document": document,
                "version": version,
                "kind": kind.value,
                "digest": digest,
                "content": said,
                "problem": None,
                "first_read": first,
                "last_read": now,
                "is_there": True,
            }
            upsert(connection, RELEASE_DOCUMENTS, [row])
        if latest is None:
            return Kept.NEW
        return Kept.UNCHANGED if is_same else Kept.CHANGED

    def refuse(self, source: str, document: str, kind: PaperKind, refused: SourceRefused) -> None:
        """Keep why a document could not be read; what it said before stands."""
        now, problem = self._now(), refused.problem
        told = {"where": problem.where, "what": problem.what, "advice": problem.advice}
        with writing(self._engine) as connection:
            latest = _latest(connection, source, document)
            row = {
                "source": source,
                "document": document,
                "version": 1,
                "kind": kind.value,
                "digest": "",
                "content": [],
                "first_read": now,
                **(dict(latest) if latest is not None else {}),
                "problem": told,
                "last_read": now,
                "is_there": True,
            }
            upsert(connection, RELEASE_DOCUMENTS, [row])

    def gone(self, source: str, present: Collection[str]) -> None:
        """Note which documents a source does not have any more; what was wrong with them is wrong no longer."""
        with writing(self._engine) as connection:
            here = update(RELEASE_DOCUMENTS).where(_ROWS.source == source, _ROWS.document.not_in(sorted(present)))
            connection.execute(here.values(is_there=False, problem=None))

    def papers(self) -> tuple[Paper, ...]:
        """Give every document as it was read last, by source and name."""
        query = select(RELEASE_DOCUMENTS).order_by(_ROWS.source, _ROWS.document, _ROWS.version)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        latest = {(row["source"], row["document"]): row for row in rows}
        return tuple(map(_paper, latest.values()))


def _latest(connection: Connection, source: str, document: str) -> RowMapping | None:
    of_it = select(RELEASE_DOCUMENTS).where(_ROWS.source == source, _ROWS.document == document)
    return connection.execute(of_it.order_by(_ROWS.version.desc()).limit(1)).mappings().first()


def _paper(row: RowMapping) -> Paper:
    kind = PaperKind(row["kind"])
    content: Sequence[object] = _READERS[kind].validate_python(row["content"])
    return Paper(
        row["source"],
        row["document"],
        row["version"],
        kind,
        row["digest"],
        tuple(each for each in content if isinstance(each, ReadRelease)),
        tuple(each for each in content if isinstance(each, ScheduledBuild)),
        SourceProblem(**row["problem"]) if row["problem"] else None,
        row["first_read"],
        row["last_read"],
        row["is_there"],
    )
