"""The main job on the MHHS scenario: everything a coordinator would do this morning, once, with reasons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.apply import CHANGE, Outcome, apply_plan
from bot.assemble import Azure
from bot.deliver.delivery import Channel, Fate
from bot.plan import as_patch
from sandbox.scenarios import mhhs
from sandbox.weather import Kind, Spell
from sandbox.wiki import Wikis
from sandbox.work_item_state import WorkItems
from tests.scenarios.conftest import Stage, staged

AGENDA = "/Environments/Stand-ups/2024-06-12"


@pytest.fixture(scope="module")
def agenda(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page that one cycle posts."""
    with staged(tmp_path_factory.mktemp("agenda")) as stage:
        stage.cycle()
        yield agenda_of(stage)


def agenda_of(stage: Stage) -> str:
    (wiki,) = stage.server.world.part(Wikis).all()
    return wiki.page(AGENDA).content


def test_a_cycle_changes_defects_and_posts_everything_and_a_second_one_nothing(stage: Stage) -> None:
    """The first run applies its whole plan; the second finds nothing to change and nothing to post."""
    first = stage.cycle()
    assert not first.problems
    assert first.as_json()["changes"]["applied"] == first.as_json()["changes"]["planned"] > 0
    assert {channel: first.posting.count(channel) > 0 for channel in Channel} == dict.fromkeys(Channel, True)
    revisions = sum(item.rev for item in stage.server.world.part(WorkItems))
    mails, cards = len(stage.post.mails), len(stage.post.posts)
    stage.reopen()
    second = stage.cycle()
    assert second.as_json()["changes"] | {"plan": ""} == {
        "planned": 0, "applied": 0, "moved": 0, "failed": 0, "waiting": "", "plan": "",
    }  # fmt: skip
    assert second.plan.escalations == ()
    assert {one.fate for one in second.posting.deliveries} == {Fate.UNCHANGED}
    assert sum(item.rev for item in stage.server.world.part(WorkItems)) == revisions
    assert (len(stage.post.mails), len(stage.post.posts)) == (mails, cards)


def test_a_dry_run_writes_nothing_outside(stage: Stage) -> None:
    """It shows the same plan that a run with --apply carries out."""
    before = sum(item.rev for item in stage.server.world.part(WorkItems))
    dry = stage.cycle(apply=False)
    assert dry.plan.changes
    assert sum(item.rev for item in stage.server.world.part(WorkItems)) == before
    assert not stage.post.mails
    assert not stage.post.posts
    assert stage.cycle().plan.hash == dry.plan.hash


@pytest.mark.parametrize(
    ("key", "section"),
    [
        ("blocker", "New and blocked"),
        ("blocker-in-work", "New and blocked"),
        ("breached", "SLA breached"),
        ("no-update", "SLA breached"),
        ("resolve-due-before-panel", "Next to breach"),
        ("reopened", "Next to breach"),
        ("retest-ready-1", "Ready for retest"),
        ("retest-ready-3", "Ready for retest"),
        ("delivered-elsewhere", "Suggestions for the panel"),
        ("note-before-state", "Suggestions for the panel"),
        ("outage-ees-patching", "Outages today"),
        ("outage-mprs-deployment", "Outages today"),
        ("flag-tr03", "Suggestions for the panel"),
        ("flag-tr04", "Suggestions for the panel"),
        ("burst-1", "Suggestions for the panel"),
        ("duplicate", "Suggestions for the panel"),
        ("category-missing", "Suggestions for the panel"),
        ("paused", "Open action points"),
    ],
)
def test_the_agenda_names_each_situation_where_people_look_for_it(agenda: str, key: str, section: str) -> None:
    """Every situation of the scenario stands in its section of the page, by its number."""
    _, _, after = agenda.partition(f"## {section}")
    part = after.partition("\n## ")[0]
    assert str(mhhs.ids()[key]) in part


@pytest.mark.parametrize("key", ["paused", "bank-holiday", "outage-cancelled", "reported-twice-closed"])
def test_what_needs_nobody_is_not_on_the_agenda(agenda: str, key: str) -> None:
    """A clock that stands still, a defect closed in time over a bank holiday, a cancelled outage: no news."""
    assert f"#{mhhs.ids()[key]} " not in agenda.partition("## Open action points")[0]


def test_an_item_that_people_keep_to_themselves_is_not_touched(stage: Stage) -> None:
    """The tag `envbot:hands-off` stops every rule, however overdue the defect is."""
    item = stage.server.world.part(WorkItems).get(stage.id_of("hands-off"))
    before = item.rev
    stage.cycle()
    assert item.rev == before


def test_minutes_that_people_wrote_on_the_page_are_kept(stage: Stage) -> None:
    """The bot's part is renewed around them."""
    stage.cycle()
    (wiki,) = stage.server.world.part(Wikis).all()
    page = wiki.page(AGENDA)
    wiki.put(AGENDA, page.content + "\n- Elexon mends #1292 tonight.\n", stage.server.world.now(), page.etag)
    items = stage.server.world.part(WorkItems)
    blocker = items.get(stage.id_of("blocker"))
    someone = stage.server.world.add_person("Triage Lead, SI", "triage-lead.si@example.com")
    items.record(blocker, {"System.State": "Open", "System.ChangedBy": someone}, stage.server.world.now(), someone)
    report = stage.cycle()
    assert report.posting.count(Channel.WIKI) == 1
    assert "- Elexon mends #1292 tonight." in agenda_of(stage)


def test_a_write_whose_answer_was_lost_counts_as_done(stage: Stage) -> None:
    """The server writes and answers 500: the bot looks, finds its mark, and does not write again."""
    stage.server.world.weather.append(Spell(Kind.LOST, method="PATCH", path="workitems"))
    report = stage.cycle()
    assert not report.problems
    assert report.as_json()["changes"]["applied"] == report.as_json()["changes"]["planned"]
    assert_no_mark_twice(stage)


def test_a_run_that_was_killed_after_a_write_is_not_repeated(stage: Stage) -> None:
    """Intent committed, defect written, process gone: the next run finds the mark and confirms it."""
    change, *_ = stage.cycle(apply=False).plan.changes
    stage.house.store.ledger.intend_all(
        change.keys,
        kind=CHANGE,
        target=str(change.defect),
        payload_hash="",
        run=stage.house.store.runs.start("run --apply"),
        payload={"reference": change.reference, "rev": change.rev},
    )

    async def write(azure: Azure) -> None:
        await azure.work_items.update(change.defect, as_patch(change, azure.work_items.url), rev=change.rev)

    stage.act(write)
    stage.reopen()
    report = stage.cycle()
    assert not report.problems
    assert any("nothing is repeated" in remark for remark in report.remarks)
    assert_no_mark_twice(stage)


def test_a_run_that_was_killed_before_a_write_does_it_next_time(stage: Stage) -> None:
    """Intent committed, nothing written, process gone: the next run decides anew and writes once."""
    change, *_ = stage.cycle(apply=False).plan.changes
    stage.house.store.ledger.intend_all(
        change.keys,
        kind=CHANGE,
        target=str(change.defect),
        payload_hash="",
        run=stage.house.store.runs.start("run --apply"),
        payload={"reference": change.reference, "rev": change.rev},
    )
    stage.reopen()
    report = stage.cycle()
    assert any("decided anew" in remark for remark in report.remarks)
    assert report.as_json()["changes"]["applied"] == report.as_json()["changes"]["planned"]
    assert_no_mark_twice(stage)


def test_a_defect_that_moved_after_the_plan_is_left_alone(stage: Stage) -> None:
    """A stale revision is refused by the server; what the person did stands, and the next run decides anew."""
    plan = stage.cycle(apply=False).plan
    change, *_ = plan.changes
    items, now = stage.server.world.part(WorkItems), stage.server.world.now()
    someone = stage.server.world.add_person("Triage Lead, SI", "triage-lead.si@example.com")
    items.record(items.get(change.defect), {"Custom.TestStage": "Another"}, now, someone)
    run = stage.house.store.runs.start("apply")
    report = stage.act(lambda azure: apply_plan(plan, azure.work_items, stage.house.store.ledger, run))
    assert [result.change.defect for result in report.results if result.outcome is Outcome.MOVED] == [change.defect]
    assert not report.problems
    assert stage.cycle().as_json()["changes"]["planned"] == 1


def assert_no_mark_twice(stage: Stage) -> None:
    for item in stage.server.world.part(WorkItems):
        marks = [comment.text for comment in item.comments if "[eb-" in comment.text]
        assert len(marks) == len(set(marks)), f"#{item.id} was written twice"
