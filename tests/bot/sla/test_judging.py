"""A run keeps the verdict on each clock that stopped; another policy is held against them, and changes none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import yaml

from bot.assemble import House
from bot.gather import gather
from bot.judging import keep_verdicts, rejudged, verdicts_of
from bot.programmes import __file__ as programmes
from rules.programme import Goal, GoalChange, ReopenPolicy
from rules.view import View
from sandbox.scenarios import mhhs
from tests.bot.sla.conftest import Envbot


def viewed(house: House, later: timedelta = timedelta(0)) -> View:
    """Give the facts of a house."""
    return View(gather(house.store.history, house.programme, house.settings, house.now() + later).facts)


def with_policy(house: House, clock: str, **changes: object) -> House:
    """Give the same house with another policy for a clock."""
    clocks = tuple(
        replace(each, **changes) if each.name == clock else each
        for each in house.programme.clocks  # type: ignore[arg-type]
    )
    return replace(house, programme=replace(house.programme, clocks=clocks))


def test_every_stopped_clock_has_its_verdict_kept_once(house: House) -> None:
    """Those of closed defects as well; a second run finds nothing new."""
    view = viewed(house)
    count = keep_verdicts(house, view)
    assert count == len(verdicts_of(house).kept()) > 500
    assert keep_verdicts(house, viewed(house)) == 0
    kept = {each.judgement.clock: each for each in verdicts_of(house).kept(mhhs.ids()["bank-holiday"])}
    assert kept["resolve"].judgement.verdict == "met"
    assert kept["resolve"].judged_at == house.now()


def test_policies_that_numbers_cannot_measure_are_judged_defect_by_defect(house: House) -> None:
    """With the same verdicts, here: no severity was changed while the clock ran."""
    keep_verdicts(house, viewed(house))
    otherwise = with_policy(house, "respond", goal_change=GoalChange.FROM_CHANGE)
    found = rejudged(otherwise, viewed(otherwise))
    assert found.kept > 500
    assert len(found.turned) < 5


def test_only_chosen_defects_are_judged(house: House) -> None:
    """Where the settings look at some only."""
    number = mhhs.ids()["bank-holiday"]
    few = replace(house, settings=house.settings.model_copy(update={"defects": f"[System.Id] = {number}"}))
    keep_verdicts(few, viewed(few))
    assert {each.judgement.defect for each in verdicts_of(house).kept()} == {number}


def test_a_defect_that_is_none_of_the_environment_any_more_is_compared_all_the_same(house: House) -> None:
    """Its verdict was given when it was one."""
    count = keep_verdicts(house, viewed(house))
    other = replace(house, programme=replace(house.programme, environment_category="Application"))
    found = rejudged(other, viewed(other))
    assert (found.kept, found.differences) == (count, ())


def test_the_same_policies_judge_the_same(house: House) -> None:
    """There is nothing to report, also where nothing was kept."""
    assert rejudged(house, viewed(house)).kept == 0
    keep_verdicts(house, viewed(house))
    found = rejudged(house, viewed(house))
    assert (found.kept > 500, found.differences, found.reopened) == (True, (), 0)


def test_a_changed_policy_judges_into_a_second_column(house: House) -> None:
    """What was kept stays; a run under the new policy adds its own verdicts below."""
    count = keep_verdicts(house, viewed(house))
    strict = with_policy(house, "respond", goals=(Goal("1 minute", "working hours"),))
    found = rejudged(strict, viewed(strict))
    assert len(found.turned) > 50
    assert {(each.before.verdict, each.after.verdict) for each in found.turned if each.before and each.after} == {
        ("met", "breached")
    }
    assert len(verdicts_of(house).kept()) == count
    assert keep_verdicts(strict, viewed(strict)) > 50
    assert rejudged(house, viewed(house)).differences == ()


def test_what_runs_again_is_not_compared(house: House) -> None:
    """Under a policy that stops nothing, every kept cycle is open."""
    keep_verdicts(house, viewed(house))
    endless = with_policy(house, "respond", stop="[System.State] = 'Nowhere'")
    found = rejudged(endless, viewed(endless))
    assert found.reopened > 50
    assert "respond" not in {each.before.clock for each in found.differences if each.before}


def test_another_re_open_rule_shows_the_new_cycles(house: House) -> None:
    """A cycle that there was not is a difference about the verdict."""
    keep_verdicts(house, viewed(house))
    cycles = with_policy(house, "resolve", reopen=ReopenPolicy.NEW_CYCLE)
    assert any(each.before is None for each in rejudged(cycles, viewed(cycles)).differences)


def own_programme(pulled: Path, old: str, new: str) -> None:
    """Let the settings name a programme of its own, changed in one place."""
    programme = (Path(programmes).parent / "mhhs.yaml").read_text(encoding="utf-8")
    assert old in programme
    (pulled / "own.yaml").write_text(programme.replace(old, new), encoding="utf-8")
    settings = yaml.safe_load((pulled / "envbot.yaml").read_text(encoding="utf-8"))
    (pulled / "envbot.yaml").write_text(yaml.safe_dump({**settings, "programme": "own.yaml"}), encoding="utf-8")


def test_the_command_shows_both_columns(envbot: Envbot, house: House, pulled: Path) -> None:
    """As a table and for programs; first that nothing was kept, then that nothing differs."""
    assert envbot("sla", "--rejudged").out.startswith("No verdict has been kept yet")
    keep_verdicts(house, viewed(house))
    assert (
        " kept; 0 would be judged otherwise today, 0 of them with another verdict." in envbot("sla", "--rejudged").out
    )
    own_programme(pulled, "reopen: resume", "reopen: new cycle")
    said = envbot("sla", "--rejudged").out
    assert "no such cycle" in said
    document = envbot("sla", "--rejudged", "--json").document
    assert document["different"] == len(document["differences"]) > 0
    assert document["differences"][-1].keys() >= {"kept", "rejudged", "is_about_the_verdict"}
    own_programme(pulled, "stop: \"[System.State] <> 'New'\"", "stop: \"[System.State] = 'Nowhere'\"")
    assert "of them run again, and are not compared." in envbot("sla", "--rejudged").out


def test_a_defect_shows_the_verdicts_that_were_kept_on_it(envbot: Envbot, house: House) -> None:
    """With the versions that judged."""
    keep_verdicts(house, viewed(house))
    number = mhhs.ids()["bank-holiday"]
    (respond, *_) = envbot("sla", number, "--json").document["verdicts"]
    assert (respond["clock"], respond["verdict"], len(respond["policy_version"])) == ("respond", "met", 16)
    assert "kept Wed 12 Jun 2024 08:30: respond, cycle 1, met, " in envbot("sla", number).out
