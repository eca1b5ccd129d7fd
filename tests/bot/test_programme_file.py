"""The shipped programme is whole, and a wrong one is explained line by line."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.programme_file import load_programme, programme_of, shipped_programmes
from bot.yaml_file import SettingsError, parse_yaml
from rules.programme import Weekday
from rules.sla import SlaJudge
from tests.bot.a_programme import SMALL


def explained(old: str, new: str) -> str:
    """Give what is said of the small programme when `old` in it is `new`."""
    assert old in SMALL
    with pytest.raises(SettingsError) as caught:
        programme_of(parse_yaml(SMALL.replace(old, new, 1), "small.yaml"))
    return str(caught.value)


def test_the_shipped_programme_holds_the_facts_of_the_mhhs_plan() -> None:
    """Environments with their flags, systems with their parties, calendars with their hours."""
    programme = load_programme("mhhs")
    assert [environment.name for environment in programme.environments] == ["SIT Staging", "SIT A", "SIT B", "UIT"]
    assert {flag: each.name for each in programme.environments for flag in each.flags} == {
        "TR03": "SIT A",
        "TR04": "SIT B",
    }
    assert {system.name: system.party for system in programme.systems} == {
        "DIP": "DIP service provider",
        **dict.fromkeys(["DAH", "ISDS", "LSS", "MDS", "VAS", "PMP", "Settlement Operations"], "Elexon"),
        "EES": "RECCo",
        "MPRS": "St Clements",
        "CSS": "DCC",
        "DSP": "DCC",
        "DTN": "ElectraLink",
    }
    css = next(system for system in programme.systems if system.name == "CSS")
    assert "SIT B" not in css.environments
    mprs = next(system for system in programme.systems if system.name == "MPRS")
    assert mprs.fixed_points == {"gate closure": time(15), "end-of-day batch": time(15, 15)}
    saturday = programme.calendars["always"].week[Weekday.SAT]
    assert [(hours.opens, hours.closes) for hours in saturday] == [(time(0), None)]


def test_what_the_programme_did_not_publish_is_marked_as_assumed() -> None:
    """Targets and states are defaults that the programme replaces."""
    programme = load_programme("mhhs")
    assert programme.workflow.assumed
    assert all(clock.assumed for clock in programme.clocks)
    assert programme.calendars["working hours"].assumed
    assert not programme.calendars["St Clements"].assumed
    assert programme.calendars["working hours"].working_day == timedelta(hours=8)
    targets = {clock.name: [goal.target for goal in clock.goals] for clock in programme.clocks}
    assert targets == {
        "respond": ["2 working hours", "4 working hours", "1 working day", "2 working days"],
        "resolve": ["1 working day", "3 working days", "10 working days", "20 working days"],
        "update": ["2 working hours", "1 working day", "3 working days", "5 working days"],
    }


def test_the_shipped_programme_can_be_judged() -> None:
    """Its clocks compile."""
    assert [policy.policy.name for policy in SlaJudge.of(load_programme("mhhs")).policies] == [
        "respond",
        "resolve",
        "update",
    ]


def test_every_shipped_programme_loads() -> None:
    """There is one."""
    assert shipped_programmes() == ("mhhs",)


def test_an_unknown_programme_names_those_that_ship() -> None:
    """A path is the other possibility."""
    with pytest.raises(SettingsError, match=r"Shipped: mhhs\. For your own, give the path"):
        load_programme("mhss")


def test_a_programme_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    """Another programme is another file."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    assert load_programme(path).name == "Small"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title:", "titel:", r"line 2: titel: this key is not known. Did you mean `title`\?"),
        ("phase: SIT, aliases", "phaze: SIT, aliases", r"line 5: environments\[0\].phaze: .* Did you mean `phase`\?"),
        ("opens: 09:00", "opens: 9 am", r"line 14: calendars.office.week.mon\[0\].opens: .*'9 am'"),
        (
            "party: Elexon",
            "party: Elexom",
            r"line 10: systems\[1\].party: .* no party 'Elexom'. Did you mean `Elexon`\?",
        ),
        (
            "[SIT B], calendar: office",
            "[SIT C], calendar: office",
            r"line 10: systems\[1\].environments\[0\]: .*'SIT C'",
        ),
        ("calendar: office, connected", "calendar: x, connected", r"line 9: systems\[0\].calendar: .* no calendar 'x'"),
        ("connected_to: [MDS]", "connected_to: [MDX]", r"line 9: systems\[0\].connected_to\[0\]: .*`MDS`"),
        ("connected_to: [MDS]", "support: never", r"line 9: systems\[0\].support: .* no calendar 'never'"),
        ("connected_to: [MDS]", "patterns: ['IF-(']", r"line 9: systems\[0\].patterns\[0\]: .* no regular expression"),
        ("name: MDS", "name: DIP", r"line 10: systems\[1\].name: 'DIP' stands twice"),
        ("working_calendar: office", "working_calendar: home", r"line 16: working_calendar: .* no calendar 'home'"),
        ("closes: 17:00", "closes: 08:00", r"line 12: calendars.office: .* closes on mon at 08:00"),
        ("week: {mon: [{opens: 09:00, closes: 17:00}]}", "week: {}", r"line 12: calendars.office: .* never open"),
        ("GB-ENG", "GB-XXX", r"line 12: calendars.office: .*GB-XXX"),
        ("target: 2 working hours", "target: soon", r"line 22: clocks\[0\].goals\[0\].target: .*'soon'"),
        ("target: 2 working hours, calendar: office", "target: 1h, calendar: x", r"goals\[0\].calendar: .* 'x'"),
        ("environment manager: Every", "manager: Every", r"line 1: environment_manager: .* no role"),
        ("{SIT: SI", "{UAT: SI", r"line 24: defect_managers.UAT: the programme has no phase 'UAT'"),
        ("zone: Europe/London\nenv", "zone: Europe/Londn\nenv", r"line 3: zone: there is no time zone"),
        ("working_calendar", "workflow: {new: [New], open: [New]}\nworking_calendar", r"workflow.open\[0\]: .*`new`"),
    ],
)
def test_a_mistake_is_explained_with_its_line(old: str, new: str, said: str) -> None:
    """Names that lead nowhere say what may have been meant."""
    assert re.search(said, explained(old, new)), explained(old, new)


def test_a_wiql_mistake_is_marked_with_a_caret() -> None:
    """The condition is drawn with the place of the mistake below it."""
    said = explained("\"[System.State] = 'New'\"", "\"[System.Stat] = 'New'\"")
    assert said.startswith("small.yaml, line 19: clocks[0].start: the WIQL condition is refused: There is no field")
    assert "[System.Stat] = 'New'\n^^^^^^^^^^^^^\nCorrect the condition." in said


def test_a_clock_without_goals_is_refused() -> None:
    """What only the judge of the SLA can tell is told as well."""
    said = explained("    goals:\n      - {target: 2 working hours, calendar: office}\n", "    goals: []\n")
    assert "line 17: clocks: SLA clock 'respond': it has no goal" in said


def test_several_mistakes_are_told_at_once() -> None:
    """Nobody has to correct and try one by one."""
    said = explained("party: Elexon, environments: [SIT B]", "party: Elexom, environments: [SIT C]")
    assert len(said.splitlines()) == 2


LADDERS = """\
ladders:
  - name: blocker
    matter: A blocker
    when: "[System.State] = 'New'"
    calendar: office
    steps:
      - {tell: [SI defect manager]}
      - {after: 1 working hour, tell: [environment manager]}
    takes_over: [blocker-escalated]
"""


def test_a_ladder_is_read() -> None:
    """Step by step."""
    (ladder,) = programme_of(parse_yaml(SMALL + LADDERS, "small.yaml")).ladders
    assert [(step.after, step.tell) for step in ladder.steps] == [
        ("at once", ("SI defect manager",)),
        ("1 working hour", ("environment manager",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[environment manager]", "[SITAG]", r"ladders\[0\].steps\[1\].tell\[0\]: the programme has no role 'SITAG'"),
        ("[blocker-escalated]", "[blockr]", r"ladders\[0\].takes_over\[0\]: the programme has no rule 'blockr'"),
        ("calendar: office\n    steps", "calendar: night\n    steps", r"ladders\[0\].calendar: .*'night'"),
        ("1 working hour", "soon", r"ladders\[0\].steps\[1\].after: .*'soon'"),
        ("'New'\"\n    calendar", '"\n    calendar', r"ladders\[0\].when: the WIQL condition is refused"),
    ],
)
def test_a_mistake_in_a_ladder_is_named_with_its_place(old: str, new: str, said: str) -> None:
    """Roles, rules, calendars, waits and conditions that are not there."""
    text = SMALL + LADDERS.replace(old, new)
    with pytest.raises(SettingsError, match=said):
        programme_of(parse_yaml(text, "small.yaml"))
