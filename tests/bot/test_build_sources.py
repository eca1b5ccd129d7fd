"""Builds and deployments of Azure Pipelines are releases; a server that refuses changes nothing of what is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assemble import House, connect, open_house
from bot.build_sources import read_build_sources
from bot.known_releases import KnownReleases, known_releases
from bot.rehearsal import rehearsal
from bot.yaml_file import SettingsError
from sandbox.builds import Pipelines
from sandbox.scenarios import mhhs, scenario
from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot, changed

NUMBER = mhhs.ids()["fixed-in-no-note"]


@pytest.fixture
def site(tmp_path: Path, envbot: Envbot, environment: dict[str, str]) -> Iterator[tuple[SandboxServer, House]]:
    """A sandbox with a pipeline, and a house whose store has its defects."""
    with SandboxServer(scenario("mhhs")) as server:
        practice = rehearsal(server)
        config = tmp_path / "envbot.yaml"
        practice.write(config)
        pipelines = [{"name": "helix-release", "release": "Helix", "systems": ["LSS"]}, {"name": "portal"}]
        changed(config, sources={"outages": [], "release_notes": None, "releases": {"pipelines": pipelines}})
        environment.update(practice.environment)
        assert envbot("pull", "--config", config).code == 0
        with open_house(config, practice.environment) as house:
            yield server, house


def known(house: House) -> KnownReleases:
    """Give what is known of releases."""
    return known_releases(house.store.history, house.programme, house.settings, {})


async def read(house: House) -> None:
    """Read the pipelines once."""
    async with connect(house) as azure:
        await read_build_sources(house, azure)


async def test_a_build_fixes_the_defects_among_its_work_items(site: tuple[SandboxServer, House]) -> None:
    """It is where it was deployed with success; pipelines that nobody named are left out."""
    server, house = site
    project, pipelines = server.world.project("MHHS"), server.world.part(Pipelines)
    now = house.now()
    build = pipelines.add_build(project, "helix-release", "2024.06.2", now - timedelta(days=2), NUMBER, 999_999)
    other = pipelines.add_build(project, "other", "1", now - timedelta(days=2), NUMBER)
    pipelines.add_build(project, "portal", "0.9", now - timedelta(days=200), NUMBER)
    pipelines.deploy(build, "SIT A", now - timedelta(days=1))
    pipelines.deploy(other, "SIT A", now - timedelta(days=1))
    await read(house)
    found = known(house)
    (note,) = found.notes
    assert (note.version, note.systems, note.source) == ("Helix 2024.06.2", ("LSS",), "build helix-release 2024.06.2")
    assert [(claim.defect, claim.text) for claim in note.fixes] == [(NUMBER, f"#{NUMBER} is a work item of the build")]
    (deployment,) = found.deployments
    assert (deployment.environment, deployment.version) == ("SIT A", "Helix 2024.06.2")
    assert deployment.since == now - timedelta(days=1)
    assert found.problems == ()
    await read(house)
    assert known(house) == found


async def test_where_azure_devops_refuses_what_was_read_stands(site: tuple[SandboxServer, House]) -> None:
    """It is told, with what to do."""
    server, house = site
    project, pipelines = server.world.project("MHHS"), server.world.part(Pipelines)
    pipelines.add_build(project, "portal", "1.0", house.now() - timedelta(days=2), NUMBER)
    await read(house)
    before = known(house)
    server.world.tokens.clear()
    await read(house)
    after = known(house)
    assert (after.notes, after.deployments) == (before.notes, before.deployments)
    (problem,) = after.problems
    assert problem.where == "Azure Pipelines"
    assert "scope Build: Read" in problem.advice


async def test_nothing_is_asked_without_a_pipeline(site: tuple[SandboxServer, House], tmp_path: Path) -> None:
    """And what was read before does not count any more."""
    _, house = site
    config = changed(tmp_path / "envbot.yaml", sources={"releases": {}})
    with open_house(config, house.environment) as without:
        await read(without)
        assert known(without).notes == ()


def test_a_system_that_the_programme_does_not_have_is_a_mistake(
    site: tuple[SandboxServer, House], tmp_path: Path
) -> None:
    """Named with its line."""
    _, house = site
    pipelines = [{"name": "helix-release", "systems": ["LLS"]}]
    config = changed(tmp_path / "envbot.yaml", sources={"releases": {"pipelines": pipelines}})
    with pytest.raises(SettingsError, match="has no system LLS"):
        open_house(config, house.environment)
