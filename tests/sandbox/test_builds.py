"""Builds, their work items and deployments are served as clients ask for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.builds import Pipelines
from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, create

BUILDS = "/MHHS/_apis/build/builds"
MONDAY, TUESDAY = (datetime(2024, 6, day, 18, tzinfo=UTC) for day in (10, 11))


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, about a pipeline with two builds, one of them on two environments."""
    desk = a_desk()
    create(desk)
    project = desk.world.project("MHHS")
    pipelines = desk.world.part(Pipelines)
    first = pipelines.add_build(project, "DIP", "4.2.0", MONDAY, 1, 99)
    second = pipelines.add_build(project, "DIP", "4.2.1", TUESDAY)
    pipelines.add_build(project, "Other", "7", TUESDAY)
    pipelines.deploy(first, "SIT A", MONDAY)
    pipelines.deploy(second, "SIT A", TUESDAY, "failed")
    return desk


def test_builds_are_listed_by_pipeline_and_time(desk: Desk) -> None:
    """The oldest first; one can be asked for alone."""
    definitions = desk.ask("GET", "/MHHS/_apis/build/definitions").value["value"]
    assert [each["name"] for each in definitions] == ["DIP", "Other"]
    every = desk.ask("GET", BUILDS).value["value"]
    assert [each["buildNumber"] for each in every] == ["4.2.0", "4.2.1", "7"]
    late = desk.ask("GET", f"{BUILDS}?definitions=1&minTime=2024-06-11T00:00:00Z").value["value"]
    assert [each["buildNumber"] for each in late] == ["4.2.1"]
    assert desk.ask("GET", f"{BUILDS}/2").value["definition"]["name"] == "DIP"
    assert desk.ask("GET", f"{BUILDS}/9").value["typeKey"] == "BuildNotFoundException"


def test_the_work_items_of_a_build_are_those_that_exist(desk: Desk) -> None:
    """As references; a build that is none is refused."""
    assert [each["id"] for each in desk.ask("GET", f"{BUILDS}/1/workitems").value["value"]] == ["1"]
    assert desk.ask("GET", f"{BUILDS}/9/workitems").value["typeKey"] == "BuildNotFoundException"


def test_deployments_are_listed_by_environment(desk: Desk) -> None:
    """The latest first, those that failed among them."""
    home = "/MHHS/_apis/distributedtask/environments"
    assert [each["name"] for each in desk.ask("GET", home).value["value"]] == ["SIT A"]
    records = desk.ask("GET", f"{home}/1/environmentdeploymentrecords").value["value"]
    assert [(each["owner"]["name"], each["result"]) for each in records] == [
        ("4.2.1", "failed"),
        ("4.2.0", "succeeded"),
    ]
    for wrong in ("2", "x"):
        answer = desk.ask("GET", f"{home}/{wrong}/environmentdeploymentrecords")
        assert answer.value["typeKey"] == "EnvironmentNotFoundException"
