"""The environment is read from names, flags and circumstances; where it may be this or that, the panel is asked."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import PutOnAgenda, Section, SetField
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, facts_of

ENVIRONMENT = "Custom.Environment"


def facts(**fields: Any) -> Any:
    """Build facts with one defect that does not state its environment."""
    return facts_of(a_defect(**({"environment": None} | fields)))


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("D0150 with TR03 is lost", "SIT A"),
        ("D0150 with tr04 is lost", "SIT B"),
        ("Seen in SIT A only", "SIT A"),
        ("Seen on SIT-B", "SIT B"),
        ("The uit environment refuses", "UIT"),
    ],
)
def test_a_clear_text_gives_the_environment(text: str, environment: str) -> None:
    """Names, aliases and flags all do."""
    assert actions("environment-inferred", facts(title=text)) == [SetField(ENVIRONMENT, environment)]


@pytest.mark.parametrize("text", ["Messages sit a long time", "The deposit a day later", "SITAG was told", "See UIT-B"])
def test_words_that_only_look_like_a_name_give_nothing(text: str) -> None:
    """Abbreviations count in capitals, and as whole words."""
    assert actions("environment-inferred", facts(title=text)) == []


def test_two_environments_in_the_text_are_both_named_to_the_panel() -> None:
    """Nothing is guessed."""
    both = facts(title="Works in SIT A, fails in SIT B")
    assert actions("environment-inferred", both) == [
        PutOnAgenda(Section.SUGGESTIONS, "The environment may be SIT A or SIT B: which is it?")
    ]
    assert because("environment-inferred", both) == "The text names SIT A and SIT B."


def test_stage_and_system_together_leave_one_environment() -> None:
    """The stage alone would do; the sentences say what told."""
    told = because("environment-inferred", facts(stage="Settlement", system="DTN"))
    assert told == "The test stage Settlement runs in SIT B only. The system DTN stands in SIT A and SIT B only."
    assert actions("environment-inferred", facts(stage="Settlement", system="DTN")) == [SetField(ENVIRONMENT, "SIT B")]


def test_who_raised_it_may_tell_where_its_systems_stand() -> None:
    """DCC has its systems in SIT A only."""
    assert actions("environment-inferred", facts(raised_by_party="DCC")) == [SetField(ENVIRONMENT, "SIT A")]


def test_text_and_circumstances_that_contradict_each_other_are_put_to_the_panel() -> None:
    """The text says SIT B, the system stands in SIT A only."""
    assert actions("environment-inferred", facts(title="Refused in SIT B", system="CSS")) == [
        PutOnAgenda(Section.SUGGESTIONS, "The environment may be SIT A or SIT B: which is it?")
    ]


def test_circumstances_that_contradict_each_other_are_put_to_the_panel() -> None:
    """The stage runs in SIT B, the system stands in SIT A."""
    assert actions("environment-inferred", facts(stage="Settlement", system="CSS")) == [
        PutOnAgenda(Section.SUGGESTIONS, "The environment may be SIT A or SIT B: which is it?")
    ]


def test_text_and_circumstances_that_agree_need_no_circumstances() -> None:
    """What the text says comes first."""
    assert because("environment-inferred", facts(title="Refused in SIT A", system="CSS")) == "The text names SIT A."


def test_an_alias_is_quoted() -> None:
    """People see which words were read."""
    assert because("environment-inferred", facts(title="Refused on SITB")) == 'The text says "SITB", which is SIT B.'


def test_nothing_told_is_said_to_be_so() -> None:
    """The DIP stands everywhere, so that it tells nothing."""
    assert actions("environment-inferred", facts()) == []
    assert because("environment-inferred", facts()).startswith("It states no environment")


def test_a_stated_environment_is_left_alone() -> None:
    """Even where the text names another."""
    stated = facts(title="Seen in SIT B", environment="SIT A")
    assert actions("environment-inferred", stated) == []
    assert because("environment-inferred", stated) == "Its environment is stated: SIT A."


def test_a_participant_whose_other_defects_are_all_of_one_environment_tests_there() -> None:
    """So many as the settings say, and of one environment; a defect that nobody's party raised tells nothing."""
    asking = a_defect(environment=None, system=None, title="White page", raised_by_party="Supplier A")
    others = [a_defect(number, environment="UIT", raised_by_party="Supplier A") for number in (1, 2, 3)]
    known = facts_of(asking, *others)
    assert actions("environment-inferred", known) == [SetField("Custom.Environment", "UIT")]
    assert because("environment-inferred", known) == (
        "All 3 other open environment defects that Supplier A raised are of UIT."
    )
    assert actions("environment-inferred", known, earlier=4) == []
    elsewhere = a_defect(4, environment="SIT A", raised_by_party="Supplier A")
    assert actions("environment-inferred", facts_of(asking, *others, elsewhere)) == []
    nobodys = a_defect(environment=None, system=None, title="White page")
    assert actions("environment-inferred", facts_of(nobodys, *(a_defect(each) for each in (1, 2, 3)))) == []
