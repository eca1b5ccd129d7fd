"""The demonstration: one whole cycle, a second that changes nothing, and everything it promises in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from bot.demo import TIGHTER, Demonstration, demonstrate
from bot.publish.documents import Kind
from bot.rehearsal import MARK
from bot.settings import load_settings
from sandbox.scenarios import mhhs, scenario
from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot


@dataclass(frozen=True, slots=True)
class Shown:
    """What one demonstration did, where, and what it said meanwhile."""

    done: Demonstration
    folder: Path
    said: list[str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One demonstration, shared by the tests of this file, in a folder with the store of an earlier one."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    folder.mkdir()
    (folder / "envbot.yaml").write_text(f"{MARK}; they fit no more.\n", encoding="utf-8")
    (folder / "envbot.sqlite").write_text("This is no database.", encoding="utf-8")
    said: list[str] = []
    with SandboxServer(scenario("mhhs")) as server:
        yield Shown(demonstrate(server, folder, said.append), folder, said)


def test_the_first_cycle_does_the_main_job(shown: Shown) -> None:
    """Changes, wiki page, dashboard, cards and mails; nothing fails."""
    first = shown.done.first.as_json()
    assert first["problems"] == []
    assert first["changes"]["applied"] == first["changes"]["planned"] > 0
    assert all(first["posted"][way] > 0 for way in ("wiki", "dashboards", "teams", "mail"))
    assert "Reading Azure DevOps" in shown.said


def test_its_json_says_that_the_day_before_was_told_in_a_run_of_its_own(shown: Shown) -> None:
    """So that what the first cycle left unchanged is no riddle."""
    document = shown.done.as_json()
    assert (document["day_before"]["run"], document["run"]) == (1, 2)
    assert document["day_before"]["posted"] > 0
    assert shown.done.day_before.posting.problems == ()


def test_the_second_cycle_changes_and_posts_nothing(shown: Shown) -> None:
    """Whatever the ladders, forecasts and agendas say, they say the same."""
    assert shown.done.as_json()["second_run"] == {"changes": 0, "planned": 0, "posted": 0, "problems": []}


def test_the_ladder_of_the_blocker_is_on_the_agenda_in_the_digest_and_in_a_mail(shown: Shown) -> None:
    """With the step that is due and the next one with its instant."""
    made = shown.done.first.publication
    standing = 'Escalation ladder "SIT blocker": step 1 of 3'
    assert standing in made.of(Kind.AGENDA)[0].markdown
    assert standing in made.of(Kind.DIGEST)[0].text
    blocker = f"#{mhhs.ids()['blocker']} "
    mails = [each for each in made.of(Kind.ESCALATION) if blocker in each.title]
    assert {each.audience[0] for each in mails} == {"SI defect manager", "environment manager"}
    assert all("on Wed 12 Jun 2024 09:20, unless it is answered before." in each.text for each in mails)


def test_everything_that_it_names_is_there(shown: Shown) -> None:
    """Settings that load, copies, backtest, evidence; pictures, or why there are none."""
    done, folder = shown.done, shown.folder
    assert all(path.exists() for path in done.files)
    assert {"index.html", "agenda.html", "backtest.html", "backtest.svg", "tighter-rules.yaml"} <= {
        path.name for path in done.files
    }
    assert load_settings(done.config).programme == "mhhs"
    assert bool(done.pictures) is not bool(done.remarks)
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="backtest.html"' in index
    assert f'href="{done.evidence.name}"' in index


@pytest.mark.parametrize(
    "there",
    [
        {"envbot.yaml": "programme: mhhs\n"},
        {"envbot.sqlite": "SQLite format 3"},
        {"envbot.yaml": "programme: mhhs\n", "envbot.sqlite": "SQLite format 3"},
        {"index.html": "<h1>Of a colleague</h1>"},
        {"tighter-rules.yaml": f"{TIGHTER}retest: {{off: true}}\n", "envbot.yaml": f"{MARK}.\n"},
    ],
    ids=["settings", "store", "settings and store", "page", "changed rules"],
)
def test_a_folder_with_what_the_demo_did_not_write_is_refused_and_left_as_it_is(
    there: dict[str, str], tmp_path: Path, envbot: Envbot
) -> None:
    """Before anything is written, with what is in the way and what to do."""
    for name, text in there.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    own = there.get("envbot.yaml", "").startswith(MARK)
    names = [name for name in sorted(there) if not (own and name == "envbot.yaml")]
    said = envbot("demo", "--out", tmp_path)
    assert said.code == 2
    assert f"{tmp_path} holds what it did not write: {', '.join(names)}. Nothing was written." in said.err
    assert "Name a new or empty folder with --out" in said.err
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == there


def test_only_a_few_of_many_files_in_the_way_are_named(tmp_path: Path, envbot: Envbot) -> None:
    """The others are counted."""
    for name in "edcba":
        (tmp_path / name).mkdir()
    assert ": a, b, c and 2 more. Nothing was written." in envbot("demo", "--out", tmp_path).err


def test_its_evidence_can_be_recomputed(shown: Shown, envbot: Envbot) -> None:
    """From the file alone."""
    assert envbot("verify", shown.done.evidence).code == 0


def test_its_json_names_files_and_defects_to_look_at(shown: Shown) -> None:
    """For programs, as they would be written to stdout."""
    document = orjson.loads(orjson.dumps(shown.done.as_json()))
    assert document["look_at"]["blocker"] == mhhs.ids()["blocker"]
    assert set(document["pictures"]) <= set(document["files"])
    assert document["evidence"] in document["files"]
