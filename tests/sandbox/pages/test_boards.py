"""Dashboards are drawn with what their queries really find."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.answers import AdoError
from sandbox.dashboards import Dashboard, Dashboards
from sandbox.pages.boards import Easel, Tile
from sandbox.pages.markdown import Surroundings
from sandbox.pages.values import Names
from sandbox.queries import Queries, QueryItem
from sandbox.state import Person
from sandbox.widget_types import MARKDOWN, QUERY_CHART, QUERY_RESULTS, QUERY_TILE, WidgetType
from sandbox.work_item_state import WorkItem
from tests.sandbox.desk import NOON, a_world

SOMEBODY = Person("p", "Test Manager", "test.manager@example.com")
STATES = ("New", "New", "Open")


def items() -> list[WorkItem]:
    """Give three defects in two states."""
    return [
        WorkItem(
            number,
            "p",
            {"System.Title": f"Defect {number}", "System.State": state, "System.AssignedTo": SOMEBODY},
        )
        for number, state in enumerate(STATES, start=1)
    ]


class Scene:
    """A dashboard to be drawn, over one stored query that finds three defects."""

    def __init__(self) -> None:
        self.world = a_world()
        self.project = self.world.project("MHHS").id
        self.queries = self.world.part(Queries)
        shared = self.queries.roots(self.project, NOON)[1]
        self.query = self.queries.create(shared, "Bugs", NOON, wiql="SELECT [System.Id] FROM workitems")
        self.folder = self.queries.create(shared, "Folder", NOON)

    def draw(self, kind: WidgetType | str, settings: Any, rows: int = 2, columns: int = 2) -> Tile:
        """Draw one widget."""
        contribution = kind if isinstance(kind, str) else kind.contribution
        written = settings if isinstance(settings, str | None) else json.dumps(settings)
        widget = {
            "name": "Tile",
            "position": {"row": 1, "column": 1},
            "size": {"rowSpan": rows, "columnSpan": columns},
            "contributionId": contribution,
            "settings": written,
        }
        dashboard = self.world.part(Dashboards).create(self.project, "", {"name": "D", "widgets": [widget]}, NOON)
        (tile,) = self.easel().board(dashboard).tiles
        return tile

    def easel(self) -> Easel:
        """Give what draws."""
        around = Surroundings(link=str, mention=lambda _number: None)
        return Easel(self.queries, self.answers, Names(self.world), around)

    def answers(self, query: QueryItem) -> Sequence[WorkItem]:
        """Answer the one query; refuse another."""
        if query is not self.query:
            raise AdoError(400, "SyntaxException", "This query cannot be run.")
        return items()

    def chart(self, kind: str, **options: Any) -> Tile:
        """Draw a chart by state."""
        transform = {"filter": self.query.id, "groupBy": "System.State", **options}
        return self.draw(QUERY_CHART, {"chartType": kind, "groupKey": self.query.id, "transformOptions": transform})


@pytest.fixture
def scene() -> Scene:
    """Give the scene."""
    return Scene()


@pytest.mark.parametrize(
    ("operator", "threshold", "expected"),
    [(">=", 3, "#red"), (">", 3, "#def"), ("<", 4, "#red"), ("<=", 2, "#def"), ("=", 3, "#red"), ("<>", 3, "#def")],
)
def test_a_query_tile_shows_the_number_in_the_colour_of_its_rule(
    scene: Scene, operator: str, threshold: int, expected: str
) -> None:
    """The first enabled rule that holds gives the colour."""
    rules = [
        {"isEnabled": False, "operator": ">=", "thresholdCount": 0, "backgroundColor": "#off"},
        {"isEnabled": True, "operator": operator, "thresholdCount": threshold, "backgroundColor": "#red"},
    ]
    settings = {"queryId": scene.query.id, "colorRules": rules, "defaultBackgroundColor": "#def"}
    tile = scene.draw(QUERY_TILE, settings, 1, 1)
    assert (tile.kind, tile.color) == ("number", expected)
    assert tile.body == '<strong title="Shared Queries/Bugs">3</strong><span>work items</span>'


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("PieChart", 'class="pie"'), ("BarChart", 'class="bars"'), ("ColumnChart", 'class="columns"')],
)
def test_a_chart_counts_the_groups_of_its_query(scene: Scene, kind: str, expected: str) -> None:
    """Pie, bars and columns; both states with their counts."""
    tile = scene.chart(kind)
    assert tile.kind == "chart"
    assert expected in tile.body
    assert "New" in tile.body
    assert "Open" in tile.body


def test_a_chart_that_cannot_be_drawn_is_a_table(scene: Scene) -> None:
    """Any other kind of chart shows its numbers."""
    tile = scene.chart("StackAreaChart")
    assert "<svg" not in tile.body
    assert '<td class="number">2</td>' in tile.body


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ({"direction": "descending", "propertyName": "value"}, "New"),
        ({"direction": "ascending", "propertyName": "value"}, "Open"),
        ({"direction": "ascending", "propertyName": "label"}, "New"),
        ({"direction": "descending", "propertyName": "label"}, "Open"),
    ],
)
def test_groups_stand_in_the_order_that_is_asked_for(scene: Scene, order: Any, first: str) -> None:
    """By count or by label, up or down."""
    body = scene.chart("Pivot", orderBy=order).body
    other = "Open" if first == "New" else "New"
    assert body.index(first) < body.index(other)


def test_people_and_empty_values_are_groups_too(scene: Scene) -> None:
    """A person is called by name; items without the field are "(empty)"."""
    assert "Test Manager" in scene.chart("PieChart", groupBy="System.AssignedTo").body
    assert "(empty)" in scene.chart("PieChart", groupBy="Custom.Environment").body


def test_query_results_list_the_selected_columns(scene: Scene) -> None:
    """Head by name, rows with links to the items, and how many there are."""
    columns = [{"referenceName": "System.Id"}, {"referenceName": "System.AssignedTo"}, {"referenceName": "My.Own"}]
    settings = {"query": {"queryId": scene.query.id}, "selectedColumns": columns}
    tile = scene.draw(QUERY_RESULTS, settings)
    assert "<th>ID</th><th>Assigned To</th><th>My.Own</th>" in tile.body
    assert '<td><a href="/work-items/1">1</a></td><td>Test Manager</td><td></td>' in tile.body
    assert "3 work items" in tile.body
    plain = scene.draw(QUERY_RESULTS, {"query": {"queryId": scene.query.id}})
    assert "<td>Defect 1</td><td>New</td>" in plain.body


def test_a_markdown_widget_is_drawn(scene: Scene) -> None:
    """Its settings are the text itself, which may begin like JSON."""
    assert scene.draw(MARKDOWN, "# Hello").body == '<h1 id="hello">Hello</h1>\n'
    assert scene.draw(MARKDOWN, None).body == ""
    assert "{x}" in scene.draw(MARKDOWN, "{x}").body


@pytest.mark.parametrize(
    ("kind", "settings", "reason"),
    [
        ("acme.burn-up", None, "not installed"),
        (MARKDOWN, {"repositoryId": "r", "path": "/readme.md"}, "/readme.md"),
        (QUERY_TILE, None, "does not exist"),
        (QUERY_TILE, {"queryId": "gone"}, "does not exist"),
        (QUERY_TILE, "no json", "not JSON"),
        (QUERY_TILE, "[]", "not a JSON object"),
        (QUERY_CHART, {"transformOptions": None}, "does not exist"),
        (QUERY_RESULTS, {}, "does not exist"),
    ],
)
def test_a_widget_that_cannot_be_drawn_says_why(scene: Scene, kind: Any, settings: Any, reason: str) -> None:
    """The reason stands in the place of the widget, and the others are drawn all the same."""
    rows = 1 if kind is QUERY_TILE else 2
    tile = scene.draw(kind, settings, rows, rows)
    assert tile.kind == "fault"
    assert reason in tile.body


def test_a_query_that_cannot_be_run_and_a_folder_are_said_so(scene: Scene) -> None:
    """The service's own words for a refused query; a folder is none."""
    shared = scene.queries.roots(scene.project, NOON)[1]
    bad = scene.queries.create(shared, "Bad", NOON, wiql="x")
    assert "cannot be run" in scene.draw(QUERY_TILE, {"queryId": bad.id}, 1, 1).body
    assert "does not exist" in scene.draw(QUERY_TILE, {"queryId": scene.folder.id}, 1, 1).body
    settings = {"groupKey": scene.query.id, "chartType": "PieChart", "transformOptions": {}}
    assert "does not say by which field" in scene.draw(QUERY_CHART, settings).body


def test_a_chart_of_nothing_says_so(scene: Scene) -> None:
    """No items, no picture."""
    easel = Easel(scene.queries, lambda _query: [], Names(scene.world), Surroundings(str, lambda _number: None))
    widget = {
        "name": "T",
        "size": {"rowSpan": 2, "columnSpan": 2},
        "contributionId": QUERY_CHART.contribution,
        "settings": json.dumps({"transformOptions": {"filter": scene.query.id, "groupBy": "System.State"}}),
    }
    made = scene.world.part(Dashboards).create(scene.project, "", {"name": "D", "widgets": [widget]}, NOON)
    assert "No work items" in easel.board(made).tiles[0].body


def test_the_grid_is_as_wide_as_its_widgets() -> None:
    """At least six columns, more where a widget reaches further."""
    scene = Scene()
    dashboard = Dashboard("d", scene.project, "", "D", 1, "", 0, NOON)
    assert scene.easel().board(dashboard).columns == 6
    sent = {"name": "W", "position": {"row": 1, "column": 8}, "size": {"rowSpan": 1, "columnSpan": 2}}
    scene.world.part(Dashboards).add_widget(dashboard, sent | {"contributionId": MARKDOWN.contribution}, NOON)
    assert scene.easel().board(dashboard).columns == 9
