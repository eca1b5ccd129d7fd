"""The system is read from names, messages and flows; where it may be this or that, the panel is asked."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import PutOnAgenda, Section, SetField
from rules.programme import System
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, a_programme, facts_of

SYSTEM = "Custom.System"


def facts(**fields: Any) -> Any:
    """Build facts with one defect that states neither system nor party."""
    return facts_of(a_defect(**({"system": None, "party": None} | fields)))


@pytest.mark.parametrize(
    ("text", "system"), [("IF-031 is refused", "DIP"), ("D0150 is late", "DTN"), ("MPRS rejects it", "MPRS")]
)
def test_a_clear_text_gives_the_system(text: str, system: str) -> None:
    """Names and what only that system handles."""
    assert actions("system-inferred", facts(title=text)) == [SetField(SYSTEM, system)]


@pytest.mark.parametrize("text", ["A dip in throughput", "Diploma D015 missing", "PIF-031 and IF-0312"])
def test_words_that_only_look_like_a_name_give_nothing(text: str) -> None:
    """Abbreviations count in capitals, patterns as whole words."""
    assert actions("system-inferred", facts(title=text)) == []
    assert because("system-inferred", facts(title=text)).startswith("It states no system")


def test_several_systems_are_all_named_to_the_panel() -> None:
    """Which of them is at fault is not for the bot to guess."""
    assert actions("system-inferred", facts(title="MPRS does not answer IF-031 of the DIP")) == [
        PutOnAgenda(Section.SUGGESTIONS, "The system may be DIP or MPRS: which is it?")
    ]


def test_a_party_that_runs_one_system_tells_it() -> None:
    """St Clements runs MPRS and nothing else."""
    assert actions("system-inferred", facts(party="St Clements")) == [SetField(SYSTEM, "MPRS")]


def test_a_stated_system_is_left_alone() -> None:
    """Even where the text names another."""
    stated = facts(system="CSS", title="IF-031")
    assert actions("system-inferred", stated) == []
    assert because("system-inferred", stated) == "Its system is stated: CSS."


def test_of_several_systems_those_count_that_stand_in_the_stated_environment() -> None:
    """The reason says which does not stand there; where all of them do, or none, the panel is asked."""
    known = facts_of(a_defect(system=None, environment="SIT B", title="CSS refuses IF-021"))
    assert actions("system-inferred", known) == [SetField("Custom.System", "DIP")]
    assert because("system-inferred", known).endswith("CSS does not stand in SIT B.")
    two = facts_of(a_defect(system=None, environment="UIT", title="CSS, DTN or IF-021"))
    assert because("system-inferred", two).endswith("CSS and DTN do not stand in UIT.")
    neither = facts_of(a_defect(system=None, environment="UIT", title="CSS or DTN"))
    assert [type(action) for action in actions("system-inferred", neither)] == [PutOnAgenda]


def test_a_hint_counts_where_nothing_else_names_a_system() -> None:
    """The test flags route flows over the DTN, but every message may bear one."""
    dtn = System("DTN", "ElectraLink", ("SIT A", "SIT B"), "around the clock", hints=(r"TR0[34]",))
    dip = System("DIP", "DIP service provider", ("SIT A", "SIT B"), "working hours", patterns=(r"IF-\d{3}",))
    programme = a_programme(systems=(dip, dtn))
    hinted = facts_of(a_defect(system=None, title="TR04 is not known"), programme=programme)
    assert actions("system-inferred", hinted) == [SetField("Custom.System", "DTN")]
    named = facts_of(a_defect(system=None, title="IF-021 bears TR04"), programme=programme)
    assert actions("system-inferred", named) == [SetField("Custom.System", "DIP")]


def test_who_raised_it_tells_where_it_runs_one_system_and_nothing_else_tells() -> None:
    """Its own tester found it."""
    known = facts_of(a_defect(system=None, party=None, raised_by_party="St Clements", title="White page"))
    assert because("system-inferred", known) == "St Clements, which raised it, runs MPRS and nothing else."
