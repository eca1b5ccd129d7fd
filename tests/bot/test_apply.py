"""Applying a plan: each change on its own, intent first, nothing twice, and what fails keeps nothing else from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ado_client.auth import pat
from ado_client.session import Session
from ado_client.work_items import WorkItems
from bot.apply import Outcome, apply_plan, reconcile
from bot.plan import Change, FieldDiff, Plan
from bot.store.engine import Store, open_store
from bot.store.ledger import LedgerState
from rules.decisions import LinkWorkItem
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind, Spell
from sandbox.work_item_state import WorkItem
from sandbox.work_item_state import WorkItems as Items

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
RELATED = "System.LinkTypes.Related"


@pytest.fixture
def world() -> World:
    """An organisation with three defects; its clock moves a second with every look."""
    ticks = iter(range(1_000_000))
    made = World(clock=lambda: NOW + timedelta(seconds=next(ticks)))
    project = made.add_project("MHHS")
    made.add_token("sandbox-pat", made.add_person("envbot", "envbot@example.com"))
    tester = made.add_person("Tester", "tester@example.com")
    items = made.part(Items)
    for number in (1, 2, 3):
        fields = {"System.WorkItemType": "Bug", "System.Title": f"Defect {number}", "System.State": "New"}
        items.record(items.new(project.id, number), fields, made.now(), tester)
    return made


@pytest.fixture
async def work_items(world: World) -> AsyncIterator[WorkItems]:
    """The client, over HTTP, without waiting between tries."""

    async def no_wait(seconds: float) -> None:
        assert seconds >= 0

    with SandboxServer(world) as server:
        async with Session(server.base_url, pat("sandbox-pat"), sleep=no_wait) as session:
            yield WorkItems(session, "MHHS")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    with open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as opened:
        yield opened


def item(world: World, number: int) -> WorkItem:
    return world.part(Items).get(number)


def a_change(number: int, *, rev: int = 1, tag: str = "seen", unlinks: tuple[LinkWorkItem, ...] = ()) -> Change:
    """Build a change that adds a tag, with a reference of its own."""
    return Change(
        defect=number,
        title=f"Defect {number}",
        rev=rev,
        keys=(f"some-rule/{number}/AddTag/-/0",),
        rules=("some-rule",),
        fields=(FieldDiff("System.Tags", None, tag),),
        links=(),
        because=("It is so.",),
        says=("It is so.",),
        reference=f"eb-{number:08d}",
        unlinks=unlinks,
    )


def a_plan(*changes: Change) -> Plan:
    return Plan(NOW, 3, changes, ())


async def test_every_change_is_written_confirmed_and_not_written_again(
    world: World, work_items: WorkItems, store: Store
) -> None:
    """The ledger holds each by its key; a second time it says that all is done."""
    run, plan = store.runs.start("apply"), a_plan(a_change(1), a_change(2))
    told: list[Outcome] = []
    report = await apply_plan(plan, work_items, store.ledger, run, lambda result: told.append(result.outcome))
    assert told == [Outcome.APPLIED, Outcome.APPLIED]
    assert report.problems == ()
    assert [item(world, number).fields["System.Tags"] for number in (1, 2)] == ["seen", "seen"]
    assert store.ledger.state("some-rule/1/AddTag/-/0") is LedgerState.CONFIRMED
    again = await apply_plan(plan, work_items, store.ledger, run)
    assert again.count(Outcome.ALREADY) == 2
    assert item(world, 1).rev == 2


async def test_a_defect_that_somebody_changed_is_left_alone(world: World, work_items: WorkItems, store: Store) -> None:
    """Nothing is written, nothing failed, and the ledger lets the next run try."""
    tester = world.add_person("Tester", "tester@example.com")
    world.part(Items).record(item(world, 1), {"System.State": "Open"}, world.now(), tester)
    report = await apply_plan(a_plan(a_change(1)), work_items, store.ledger, store.runs.start("apply"))
    assert (report.count(Outcome.MOVED), report.problems) == (1, ())
    assert report.results[0].reason == "#1 was changed after revision 1; the next run decides anew."
    assert store.ledger.state("some-rule/1/AddTag/-/0") is LedgerState.FAILED


@pytest.mark.parametrize("unlinks", [(), (LinkWorkItem(3, "", RELATED),)], ids=["field", "link"])
async def test_a_defect_that_is_gone_fails_alone(
    world: World, work_items: WorkItems, store: Store, unlinks: tuple[LinkWorkItem, ...]
) -> None:
    """The changes after it are made, whether it was looked at before the write or only written."""
    plan = a_plan(a_change(999, unlinks=unlinks), a_change(2))
    report = await apply_plan(plan, work_items, store.ledger, store.runs.start("apply"))
    assert [result.outcome for result in report.results] == [Outcome.FAILED, Outcome.APPLIED]
    assert report.stopped == ""
    assert report.problems[0].startswith("#999: ")
    assert item(world, 2).fields["System.Tags"] == "seen"


async def test_links_that_are_taken_away_need_the_revision_of_the_plan(
    world: World, work_items: WorkItems, store: Store
) -> None:
    """The place of a relation in the list counts, so that a list of another revision is not touched."""
    url = work_items.url(3)
    patch: list[dict[str, Any]] = [
        {"op": "add", "path": "/relations/-", "value": {"rel": RELATED, "url": url}},
        {"op": "add", "path": "/fields/System.State", "value": "Active"},
    ]
    rev = (await work_items.update(1, patch, rev=None))["rev"]
    away = (LinkWorkItem(3, "", RELATED),)
    run = store.runs.start("apply")
    early = await apply_plan(a_plan(a_change(1, rev=rev - 1, unlinks=away)), work_items, store.ledger, run)
    assert early.count(Outcome.MOVED) == 1
    assert len(item(world, 1).relations) == 1
    report = await apply_plan(a_plan(a_change(1, rev=rev, unlinks=away)), work_items, store.ledger, run)
    assert report.count(Outcome.APPLIED) == 1
    assert item(world, 1).relations == []


async def test_what_another_run_wrote_first_is_known_by_its_mark(
    world: World, work_items: WorkItems, store: Store
) -> None:
    """The defect has moved, but by this very change."""
    said = [{"op": "add", "path": "/fields/System.History", "value": "<p>envbot (some-rule) [eb-00000001]</p>"}]
    await work_items.update(1, said, rev=None)
    report = await apply_plan(a_plan(a_change(1)), work_items, store.ledger, store.runs.start("apply"))
    assert report.results[0].outcome is Outcome.ALREADY
    assert report.results[0].reason == "#1: another run has written it meanwhile."
    assert item(world, 1).rev == 2


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        (Kind.LOST, Outcome.APPLIED, LedgerState.CONFIRMED),
        (Kind.SERVER_ERROR, Outcome.FAILED, LedgerState.FAILED),
        (Kind.SIGN_IN, Outcome.FAILED, LedgerState.FAILED),
    ],
)
async def test_an_answer_that_does_not_say_what_was_done_is_looked_into(
    world: World, work_items: WorkItems, store: Store, kind: Kind, outcome: Outcome, state: LedgerState
) -> None:
    """Written though the answer was lost, or certainly not."""
    world.weather.append(Spell(kind, method="PATCH", times=0))
    report = await apply_plan(a_plan(a_change(1)), work_items, store.ledger, store.runs.start("apply"))
    assert report.results[0].outcome is outcome
    assert store.ledger.state("some-rule/1/AddTag/-/0") is state


async def test_without_a_connection_the_rest_is_not_tried(world: World, store: Store) -> None:
    """What was tried stays intended: it may have been written; the rest is not in the ledger."""

    async def no_wait(seconds: float) -> None:
        assert seconds >= 0

    with SandboxServer(world) as server:
        address = server.base_url
    async with Session(address, pat("sandbox-pat"), sleep=no_wait) as session:
        work_items = WorkItems(session, "MHHS")
        run = store.runs.start("apply")
        report = await apply_plan(a_plan(a_change(1), a_change(2)), work_items, store.ledger, run)
        away = (LinkWorkItem(3, "", RELATED),)
        looked = await apply_plan(a_plan(a_change(3, unlinks=away), a_change(2)), work_items, store.ledger, run)
    assert report.count(Outcome.FAILED) == 1
    assert report.stopped == "1 further changes were not tried; run again to go on."
    assert store.ledger.state("some-rule/1/AddTag/-/0") is LedgerState.INTENDED
    assert store.ledger.state("some-rule/2/AddTag/-/0") is None
    assert looked.stopped == report.stopped


async def test_a_token_that_is_not_taken_stops_everything(world: World, store: Store) -> None:
    """And nothing stays open in the ledger: nothing was written."""
    with SandboxServer(world) as server:
        async with Session(server.base_url, pat("another")) as session:
            report = await apply_plan(
                a_plan(a_change(1)), WorkItems(session, "MHHS"), store.ledger, store.runs.start("apply")
            )
    assert report.count(Outcome.FAILED) == 1
    assert report.stopped == ""
    assert store.ledger.state("some-rule/1/AddTag/-/0") is LedgerState.FAILED


async def test_what_an_earlier_run_left_open_is_looked_up(world: World, work_items: WorkItems, store: Store) -> None:
    """Written: confirmed. Not written: to be decided anew. Gone: said so."""
    run = store.runs.start("apply")
    for number in (1, 2, 999):
        store.ledger.intend(
            f"some-rule/{number}/AddTag/-/0",
            kind="change",
            target=str(number),
            payload_hash="",
            run=run,
            payload={"reference": f"eb-{number:08d}", "rev": 1},
        )
    said = [{"op": "add", "path": "/fields/System.History", "value": "<p>envbot (some-rule) [eb-00000001]</p>"}]
    await work_items.update(1, said, rev=None)
    busy = await apply_plan(a_plan(a_change(2)), work_items, store.ledger, store.runs.start("apply"))
    assert busy.results[0].reason == "#2: another run is writing it; the next run looks again."
    told = await reconcile(work_items, store.ledger)
    assert told == (
        "#1: an earlier run was cut off after it had written eb-00000001; nothing is repeated.",
        "#2: an earlier run was cut off before it had written anything; it is decided anew.",
        "#999: an earlier run may have changed it, but it is gone.",
    )
    assert store.ledger.state("some-rule/1/AddTag/-/0") is LedgerState.CONFIRMED
    assert store.ledger.state("some-rule/2/AddTag/-/0") is LedgerState.FAILED
