"""The sandbox keeps to the types of fields, and to the states that a type allows."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.work_item_types import Field, Tracking, stock_type
from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, change, create, put

DUE = "Microsoft.VSTS.Scheduling.DueDate"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        (DUE, "2024-06-12", "2024-06-12T00:00:00Z"),
        (DUE, "2024-06-12T09:00:00.5+01:00", "2024-06-12T08:00:00.5Z"),
        ("Microsoft.VSTS.Scheduling.Effort", "2.5", 2.5),
        ("Microsoft.VSTS.Common.Priority", "1", 1),
        ("Custom.IsLate", "true", True),
        ("Custom.IsLate", False, False),
        ("Microsoft.VSTS.Common.Risk", 3, "3"),
    ],
)
def test_values_are_kept_as_their_field_wants_them(desk: Desk, field: str, sent: Any, kept: Any) -> None:
    """Dates in UTC, numbers as numbers, the rest as text."""
    tracking, project = desk.world.part(Tracking), next(iter(desk.world.projects.values()))
    tracking.add_fields([Field("Custom.IsLate", "Is Late", "boolean")])
    story = tracking.type(project, "User Story")
    tracking.define(project, type(story)(story.name, story.states, (*story.fields, "Custom.IsLate")))
    assert create(desk, put(field, sent), kind="User Story").value["fields"][field] == kept


@pytest.mark.parametrize("value", ["envbot@example.com", {"displayName": "envbot"}, "envbot <envbot@example.com>"])
def test_people_are_found_by_any_of_their_names(desk: Desk, value: Any) -> None:
    """By mail, by display name, by both, as text or as a reference."""
    fields = create(desk, put("System.AssignedTo", value)).value["fields"]
    assert fields["System.AssignedTo"]["uniqueName"] == "envbot@example.com"


@pytest.mark.parametrize(("field", "value"), [(DUE, "soon"), ("Microsoft.VSTS.Scheduling.Effort", "much")])
def test_values_that_do_not_fit_are_refused(desk: Desk, field: str, value: str) -> None:
    """As a broken rule of that field."""
    heard = create(desk, put(field, value), kind="User Story")
    assert heard.value["customProperties"]["FieldReferenceName"] == field


def test_a_type_may_say_which_state_follows_which(desk: Desk) -> None:
    """A change that is not in its transitions breaks the rule of the state."""
    project, bug = next(iter(desk.world.projects.values())), stock_type("Agile", "Bug")
    rules = {"New": ("Active",)}
    kind = type(bug)(bug.name, bug.states, bug.fields, transitions=rules)
    desk.world.part(Tracking).define(project, kind)
    create(desk)
    assert change(desk, 1, put("System.State", "Closed")).value["typeKey"] == "RuleValidationException"
    assert change(desk, 1, put("System.State", "active")).value["fields"]["System.State"] == "Active"
    shown = desk.ask("GET", "/MHHS/_apis/wit/workitemtypes/Bug").value
    assert [each["to"] for each in shown["transitions"]["New"]] == ["Active"]


def test_a_field_can_be_tested_and_removed(desk: Desk) -> None:
    """`test` on a field fails like that on the rev; `remove` empties it."""
    create(desk, put("System.Tags", "a"))
    assert change(desk, 1, {"op": "test", "path": "/fields/System.Tags", "value": "b"}).status == 412
    test = {"op": "test", "path": "/fields/System.Tags", "value": "a"}
    assert "System.Tags" not in change(desk, 1, test, {"op": "remove", "path": "/fields/System.Tags"}).value["fields"]
