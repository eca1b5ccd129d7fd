"""Serve how much the people of a team work in an iteration, and on which days they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, instant, listing, missing_argument
from sandbox.classification import Node, node_url
from sandbox.item_calls import read_moment
from sandbox.reading import listed
from sandbox.routing import Call, Resource
from sandbox.state import Person
from sandbox.team_settings import WORK, iteration_of_team, settings_url, team_links

_FIRST_WITH_TOTALS = 6.0


@dataclass(slots=True)
class Period:
    """Days off, from one to another."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.end - self.start).days + 1


@dataclass(slots=True)
class Capacity:
    """How much somebody works.

    Attributes:
        activities: What is done, and for how many hours a day.
        days_off: When nothing is done.
    """

    activities: list[tuple[str, float]] = field(default_factory=list)
    days_off: list[Period] = field(default_factory=list)


@dataclass(slots=True)
class Capacities:
    """Those of all teams, by the address of a team's iteration; reach it by `world.part(Capacities)`."""

    of_people: dict[str, dict[str, Capacity]] = field(default_factory=dict)
    days_off: dict[str, list[Period]] = field(default_factory=dict)


def _place(call: Call) -> tuple[Node, str]:
    node = iteration_of_team(call, call.values["iterationId"])
    return node, f"{settings_url(call)}/iterations/{node.identifier}"


def _read_periods(sent: Mapping[str, Any]) -> list[Period]:
    periods = []
    for row in listed(sent, "daysOff", dict):
        period = Period(read_moment(str(row.get("start"))), read_moment(str(row.get("end"))))
        if period.end < period.start:
            raise bad_argument("daysOff", "Days off must not end before they start.")
        periods.append(period)
    return periods


def _read_activities(sent: Mapping[str, Any]) -> list[tuple[str, float]]:
    rows = listed(sent, "activities", dict)
    if not all(isinstance(row.get("capacityPerDay"), int | float) for row in rows):
        raise bad_argument("activities", "Every activity needs its capacityPerDay, a number of hours.")
    return [(str(row.get("name") or ""), float(row["capacityPerDay"])) for row in rows]


def _periods_json(periods: Iterable[Period]) -> list[dict[str, str]]:
    return [{"start": instant(each.start), "end": instant(each.end)} for each in periods]


def _write(capacity: Capacity, sent: Mapping[str, Any]) -> None:
    """Take what was sent; what was not stays."""
    activities = _read_activities(sent) if "activities" in sent else capacity.activities
    days_off = _read_periods(sent) if "daysOff" in sent else capacity.days_off
    capacity.activities, capacity.days_off = activities, days_off


def _links(call: Call, node: Node, home: str, own: str) -> dict[str, Any]:
    return team_links(call, own) | {
        "teamSettings": {"href": settings_url(call)},
        "teamIterations": {"href": f"{settings_url(call)}/iterations"},
        "teamIteration": {"href": home},
        "capacity": {"href": f"{home}/capacities"},
        "classificationNode": {"href": node_url(call.world, call.the_project, node)},
    }


def _capacity_json(call: Call, home: str, person: Person, capacity: Capacity) -> dict[str, Any]:
    return {
        "teamMember": call.world.identity(person),
        "activities": [{"capacityPerDay": hours, "name": name} for name, hours in capacity.activities],
        "daysOff": _periods_json(capacity.days_off),
        "url": f"{home}/capacities/{person.id}",
    }


def _person(call: Call, identity: str) -> Person:
    found = call.world.people.get(identity.lower())
    if found is None:
        raise AdoError(
            404,
            "TeamMemberCapacityNotFoundException",
            f"TF400501: The team member {identity} has no capacity in the iteration.",
            namespace="Microsoft.TeamFoundation.Work.WebApi.Exceptions",
            assembly="Microsoft.TeamFoundation.Work.WebApi",
        )
    return found


async def show_capacities(call: Call) -> Answer:
    """Answer with the capacities of a team, since version 6.0 with their totals, or with that of one person."""
    node, home = _place(call)
    kept = call.world.part(Capacities).of_people.get(home, {})
    if "teamMemberId" in call.values:
        person = _person(call, call.values["teamMemberId"])
        shown = _capacity_json(call, home, person, kept.get(person.id, Capacity()))
        return ado_json(shown | {"_links": _links(call, node, home, shown["url"])})
    rows = [_capacity_json(call, home, call.world.people[one], capacity) for one, capacity in kept.items()]
    if float(call.version.partition("-")[0] or _FIRST_WITH_TOTALS) < _FIRST_WITH_TOTALS:
        return listing(rows)
    hours = sum(hours for each in kept.values() for _, hours in each.activities)
    days = sum(period.days for each in kept.values() for period in each.days_off)
    return ado_json({"teamMembers": rows, "totalCapacityPerDay": hours, "totalDaysOff": days})


async def replace_capacities(call: Call) -> Answer:
    """Write the capacities of a team anew."""
    _, home = _place(call)
    written: dict[str, Capacity] = {}
    for row in listed({"capacities": call.json()}, "capacities", dict):
        member = row.get("teamMember")
        if not isinstance(member, dict):
            raise missing_argument("teamMember")
        person = _person(call, str(member.get("id")))
        _write(written.setdefault(person.id, Capacity()), row)
    call.world.part(Capacities).of_people[home] = written
    return listing([_capacity_json(call, home, call.world.people[one], each) for one, each in written.items()])


async def change_capacity(call: Call) -> Answer:
    """Change the capacity of one person."""
    node, home = _place(call)
    person = _person(call, call.values["teamMemberId"])
    capacity = call.world.part(Capacities).of_people.setdefault(home, {}).setdefault(person.id, Capacity())
    _write(capacity, call.json_object())
    shown = _capacity_json(call, home, person, capacity)
    return ado_json(shown | {"_links": _links(call, node, home, shown["url"])})


def _days_off_json(call: Call, home: str) -> dict[str, Any]:
    own = f"{home}/teamdaysoff"
    links = team_links(call, own) | {
        "teamSettings": {"href": settings_url(call)},
        "teamIterations": {"href": f"{settings_url(call)}/iterations"},
        "teamIteration": {"href": home},
    }
    return {
        "daysOff": _periods_json(call.world.part(Capacities).days_off.get(home, [])),
        "url": own,
        "_links": links,
    }


async def show_days_off(call: Call) -> Answer:
    """Answer with the days on which nobody of a team works."""
    return ado_json(_days_off_json(call, _place(call)[1]))


async def change_days_off(call: Call) -> Answer:
    """Write the days off of a team anew."""
    home = _place(call)[1]
    call.world.part(Capacities).days_off[home] = _read_periods(call.json_object())
    return ado_json(_days_off_json(call, home))


_ITERATION = "{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}"
RESOURCES = (
    Resource(
        WORK,
        "capacities",
        "74412d15-8c1a-4352-a48d-ef1ed5587d57",
        f"{_ITERATION}/{{resource}}/{{teamMemberId}}",
        {"PATCH": change_capacity},
        min_version="2.0",
        resource_version=3,
        where={"teamMemberId": "[^/]+"},
    ),
    Resource(
        WORK,
        "capacities",
        "74412d15-8c1a-4352-a48d-ef1ed5587d57",
        f"{_ITERATION}/{{resource}}/{{teamMemberId}}",
        {"GET": show_capacities, "PUT": replace_capacities},
        min_version="2.0",
        resource_version=3,
    ),
    Resource(
        WORK,
        "teamdaysoff",
        "2d4faa2e-9150-4cbf-a47a-932b1b4a0773",
        f"{_ITERATION}/{{resource}}",
        {"GET": show_days_off, "PATCH": change_days_off},
        min_version="2.0",
    ),
)
