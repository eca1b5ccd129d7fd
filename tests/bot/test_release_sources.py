"""Notes in a watched folder and a schedule are read with every pull; what fails is told and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assemble import House, open_house
from bot.known_releases import known_releases
from bot.release_sources import import_release, read_release_sources
from bot.sources.problems import SourceRefused
from bot.store.release_notes import Kept, PaperKind
from bot.yaml_file import SettingsError
from rules.facts import Defect
from tests.rules.builders import a_defect, uk

NOTE = "DIP 4.9.0\n\nEnvironments: SIT A\nDelivered: 2024-06-11 18:30\n\nFixed:\n- #12 Portal\n"
Open = Callable[..., House]


SETTINGS: dict[str, Any] = {
    "programme": "mhhs",
    "now": "2024-06-12T08:30:00+01:00",
    "store": {"url": "sqlite:///envbot.sqlite"},
    "azure_devops": {
        "organization": "https://dev.example.com/mhhs",
        "project": "MHHS",
        "team": "MHHS Team",
        "account": "envbot@example.com",
        "sign_in": {"kind": "pat", "token_env": "ENVBOT_PAT"},
    },
}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Open a house with sources of releases; nothing is asked of Azure DevOps."""
    houses: list[House] = []

    def open_with(**releases: Any) -> House:
        houses.append(house_of(tmp_path, sources={"releases": releases}))
        return houses[-1]

    yield open_with
    for house in houses:
        house.store.close()


def house_of(folder: Path, **parts: Any) -> House:
    """Open a house with these parts of the settings."""
    config = folder / "envbot.yaml"
    config.write_text(yaml.safe_dump({**SETTINGS, **parts}), encoding="utf-8")
    return open_house(config, {})


def notes_of(house: House, *defects: Defect) -> list[tuple[str, list[int], str]]:
    """Give the notes that a house knows: version, fixes, source."""
    known = known_releases(house.store.history, house.programme, house.settings, {each.id: each for each in defects})
    return [(note.version, [claim.defect for claim in note.fixes], note.source) for note in known.notes]


def problems_of(house: House) -> list[str]:
    """Give what is wrong in the sources."""
    known = known_releases(house.store.history, house.programme, house.settings, {})
    return [str(problem) for problem in known.problems]


def test_a_folder_is_read_and_followed(opened: Open, tmp_path: Path) -> None:
    """A corrected note changes, one that is gone stays, what is no note is told."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "dip.txt").write_text(NOTE, encoding="utf-8")
    (folder / "photo.png").write_bytes(b"\x89PNG")
    house = opened(folder="notes")
    read_release_sources(house)
    read_release_sources(house)
    assert notes_of(house) == [("DIP 4.9.0", [12], "dip.txt")]
    assert problems_of(house)[0].startswith("photo.png: it is not read: it looks like a picture")
    (folder / "dip.txt").write_text(NOTE.replace("#12", "#13"), encoding="utf-8")
    read_release_sources(house)
    assert notes_of(house) == [("DIP 4.9.0", [13], "dip.txt")]
    (folder / "dip.txt").unlink()
    read_release_sources(house)
    assert notes_of(house) == [("DIP 4.9.0", [13], "dip.txt (no longer there)")]


def test_a_note_that_becomes_unreadable_keeps_what_it_said(opened: Open, tmp_path: Path) -> None:
    """And is told."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "dip.txt").write_text(NOTE, encoding="utf-8")
    house = opened(folder="notes")
    read_release_sources(house)
    (folder / "dip.txt").write_text("nothing of a release", encoding="utf-8")
    read_release_sources(house)
    assert notes_of(house) == [("DIP 4.9.0", [12], "dip.txt")]
    assert "dip.txt: it is left out: it names no release and no defect." in problems_of(house)[0]


def test_a_folder_that_is_not_there_is_told(opened: Open) -> None:
    """Nothing is known to be gone."""
    house = opened(folder="nowhere")
    read_release_sources(house)
    assert "cannot be looked into" in problems_of(house)[0]


def test_a_schedule_says_where_builds_are(opened: Open, tmp_path: Path) -> None:
    """Beside the notes."""
    (tmp_path / "plan.csv").write_text("Build,Environment,Deployed\nDIP 4.9.0,SIT B,2024-06-13 18:00\n", "utf-8")
    house = opened(schedule="plan.csv")
    read_release_sources(house)
    known = known_releases(house.store.history, house.programme, house.settings, {})
    (deployment,) = known.deployments
    assert (deployment.environment, deployment.system, deployment.since) == ("SIT B", "DIP", uk("2024-06-13 18:00"))
    assert deployment.source == "plan.csv, line 2"


def test_what_the_settings_do_not_name_any_more_does_not_count(opened: Open, tmp_path: Path) -> None:
    """What was imported by hand does."""
    (tmp_path / "dip.txt").write_text(NOTE, encoding="utf-8")
    (tmp_path / "plan.csv").write_text("Build,Environment,Deployed\nDIP 4.9.0,SIT B,2024-06-13 18:00\n", "utf-8")
    house = opened(schedule="plan.csv")
    read_release_sources(house)
    imported = import_release(house, tmp_path / "dip.txt", PaperKind.NOTE, keep=True)
    assert imported.kept is Kept.NEW
    assert import_release(house, tmp_path / "dip.txt", PaperKind.NOTE, keep=False).kept is None
    later = opened()
    known = known_releases(later.store.history, later.programme, later.settings, {})
    assert known.deployments == ()
    assert [note.source for note in known.notes] == ["dip.txt"]


def test_a_file_that_cannot_be_imported_is_refused(opened: Open, tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(SourceRefused, match="there is no"):
        import_release(opened(), tmp_path / "none.txt", PaperKind.NOTE, keep=True)


def test_the_programmes_own_ids_are_looked_up(opened: Open, tmp_path: Path) -> None:
    """In a field of the defects, or taken from the id itself."""
    (tmp_path / "dip.txt").write_text(NOTE.replace("#12", "DEF-0044"), encoding="utf-8")
    defect = a_defect(1001, history=[("2024-06-10 09:00", {"System.State": "New", "Custom.VendorId": "def-0044"})])
    house = opened(defect_ids={"pattern": r"DEF-\d+", "field": "Custom.VendorId"})
    import_release(house, tmp_path / "dip.txt", PaperKind.NOTE, keep=True)
    assert notes_of(house, defect) == [("DIP 4.9.0", [1001], "dip.txt")]
    house = opened(defect_ids={"pattern": r"DEF-0*(\d+)"})
    import_release(house, tmp_path / "dip.txt", PaperKind.NOTE, keep=True)
    assert notes_of(house) == [("DIP 4.9.0", [44], "dip.txt")]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ({"pattern": "DEF-("}, "this is no regular expression"),
        ({"pattern": "DEF-1"}, "put the number in a group"),
    ],
)
def test_a_pattern_that_gives_no_number_is_a_mistake(opened: Open, ids: dict[str, str], said: str) -> None:
    """Named with its line."""
    with pytest.raises(SettingsError, match=said):
        opened(defect_ids=ids)


def test_pages_of_releases_do_not_lie_where_notes_are_read(tmp_path: Path) -> None:
    """The bot would read its own pages."""
    notes = {"wiki": "MHHS.wiki", "folder": "/Releases"}
    pages = {"wiki": "MHHS.wiki", "folder": "/Releases/Kept"}
    with pytest.raises(SettingsError, match="the bot would read its own pages"):
        house_of(tmp_path, sources={"release_notes": notes}, publish={"releases": pages})
