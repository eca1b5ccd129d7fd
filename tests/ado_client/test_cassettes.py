"""What the client says and hears, kept in cassettes: CONTRIBUTING.md says how to record them anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ado_client import patch
from ado_client.auth import pat
from ado_client.boards import Boards
from ado_client.control import Control
from ado_client.diagnose import State, diagnose
from ado_client.errors import Conflict, NotFound, SignInNeeded
from ado_client.session import Session
from ado_client.widgets import Widget
from ado_client.wiki import Wiki
from ado_client.work_items import WorkItems
from tests.ado_client.conftest import Place, connect
from tests.ado_client.wire_fakes import Naps

pytestmark = pytest.mark.vcr

KEPT = Path(__file__).parent / "cassettes" / "test_cassettes"
MARKDOWN = "ms.vss-dashboards-web.Microsoft.VisualStudioOnline.Dashboards.MarkdownWidget"


@pytest.fixture
async def here(place: Place) -> AsyncIterator[Session]:
    """Open a session with the place of the cassettes."""
    async with connect(place.organization, Naps(), pat(place.pat)) as session:
        yield session


@pytest.fixture
async def through_sdk(here: Session) -> AsyncIterator[Control]:
    """Open the SDK's side of it, with nothing left from the cassette before."""
    async with Control(here) as control:
        await control.read(lambda _: None)  # imports the SDK
        from azure.devops import _file_cache  # noqa: PLC0415 - imported without its folder just now
        from azure.devops.client import Client  # noqa: PLC0415 - the same

        Client._locations_cache.clear()
        _file_cache.RESOURCE_CACHE.data.clear()
        _file_cache.OPTIONS_CACHE.data.clear()
        yield control


async def test_the_life_of_a_work_item(here: Session, place: Place) -> None:
    """Made, changed at its revision, refused at a stale one, talked about, queried and read with its history."""
    items = WorkItems(here, place.project)
    made = await items.create("Bug", [patch.set_field("System.Title", "envbot records a cassette")])
    number = made["id"]
    assert made["fields"]["System.TeamProject"] == "MHHS"
    changed = await items.update(
        number,
        [patch.set_field("System.Title", "envbot recorded a cassette"), patch.add_tag("envbot")],
        rev=made["rev"],
    )
    assert changed["fields"]["System.Tags"] == "envbot"
    with pytest.raises(Conflict):
        await items.update(number, [patch.add_tag("late")], rev=made["rev"])
    said = await items.add_comment(number, "envbot was here")
    assert said["text"] == "envbot was here"
    assert "envbot was here" in [comment["text"] for comment in await items.comments(number)]
    wiql = "SELECT [System.Id] FROM workitems WHERE [System.Title] = 'envbot recorded a cassette' ORDER BY [System.Id]"
    found = await items.query(wiql)
    assert found.ids[-1] == number
    [read] = await items.batch([number], fields=["System.Title"])
    assert read["fields"]["System.Title"] == "envbot recorded a cassette"
    assert [revision["rev"] for revision in await items.revisions(number)][:2] == [1, 2]
    titles = [update["fields"]["System.Title"]["newValue"] for update in (await items.updates(number))[:2]]
    assert titles == ["envbot records a cassette", "envbot recorded a cassette"]
    pages = [page async for page in items.reporting_revisions(types=["Bug"])]
    assert pages[-1].is_last
    assert number in {revision["id"] for page in pages for revision in page.revisions}


async def test_what_a_project_knows(here: Session, place: Place) -> None:
    """Its fields and states; and what it does not have."""
    items = WorkItems(here, place.project)
    assert "System.State" in {field["referenceName"] for field in await items.fields()}
    assert len(await items.states("Bug")) > 2
    with pytest.raises(NotFound):
        await items.get(2_000_000_000)


async def test_a_wiki_page(through_sdk: Control, place: Place) -> None:
    """Written in the version that was read, refused in an older one."""
    wiki = Wiki(through_sdk, place.project)
    await wiki.ensure_wiki()
    before = await wiki.get("/envbot/Cassette")
    first = await wiki.put("/envbot/Cassette", "one", before.etag if before else None)
    second = await wiki.put("/envbot/Cassette", "two", first.etag)
    with pytest.raises(Conflict):
        await wiki.put("/envbot/Cassette", "three", first.etag)
    assert await wiki.get("/envbot/Cassette") == second
    assert "/envbot/Cassette" in await wiki.pages()


async def test_a_dashboard_with_its_query(through_sdk: Control, place: Place) -> None:
    """A stored query and one widget of the bot's."""
    boards = Boards(through_sdk, place.project, f"{place.project} Team")
    query = await boards.ensure_query(
        "Shared Queries/envbot/Cassette", "SELECT [System.Id] FROM workitems WHERE [System.State] <> 'Closed'"
    )
    assert query.id in query.url
    board = await boards.ensure_dashboard("envbot cassette")
    text = Widget("Cassette (envbot)", MARKDOWN, "# One", row=1, column=1, rows=2, columns=2)
    await boards.arrange(board, [text], marker="(envbot)")
    again = await boards.arrange(await boards.dashboard(board.id), [text], marker="(envbot)")
    assert again.is_empty
    await boards.arrange(await boards.dashboard(board.id), [], marker="(envbot)")


async def test_what_the_account_may_do(here: Session, place: Place) -> None:
    """All that can be tried is good."""
    found = await diagnose(here, place.project, f"{place.project} Team")
    assert State.GOOD in {finding.state for finding in found}
    assert found[0].ability == "Sign in"


async def test_a_wrong_token(place: Place) -> None:
    """A sign-in page."""
    async with connect(place.organization, Naps(), pat("wrong")) as session:
        with pytest.raises(SignInNeeded):
            await WorkItems(session, place.project).fields()


@pytest.mark.parametrize("kept", sorted(KEPT.glob("*.yaml")), ids=lambda path: path.stem)
def test_nothing_in_a_cassette_is_secret_or_tells_whose_it_was(kept: Path) -> None:
    """Neither the token, nor where it was recorded, nor by whom."""
    text = kept.read_text(encoding="utf-8").lower()
    for word in ("authorization", "cookie", "sandbox-pat", "127.0.0.1", "uniquename: ", "x-vss"):
        assert word not in text
