"""`envbot releases` and `envbot retest` on the scenario: lists, one release, imports, and what is wrong usage."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot

Served = tuple[SandboxServer, Path]


@pytest.fixture
def pulled(served: Served, envbot: Envbot) -> Path:
    """A settings file whose store is up to date."""
    _, config = served
    assert envbot("pull", "--config", config).code == 0
    return config


def test_releases_are_listed_with_their_builds(pulled: Path, envbot: Envbot) -> None:
    """For people and for programs."""
    document = envbot("releases", "list", "--json", "--config", pulled).document
    releases = {release["release"]: release for release in document["releases"]}
    assert {"CSS 7.3.0", "DIP 4.2.1", "Helix 2024.05.2", "Helix 2024.06.1", "MPRS 9.3"} <= releases.keys()
    dip = next(each for each in document["builds"] if (each["environment"], each["system"]) == ("SIT A", "DIP"))
    assert (dip["version"], dip["since"]) == ("DIP 4.2.1", "2024-06-11T17:30:00+00:00")
    assert "MPRS 9.3" in {each["version"] for each in document["ahead"]}
    assert releases["Helix 2024.05.2"]["reopened_rate"] == 0.5
    said = envbot("releases", "list", "--config", pulled)
    assert "DIP 4.2.1" in said.out
    assert "Builds to come" in said.out


def test_one_release_is_shown_with_the_line_of_every_claim(pulled: Path, envbot: Envbot) -> None:
    """By its name; a name that is none is answered with the nearest."""
    numbers = mhhs.ids()
    document = envbot("releases", "show", "dip 4.2.1", "--json", "--config", pulled).document
    assert [fix["defect"] for fix in document["fixes"]] == [
        numbers[key] for key in ("retest-ready-1", "retest-ready-2", "delivered-elsewhere", "note-before-state")
    ]
    assert document["fixes"][0]["where"] == "wiki page /Releases/DIP 4.2.1, line 12"
    said = envbot("releases", "show", "DIP 4.2.1", "--config", pulled).out
    assert "Known issues" in said
    assert "the defect is on SIT B" in said
    wrong = envbot("releases", "show", "DIP 4.2", "--config", pulled)
    assert wrong.code == 2
    assert "Did you mean `DIP 4.2.1`?" in wrong.err
    part = envbot("releases", "show", "helix", "--config", pulled)
    assert "Did you mean `Helix 2024.05.2` or `Helix 2024.06.1`?" in part.err


def test_a_note_is_imported_and_counts(pulled: Path, envbot: Envbot, tmp_path: Path) -> None:
    """A dry run keeps nothing; a corrected note is said to be one."""
    number = mhhs.ids()["fixed-in-no-note"]
    note = tmp_path / "helix.md"
    note.write_text(
        f"# Helix 2024.06.2\n\nSystems: LSS\n\nEnvironments: SIT A\n\nDelivered: 2024-06-11 21:00\n\n## Fixed\n\n"
        f"- #{number} Load shapes\n",
        encoding="utf-8",
    )
    dry = envbot("releases", "import", note, "--dry-run", "--config", pulled)
    assert "not kept (--dry-run)" in dry.out
    assert "Left out or assumed" not in dry.out
    assert envbot("releases", "import", note, "--json", "--config", pulled).document["kept"] == "new"
    ready = envbot("retest", "--json", "--environment", "SIT A", "--config", pulled).document["ready"]
    assert (number, "Helix 2024.06.2", "helix.md, line 11") in {
        (each["defect"], each["release"], each["where"]) for each in ready
    }
    note.write_text(note.read_text(encoding="utf-8").replace(f"#{number}", "#999999"), encoding="utf-8")
    said = envbot("releases", "import", note, "--config", pulled)
    assert "helix.md: note, changed." in said.out
    unfit = envbot("retest", "--json", "--config", pulled).document["lines_of_notes"]
    assert [(each["release"], each["kind"], each["defect"]) for each in unfit] == [
        ("Helix 2024.06.2", "unknown id", 999999),
        ("EES 2.8.0", "closed before the delivery", mhhs.ids()["reported-twice-closed"]),
        ("EES 2.8.0", "unknown id", 9871),
    ]
    assert "is no defect that envbot knows" in envbot("retest", "--config", pulled).out
    shown = envbot("releases", "show", "Helix 2024.06.2", "--config", pulled).out
    assert "unknown to the bot. Ask who wrote the note" in " ".join(shown.split())


def test_a_dry_run_tells_what_the_bot_does_not_know(pulled: Path, envbot: Envbot, tmp_path: Path) -> None:
    """Ids, environments and times, each with its line, before anything is kept; of a schedule, too."""
    note = tmp_path / "helix.md"
    note.write_text(
        f"# Helix 2024.06.2\n\nEnvironments: SIT Q\n\nDelivered: soon\n\n## Fixed\n\n"
        f"- #{mhhs.ids()['fixed-in-no-note']} Load shapes\n- #999999 Typed wrong\n",
        encoding="utf-8",
    )
    dry = envbot("releases", "import", note, "--dry", "--json", "--config", pulled).document
    assert (dry["kept"], [(each["where"], each["what"]) for each in dry["problems"]]) == (
        None,
        [
            ("helix.md, line 3", "'SIT Q' is no environment of the programme and is left out."),
            (
                "helix.md, line 5",
                "Delivered is 'soon', which is no date and time; write 2024-06-11 18:30; it is left out.",
            ),
            ("helix.md, line 10", "#999999 is no defect that envbot knows, so it sets none to retest."),
        ],
    )
    said = envbot("releases", "import", note, "--dry-run", "--config", pulled).out
    assert "Left out or assumed (3):" in said
    assert "so it sets none to retest. Ask who wrote the note which defect is meant." in said
    plan = tmp_path / "plan.csv"
    plan.write_text("Build,Environment,Deployed\nDIP 4.2.1,SIT Q,2024-06-13 18:00\n", encoding="utf-8")
    said = envbot("releases", "import", plan, "--schedule", "--dry-run", "--config", pulled).out
    assert "plan.csv, line 2: 'SIT Q' is nothing of the programme and is left out." in said


def test_a_schedule_is_imported(pulled: Path, envbot: Envbot, tmp_path: Path) -> None:
    """It tells where a build goes next."""
    plan = tmp_path / "plan.csv"
    plan.write_text("Build,Environment,Deployed\nDIP 4.2.1,SIT B,2024-06-13 18:00\n", encoding="utf-8")
    said = envbot("releases", "import", plan, "--schedule", "--config", pulled)
    assert "DIP 4.2.1 on SIT B from 2024-06-13 18:00 (line 2)" in said.out
    coming = envbot("retest", "--json", "--config", pulled).document["coming"]
    assert (mhhs.ids()["delivered-elsewhere"], "2024-06-13T17:00:00+00:00") in {
        (each["defect"], each["until"]) for each in coming
    }


def test_what_can_be_retested_is_listed(pulled: Path, envbot: Envbot) -> None:
    """With everything that does not add up; one environment alone where it is named."""
    numbers = mhhs.ids()
    document = envbot("retest", "--json", "--config", pulled).document
    ready = [each["defect"] for each in document["ready"]]
    assert {numbers[f"retest-ready-{place}"] for place in (1, 2, 3)} <= set(ready)
    odd = {each["defect"]: each["standing"] for each in document["does_not_add_up"]}
    assert odd[numbers["note-before-state"]] == "fixed in the note, not in Azure DevOps"
    assert odd[numbers["fixed-in-no-note"]] == "fixed in Azure DevOps, in no note"
    assert odd[numbers["delivered-elsewhere"]] == "delivered to another environment"
    assert odd[numbers["retest-failed"]] == "retest failed"
    what_to_do = {each["advice"] for group in ("does_not_add_up", "lines_of_notes") for each in document[group]}
    assert "Ask which build has the fix, and for a note that says so." in what_to_do
    assert "" not in what_to_do
    assert {each["advice"] for each in document["ready"]} == {""}
    only = envbot("retest", "--json", "--environment", "SIT B", "--config", pulled).document
    assert {each["environment"] for group in ("ready", "does_not_add_up") for each in only[group]} == {"SIT B"}
    said = envbot("retest", "--config", pulled).out
    assert "Can be retested now" in said
    assert "Re-opened after the retest" in said
    assert "On its way" in said
    below = dict(pairwise(said.splitlines()))
    assert below["Does not add up: retest failed (2)"] == "Re-opened after its build came: it needs another fix."
    assert "    Ask who wrote the note which defect is meant." in said.splitlines()
    nothing = envbot("retest", "--environment", "SIT Staging", "--config", pulled).out
    assert nothing.startswith("Nothing can be retested now.")


def test_an_unknown_environment_and_a_file_that_is_not_there_are_wrong_usage(pulled: Path, envbot: Envbot) -> None:
    """Each in one sentence."""
    wrong = envbot("retest", "--environment", "SIT X", "--config", pulled)
    assert (wrong.code, "has no environment 'SIT X'" in wrong.err) == (2, True)
    missing = envbot("releases", "import", "none.docx", "--config", pulled)
    assert missing.code == 2
    assert "there is no none.docx" in missing.err
