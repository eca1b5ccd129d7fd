"""The verbs on work items do against a served sandbox what they promise."""

from __future__ import annotations

import pytest

from ado_client import patch
from ado_client.auth import pat
from ado_client.errors import Broken, Conflict, Invalid, NotFound, SignInNeeded, Unreachable
from ado_client.results import LinkChange
from ado_client.session import Session
from ado_client.work_items import WorkItems
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind, Spell
from tests.ado_client.conftest import connect
from tests.ado_client.wire_fakes import Naps


async def test_a_work_item_is_created_changed_and_read(items: WorkItems) -> None:
    """Fields, tags, relations, at the revision that was read."""
    first = await items.create("Bug", [patch.set_field("System.Title", "DIP is down")])
    other = await items.create("Bug", [patch.set_field("System.Title", "DIP is slow")])
    changed = await items.update(
        first["id"],
        [
            patch.add_tag("outage"),
            patch.add_tag("retest"),
            patch.add_relation("System.LinkTypes.Related", items.url(other["id"]), "the same cause"),
        ],
        rev=first["rev"],
    )
    read = await items.get(first["id"], expand="relations")
    assert changed["rev"] == read["rev"] == first["rev"] + 1
    assert read["fields"]["System.Tags"] == "outage; retest"
    assert read["relations"][0]["attributes"]["comment"] == "the same cause"
    replaced = await items.update(
        first["id"], [patch.replace_tags([]), patch.remove_relation(0)], rev=read["rev"], suppress_notifications=True
    )
    assert "System.Tags" not in replaced["fields"]


async def test_a_stale_revision_writes_nothing(items: WorkItems) -> None:
    """Someone else was faster."""
    made = await items.create("Bug", [patch.set_field("System.Title", "x")])
    await items.update(made["id"], [patch.set_field("System.Title", "y")], rev=made["rev"])
    with pytest.raises(Conflict) as caught:
        await items.update(made["id"], [patch.set_field("System.Title", "z")], rev=made["rev"])
    assert caught.value.type_key == "TestPatchOperationFailedException"
    assert (await items.get(made["id"]))["fields"]["System.Title"] == "y"


async def test_a_query_finds_what_a_batch_then_reads(items: WorkItems) -> None:
    """In the query's order, with the fields that were asked for."""
    made = [await items.create("Bug", [patch.set_field("System.Title", f"defect {number}")]) for number in range(3)]
    found = await items.query(
        "SELECT [System.Id] FROM workitems WHERE [System.WorkItemType] = 'Bug' ORDER BY [System.Id]"
    )
    assert found.ids == tuple(item["id"] for item in made)
    read = await items.batch(found.ids, fields=["System.Title"], as_of=found.as_of)
    assert [item["fields"]["System.Title"] for item in read] == ["defect 0", "defect 1", "defect 2"]


async def test_history_is_read_for_one_item_and_for_the_project(items: WorkItems) -> None:
    """Revisions, updates, and the reporting feed with a watermark that goes on where it stopped."""
    made = await items.create("Bug", [patch.set_field("System.Title", "x")])
    await items.update(made["id"], [patch.set_field("System.Title", "y")], rev=1)
    assert [each["rev"] for each in await items.revisions(made["id"])] == [1, 2]
    assert (await items.updates(made["id"]))[1]["fields"]["System.Title"] == {"oldValue": "x", "newValue": "y"}
    pages = [page async for page in items.reporting_revisions(types=["Bug"])]
    assert [(each["id"], each["rev"]) for page in pages for each in page.revisions] == [
        (made["id"], 1),
        (made["id"], 2),
    ]
    again = [page async for page in items.reporting_revisions(watermark=pages[-1].watermark)]
    assert [page.revisions for page in again] == [[]]


async def test_links_are_read_as_they_come_and_go(items: WorkItems) -> None:
    """Each once, with a watermark that goes on where it stopped."""
    one, two = [await items.create("Bug", [patch.set_field("System.Title", title)]) for title in ("x", "y")]
    related = "System.LinkTypes.Related"
    await items.update(one["id"], [patch.add_relation(related, items.url(two["id"]), "same cause")], rev=None)
    [page] = [page async for page in items.reporting_links(types=["Bug"])]
    assert page.links == [LinkChange(related, one["id"], two["id"], is_there=True, comment="same cause")]
    await items.update(two["id"], [patch.remove_relation(0)], rev=None)
    [later] = [page async for page in items.reporting_links(watermark=page.watermark)]
    assert [(link.source, link.target, link.is_there) for link in later.links] == [(two["id"], one["id"], False)]


async def test_comments_are_said_and_read(items: WorkItems) -> None:
    """Oldest first."""
    made = await items.create("Bug", [patch.set_field("System.Title", "x")])
    await items.add_comment(made["id"], "one")
    await items.add_comment(made["id"], "two")
    assert [comment["text"] for comment in await items.comments(made["id"])] == ["one", "two"]


async def test_the_project_tells_its_fields_types_and_states(items: WorkItems) -> None:
    """What the bot checks its settings against."""
    assert "System.State" in {field["referenceName"] for field in await items.fields()}
    assert "Bug" in {kind["name"] for kind in await items.types()}
    assert "New" in {state["name"] for state in await items.states("Bug")}


async def test_mistakes_are_named(session: Session, items: WorkItems) -> None:
    """An unknown project, item and field."""
    with pytest.raises(NotFound, match="TF200016"):
        await WorkItems(session, "Nowhere").query("SELECT [System.Id] FROM workitems")
    with pytest.raises(NotFound, match="TF401232"):
        await items.get(4711)
    with pytest.raises(Invalid, match="TF51005"):
        await items.query("SELECT [System.Id] FROM workitems WHERE [Custom.Nothing] = 1")


async def test_a_wrong_token_asks_to_sign_in(server: SandboxServer, naps: Naps) -> None:
    """With a sign-in page for a read, with a 401 for a write; neither is tried again."""
    async with connect(server.base_url, naps, pat("wrong")) as session:
        items = WorkItems(session, "MHHS")
        with pytest.raises(SignInNeeded, match="sign-in page"):
            await items.query("SELECT [System.Id] FROM workitems")
        with pytest.raises(SignInNeeded, match="TF400813"):
            await items.update(1, [], rev=None)
    assert naps.seconds == []


async def test_nobody_at_the_address_is_named(naps: Naps) -> None:
    """A port where nobody listens."""
    async with connect("http://127.0.0.1:1/org", naps) as session:
        with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1"):
            await WorkItems(session, "MHHS").fields()
    assert naps.seconds == [1, 2]


@pytest.mark.parametrize("kind", [Kind.SERVER_ERROR, Kind.MAINTENANCE, Kind.TRUNCATED, Kind.EMPTY, Kind.LOST])
async def test_a_read_survives_bad_weather(world: World, items: WorkItems, kind: Kind) -> None:
    """Twice bad, then good: the read is answered."""
    world.weather.append(Spell(kind, times=2))
    assert await items.fields()


async def test_a_deactivated_organisation_is_told_at_once(world: World, items: WorkItems, naps: Naps) -> None:
    """Waiting would not help."""
    world.weather.append(Spell(Kind.DEACTIVATED, times=0))
    with pytest.raises(Broken, match="TF24668"):
        await items.fields()
    assert naps.seconds == []


async def test_throttling_is_waited_for_as_told(world: World, items: WorkItems, naps: Naps) -> None:
    """First a warning on a good answer, then a refusal: both waits are the server's."""
    world.weather.append(Spell(Kind.DELAYED, retry_after=7))
    world.weather.append(Spell(Kind.THROTTLED, first=2, retry_after=11))
    await items.fields()
    await items.fields()
    assert [seconds for seconds in naps.seconds if seconds >= 7] == [7, 11]
