"""Sources of outages are read as the settings name them, and each is kept for what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assemble import House, connect, open_house
from bot.known_outages import KnownOutages, known_outages
from bot.outage_sources import read_outage_sources
from bot.rehearsal import rehearsal
from sandbox.scenarios import scenario
from sandbox.server import SandboxServer

HEADER = "Ref,Start,End,Environment,Type,Title"
FIRST = "PO-1,2024-06-20 18:00,2024-06-20 20:00,SIT A,Planned,"
SECOND = "PO-2,2024-06-21 18:00,2024-06-21 20:00,SIT B,Planned,"


class Setting:
    """A served scenario, and a bot with the sources that a test gives it."""

    def __init__(self, server: SandboxServer, folder: Path) -> None:
        self._server, self.folder = server, folder
        self._house: House | None = None

    def house(self, *sources: dict[str, Any]) -> House:
        """Open the house with these sources; the one before is closed."""
        self.close()
        practice = rehearsal(self._server)
        settings = {**practice.settings, "sources": {"outages": list(sources)}}
        config = self.folder / "envbot.yaml"
        config.write_text(yaml.safe_dump(settings))
        self._house = open_house(config, practice.environment)
        return self._house

    def read(self, *sources: dict[str, Any], page: str | None = None) -> KnownOutages:
        """Read these sources, after a wiki page was written."""
        house = self.house(*sources)

        async def act() -> None:
            async with connect(house) as azure:
                if page is not None:
                    wiki = azure.wiki("MHHS.wiki")
                    there = await wiki.get("/Outages")
                    await wiki.put("/Outages", page, there.etag if there else None)
                await read_outage_sources(house, azure)

        asyncio.run(act())
        return known_outages(house.store.history, house.programme, house.settings, house.now())

    def write(self, name: str, *rows: str) -> None:
        """Write a list."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join((HEADER, *rows)))

    def close(self) -> None:
        """Close what is open."""
        if self._house is not None:
            self._house.store.close()


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    """A scenario to be read in."""
    with SandboxServer(scenario("mhhs")) as server:
        made = Setting(server, tmp_path)
        yield made
        made.close()


def states(known: KnownOutages) -> dict[str, tuple[str, bool]]:
    return {each.reference: (each.title, each.withdrawn) for each in known.outages}


def test_a_file_is_followed_from_reading_to_reading(setting: Setting) -> None:
    """Read again nothing changes; a corrected row does, a vanished one is withdrawn; while it is locked all stands."""
    source = {"kind": "file", "path": "list.csv"}
    setting.write("list.csv", FIRST, SECOND)
    assert states(setting.read(source)) == {"PO-1": ("", False), "PO-2": ("", False)}
    assert setting.read(source) == setting.read(source)
    setting.write("list.csv", FIRST + "Corrected")
    assert states(setting.read(source)) == {"PO-1": ("Corrected", False), "PO-2": ("", True)}
    setting.write("list.csv", SECOND)
    (setting.folder / "~$list.csv").touch()
    locked = setting.read(source)
    assert states(locked) == {"PO-1": ("Corrected", False), "PO-2": ("", True)}
    assert [each.where for each in locked.problems] == ["list.csv"]
    (setting.folder / "~$list.csv").unlink()
    again = setting.read(source)
    assert (states(again), again.problems) == ({"PO-1": ("Corrected", True), "PO-2": ("", False)}, ())
    for content in ("<html>", "Name,Telephone\nEnvironment manager,1\n"):
        (setting.folder / "list.csv").write_text(content)
        assert states(setting.read(source)) == states(again)


def test_a_file_is_read_otherwise_as_soon_as_the_settings_say_so(setting: Setting) -> None:
    """Though it did not change itself."""
    setting.write("list.csv", FIRST)
    [london] = setting.read({"kind": "file", "path": "list.csv"}).outages
    [paris] = setting.read({"kind": "file", "path": "list.csv", "zone": "Europe/Paris"}).outages
    assert (london.starts.hour, paris.starts.hour) == (17, 16)


def test_a_folder_is_watched(setting: Setting) -> None:
    """Each file counts by itself; one that is gone takes its outages with it, a folder that is gone takes none."""
    source = {"kind": "folder", "path": "lists"}
    setting.write("lists/a.csv", FIRST)
    setting.write("lists/b.csv", SECOND)
    (setting.folder / "lists" / "notice.pdf").write_bytes(b"%PDF-1.7")
    known = setting.read(source)
    assert states(known) == {"PO-1": ("", False), "PO-2": ("", False)}
    assert [each.where for each in known.problems] == ["notice.pdf"]
    (setting.folder / "lists").rename(setting.folder / "away")
    gone = setting.read(source)
    assert states(gone) == states(known)
    assert any("cannot be looked into" in each.what for each in gone.problems)
    (setting.folder / "away").rename(setting.folder / "lists")
    for name in ("b.csv", "notice.pdf"):
        (setting.folder / "lists" / name).unlink()
    left = setting.read(source)
    assert (states(left), left.problems) == ({"PO-1": ("", False), "PO-2": ("", True)}, ())


def test_a_table_in_a_wiki_page_is_read(setting: Setting) -> None:
    """As people edit it; a page or a wiki that is not there is told."""
    source = {"kind": "wiki page", "wiki": "MHHS.wiki", "page": "/Outages"}
    table = "# Outages\n\n| Ref | Start | End | Environment | Type |\n|---|---|---|---|---|\n"
    row = "| PO-1 | 2024-06-20 18:00 | 2024-06-20 20:00 | SIT A | Planned |\n"
    [outage] = setting.read(source, page=table + row).outages
    assert (outage.reference, outage.source) == ("PO-1", "wiki page /Outages, line 5")
    missing = setting.read({**source, "page": "/Gone"})
    assert [(each.where, each.what) for each in missing.problems] == [
        ("wiki page /Gone", "it cannot be read: the wiki has no such page.")
    ]
    [problem] = setting.read({**source, "wiki": "Gone.wiki", "page": "/Gone"}).problems
    assert problem.what.startswith("it cannot be read")


def test_an_address_that_cannot_be_asked_is_told(setting: Setting) -> None:
    """Nobody answers there, or the place of the secret address is empty; other sources are read."""
    setting.write("list.csv", FIRST)
    silent = {"kind": "address", "url": "https://127.0.0.1:1/outages.csv?key=secret"}
    secret = {"kind": "address", "name": "portal", "url_env": "NOWHERE"}
    known = setting.read(silent, secret, {"kind": "file", "path": "list.csv"})
    assert [*states(known)] == ["PO-1"]
    assert [each.where for each in known.problems] == ["https://127.0.0.1:1/outages.csv", "portal"]
    assert "the address does not answer (ConnectError)" in known.problems[0].what
    assert "NOWHERE is not set" in known.problems[1].what


def test_what_several_sources_name_is_merged_in_their_order(setting: Setting) -> None:
    """The first of the settings counts."""
    setting.write("a.csv", FIRST + "from a")
    setting.write("b.csv", FIRST + "from b", SECOND)
    a, b = ({"kind": "file", "path": name} for name in ("a.csv", "b.csv"))
    assert states(setting.read(a, b)) == {"PO-1": ("from a", False), "PO-2": ("", False)}
    assert states(setting.read(b, a)) == {"PO-1": ("from b", False), "PO-2": ("", False)}
    assert [*states(setting.read(a))] == ["PO-1"]
