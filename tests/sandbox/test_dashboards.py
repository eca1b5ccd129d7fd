"""The sandbox's dashboards guard versions and places as Azure DevOps does."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.dashboard_routes import RESOURCES
from sandbox.widget_types import MARKDOWN, QUERY_CHART, QUERY_TILE
from tests.sandbox.desk import Desk, a_world

TEAM = "/MHHS/MHHS Team/_apis/dashboard/dashboards"
PROJECT = "/MHHS/_apis/dashboard/dashboards"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks for dashboards."""
    return Desk(a_world(), RESOURCES)


def a_widget(name: str = "Notes", row: int = 1, column: int = 1, rows: int = 1, columns: int = 1, **more: Any) -> Any:
    """Give a Markdown widget at a place."""
    return {
        "name": name,
        "position": {"row": row, "column": column},
        "size": {"rowSpan": rows, "columnSpan": columns},
        "settings": "# Hello",
        "contributionId": MARKDOWN.contribution,
        **more,
    }


@pytest.fixture
def home(desk: Desk) -> str:
    """The address of a dashboard with two widgets, side by side."""
    body = {"name": "Environments", "widgets": [a_widget("A"), a_widget("B", column=2)]}
    return f"{TEAM}/{desk.ask('POST', TEAM, body).value['id']}"


def widgets(desk: Desk, home: str) -> dict[str, Any]:
    """Give the widgets of a dashboard by name."""
    return {one["name"]: one for one in desk.ask("GET", f"{home}/widgets").value["value"]}


def test_the_list_has_no_widgets_and_the_dashboard_has(desk: Desk, home: str) -> None:
    """GET by id shows widgets, their types and links; the list shows names only."""
    (entry,) = desk.ask("GET", TEAM).value["value"]
    assert "widgets" not in entry
    assert (entry["name"], entry["dashboardScope"], entry["position"]) == ("Environments", "project_Team", 1)
    shown = desk.ask("GET", home).value
    assert [one["name"] for one in shown["widgets"]] == ["A", "B"]
    assert shown["widgets"][0]["typeId"] == "Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget"
    assert shown["_links"]["widget"][1]["href"] == shown["widgets"][1]["url"]


def test_a_team_dashboard_is_found_only_in_its_team(desk: Desk, home: str) -> None:
    """Without the team segment it is 404, though the project's list names it; a project dashboard is the other way."""
    identity = home.rpartition("/")[2]
    assert [one["id"] for one in desk.ask("GET", PROJECT).value["value"]] == [identity]
    heard = desk.ask("GET", f"{PROJECT}/{identity}")
    assert (heard.status, heard.value["typeKey"]) == (404, "DashboardDoesNotExistException")
    own = desk.ask("POST", PROJECT, {"name": "Programme"}).value
    assert own["dashboardScope"] == "project"
    assert desk.ask("GET", f"{PROJECT}/{own['id']}").status == 200
    assert desk.ask("GET", f"{TEAM}/{own['id']}").status == 404
    assert [one["name"] for one in desk.ask("GET", TEAM).value["value"]] == ["Environments"]


def test_replacing_a_dashboard_keeps_its_widgets_unless_they_are_sent(desk: Desk, home: str) -> None:
    """PUT with a name renames; PUT with widgets replaces them; a stale eTag is refused."""
    renamed = desk.ask("PUT", home, {"name": "Health", "description": "d", "refreshInterval": 5, "position": 3}).value
    assert (renamed["name"], renamed["description"], renamed["refreshInterval"]) == ("Health", "d", 5)
    assert len(renamed["widgets"]) == 2
    assert desk.ask("PUT", home, {"widgets": [], "eTag": renamed["eTag"]}).value["widgets"] == []
    heard = desk.ask("PUT", home, {"name": "x", "eTag": renamed["eTag"]})
    assert (heard.status, heard.value["typeKey"]) == (409, "WidgetETagConflictException")


def test_a_deleted_dashboard_is_gone(desk: Desk, home: str) -> None:
    """DELETE answers 204 and the address is 404 afterwards."""
    assert desk.ask("DELETE", home).status == 204
    assert desk.ask("GET", home).status == 404


def test_an_added_widget_gets_an_id_a_version_and_moves_the_dashboards_version(desk: Desk, home: str) -> None:
    """POST widgets answers the widget with eTag 1 and the dashboard's next eTag, in the header too."""
    before = int(desk.ask("GET", home).value["eTag"])
    heard = desk.ask("POST", f"{home}/widgets", a_widget("C", row=2, dashboard={"eTag": str(before)}))
    assert (heard.status, heard.value["eTag"]) == (200, "1")
    assert heard.value["dashboard"] == {"eTag": str(before + 1)}
    assert heard.headers["ETag"] == f'"{before + 1}"'
    assert desk.ask("GET", f"{home}/widgets/{heard.value['id']}").value["settings"] == "# Hello"


def test_a_widget_without_a_place_goes_below_the_others(desk: Desk, home: str) -> None:
    """Position 0, 0 or none is filled in by the server."""
    added = desk.ask("POST", f"{home}/widgets", a_widget("C", row=0, column=0)).value
    assert added["position"] == {"row": 2, "column": 1}
    added = desk.ask("POST", f"{home}/widgets", a_widget("D", position=None)).value
    assert added["position"] == {"row": 3, "column": 1}


def test_patching_one_widget_keeps_what_was_not_sent(desk: Desk, home: str) -> None:
    """PATCH widgets/{id} changes what is not null; PUT widgets/{id} replaces the whole."""
    one = widgets(desk, home)["A"]
    address = f"{home}/widgets/{one['id']}"
    patched = desk.ask("PATCH", address, {"eTag": one["eTag"], "name": "Now", "settings": None}).value
    assert (patched["name"], patched["settings"], patched["eTag"]) == ("Now", "# Hello", "2")
    replaced = desk.ask("PUT", address, a_widget("Whole", settings=None)).value
    assert (replaced["name"], replaced["settings"], replaced["eTag"]) == ("Whole", None, "3")


def test_a_stale_widget_version_is_refused_and_changes_nothing(desk: Desk, home: str) -> None:
    """The widget's eTag and the dashboard's eTag inside the widget are both guarded: 409."""
    one = widgets(desk, home)["A"]
    address = f"{home}/widgets/{one['id']}"
    desk.ask("PATCH", address, {"name": "A2"})
    for body in ({"name": "mine", "eTag": one["eTag"]}, {"name": "mine", "dashboard": one["dashboard"]}):
        heard = desk.ask("PATCH", address, body)
        assert (heard.status, heard.value["typeKey"]) == (409, "WidgetETagConflictException")
    assert set(widgets(desk, home)) == {"A2", "B"}


def test_patching_widgets_keeps_the_others(desk: Desk, home: str) -> None:
    """PATCH widgets updates the sent ones; PUT widgets replaces ALL, so the others are gone."""
    one = widgets(desk, home)["B"]
    heard = desk.ask("PATCH", f"{home}/widgets", [{"id": one["id"], "name": "B2"}])
    assert [each["name"] for each in heard.value["value"]] == ["A", "B2"]
    heard = desk.ask("PUT", f"{home}/widgets", [a_widget("B3", id=one["id"])], etag=heard.headers["ETag"])
    assert [(each["name"], each["eTag"], each["id"]) for each in heard.value["value"]] == [("B3", "3", one["id"])]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_stale_etag_header_is_refused(desk: Desk, home: str, method: str) -> None:
    """The request header ETag is the dashboard's version, quoted or not."""
    etag = desk.ask("GET", f"{home}/widgets").headers["ETag"]
    one = widgets(desk, home)["A"]
    body = [{**a_widget("A"), "id": one["id"]}]
    assert desk.ask(method, f"{home}/widgets", body, etag=etag.strip('"')).status == 200
    heard = desk.ask(method, f"{home}/widgets", body, etag=etag)
    assert (heard.status, heard.value["typeKey"]) == (409, "WidgetETagConflictException")


def test_widgets_must_not_overlap(desk: Desk, home: str) -> None:
    """A widget on an occupied cell is refused with 409 and changes nothing."""
    for method, address, body in (
        ("POST", f"{home}/widgets", a_widget("C", column=2)),
        ("PATCH", f"{home}/widgets/{widgets(desk, home)['A']['id']}", {"size": {"rowSpan": 1, "columnSpan": 2}}),
        ("PUT", f"{home}/widgets", [a_widget("C"), a_widget("D")]),
    ):
        heard = desk.ask(method, address, body)
        assert (heard.status, heard.value["typeKey"]) == (409, "WidgetCollisionException")
    assert set(widgets(desk, home)) == {"A", "B"}


def test_widgets_may_change_places_in_one_call(desk: Desk, home: str) -> None:
    """Two widgets that swap do not collide with where they were."""
    a, b = widgets(desk, home)["A"], widgets(desk, home)["B"]
    body = [{"id": a["id"], "position": b["position"]}, {"id": b["id"], "position": a["position"]}]
    assert desk.ask("PATCH", f"{home}/widgets", body).status == 200
    assert widgets(desk, home)["A"]["position"] == {"row": 1, "column": 2}


@pytest.mark.parametrize(
    ("change", "type_key"),
    [
        ({"size": {"rowSpan": 0, "columnSpan": 1}}, "WidgetSizeDimensionExceededException"),
        ({"size": {"rowSpan": 1, "columnSpan": 11}}, "WidgetSizeDimensionExceededException"),
        ({"size": None}, "WidgetSizeDimensionExceededException"),
        ({"size": {"rowSpan": "1", "columnSpan": 1}}, "WidgetSizeDimensionExceededException"),
        (
            {"contributionId": QUERY_TILE.contribution, "size": {"rowSpan": 2, "columnSpan": 2}},
            "WidgetSizeNotSupportedException",
        ),
        (
            {"contributionId": QUERY_CHART.contribution, "size": {"rowSpan": 1, "columnSpan": 1}},
            "WidgetSizeNotSupportedException",
        ),
        ({"position": {"row": -1, "column": 1}}, "WidgetPositionDimensionExceededException"),
        ({"position": {"row": 5, "column": 0}}, "WidgetPositionDimensionExceededException"),
        ({"name": " "}, "EmptyWidgetNameException"),
        ({"contributionId": ""}, "WidgetTypeDoesNotExistException"),
        ({"settings": {"a": 1}}, "ArgumentException"),
        ({"id": "0"}, "CreateWidgetWithExistingIdException"),
    ],
)
def test_a_bad_widget_is_a_bad_request(desk: Desk, home: str, change: Any, type_key: str) -> None:
    """Size, place, name, type, settings and id are checked: 400 with the reason's name."""
    heard = desk.ask("POST", f"{home}/widgets", {**a_widget("C", row=5), **change})
    assert (heard.status, heard.value["typeKey"]) == (400, type_key)


def test_an_unknown_kind_of_widget_is_kept_but_not_enabled(desk: Desk, home: str) -> None:
    """A widget of an extension that is not installed stays on the dashboard and is shown as disabled."""
    added = desk.ask("POST", f"{home}/widgets", a_widget("C", row=5, contributionId="acme.burn-up")).value
    assert (added["isEnabled"], added["contributionId"]) == (False, "acme.burn-up")


def test_widgets_that_are_not_there_are_not_found(desk: Desk, home: str) -> None:
    """An unknown widget is 404, wherever it is named; a list entry without id is 400."""
    for method, address, body in (
        ("GET", f"{home}/widgets/nobody", None),
        ("DELETE", f"{home}/widgets/nobody", None),
        ("PATCH", f"{home}/widgets", [{"id": "nobody", "name": "x"}]),
    ):
        assert desk.ask(method, address, body).value["typeKey"] == "WidgetDoesNotExistException"
    assert desk.ask("PATCH", f"{home}/widgets", [{"name": "x"}]).value["typeKey"] == "WidgetWithoutIdException"
    assert desk.ask("PATCH", f"{home}/widgets", {"name": "x"}).status == 400


def test_a_deleted_widget_leaves_the_others(desk: Desk, home: str) -> None:
    """DELETE answers the dashboard that is left."""
    heard = desk.ask("DELETE", f"{home}/widgets/{widgets(desk, home)['A']['id']}")
    assert [one["name"] for one in heard.value["widgets"]] == ["B"]


@pytest.mark.parametrize(
    ("method", "address"),
    [("PUT", TEAM), ("DELETE", TEAM), ("DELETE", "{home}/widgets")],
)
def test_what_needs_an_id_says_so(desk: Desk, home: str, method: str, address: str) -> None:
    """Replacing or deleting without saying what is a bad request."""
    assert desk.ask(method, address.format(home=home), {}).value["typeKey"] == "ArgumentNullException"


def test_a_dashboard_needs_a_name(desk: Desk) -> None:
    """An empty one is refused."""
    assert desk.ask("POST", TEAM, {"name": ""}).value["typeKey"] == "EmptyDashboardNameException"


def test_the_catalogue_names_the_kinds_of_widgets(desk: Desk) -> None:
    """All types, one type by its contribution id, and 400 for one that does not exist."""
    types = desk.ask("GET", "/MHHS/_apis/dashboard/widgettypes?$scope=project_team").value["widgetTypes"]
    assert {one["name"] for one in types} == {"Markdown", "Query Tile", "Chart for Work Items", "Query Results"}
    one = desk.ask("GET", f"/MHHS/_apis/dashboard/widgettypes/{QUERY_TILE.contribution}").value["widgetMetadata"]
    assert one["allowedSizes"] == [{"rowSpan": 1, "columnSpan": 1}, {"rowSpan": 1, "columnSpan": 2}]
    assert len(types[1]["allowedSizes"]) == 100
    assert desk.ask("GET", "/_apis/dashboard/widgettypes/nothing").status == 400
