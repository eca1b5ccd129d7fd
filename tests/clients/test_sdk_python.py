"""The unmodified azure-devops SDK works with the sandbox, over every route that the bot uses."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.builds import Pipelines
from sandbox.observing import Observer
from sandbox.server import SandboxServer
from sandbox.widget_types import MARKDOWN
from tests.clients.routes import BOT_ROUTES, Routes
from tests.own_process import serving
from tests.sandbox.desk import a_world

# The SDK leaves the answers to its DELETE calls unread, and with them their sockets.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TOKEN = "sandbox-pat"
WIQL = "SELECT [System.Id] FROM workitems WHERE [System.State] = 'New'"
TEN_LINES = """\
import sys
from azure.devops.connection import Connection
from azure.devops.v7_1.work_item_tracking.models import JsonPatchOperation, Wiql
from msrest.authentication import BasicAuthentication
clients = Connection(base_url=sys.argv[1], creds=BasicAuthentication("", sys.argv[2])).clients_v7_1
items = clients.get_work_item_tracking_client()
found = items.query_by_wiql(Wiql(query="SELECT [System.Id] FROM workitems WHERE [System.WorkItemType] = 'Bug'"), top=3)
read = items.get_work_items([each.id for each in found.work_items])
tagged = items.update_work_item([JsonPatchOperation(op="add", path="/fields/System.Tags", value="seen")], read[0].id)
page = clients.get_wiki_client().get_page("MHHS", "MHHS.wiki", "/Releases", recursion_level="oneLevel").page
print(len(read), "seen" in tagged.fields["System.Tags"], page.path, len(page.sub_pages) > 0)
"""


@contextmanager
def signed_in(observer: Observer | None = None) -> Iterator[Any]:
    """Give the SDK's clients, signed in to a sandbox."""
    from azure.devops.connection import Connection  # noqa: PLC0415 - reads the cache folder when it is imported
    from msrest.authentication import BasicAuthentication  # noqa: PLC0415 - the same

    world = a_world()
    world.add_token(TOKEN, next(iter(world.people.values())))
    pipelines = world.part(Pipelines)
    build = pipelines.add_build(world.project("MHHS"), "DIP", "4.2.1", world.now())
    pipelines.deploy(build, "SIT A", world.now())
    with SandboxServer(world, observer=observer) as server:
        yield Connection(base_url=server.base_url, creds=BasicAuthentication("", TOKEN)).clients_v7_1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(autouse=True)
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the SDK's cache out of the home of whoever runs the tests."""
    monkeypatch.setenv("AZURE_DEVOPS_CACHE_DIR", str(tmp_path))


@pytest.fixture
def clients(no_cache: None) -> Iterator[Any]:
    """Give the SDK's clients for one test."""
    with signed_in() as every:
        yield every


def patch(*steps: tuple[str, str, Any]) -> list[Any]:
    from azure.devops.v7_1.work_item_tracking.models import JsonPatchOperation  # noqa: PLC0415 - as above

    return [JsonPatchOperation(op=op, path=path, value=value) for op, path, value in steps]


def a_bug(tracking: Any, title: str = "DIP is down") -> Any:
    return tracking.create_work_item(patch(("add", "/fields/System.Title", title)), "MHHS", "Bug")


def test_projects_teams_and_people(clients: Any) -> None:
    """Who is signed in, what there is, and how a team is set up."""
    from azure.devops.v7_1.work.models import TeamContext  # noqa: PLC0415 - as above

    core = clients.get_core_client()
    [project] = core.get_projects()
    assert core.get_project("MHHS").id == project.id
    [team] = core.get_teams("MHHS")
    assert core.get_team("MHHS", "MHHS Team").id == team.id
    settings = clients.get_work_client().get_team_settings(TeamContext(project="MHHS"))
    assert settings.bugs_behavior == "asRequirements"
    assert clients.get_location_client().get_connection_data().authenticated_user.is_active
    assert clients.get_profile_client().get_profile("me").core_revision == 1


def test_work_items(clients: Any) -> None:
    """Create, read alone and in batches, change guarded by the revision, delete and bring back."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # noqa: PLC0415 - as above
    from azure.devops.v7_1.work_item_tracking.models import (  # noqa: PLC0415 - as above
        WorkItemBatchGetRequest,
        WorkItemDeleteUpdate,
    )

    tracking = clients.get_work_item_tracking_client()
    made = a_bug(tracking)
    changed = tracking.update_work_item(patch(("test", "/rev", 1), ("add", "/fields/System.Tags", "sit")), made.id)
    assert (changed.rev, changed.fields["System.Tags"]) == (2, "sit")
    with pytest.raises(AzureDevOpsServiceError, match="VS403351"):
        tracking.update_work_item(patch(("test", "/rev", 1)), made.id)
    assert tracking.get_work_item(made.id, expand="all").fields["System.Rev"] == 2
    assert [each.id for each in tracking.get_work_items([made.id])] == [made.id]
    wanted = WorkItemBatchGetRequest(ids=[made.id, 99], fields=["System.Title"], error_policy="omit")
    assert tracking.get_work_items_batch(wanted)[0].fields == {"System.Title": "DIP is down"}
    assert tracking.update_work_item(patch(("add", "/fields/System.Title", "x")), made.id, validate_only=True).rev == 2
    tracking.delete_work_item(made.id)
    assert [each.id for each in tracking.get_deleted_work_item_shallow_references("MHHS")] == [made.id]
    tracking.restore_work_item(WorkItemDeleteUpdate(is_deleted=False), made.id)
    assert tracking.get_work_item(made.id).fields["System.Title"] == "DIP is down"


def test_history(clients: Any) -> None:
    """Revisions, updates, and the reporting streams of revisions and links."""
    tracking = clients.get_work_item_tracking_client()
    first, second = a_bug(tracking, "One"), a_bug(tracking, "Two")
    link = {"rel": "System.LinkTypes.Related", "url": first.url}
    tracking.update_work_item(patch(("add", "/relations/-", link)), second.id)
    tracking.update_work_item(patch(("add", "/fields/System.State", "Active")), second.id)
    assert [each.rev for each in tracking.get_revisions(second.id)] == [1, 2]
    assert tracking.get_revision(second.id, 2).fields["System.State"] == "Active"
    updates = tracking.get_updates(second.id)
    assert [bool(each.relations) for each in updates] == [False, True, False]
    # The SDK's models of the streams declare no attributes, so that what it reads stays in a bag of its own.
    batch = tracking.read_reporting_revisions_get("MHHS", max_page_size=2).additional_properties
    assert (len(batch["values"]), batch["isLastBatch"]) == (2, False)
    token = batch["continuationToken"]
    batch = tracking.read_reporting_revisions_post({}, "MHHS", continuation_token=token).additional_properties
    assert (len(batch["values"]), batch["isLastBatch"]) == (1, True)
    links = tracking.get_reporting_links_by_link_type("MHHS").additional_properties["values"]
    assert {each["rel"] for each in links} == {"System.LinkTypes.Related"}


def test_comments(clients: Any) -> None:
    """Say, read, change and take back, in both formats."""
    from azure.devops.v7_1.work_item_tracking.models import CommentCreate, CommentUpdate  # noqa: PLC0415 - as above

    tracking = clients.get_work_item_tracking_client()
    bug = a_bug(tracking).id
    plain = tracking.add_comment(CommentCreate(text="seen"), "MHHS", bug)
    tracking.add_work_item_comment(CommentCreate(text="**seen**"), "MHHS", bug, "markdown")
    assert [each.format for each in tracking.get_comments("MHHS", bug, order="asc").comments] == ["html", "markdown"]
    tracking.update_comment(CommentUpdate(text="fixed"), "MHHS", bug, plain.id)
    assert tracking.get_comment("MHHS", bug, plain.id).text == "fixed"
    tracking.delete_comment("MHHS", bug, plain.id)
    assert tracking.get_comments("MHHS", bug).total_count == 1


def test_queries_and_what_they_are_made_of(clients: Any) -> None:
    """WIQL, and the types, states, fields, kinds of links, areas and tags of the project."""
    from azure.devops.v7_1.work_item_tracking.models import Wiql  # noqa: PLC0415 - as above

    tracking = clients.get_work_item_tracking_client()
    bug = a_bug(tracking).id
    assert [each.id for each in tracking.query_by_wiql(Wiql(query=WIQL), top=5).work_items] == [bug]
    assert {each.name for each in tracking.get_work_item_types("MHHS")} >= {"Bug", "Task"}
    assert tracking.get_work_item_type("MHHS", "Bug").name == "Bug"
    assert tracking.get_work_item_type_states("MHHS", "Bug")[0].name == "New"
    assert tracking.get_work_item_type_fields_with_references("MHHS", "Bug", expand="allowedValues")
    assert "System.Title" in {each.reference_name for each in tracking.get_work_item_fields()}
    assert {each.name for each in tracking.get_relation_types()} >= {"Parent", "Related"}
    assert {each.structure_type for each in tracking.get_root_nodes("MHHS")} == {"area", "iteration"}
    assert tracking.get_tags("MHHS") == []


def test_wiki_pages(clients: Any) -> None:
    """Create a wiki; create a page, update with its ETag, read as JSON and as text, by path and by id, delete."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # noqa: PLC0415 - as above
    from azure.devops.v7_1.wiki.models import WikiCreateParametersV2  # noqa: PLC0415 - as above
    from azure.devops.v7_1.wiki.models import WikiPageCreateOrUpdateParameters as Text  # noqa: PLC0415 - as above

    wiki, project = clients.get_wiki_client(), clients.get_core_client().get_project("MHHS").id
    wiki.create_wiki(WikiCreateParametersV2(name="MHHS.wiki", project_id=project, type="projectWiki"), "MHHS")
    assert [each.name for each in wiki.get_all_wikis("MHHS")] == ["MHHS.wiki"]
    created = wiki.create_or_update_page(Text(content="one"), "MHHS", "MHHS.wiki", "/Stand ups", None)
    with pytest.raises(AzureDevOpsServiceError, match="already exists"):
        wiki.create_or_update_page(Text(content="two"), "MHHS", "MHHS.wiki", "/Stand ups", None)
    updated = wiki.create_or_update_page(Text(content="zwölf"), "MHHS", "MHHS.wiki", "/Stand ups", created.eTag)
    assert updated.page.id == created.page.id
    read = wiki.get_page("MHHS", "MHHS.wiki", "/Stand ups", include_content=True)
    assert (read.page.content, read.eTag) == ("zwölf", updated.eTag)
    assert b"".join(wiki.get_page_text("MHHS", "MHHS.wiki", "/Stand ups")).decode() == "zwölf"
    by_id = wiki.get_page_by_id("MHHS", "MHHS.wiki", created.page.id, include_content=True)
    assert by_id.page.content == "zwölf"
    root = wiki.get_page("MHHS", "MHHS.wiki", "/", recursion_level="full").page
    assert [page.path for page in root.sub_pages] == ["/Stand ups"]
    assert wiki.delete_page("MHHS", "MHHS.wiki", "/Stand ups").eTag == '""'


def test_dashboards_and_widgets(clients: Any) -> None:
    """Create, add, update with versions, replace, list, delete."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # noqa: PLC0415 - as above
    from azure.devops.v7_1.dashboard.models import (  # noqa: PLC0415 - as above
        Dashboard,
        TeamContext,
        Widget,
        WidgetPosition,
        WidgetSize,
    )

    boards, team = clients.get_dashboard_client(), TeamContext(project="MHHS", team="MHHS Team")
    home = boards.create_dashboard(Dashboard(name="Environments"), team).id
    place, size = WidgetPosition(row=1, column=1), WidgetSize(row_span=1, column_span=1)
    sent = Widget(name="Notes", position=place, size=size, settings="# One", contribution_id=MARKDOWN.contribution)
    widget = boards.create_widget(sent, team, home)
    widget.settings = "# Two"
    assert boards.update_widget(widget, team, home, widget.id).settings == "# Two"
    with pytest.raises(AzureDevOpsServiceError, match="was changed since"):
        boards.update_widget(widget, team, home, widget.id)
    listed = boards.get_widgets(team, home)
    assert boards.replace_widgets(listed.widgets, team, home, eTag=listed.eTag).eTag != listed.eTag
    assert [each.name for each in boards.get_dashboards_by_project(team)] == ["Environments"]
    assert [each.name for each in boards.get_dashboard(team, home).widgets] == ["Notes"]
    assert boards.delete_widget(team, home, widget.id).widgets == []
    boards.delete_dashboard(team, home)
    assert boards.get_dashboards_by_project(team) == []


def test_shared_queries(clients: Any) -> None:
    """Create a folder and a query, find them by path and id, run, rename, delete and bring back."""
    from azure.devops.v7_1.work_item_tracking.models import QueryHierarchyItem as Item  # noqa: PLC0415 - as above

    queries = clients.get_work_item_tracking_client()
    queries.create_query(Item(name="envbot", is_folder=True), "MHHS", "Shared Queries")
    made = queries.create_query(Item(name="New", wiql=WIQL), "MHHS", "Shared Queries/envbot")
    assert queries.get_query("MHHS", "Shared Queries/envbot/New", expand="wiql").wiql == WIQL
    shared = queries.get_queries("MHHS", depth=2)[1]
    assert [each.name for each in shared.children[0].children] == ["New"]
    assert queries.query_by_id(made.id).work_items == []
    queries.update_query(Item(name="Newest"), "MHHS", made.id)
    queries.delete_query("MHHS", made.id)
    queries.update_query(Item(is_deleted=False), "MHHS", made.id)
    assert queries.get_query("MHHS", made.id).path == "Shared Queries/envbot/Newest"
    assert [each.id for each in queries.search_queries("MHHS", "newest").value] == [made.id]
    assert [each.id for each in queries.get_queries_batch({"ids": [made.id]}, "MHHS")] == [made.id]


def test_builds_and_environments(clients: Any) -> None:
    """Pipelines, their builds, the work items of one, and what was deployed where."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # noqa: PLC0415 - as above

    builds, tasks = clients.get_build_client(), clients.get_task_agent_client()
    assert [each.name for each in builds.get_definitions("MHHS")] == ["DIP"]
    found = builds.get_builds("MHHS", definitions=[1], status_filter="completed")
    assert [(each.build_number, each.result) for each in found] == [("4.2.1", "succeeded")]
    assert builds.get_build_work_items_refs("MHHS", found[0].id) == []
    with pytest.raises(AzureDevOpsServiceError, match="could not be found"):
        builds.get_build_work_items_refs("MHHS", 99)
    environments = tasks.get_environments("MHHS")
    assert [each.name for each in environments] == ["SIT A"]
    records = tasks.get_environment_deployment_execution_records("MHHS", environments[0].id)
    assert [each.owner.name for each in records] == ["4.2.1"]


EVERY_TEST: tuple[Callable[[Any], None], ...] = (
    test_projects_teams_and_people,
    test_work_items,
    test_history,
    test_comments,
    test_queries_and_what_they_are_made_of,
    test_wiki_pages,
    test_dashboards_and_widgets,
    test_shared_queries,
    test_builds_and_environments,
)


def test_every_route_of_the_bot_is_tried() -> None:
    """What the tests above call covers the table of the bot's routes; a new route without a test fails here."""
    routes = Routes()
    for test in EVERY_TEST:
        with signed_in(routes) as clients:
            test(clients)
    assert BOT_ROUTES - routes.others == set()


def test_a_ten_line_script_works_with_the_scenario(tmp_path: Path) -> None:
    """`envbot sandbox` says its address first; the script runs a query, reads items, adds a tag, reads a wiki page."""
    here = {**os.environ, "AZURE_DEVOPS_CACHE_DIR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    with serving("--scenario", "mhhs", environment=here) as out:
        script = [sys.executable, "-c", TEN_LINES, out.readline().strip(), TOKEN]
        done = subprocess.run(script, capture_output=True, text=True, timeout=120, env=here, check=False)  # noqa: S603 - the script above
    assert done.stdout.split() == ["3", "True", "/Releases", "True"], done.stderr
