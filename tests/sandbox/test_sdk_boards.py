"""The unmodified azure-devops SDK reads and writes wikis, dashboards and shared queries of a served sandbox."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import SandboxServer
from sandbox.widget_types import MARKDOWN
from sandbox.wiki import Wikis
from tests.sandbox.desk import a_world

# The SDK leaves the answers to its DELETE calls unread, and with them their sockets.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TOKEN = "sandbox-pat"
WIQL = "SELECT [System.Id] FROM workitems WHERE [System.State] = 'New'"


@pytest.fixture
def clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give the SDK's clients, signed in to a sandbox with a wiki."""
    monkeypatch.setenv("AZURE_DEVOPS_CACHE_DIR", str(tmp_path))
    from azure.devops.connection import Connection  # noqa: PLC0415 - reads the cache folder when it is imported
    from msrest.authentication import BasicAuthentication  # noqa: PLC0415 - the same

    world = a_world()
    world.add_token(TOKEN, next(iter(world.people.values())))
    world.part(Wikis).create(project=world.project("MHHS").id, name="MHHS.wiki")
    with SandboxServer(world) as server:
        yield Connection(base_url=server.base_url, creds=BasicAuthentication("", TOKEN)).clients_v7_1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_wiki_pages(clients: Any) -> None:
    """Create, update with the ETag it gave, read as JSON and as text, by path and by id, delete."""
    from azure.devops.exceptions import AzureDevOpsServiceError  # noqa: PLC0415 - as above
    from azure.devops.v7_1.wiki.models import WikiPageCreateOrUpdateParameters as Text  # noqa: PLC0415 - as above

    wiki = clients.get_wiki_client()
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
