"""Read the release notes and the schedule that the settings name, and keep what they say; one that fails stops none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.assemble import House
from bot.known_releases import problems_in
from bot.settings_checks import chosen_defects
from bot.sources.files import SourceFile
from bot.sources.outages.places import Fetched, fetch_file, fetch_folder
from bot.sources.problems import SourceProblem, SourceRefused
from bot.sources.release_notes.deployment_schedule import read_schedule
from bot.sources.release_notes.documents import read_document
from bot.sources.tables import tables_of
from bot.store.release_notes import IMPORTED, Content, Kept, PaperKind

_SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing one file gave.

    Attributes:
        problems: what of it cannot be used in the programme.
        kept: None where nothing was to be kept.
    """

    document: str
    kind: PaperKind
    content: Content
    problems: tuple[SourceProblem, ...]
    kept: Kept | None


def read_release_sources(house: House) -> None:
    """Read every document of the watched folder and the schedule, as far as they changed."""
    sources = house.settings.sources.releases
    papers = house.store.history.papers
    if sources.folder is not None:
        source = f"{sources.folder.name}/"
        try:
            found = list(fetch_folder(sources.folder))
        except SourceRefused as refused:
            papers.refuse(source, "", PaperKind.NOTE, refused)
        else:
            for each in found:
                _keep(house, source, each, PaperKind.NOTE)
            papers.gone(source, [each.document for each in found])
    if sources.schedule is not None:
        fetched = fetch_file(sources.schedule)
        _keep(house, _SCHEDULE, fetched, PaperKind.SCHEDULE)
        papers.gone(_SCHEDULE, [fetched.document])


def import_release(house: House, path: Path, kind: PaperKind, *, keep: bool) -> Imported:
    """Read one file, and keep what it says under its own name.

    Raises:
        SourceRefused: it cannot be read, or is no release note, or no schedule.
    """
    fetched = fetch_file(path)
    if fetched.file is None:
        raise fetched.refused or AssertionError("a file is read or refused")
    history, now = house.store.history, house.now()
    content = _content(fetched.file, kind, house.settings.sources.releases.own_ids)
    every = history.known_defects(now, house.programme.defect_types)
    defects = chosen_defects(every, house.settings, house.programme, now)
    problems = problems_in(content, path.name, house.programme, house.settings, defects)
    kept = history.papers.keep(IMPORTED, path.name, kind, fetched.file.digest, content) if keep else None
    return Imported(path.name, kind, content, problems, kept)


def _keep(house: House, source: str, fetched: Fetched, kind: PaperKind) -> None:
    papers = house.store.history.papers
    if fetched.refused is not None:
        papers.refuse(source, fetched.document, kind, fetched.refused)
    if fetched.file is None:
        return
    own = house.settings.sources.releases.own_ids
    digest = f"{fetched.file.digest[:32]}{own.pattern if own else ''}"[:64]
    if papers.digest(source, fetched.document) == digest:
        return
    try:
        papers.keep(source, fetched.document, kind, digest, _content(fetched.file, kind, own))
    except SourceRefused as refused:
        papers.refuse(source, fetched.document, kind, refused)


def _content(file: SourceFile, kind: PaperKind, own: re.Pattern[str] | None) -> Content:
    if kind is PaperKind.SCHEDULE:
        return read_schedule(tables_of(file), file.name)
    return read_document(file, own)
