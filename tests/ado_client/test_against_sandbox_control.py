"""Wiki, queries and dashboards do through the SDK what they promise, against a served sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ado_client.auth import pat
from ado_client.boards import Boards
from ado_client.control import Control
from ado_client.errors import AdoError, Broken, Conflict, NotFound, SignInNeeded, Throttled, Unreachable
from ado_client.request_log import RequestLine
from ado_client.widgets import Widget
from ado_client.wiki import Wiki
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind, Spell
from tests.ado_client.conftest import connect
from tests.ado_client.wire_fakes import Naps

MARKER = "(envbot)"
MARKDOWN = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget"
TILE = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.QueryScalarWidget"
WIQL = "SELECT [System.Id] FROM workitems WHERE [System.State] <> 'Closed'"


@pytest.fixture
async def wiki(control: Control) -> Wiki:
    """Give the project wiki, made."""
    made = Wiki(control, "MHHS")
    await made.ensure_wiki()
    return made


@pytest.fixture
def boards(control: Control) -> Boards:
    """Give the boards of the project's team."""
    return Boards(control, "MHHS", "MHHS Team")


def text(name: str, content: str, **of: Any) -> Widget:
    """Build a Markdown widget of two by two cells at the top left."""
    return replace(Widget(f"{name} {MARKER}", MARKDOWN, content, row=1, column=1, rows=2, columns=2), **of)


# The wiki


async def test_a_wiki_is_made_once(control: Control) -> None:
    """The second time it is there."""
    wiki = Wiki(control, "MHHS")
    with pytest.raises(NotFound):
        await wiki.get("/Home")
    first = await wiki.ensure_wiki()
    assert (first.name, first.is_project_wiki) == ("MHHS.wiki", True)
    assert await wiki.ensure_wiki() == first
    assert await wiki.wikis() == (first,)
    other = Wiki(control, "MHHS", "No such.wiki")
    with pytest.raises(AdoError, match="wiki"):
        await other.ensure_wiki()  # a project has one wiki of its own


async def test_a_page_is_made_with_the_pages_above_it_and_read_again(wiki: Wiki) -> None:
    """The pages above list what is below them."""
    path = "/Environments/Stand-ups/2024-06-12"
    assert await wiki.get(path) is None
    assert await wiki.pages() == ()
    made = await wiki.put(path, "# Agenda", None)
    assert await wiki.get(path) == made
    assert made.content == "# Agenda"
    assert made.url.startswith("http")
    assert await wiki.pages() == ("/Environments", "/Environments/Stand-ups", path)
    assert await wiki.pages("/Environments/Stand-ups") == (path,)
    assert await wiki.pages("/Elsewhere") == ()
    above = await wiki.get("/Environments")
    assert above is not None
    assert above.content == "[[_TOSP_]]"
    beside = await wiki.put("/Environments/Stand-ups/2024-06-13", "# Next", None)
    assert beside.path == "/Environments/Stand-ups/2024-06-13"
    below = await wiki.put("/Environments/Outages/2024-06", "# June", None)
    assert below.path == "/Environments/Outages/2024-06"


async def test_a_page_is_changed_only_in_the_version_that_was_read(wiki: Wiki) -> None:
    """Someone who wrote meanwhile is not overwritten; neither is a page that is there already."""
    first = await wiki.put("/Home", "one", None)
    second = await wiki.put("/Home", "two", first.etag)
    assert second.etag != first.etag
    with pytest.raises(Conflict):
        await wiki.put("/Home", "three", first.etag)
    with pytest.raises(Conflict):
        await wiki.put("/Home", "four", None)
    assert await wiki.get("/Home") == second


async def test_a_wiki_that_does_not_exist_is_named(control: Control) -> None:
    """A missing page is None, a missing wiki is a mistake."""
    await Wiki(control, "MHHS").ensure_wiki()
    wiki = Wiki(control, "MHHS", "Other.wiki")
    with pytest.raises(NotFound, match="Other"):
        await wiki.pages()
    with pytest.raises(NotFound, match="Other"):
        await wiki.put("/Home", "x", None)


# Shared queries


async def test_a_query_is_made_in_its_folder_and_changed_when_it_differs(boards: Boards) -> None:
    """Blanks and case are no difference; the query keeps its id."""
    path = "Shared Queries/envbot/SIT/Open defects"
    made = await boards.ensure_query(path, WIQL)
    assert made.name == "Open defects"
    assert made.url.endswith(f"/MHHS/_queries/query/{made.id}/")
    assert await boards.ensure_query(path, WIQL.replace(" WHERE", "\n  where")) == made
    assert await boards.ensure_query(path, WIQL.replace("Closed", "New")) == made
    assert await boards.ensure_folder("Shared Queries/envbot/SIT") == await boards.ensure_folder(
        "Shared Queries/ENVBOT/sit/"
    )


# Dashboards


async def test_a_dashboard_is_made_once(boards: Boards) -> None:
    """It has a name, an address for people, and no widgets yet."""
    made = await boards.ensure_dashboard("Environments", "What the bot knows")
    assert (made.name, made.widgets) == ("Environments", ())
    assert made.url.endswith(f"/MHHS/_dashboards/dashboard/{made.id}")
    other = await boards.ensure_dashboard("Other")
    assert await boards.ensure_dashboard("environments") == made
    assert await boards.ensure_dashboard("other") == other
    assert [known.name for known in await boards.dashboards()] == ["Environments", "Other"]


async def test_the_bots_widgets_are_added_changed_and_removed_and_a_persons_stay(
    control: Control, boards: Boards
) -> None:
    """One by one, each held to the version that was read."""
    board = await boards.ensure_dashboard("Environments")

    def a_person_adds_a_widget(clients: Any) -> Any:
        from azure.devops.v7_1.dashboard import models  # noqa: PLC0415 - the SDK is imported by the control

        place, size = models.WidgetPosition(row=1, column=1), models.WidgetSize(row_span=2, column_span=2)
        sent = models.Widget(name="Theirs", contribution_id=MARKDOWN, settings="hands off", position=place, size=size)
        context = models.TeamContext(project="MHHS", team="MHHS Team")
        return clients.get_dashboard_client().create_widget(sent, context, board.id)

    await control.write(a_person_adds_a_widget)
    wanted = [text("SLA", "# SLA"), text("Outages", "# Outages", row=3), tile("Open")]
    await boards.arrange(await boards.dashboard(board.id), wanted, marker=MARKER)
    await boards.arrange(
        await boards.dashboard(board.id), [text("SLA", "# SLA: 3 breached"), tile("Open")], marker=MARKER
    )
    there = {widget.name: widget for widget in (await boards.dashboard(board.id)).widgets}
    assert {name: (widget.settings, widget.row) for name, widget in there.items() if name != tile("Open").name} == {
        "Theirs": ("hands off", 1),
        "SLA (envbot)": ("# SLA: 3 breached", 3),
    }
    assert json.loads(there["Open (envbot)"].settings) == {"queryId": "1"}
    done = await boards.arrange(
        await boards.dashboard(board.id), [text("SLA", "# SLA: 3 breached"), tile("Open")], marker=MARKER
    )
    assert done.is_empty


def tile(name: str) -> Widget:
    """Build a query tile of one cell at the right."""
    return Widget(f"{name} {MARKER}", TILE, '{"queryId":"1"}', row=1, column=4, rows=1, columns=1)


@pytest.mark.parametrize("wanted", [[], [text("SLA", "changed")], [text("SLA", "one"), tile("Open")]])
async def test_someone_who_edits_the_dashboard_at_the_same_time_is_a_conflict(
    boards: Boards, wanted: list[Widget]
) -> None:
    """To remove, to change and to add: the version that was read is gone."""
    board = await boards.ensure_dashboard("Environments")
    await boards.arrange(board, [text("SLA", "one"), text("Old", "x", row=9)], marker=MARKER)
    read = await boards.dashboard(board.id)
    await boards.arrange(read, [text("SLA", "one"), text("Old", "y", row=9)], marker=MARKER)
    with pytest.raises(Conflict):
        await boards.arrange(read, [*wanted, text("Old", "x", row=9)], marker=MARKER)


# What the SDK would do wrong by itself


async def test_a_wrong_token_asks_to_sign_in(server: SandboxServer, naps: Naps) -> None:
    """The SDK alone would speak of a DeserializationError."""
    async with connect(server.base_url, naps, pat("wrong")) as session, Control(session) as control:
        with pytest.raises(SignInNeeded, match="sign-in page"):
            await Wiki(control, "MHHS").wikis()


async def test_a_read_survives_bad_weather_and_waits_as_told(world: World, boards: Boards, naps: Naps) -> None:
    """The same pace as the rest of the client."""
    await boards.dashboards()
    world.weather += [Spell(Kind.SERVER_ERROR), Spell(Kind.THROTTLED, first=2, retry_after=11)]
    assert await boards.dashboards() == ()
    assert naps.seconds == [1, 11]


async def test_what_the_sdk_sends_is_logged_too(server: SandboxServer, naps: Naps) -> None:
    """Each request, also those it makes to learn the addresses."""
    lines: list[RequestLine] = []
    async with connect(server.base_url, naps, log=lines.append) as session, Control(session) as control:
        await Boards(control, "MHHS", "MHHS Team").dashboards()
    assert {(line.method, line.status) for line in lines} == {("OPTIONS", 200), ("GET", 200)}
    assert all(line.activity and line.received for line in lines)


@pytest.mark.parametrize("kind", [Kind.EMPTY, Kind.TRUNCATED, Kind.CLOSED_IN, Kind.CLOSED_AFTER, Kind.LOST])
async def test_a_creation_whose_answer_was_lost_is_told_and_found_the_next_time(
    world: World, boards: Boards, kind: Kind
) -> None:
    """Never as something that is not there."""
    await boards.dashboards()
    world.weather.append(Spell(kind, method="POST"))
    with pytest.raises((Broken, Unreachable)):
        await boards.ensure_folder("Shared Queries/envbot")
    first = await boards.ensure_folder("Shared Queries/envbot")
    assert await boards.ensure_folder("Shared Queries/envbot") == first


async def test_a_write_is_not_repeated_once_it_may_have_arrived(world: World, boards: Boards) -> None:
    """The SDK alone would repeat a PUT or DELETE by itself."""
    await boards.dashboards()
    world.weather.append(Spell(Kind.THROTTLED, method="POST", times=0))
    with pytest.raises(Throttled):
        await boards.ensure_dashboard("Environments")
    assert world.weather[0].seen == 1


async def test_nobody_at_the_address_is_named(naps: Naps) -> None:
    """A write is tried again too, since the connection was never made."""
    async with connect("http://127.0.0.1:1/org", naps) as session, Control(session) as control:
        with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1: .*refused") as caught:
            await control.write(lambda clients: clients.get_core_client().get_project("MHHS"))
    assert caught.value.may_have_arrived is False
    assert naps.seconds == [1, 2]


async def test_an_area_that_the_server_does_not_have_is_not_looked_for_elsewhere(control: Control) -> None:
    """The SDK alone would send the token to a public host."""
    unknown = "00000000-0000-0000-0000-000000000001"
    with pytest.raises(Broken, match=r"sends us on to app\.vssps\.visualstudio\.com"):
        await control.read(lambda clients: clients._connection._get_deployment_resource_area_from_sps(unknown))


@pytest.mark.parametrize(
    ("host", "ours", "may"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("org.visualstudio.com", "dev.azure.com", True),
        ("vssps.dev.azure.com", "org.visualstudio.com", True),
        ("dev.azure.com", "127.0.0.1", False),
        ("dev.azure.com.example.com", "dev.azure.com", False),
        ("notdev.azure.com", "dev.azure.com", False),
    ],
)
def test_only_the_organisations_own_hosts_are_asked(host: str, ours: str, *, may: bool) -> None:
    """In the cloud an organisation has several hosts; the token goes to no other."""
    from ado_client.sdk import may_be_asked  # noqa: PLC0415 - slow to import

    assert may_be_asked(host, ours) is may


async def test_what_the_sdk_cannot_read_is_a_broken_answer(control: Control) -> None:
    """Whatever it raises of its own."""
    with pytest.raises(Broken, match="the azure-devops SDK cannot read the answer"):
        await control.read(lambda clients: clients.get_core_client().no_such_call())


async def test_the_sdks_setting_of_whoever_runs_the_bot_is_left_as_it_was(
    control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is only changed while the SDK is imported."""
    monkeypatch.setenv("AZURE_DEVOPS_CACHE_DIR", "elsewhere")
    await control.read(lambda clients: clients.get_core_client().get_project("MHHS"))
    assert os.environ["AZURE_DEVOPS_CACHE_DIR"] == "elsewhere"


def test_the_sdk_is_imported_without_leaving_anything_in_the_home_folder(tmp_path: Path) -> None:
    """No folder for its cache is made, and the import of the control alone does not import it."""
    program = (
        "import os, sys\n"
        "import ado_client.boards, ado_client.wiki, ado_client.control as control\n"
        "assert 'azure.devops' not in sys.modules and 'msal' not in sys.modules\n"
        "class Session: organization_url = 'http://127.0.0.1'\n"
        "from ado_client.auth import pat; from datetime import timedelta\n"
        "Session.auth, Session.timeout = pat('x'), timedelta(1)\n"
        "control._open(Session, print, print)\n"
        "assert 'azure.devops' in sys.modules\n"
        "print(os.environ.get('AZURE_DEVOPS_CACHE_DIR'))\n"
    )
    for before in ({}, {"AZURE_DEVOPS_CACHE_DIR": "elsewhere"}):
        environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], **before}
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == str(before.get("AZURE_DEVOPS_CACHE_DIR"))
    assert list(tmp_path.iterdir()) == []
