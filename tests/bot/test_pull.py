"""A pull brings the whole history, then only what changed, and goes on where one was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ado_client import patch
from ado_client.work_items import WorkItems
from bot.pull import DISCUSSIONS_AT_MOST, Progress, PullError, PullReport, Step
from bot.store.engine import open_store
from rules.facts import Person
from sandbox.files import enter
from sandbox.saving import Saver
from sandbox.scenarios import empty_world
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_state import WorkItems as ServedWorkItems
from tests.bot.a_site import NOW, TICK, Site, an_item, with_unsaid_comment


def a_world() -> World:
    """Give a project with more revisions than the reporting API gives in one page."""
    world = empty_world("mhhs", lambda: NOW)
    project = world.add_project("MHHS")
    for number in range(101, 112):
        enter(world, an_item(number, "Bug", "Closed", revisions=100))
    for number in range(2, 9):
        enter(world, an_item(number, "Bug", "Open" if number % 2 else "Closed", comments=number % 3))
    enter(world, an_item(9, "Outage", "Ended"))
    wiki = world.part(Wikis).create(project=project.id, name="MHHS.wiki", kind=WikiKind.PROJECT)
    for path in ("/Releases", "/Releases/DIP 4.2.1", "/Releases/DIP 4.2.2"):
        wiki.plant(path, f"# {path}", NOW)
    return world


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve the project on a free port."""
    world = a_world()
    with (
        SandboxServer(world) as server,
        open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as store,
    ):
        yield Site(world, server.base_url, store)


async def test_the_first_pull_brings_the_whole_history(site: Site) -> None:
    """What the store gives is what Azure DevOps has, revision by revision."""
    report = await site.pull()
    defects = site.store.history.defects()
    assert report.items == len(defects) == 19
    assert report.revisions == sum(len(defect.revisions) for defect in defects.values())
    async with site.session() as session:
        items = WorkItems(session, "MHHS")
        for defect in defects.values():
            truth = await items.revisions(defect.id)
            assert [revision.number for revision in defect.revisions] == [one["rev"] for one in truth]
            assert [revision.fields["System.State"] for revision in defect.revisions] == [
                one["fields"]["System.State"] for one in truth
            ]
            assert defect.text("System.Description") == truth[-1]["fields"].get("System.Description", "")
            assert defect.latest.by.name == truth[-1]["fields"]["System.ChangedBy"]["displayName"]


async def test_the_first_pull_brings_the_discussions(site: Site) -> None:
    """Comments are plain text with their people and instants, and cost no call of their own."""
    report = await site.pull()
    assert (report.discussions, report.discussions_left) == (0, 0)
    [defect] = site.store.history.defects(ids=[5]).values()
    assert [(comment.text, comment.by.mail) for comment in defect.comments] == [
        ("Seen again, 3.", "tester.a@example.com"),
        ("Seen again, 4.", "tester.a@example.com"),
    ]
    assert [comment.at for comment in defect.comments] == [revision.at for revision in defect.revisions[2:]]


async def test_a_discussion_that_its_revisions_do_not_tell_is_read_apart(site: Site) -> None:
    """As after an import, where the count of comments says that there are more; what comes later is added to it."""
    enter(site.world, with_unsaid_comment(an_item(20, "Bug", "Open")))
    report = await site.pull()
    assert (report.discussions, report.discussions_left) == (1, 0)
    await site.change(lambda items: items.add_comment(20, "<p>After</p>"))
    assert (await site.pull()).discussions == 0
    assert [comment.text for comment in site.store.history.defects(ids=[20])[20].comments] == ["Before", "After"]


async def test_what_is_said_between_reading_revisions_and_a_discussion_is_told_once(site: Site) -> None:
    """The discussion that is read apart may be newer than the revisions that were read before it."""
    enter(site.world, with_unsaid_comment(an_item(20, "Bug", "Open")))
    item = site.world.part(ServedWorkItems).get(20)

    def meanwhile(progress: Progress) -> None:
        if progress.step is Step.LINKS and len(item.comments) == 1:
            Saver(site.world, site.world.add_person("Tester B", "tester.b@example.com")).comment(item, "Meanwhile")

    site.told = meanwhile
    await site.pull()
    assert [comment.text for comment in site.store.history.defects(ids=[20])[20].comments] == ["Before"]
    await site.pull()
    assert [comment.text for comment in site.store.history.defects(ids=[20])[20].comments] == ["Before", "Meanwhile"]


async def test_only_so_many_discussions_are_read_apart_in_one_pull(site: Site) -> None:
    """Those of open items first; the next pull goes on."""
    numbers = range(1000, 1003 + DISCUSSIONS_AT_MOST)
    for number in numbers:
        entry = an_item(number, "Bug", "Open" if number % 2 else "Closed")
        entry["revisions"][-1]["fields"]["System.CommentCount"] = 1
        enter(site.world, entry)
    first = await site.pull()
    assert (first.discussions, first.discussions_left) == (DISCUSSIONS_AT_MOST, 3)
    assert {number % 2 for number in site.store.history.lacking_comments(at_most=9).counts} == {0}
    second = await site.pull()
    assert (second.discussions, second.discussions_left) == (3, 0)


async def test_progress_is_told_step_by_step(site: Site) -> None:
    """A person who waits sees how far the history is."""
    report = await site.pull(folders=["/Releases"])
    assert list(dict.fromkeys(progress.step for progress in site.seen)) == [Step.REVISIONS, Step.LINKS, Step.PAGES]
    revisions = [progress for progress in site.seen if progress.step is Step.REVISIONS]
    assert revisions[-1].done == report.revisions
    assert revisions[-1].reached is not None


async def test_a_second_pull_brings_nothing_in_two_calls(site: Site) -> None:
    """The watermarks cover what is stored; the time is measured by the clock that was handed in."""
    await site.pull()
    assert await site.pull() == PullReport(0, 0, 0, 0, 0, 0, pages=0, calls=2, took=TICK)


async def test_a_pull_brings_what_changed_since(site: Site) -> None:
    """A change with a new comment is read, and nothing else."""
    await site.pull()
    one = 3

    async def act(items: WorkItems) -> None:
        await items.update(one, [patch.add_tag("seen")], rev=None)
        await items.add_comment(one, "<p>First &amp; foremost</p><p>Second</p>")

    await site.change(act)
    report = await site.pull()
    assert (report.revisions, report.items, report.discussions, report.calls) == (2, 1, 0, 2)
    defect = site.store.history.defects(ids=[one])[one]
    assert "seen" in defect.tags
    assert defect.comments[-1].text == "First & foremost\nSecond"
    assert defect.comments[-1].by == Person("envbot", "envbot@example.com")


async def test_a_link_is_noticed_though_it_makes_no_revision(site: Site) -> None:
    """Both ends know it, of open and closed items, until it is taken away from either of them."""
    await site.pull()
    one, two = 3, 6
    await site.change(
        lambda items: items.update(
            two, [patch.add_relation("System.LinkTypes.Related", items.url(one), "same cause")], rev=None
        )
    )
    assert (await site.pull()).revisions == 0
    defects = site.store.history.defects(ids=[one, two])
    assert [(link.target, link.comment) for link in defects[two].relations] == [(one, "same cause")]
    assert [link.target for link in defects[one].relations] == [two]
    await site.change(lambda items: items.update(one, [patch.remove_relation(0)], rev=None))
    assert (await site.pull()).links == 1
    assert {defect.relations for defect in site.store.history.defects(ids=[one, two]).values()} == {()}


async def test_a_deleted_work_item_is_noticed(site: Site) -> None:
    """It is gone from the facts and counted."""
    await site.pull()
    one = 3
    await site.delete(one)
    report = await site.pull()
    assert report.deleted == 1
    assert one not in site.store.history.defects()


async def test_only_the_wanted_types_are_pulled(site: Site) -> None:
    """Other types begin at their own beginning."""
    outages = await site.pull(types=["Outage"])
    assert set(site.store.history.defects()) == set(site.store.history.defects(types=["Outage"]))
    both = await site.pull()
    assert both.items > outages.items


async def test_wiki_pages_are_kept_for_the_sources(site: Site) -> None:
    """All pages below the folder, with the address that a person opens."""
    report = await site.pull(folders=["/Releases", "/Nowhere"])
    pages = site.store.history.wiki_pages("MHHS.wiki", "/Releases")
    assert report.pages == len(pages)
    page = next(page for page in pages if page.path == "/Releases/DIP 4.2.1")
    assert page.content == "# /Releases/DIP 4.2.1"
    assert page.url.startswith(site.url)


async def test_a_wrong_token_is_one_clear_error(site: Site) -> None:
    """Nothing is stored."""
    with pytest.raises(PullError, match="Reading revisions from Azure DevOps stopped"):
        await site.pull(token="wrong")
    assert site.store.history.counts().revisions == 0
