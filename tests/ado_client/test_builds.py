"""Builds, their work items and deployments are read page by page; a list that never ends is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from ado_client.builds import Builds
from ado_client.errors import Broken, NotFound
from ado_client.session import Session
from sandbox.builds import Pipelines
from sandbox.state import World
from tests.ado_client.conftest import connect
from tests.ado_client.wire_fakes import Naps

MONDAY, TUESDAY = (datetime(2024, 6, day, 18, tzinfo=UTC) for day in (10, 11))


async def test_builds_since_an_instant_are_given_with_their_work_items(session: Session, world: World) -> None:
    """Of the pipelines that are named, in any case; of others nothing is asked."""
    pipelines, project = world.part(Pipelines), world.project("MHHS")
    pipelines.add_build(project, "DIP", "4.2.0", MONDAY)
    second = pipelines.add_build(project, "DIP", "4.2.1", TUESDAY, 7)
    builds = Builds(session, "MHHS")
    (found,) = await builds.finished(["dip"], TUESDAY)
    assert (found.id, found.number, found.pipeline, found.finished) == (second.id, "4.2.1", "DIP", TUESDAY)
    assert found.url.endswith(f"/MHHS/_build/results?buildId={second.id}")
    assert await builds.finished(["none"], MONDAY) == ()
    assert await builds.work_items(second.id) == ()
    with pytest.raises(NotFound):
        await builds.work_items(99)


async def test_deployments_that_succeeded_are_given_oldest_first(session: Session, world: World) -> None:
    """With the number of the build that each brought."""
    pipelines, project = world.part(Pipelines), world.project("MHHS")
    first = pipelines.add_build(project, "DIP", "4.2.0", MONDAY)
    second = pipelines.add_build(project, "DIP", "4.2.1", TUESDAY)
    pipelines.deploy(second, "SIT B", TUESDAY)
    pipelines.deploy(first, "SIT A", MONDAY)
    pipelines.deploy(second, "SIT A", TUESDAY, "failed")
    found = await Builds(session, "MHHS").deployments()
    assert [(each.environment, each.build, each.pipeline, each.finished) for each in found] == [
        ("SIT A", "4.2.0", "DIP", MONDAY),
        ("SIT B", "4.2.1", "DIP", TUESDAY),
    ]


async def test_a_list_is_followed_to_its_end_and_no_further() -> None:
    """By the continuation token; one that leads back is refused."""
    pages = {None: ("1", "b"), "b": ("2", ""), "loop": ("3", "loop")}

    def answer(request: httpx.Request) -> httpx.Response:
        token = request.url.params.get("continuationToken")
        looped = "/9/" in request.url.path
        number, following = pages["loop" if looped else token]
        headers = {"x-ms-continuationtoken": following} if following else {}
        return httpx.Response(200, json={"value": [{"id": number}]}, headers=headers)

    async with connect("https://dev.example.com/mhhs", Naps(), transport=httpx.MockTransport(answer)) as opened:
        builds = Builds(opened, "MHHS")
        assert await builds.work_items(1) == (1, 2)
        with pytest.raises(Broken, match="would never end"):
            await builds.work_items(9)
