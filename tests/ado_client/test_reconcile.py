"""A write whose answer was lost is sent again only if it was surely not carried out."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ado_client import patch
from ado_client.errors import AdoError, Broken, Conflict, Throttled, Unreachable
from ado_client.reconcile import Fate, fate
from ado_client.work_items import WorkItems
from sandbox.state import World
from sandbox.weather import Kind, Spell
from tests.ado_client.wire_fakes import Server, good, refused, session

STATE = patch.set_field("System.State", "Active")


def update(rev: int, **fields: Any) -> dict[str, Any]:
    """Build an update that gave fields new values; underscores stand for dots."""
    return {"rev": rev, "fields": {name.replace("_", "."): {"newValue": value} for name, value in fields.items()}}


def test_an_item_at_the_same_revision_was_not_written() -> None:
    """Nothing came after the revision the write was held to."""
    assert fate(7, [STATE], [update(6), update(7, System_State="New")]) is Fate.NOT_DONE


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([STATE], {"System_State": "Active"}),
        ([STATE, patch.set_field("System.Title", "x")], {"System_State": "Active", "System_Title": "x"}),
        ([patch.add_tag("Retest")], {"System_Tags": "a; retest"}),
        ([patch.replace_tags(["a", "b"])], {"System_Tags": "b; a"}),
    ],
)
def test_the_next_revision_that_says_all_of_it_is_the_write(operations: Any, said: dict[str, Any]) -> None:
    """Each operation is found in it."""
    assert fate(7, operations, [update(8, **said), update(9)]) is Fate.DONE


def test_a_field_that_was_emptied_is_recognised() -> None:
    """An update of an emptied field has an old value and no new one."""
    emptied = {"rev": 8, "fields": {"Custom.Party": {"oldValue": "x"}}}
    assert fate(7, [patch.remove_field("Custom.Party")], [emptied]) is Fate.DONE
    assert fate(7, [patch.remove_field("Custom.Party")], [update(8, Custom_Party="y")]) is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([STATE], {"System_State": "Closed"}),
        ([STATE, patch.set_field("System.Title", "x")], {"System_State": "Active"}),
        ([patch.add_tag("retest")], {"System_Tags": "other"}),
        ([patch.replace_tags(["a"])], {"System_Tags": "a; b"}),
        ([patch.replace_tags([])], {"System_Tags": None, "System_Title": "x"}),
        ([patch.add_relation("Hyperlink", "https://example.com")], {"System_State": "Active"}),
        ([], {"System_State": "Active"}),
    ],
)
def test_a_next_revision_that_says_something_else_leaves_it_unknown(operations: Any, said: dict[str, Any]) -> None:
    """Someone else wrote; or what was written cannot be recognised."""
    expected = Fate.DONE if said == {"System_Tags": None, "System_Title": "x"} else Fate.UNKNOWN
    assert fate(7, operations, [update(8, **said)]) is expected


def test_a_revision_that_is_missing_leaves_it_unknown() -> None:
    """What came right after the write's revision is not there to be looked at."""
    assert fate(7, [STATE], [update(9, System_State="Active")]) is Fate.UNKNOWN


# Through the verb


LOST = [httpx.ReadError("reset"), refused(503), refused(500), refused(429, "TF400733"), httpx.Response(200)]


@pytest.mark.parametrize("lost", LOST)
async def test_a_lost_write_that_was_not_carried_out_is_sent_again(lost: httpx.Response | Exception) -> None:
    """The item was looked at in between; the second write is held to the same revision."""
    server = Server(lost, good({"value": [update(7)]}), good({"id": 5, "rev": 8}))
    async with session(server) as client:
        assert (await WorkItems(client, "P").update(5, [STATE], rev=7))["rev"] == 8
    assert [request.method for request in server.requests] == ["PATCH", "GET", "PATCH"]
    assert server.requests[0].content == server.requests[2].content


async def test_a_lost_write_that_was_carried_out_is_not_sent_again() -> None:
    """The item as it now is, is given."""
    server = Server(
        httpx.ReadError("reset"), good({"value": [update(8, System_State="Active")]}), good({"id": 5, "rev": 8})
    )
    async with session(server) as client:
        assert (await WorkItems(client, "P").update(5, [STATE], rev=7))["rev"] == 8
    assert [request.method for request in server.requests] == ["PATCH", "GET", "GET"]


@pytest.mark.parametrize("look", [good({"value": [update(8)]}), refused(404)])
async def test_a_lost_write_of_unknown_fate_is_told_as_it_failed(look: httpx.Response) -> None:
    """Someone else wrote, or the item cannot be read: the write's own error comes."""
    server = Server(httpx.ReadError("reset"), look)
    async with session(server) as client:
        with pytest.raises(Unreachable, match="reset"):
            await WorkItems(client, "P").update(5, [STATE], rev=7)


async def test_a_write_that_is_lost_again_and_again_ends_with_its_error() -> None:
    """After as many attempts as for any other request."""
    looked = good({"value": [update(7)]})
    server = Server(refused(503), looked, refused(503), looked, refused(503, "enough"), looked)
    async with session(server) as client:
        with pytest.raises(Broken, match="enough"):
            await WorkItems(client, "P").update(5, [STATE], rev=7)
    assert server.answers == []


async def test_a_write_without_a_revision_is_sent_once() -> None:
    """There is nothing to tell by whether it was carried out."""
    server = Server(refused(429, "TF400733"))
    async with session(server) as client:
        with pytest.raises(Throttled):
            await WorkItems(client, "P").update(5, [STATE], rev=None)


async def test_a_write_that_met_a_newer_revision_is_a_conflict_at_once() -> None:
    """That is an answer, not a lost one."""
    server = Server(refused(412, "VS403351", "TestPatchOperationFailedException"))
    async with session(server) as client:
        with pytest.raises(Conflict):
            await WorkItems(client, "P").update(5, [STATE], rev=7)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.TRUNCATED, Kind.EMPTY, Kind.SERVER_ERROR, Kind.THROTTLED])
async def test_in_the_sandbox_a_write_happens_exactly_once_whatever_the_weather(
    world: World, items: WorkItems, kind: Kind
) -> None:
    """Carried out and the answer lost, or not carried out: one revision more in the end, and the value is there."""
    made = await items.create("Bug", [patch.set_field("System.Title", "x")])
    world.weather.append(Spell(kind, method="PATCH"))
    written = await items.update(made["id"], [patch.set_field("System.Title", "y")], rev=made["rev"])
    assert (written["rev"], written["fields"]["System.Title"]) == (made["rev"] + 1, "y")
    assert len(await items.revisions(made["id"])) == 2


async def test_in_the_sandbox_a_lost_creation_is_told_and_not_repeated(world: World, items: WorkItems) -> None:
    """There is no revision to hold on to: the caller looks for its own reference first."""
    world.weather.append(Spell(Kind.LOST, method="POST"))
    with pytest.raises(AdoError):
        await items.create("Bug", [patch.set_field("System.Title", "x")])
    wiql = "SELECT [System.Id] FROM workitems"
    assert len((await items.query(wiql)).ids) == 1
