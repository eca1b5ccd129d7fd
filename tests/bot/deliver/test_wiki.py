"""The agenda stands on its page, with what people wrote there, and is written only when it changed."""

from __future__ import annotations

import pytest

from ado_client.wiki import Wiki
from bot.deliver.delivery import Delivery, Fate
from bot.deliver.wiki import page_key, put_page
from bot.publish.minutes import REMARKS
from bot.store.ledger import Ledger, LedgerState
from sandbox.state import World
from sandbox.weather import Kind, Spell
from sandbox.wiki import Wikis
from tests.bot.deliver.conftest import NOW
from tests.bot.deliver.documents import an_agenda

PATH = "/Environments/Stand-ups/2024-06-12"
ADDRESS = "https://ado.example.com/agenda"
NEW = "# Stand-up\n\nNew: #7\n\n## Minutes and new actions\n\nWrite here.\n"


@pytest.fixture
def put(wiki: Wiki, ledger: Ledger, run: int) -> Put:
    """Put an agenda on the page as a run does."""
    return Put(wiki, ledger, run)


class Put:
    """Puts the agenda on its page."""

    def __init__(self, wiki: Wiki, ledger: Ledger, run: int) -> None:
        self.wiki = wiki
        self.ledger = ledger
        self.run = run

    async def __call__(self, text: str = NEW) -> Delivery:
        """Put this text there."""
        return await put_page(an_agenda(text), PATH, ADDRESS, self.wiki, self.ledger, self.run)


def page_of(world: World) -> str:
    """Give the page as it stands."""
    (wiki,) = world.part(Wikis).all()
    return wiki.page(PATH).content


def people_write(world: World, text: str) -> None:
    """Let a person save the page."""
    (wiki,) = world.part(Wikis).all()
    wiki.put(PATH, text, NOW, wiki.page(PATH).etag)


async def test_a_page_is_written_once_and_again_when_it_changed(world: World, put: Put) -> None:
    """The same text is not sent again; another text replaces it."""
    assert await put() == Delivery("wiki", "agenda", PATH, Fate.POSTED, ADDRESS)
    assert (await put()).fate is Fate.UNCHANGED
    assert page_of(world) == NEW
    assert (await put(NEW.replace("#7", "#8"))).fate is Fate.POSTED
    assert "New: #8" in page_of(world)


async def test_minutes_of_the_people_stay(world: World, put: Put) -> None:
    """They write below the last heading; the rest is renewed around it."""
    await put()
    people_write(world, page_of(world).replace("Write here.", "- [ ] Elexon mends #7 (Elexon, #7)"))
    await put(NEW.replace("#7", "#8"))
    assert "New: #8" in page_of(world)
    assert "- [ ] Elexon mends #7 (Elexon, #7)" in page_of(world)


async def test_a_person_who_saves_at_the_same_moment_is_read_again(world: World, put: Put) -> None:
    """The write is refused because of the version; the second try keeps what the person wrote."""
    await put()

    class Person(Spell):
        """Saves the page between the bot's reading and its writing."""

        def strike(self, asked: object, world: World) -> None:
            if getattr(asked, "method", "") == "PUT" and not self.seen:
                self.seen = 1
                people_write(world, page_of(world) + "\nMinute taken.\n")

    world.weather.append(Person(Kind.SLOW))
    assert (await put(NEW.replace("#7", "#8"))).fate is Fate.POSTED
    assert "New: #8" in page_of(world)
    assert "Minute taken." in page_of(world)


async def test_a_failure_is_told_and_the_next_run_writes(world: World, put: Put, ledger: Ledger) -> None:
    """Nothing was written, nothing is lost."""
    world.weather.append(Spell(Kind.SERVER_ERROR, method="PUT", path="/pages", times=0))
    failed = await put()
    assert (failed.fate, bool(failed.reason)) == (Fate.FAILED, True)
    assert ledger.state(page_key(PATH)) is LedgerState.FAILED
    world.weather.clear()
    assert (await put()).fate is Fate.POSTED


async def test_a_run_that_died_after_writing_writes_nothing_twice(
    world: World, put: Put, ledger: Ledger, run: int, wiki: Wiki
) -> None:
    """The ledger has an open intent; the page is read, found as it should be, and confirmed."""
    ledger.intend(page_key(PATH), kind="wiki", target=PATH, payload_hash="", run=run)
    await wiki.put(PATH, NEW, None)
    assert (await put()).fate is Fate.UNCHANGED
    assert ledger.state(page_key(PATH)) is LedgerState.CONFIRMED
    assert page_of(world) == NEW


async def test_with_a_mark_a_page_of_people_is_left_alone(world: World, put: Put, ledger: Ledger) -> None:
    """It is told; a page that has the mark is the bot's, but for what people wrote below it."""
    ours = f"# Release\n\n{REMARKS}\n\nWrite here.\n"

    async def keep(text: str) -> Delivery:
        return await put_page(an_agenda(text), PATH, ADDRESS, put.wiki, put.ledger, put.run, mark=REMARKS)

    assert (await keep(ours)).fate is Fate.POSTED
    people_write(world, ours.replace("Write here.", "We retest on Friday."))
    assert (await keep(ours.replace("# Release", "# Release 2"))).fate is Fate.POSTED
    assert page_of(world) == f"# Release 2\n\n{REMARKS}\n\nWe retest on Friday.\n"
    people_write(world, "# Ours now\n")
    refused = await keep(ours)
    assert (refused.fate, page_of(world)) == (Fate.FAILED, "# Ours now\n")
    assert "People wrote the page that stands there" in refused.reason
    assert ledger.state(page_key(PATH)) is LedgerState.FAILED
