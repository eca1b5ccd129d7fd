"""Read builds of Azure Pipelines with their work items, and what was deployed to its environments, and keep both."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from ado_client.builds import Build, Builds, EnvironmentDeployment
from ado_client.errors import AdoError
from bot.assemble import Azure, House
from bot.release_settings import Pipeline
from bot.sources.problems import SourceRefused
from bot.sources.release_notes.deployment_schedule import ScheduledBuild
from bot.sources.release_notes.facts import Fact, Label
from bot.sources.release_notes.reading import Claim, ReadRelease
from bot.sources.release_notes.references import Reference, Scheme
from bot.store.release_notes import BUILDS, ENVIRONMENTS, PaperKind

_LOOKED_BACK = timedelta(days=90)
_ALL = "Azure Pipelines"


async def read_build_sources(house: House, azure: Azure) -> None:
    """Read the pipelines that the settings name; where Azure DevOps refuses, what was read before stands."""
    pipelines = house.settings.sources.releases.pipelines
    if not pipelines:
        return
    builds = Builds(azure.session, azure.project)
    papers = house.store.history.papers
    defects = house.store.history.known_defects(house.now(), house.programme.defect_types)
    by_name = {pipeline.name.casefold(): pipeline for pipeline in pipelines}
    try:
        for build in await builds.finished([each.name for each in pipelines], house.now() - _LOOKED_BACK):
            named = f"{build.pipeline} {build.number}"
            if not papers.digest(BUILDS, named):
                items = await builds.work_items(build.id)
                release = _release(build, by_name[build.pipeline.casefold()], items, defects)
                papers.keep(BUILDS, named, PaperKind.NOTE, str(build.id), (release,))
        deployed = [each for each in await builds.deployments() if each.pipeline.casefold() in by_name]
    except AdoError as error:
        papers.refuse(ENVIRONMENTS, _ALL, PaperKind.SCHEDULE, _refused(error))
        return
    rows = tuple(_scheduled(each, by_name[each.pipeline.casefold()]) for each in deployed)
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    if papers.digest(ENVIRONMENTS, _ALL) != digest:
        papers.keep(ENVIRONMENTS, _ALL, PaperKind.SCHEDULE, digest, rows)


def _release(build: Build, pipeline: Pipeline, items: Collection[int], defects: Collection[int]) -> ReadRelease:
    """Give a build as a release: the defects among its work items are what it fixes."""
    references = (Reference(f"#{number}", Scheme.WORK_ITEM, number) for number in items if number in defects)
    claims = tuple(Claim(each, f"{each} is a work item of the build", "its work items") for each in references)
    facts = {Label.SYSTEMS: Fact("; ".join(pipeline.systems), "settings")} if pipeline.systems else {}
    named = f"{pipeline.release or build.pipeline} {build.number}"
    return ReadRelease(named, named, "the build", facts, claims, (), (), ())


def _scheduled(each: EnvironmentDeployment, pipeline: Pipeline) -> ScheduledBuild:
    named = f"{pipeline.release or each.pipeline} {each.build}"
    place = f"deployment {each.id} of the environment {each.environment}"
    return ScheduledBuild(named, each.environment, "; ".join(pipeline.systems), each.finished.isoformat(), place)


def _refused(error: AdoError) -> SourceRefused:
    advice = "The account needs to read builds and environments (scope Build: Read)."
    return SourceRefused("cannot be read now", _ALL, str(error), advice, is_passing=True)
