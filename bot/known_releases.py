"""Give every release note and deployment that is known, of the wiki, of documents and of the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.settings import Settings
from bot.sources.problems import SourceProblem
from bot.sources.release_notes.deployment_schedule import ScheduledBuild, deployments_of
from bot.sources.release_notes.from_wiki import read_release_notes
from bot.sources.release_notes.in_programme import NoteReader, Origin
from bot.sources.release_notes.reading import ReadRelease
from bot.store.history import History
from bot.store.release_notes import BUILDS, ENVIRONMENTS, IMPORTED, Content, Paper, PaperKind
from rules.facts import Defect, Deployment, ReleaseNote
from rules.programme import Programme
from rules.release_check import Oddity


@dataclass(frozen=True, slots=True)
class KnownReleases:
    """The notes and deployments, and what is wrong in their sources."""

    notes: tuple[ReleaseNote, ...]
    deployments: tuple[Deployment, ...]
    problems: tuple[SourceProblem, ...]


def known_releases(
    history: History, programme: Programme, settings: Settings, defects: Mapping[int, Defect]
) -> KnownReleases:
    """Give what is known of releases; wiki pages and documents are as they were last read."""
    reader = NoteReader(programme, _numbers(settings, defects))
    notes_in = settings.sources.release_notes
    pages = history.wiki_pages(notes_in.wiki, notes_in.folder) if notes_in else ()
    found, wrong = read_release_notes(pages, reader, settings.sources.releases.own_ids)
    notes, deployments, problems = list(found), list[Deployment](), list(wrong)
    for paper in history.papers.papers():
        if paper.source not in _sources(settings):
            continue
        origin = Origin(_called(paper))
        if paper.problem is not None:
            problems.append(paper.problem)
        if paper.kind is PaperKind.NOTE:
            more, told = reader.notes_of(paper.releases, origin)
            # A build says no place: what was deployed tells it.
            told = () if paper.source == BUILDS else told
            notes += more
        else:
            scheduled, told = deployments_of(paper.builds, reader, origin)
            deployments += scheduled
        problems += told
    return KnownReleases(tuple(notes), tuple(deployments), tuple(problems))


def problems_in(
    content: Content, document: str, programme: Programme, settings: Settings, defects: Mapping[int, Defect]
) -> tuple[SourceProblem, ...]:
    """Tell what of one document cannot be used: names, times, and ids that are no defect of `defects`."""
    reader, origin = NoteReader(programme, _numbers(settings, defects)), Origin(document)
    notes, told = reader.notes_of([each for each in content if isinstance(each, ReadRelease)], origin)
    _, of_builds = deployments_of((each for each in content if isinstance(each, ScheduledBuild)), reader, origin)
    unknown = (
        SourceProblem(
            claim.where,
            f"#{claim.defect} is no defect that envbot knows, so it sets none to retest.",
            Oddity.UNKNOWN.advice,
        )
        for note in notes
        for claim in note.fixes
        if claim.defect not in defects
    )
    return (*told, *of_builds, *unknown)


def _sources(settings: Settings) -> frozenset[str]:
    releases = settings.sources.releases
    folder = {f"{releases.folder.name}/"} if releases.folder else set()
    pipelines = {BUILDS, ENVIRONMENTS} if releases.pipelines else set()
    return frozenset({IMPORTED, *folder, *pipelines, *(("schedule",) if releases.schedule else ())})


def _called(paper: Paper) -> str:
    kind = "build " if paper.source == BUILDS else ""
    gone = "" if paper.is_there else " (no longer there)"
    return f"{kind}{paper.document}{gone}"


def _numbers(settings: Settings, defects: Mapping[int, Defect]) -> Mapping[str, int]:
    """Give the numbers of defects by the id that a field of theirs holds."""
    ids = settings.sources.releases.defect_ids
    if ids is None or ids.field is None:
        return {}
    return {text.casefold(): number for number, defect in defects.items() if (text := defect.text(ids.field).strip())}
