"""Who is responsible follows from the system, a linked or a like defect, or the environment."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import SetField
from rules.facts import Defect, Relation
from rules.programme import Environment, System
from tests.rules.asking import actions, because
from tests.rules.builders import a_defect, a_programme, facts_of

RULE = "party-inferred"


def told(defect: Defect, *others: Defect, **known: Any) -> str:
    """Give the reasons about the first defect."""
    return because(RULE, facts_of(defect, *others, **known), defect.id)


def nobodys(number: int = 1001, **fields: Any) -> Defect:
    """Build a defect without a party and a system."""
    return a_defect(number, **{"party": None, "system": None, "title": "Logon page stays white", **fields})


def test_who_runs_the_system_is_responsible() -> None:
    """Stated or told by the text."""
    assert told(nobodys(title="IF-021 is refused")) == "It concerns DIP, which DIP service provider runs."
    facts = facts_of(nobodys(system="MPRS"))
    assert actions(RULE, facts) == [SetField("Custom.Party", "St Clements")]


def test_systems_of_one_party_are_as_good_as_one() -> None:
    """Whichever it is, it is theirs."""
    systems = (
        System("DIP", "A", ("SIT A",), "working hours"),
        System("LSS", "Elexon", ("SIT A",), "working hours"),
        System("MDS", "Elexon", ("SIT A",), "working hours"),
    )
    programme = a_programme(systems=systems)
    assert told(nobodys(title="LSS or MDS?"), programme=programme) == "It concerns LSS or MDS, which Elexon runs."
    assert told(nobodys(title="LSS or DIP?"), programme=programme).startswith("Neither its system")


def test_a_linked_defect_tells() -> None:
    """If all of them name one party; links to what is no defect tell nothing."""
    links = [Relation("Related", number, "") for number in (1, 2, 99)] + [Relation("Hyperlink", None, "x")]
    defect = nobodys(relations=links)
    theirs = a_defect(1, party="DCC", title="Unlike")
    assert told(defect, theirs, nobodys(2, title="Other words")) == (
        "It is linked to #1, for which DCC is responsible."
    )
    assert told(defect, theirs, a_defect(2, party="Elexon", title="Other words")).startswith("Neither its system")


def test_a_like_defect_of_the_same_environment_tells() -> None:
    """The older one that is most like it, if it names a party."""
    older = a_defect(1, title="Logon page stays white", party="DCC", history=[("2024-06-03 09:00", "Open")])
    assert told(nobodys(), older) == (
        "#1, for which DCC is responsible, reads much like it (100 % alike, by Logon, stays, white and page)."
    )
    for other in (
        a_defect(1, title="Logon page stays white", party="DCC", environment="UIT",
                 history=[("2024-06-03 09:00", "Open")]),
        nobodys(1, history=[("2024-06-03 09:00", "Open")]),
        a_defect(1, title="Page about another matter", party="DCC", history=[("2024-06-03 09:00", "Open")]),
    ):  # fmt: skip
        assert told(nobodys(), other) == "Neither its system nor a defect like it tells who is responsible."


def test_several_defects_are_answered_from_one_index() -> None:
    """Each by itself."""
    older = a_defect(1, title="Logon page stays white", party="DCC", history=[("2024-06-03 09:00", "Open")])
    facts = facts_of(older, nobodys(2), nobodys(3))
    assert actions(RULE, facts) == [SetField("Custom.Party", "DCC")] * 2


def test_an_environment_that_one_party_runs_tells() -> None:
    """Whatever of it it is."""
    programme = a_programme(
        environments=(Environment("SIT A", "SIT"),),
        systems=(System("DIP", "A", ("SIT A",), "working hours"), System("LSS", "A", ("SIT A",), "working hours")),
    )
    assert told(nobodys(), programme=programme) == "Whatever stands in SIT A, A runs it."


@pytest.mark.parametrize("party", ["Elexon", "somebody"])
def test_a_stated_party_is_not_questioned(party: str) -> None:
    """A person said it."""
    assert told(nobodys(party=party)) == f"Its party is {party} already."
