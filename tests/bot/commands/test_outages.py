"""`envbot outages` lists what is known, shows one, reads a file once, and tells about the sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.server import SandboxServer
from tests.bot.command_line import Said, changed

Envbot = Callable[..., Said]
LIST = """\
Ref,Start,End,Environment,Type,Reason,Status
PO-1,14/06/2024 18:00,14/06/2024 20:00,SIT A,Planned,data load,Announced
PO-2,11/06/2024 18:00,11/06/2024 20:00,SIT B,Planned,data load,
PO-3,14/06/2024 18:00,13/06/2024 20:00,UIT,Planned,data load,
PO-4,12/06/2024 08:00,,UIT,Unplanned,server down,
"""


@pytest.fixture
def config(served: tuple[SandboxServer, Path], tmp_path: Path) -> Path:
    """The settings of a rehearsal with nothing pulled, and a list of outages beside them."""
    (tmp_path / "list.csv").write_text(LIST)
    return served[1]


def test_a_file_is_imported_and_what_it_says_is_kept(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """A rehearsal of it keeps nothing; again it changes nothing; corrected it does."""
    path = tmp_path / "list.csv"
    dry = envbot("outages", "import", path, "--dry", "--config", config)
    assert dry.code == 0
    assert "list.csv: 3 outages. Nothing was kept (--dry-run)." in dry.out
    assert envbot("outages", "list", "--config", config, "--json").document["known"] == 0
    first = envbot("outages", "import", path, "--config", config, "--json").document
    assert (first["new"], first["same"], first["kept"]) == (["PO-1", "PO-2", "PO-4"], 0, True)
    assert first["columns"]["list.csv"]["starts"] == "Start"
    assert [each["where"] for each in first["problems"]] == ["list.csv, line 4"]
    again = envbot("outages", "import", path, "--config", config)
    assert "list.csv: 3 outages: 0 new, 0 corrected, 0 withdrawn, 3 as before." in again.out
    assert "Left out or assumed (1):" in again.out
    path.write_text(LIST.replace("14/06/2024 20:00", "14/06/2024 21:00").replace("PO-4", "PO-5"))
    changed = envbot("outages", "import", path, "--config", config, "--json").document
    assert (changed["new"], changed["changed"], changed["withdrawn"]) == (["PO-5"], ["PO-1"], ["PO-4"])


def test_outages_are_listed_by_how_they_stand(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """Those that are over only if they are asked for; as of another instant they stand otherwise."""
    envbot("outages", "import", tmp_path / "list.csv", "--config", config)
    listed = envbot("outages", "list", "--config", config, "--json").document
    assert [(each["reference"], each["state"]) for each in listed["outages"]] == [
        ("PO-4", "under way"),
        ("PO-1", "announced"),
    ]
    assert (listed["known"], listed["never_read"]) == (3, ["outages.xlsx", "maintenance.ics"])
    shown = envbot("outages", "list", "--config", config)
    assert "2 outages, 1 more that are over (--all), as of Wed 12 Jun 08:30." in shown.out
    assert "Wrong in the sources (1)" in shown.out
    assert "outages.xlsx was not read yet: `envbot pull` reads it." in shown.out
    earlier = envbot("outages", "list", "--all", "--as-of", "2024-06-11T19:00", "--config", config, "--json").document
    assert [(each["reference"], each["state"]) for each in earlier["outages"]] == [
        ("PO-2", "under way"),
        ("PO-4", "to come"),
        ("PO-1", "to come"),
    ]


def test_one_outage_is_shown_with_what_was_said_of_it(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """Every version; one that is not known is refused with the nearest."""
    path = tmp_path / "list.csv"
    envbot("outages", "import", path, "--config", config)
    path.write_text(LIST.replace("PO-1,14/06/2024 18:00", "PO-1,14/06/2024 17:00").replace("PO-4", "PO-5"))
    envbot("outages", "import", path, "--config", config)
    shown = envbot("outages", "show", "po-1", "--config", config)
    assert "Fri 14 Jun 17:00 to 20:00, SIT A, planned" in shown.out
    assert "Fri 14 Jun 18:00 to 20:00, SIT A, planned" in shown.out
    document = envbot("outages", "show", "PO-4", "--config", config, "--json").document
    assert (document["state"], document["withdrawn"], document["ends"]) == ("cancelled", True, None)
    assert [each["version"] for each in document["versions"]] == [1]
    path.write_text(
        "Ref,Start,Environment,Type,Impact,Announced,Defects,Status\n"
        "PO-7,20/06/2024 18:00,SIT A,Planned,Degraded,07/06/2024,#1201,\n"
        "PO-8,20/06/2024,UIT,Planned,,,,Cancelled\n"
    )
    envbot("outages", "import", path, "--config", config)
    told = envbot("outages", "show", "PO-7", "--config", config).out
    for line in ("planned, degraded", "announced     Fri 7 Jun 00:00", "defects       #1201", "from Thu 20 Jun 18:00"):
        assert line in told
    assert ", cancelled" in envbot("outages", "show", "PO-8", "--config", config).out
    assert "withdrawn" in envbot("outages", "show", "PO-4", "--config", config).out
    missing = envbot("outages", "show", "PO-9", "--config", config)
    assert (missing.code, "Did you mean `PO-7`" in missing.err) == (2, True)


def test_sources_are_listed_with_what_was_read(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """Those of the settings first, then what was imported; without any it says where they are named."""
    envbot("outages", "import", tmp_path / "list.csv", "--config", config)
    document = envbot("outages", "sources", "--config", config, "--json").document
    assert [each["source"] for each in document["sources"]] == ["outages.xlsx", "maintenance.ics", "imported: list.csv"]
    [read] = document["sources"][2]["documents"]
    assert (read["outages"], read["is_there"], len(read["problems"])) == (3, True, 1)
    shown = envbot("outages", "sources", "--config", config).out
    assert "was not read yet: `envbot pull` reads it." in shown
    assert "list.csv: 3 outages, read Wed 12 Jun 08:30" in shown


def test_without_other_sources_it_says_where_they_are_named(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """An empty list is read, and says so; a file that a folder lost is told as gone."""
    alone = changed(config, sources={"outages": [{"kind": "folder", "path": "lists"}]})
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.csv").write_text(LIST)
    envbot("pull", "--config", alone)
    (tmp_path / "lists" / "a.csv").unlink()
    envbot("pull", "--config", alone)
    assert "a.csv: is not there any more, read Wed 12 Jun 08:30" in envbot("outages", "sources", "--config", alone).out
    none = changed(config, sources={"outages": []})
    assert "Name other sources below `sources.outages`." in envbot("outages", "sources", "--config", none).out
    (tmp_path / "list.csv").write_text("Ref,Start,Environment,Type,Colour\n")
    empty = envbot("outages", "import", tmp_path / "list.csv", "--config", none)
    assert "list.csv: 0 outages: 0 new, 0 corrected, 0 withdrawn, 0 as before." in empty.out
    assert "list.csv: not used: Colour." in empty.out


def test_wrong_usage_is_told_in_one_message(config: Path, envbot: Envbot, tmp_path: Path) -> None:
    """A file that is not there, a heading that is not, a word that means nothing."""
    for options, why in (
        (["gone.csv"], "there is no"),
        ([tmp_path / "list.csv", "--map", "starts=Strt"], "which `--map` names for starts"),
        ([tmp_path / "list.csv", "--map", "starts=Strt"], "Perhaps 'Start' is meant."),
        ([tmp_path / "list.csv", "--map", "starts="], 'Name them: --map "starts=Start"'),
        ([tmp_path / "list.csv", "--map", "strt=Start"], "Did you mean `starts`?"),
        ([tmp_path / "list.csv", "--default", "starts=now"], "starts cannot be the same for every outage"),
        ([tmp_path / "list.csv", "--zone", "Mars"], "there is no time zone 'Mars'"),
        ([tmp_path / "list.csv", "--sheet", "June"], "it has no sheet June"),
    ):
        said = envbot("outages", "import", *options, "--config", config)
        assert (said.code, why in said.err) == (2, True), said.err


def test_a_pull_reads_the_sources_and_the_check_tells_about_them(config: Path, envbot: Envbot) -> None:
    """What is wrong in them is a note, with where all of it stands."""
    envbot("pull", "--config", config)
    listed = envbot("outages", "list", "--config", config, "--json").document
    references = {each["reference"] for each in listed["outages"]}
    assert {"PO-101", "PO-102", "PO-104", "PO-105", "dtn-sunday@example.com/2024-06-23"} <= references
    [problem] = listed["problems"]
    assert problem["where"] == "outages.xlsx, sheet June 2024, row 6"
    assert "…" not in envbot("outages", "list", "--config", config).out
    findings = json.loads(envbot("check", "--offline", "--config", config, "--json").out)["findings"]
    about = {each["about"]: each for each in findings if each["about"].startswith("sources.outages")}
    assert about["sources.outages, maintenance.ics"]["state"] == "ok"
    assert about["sources.outages, outages.xlsx"]["state"] == "note"
    assert "PO-103" in about["sources.outages, outages.xlsx"]["said"]
