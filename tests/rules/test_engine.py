"""The engine asks every rule, fills in the mode, and explains itself."""

from __future__ import annotations

from typing import Any

import pytest

from rules.decisions import AddTag, Mode
from rules.engine import check_settings, decide
from rules.explanation import next_act, why
from rules.registry import RuleError, RuleSettings, registry
from tests.rules.asking import asked, because, considered, only
from tests.rules.builders import BOT, TESTER, a_defect, facts_of, uk
from wiql import Catalog, Field, FieldType

BREACHED = facts_of(a_defect(severity=1, history=[("2024-06-03 09:00", "Open")]))


def test_every_decision_has_the_mode_of_its_rule() -> None:
    """Which the rule itself does not know."""
    assert {each.mode for each in asked("sla-breached", BREACHED).decisions} == {Mode.APPLY}
    assert {each.mode for each in asked("sla-breached", BREACHED, mode=Mode.SUGGEST).decisions} == {Mode.SUGGEST}


def test_a_rule_that_is_off_is_not_asked() -> None:
    """It is not counted either; `why` says that it is off."""
    outcome = asked("sla-breached", BREACHED, mode=Mode.OFF)
    assert outcome.decisions == ()
    assert outcome.considered == {}
    assert because("sla-breached", BREACHED, mode=Mode.OFF) == "The rule is switched off."


def test_the_outcome_counts_what_each_rule_looked_at() -> None:
    """Closed defects and those of another category are not among it."""
    facts = facts_of(
        a_defect(1),
        a_defect(2, category="Application"),
        a_defect(3, history=[("2024-06-03 09:00", "Closed")]),
        a_defect(4, tags="Envbot:Hands-Off"),
    )
    considered = decide(facts).considered
    assert considered["sla-breached"] == 1
    assert considered["category-inferred"] == 2
    assert considered["outage-suspected"] == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"category": "Application"}, "Its category is Application; the rule looks at environment defects."),
        (
            {"category": None},
            "It has no category, and no words that suggest one; the rule looks at environment defects.",
        ),
        ({"state": "Closed"}, "It is Closed; the rule looks at open defects."),
        (
            {"tags": "envbot:hands-off"},
            "It carries the tag envbot:hands-off: a person asked envbot to leave it alone.",
        ),
    ],
)
def test_why_says_what_keeps_a_rule_away(fields: dict[str, Any], reason: str) -> None:
    """In one sentence."""
    state = fields.pop("state", None) or "Open"
    facts = facts_of(a_defect(history=[("2024-06-03 09:00", state)], **fields))
    assert because("sla-breached", facts) == reason


def test_a_defect_without_category_whose_words_speak_of_an_environment_is_looked_at() -> None:
    """The panel has not spoken yet, and time runs."""
    facts = facts_of(a_defect(category=None, title="Outage of the DIP", history=[("2024-06-03 09:00", "Open")]))
    assert asked("sla-breached", facts).decisions


def test_why_says_what_will_be_done() -> None:
    """In the words of the mode."""
    applying = considered("sla-breached", BREACHED).acts
    suggesting = considered("sla-breached", BREACHED, mode=Mode.SUGGEST).acts
    assert applying[0] == "envbot will add the tag sla-breached"
    assert suggesting[0] == "envbot suggests to the panel to add the tag sla-breached"


def test_why_says_what_is_already_done() -> None:
    """The reason of the rule first, then that nothing is left of it."""
    tagged = facts_of(
        a_defect(history=[("2024-06-03 09:00", "Open"), ("2024-06-05 09:00", {"tags": "sla-breached"}, BOT)])
    )
    assert "The tag sla-breached is already there." in because("sla-breached", tagged)
    outcome = asked("sla-breached", tagged)
    assert AddTag("sla-breached") not in [each.action for each in outcome.decisions]
    assert outcome.held_back == ()


def test_the_outcome_keeps_what_a_person_undid() -> None:
    """So that it can be shown and counted."""
    undone = facts_of(
        a_defect(
            history=[
                ("2024-06-03 09:00", "Open"),
                ("2024-06-05 09:00", {"tags": "sla-breached"}, BOT),
                ("2024-06-06 09:00", {"tags": None}, TESTER),
            ]
        )
    )
    assert [each.decision.action for each in asked("sla-breached", undone).held_back] == [AddTag("sla-breached")]


def test_the_next_act_is_the_earliest_of_all_rules() -> None:
    """With its instant and what it does."""
    facts = facts_of(a_defect(severity=3, history=[("2024-06-11 09:00", "Open")]))
    ahead = next_act(why(facts, None, 1001))
    assert ahead is not None
    assert (ahead.rule, ahead.next_at) == ("update-overdue", uk("2024-06-13 17:00"))
    assert ahead.next_act == "puts it on the agenda as not updated"


def test_nothing_ahead_is_nothing() -> None:
    """A closed defect has no next act."""
    assert next_act(why(facts_of(a_defect(history=[("2024-06-03 09:00", "Closed")])), None, 1001)) is None


def test_an_unknown_rule_is_refused_by_name() -> None:
    """Before anything is asked."""
    with pytest.raises(RuleError, match=r"rules\.no-such: there is no such rule"):
        decide(BREACHED, {"no-such": RuleSettings()})


def test_settings_can_be_checked_without_asking_a_rule() -> None:
    """A field that only this organisation has is known once it is named."""
    settings = only("sla-breached", only="[Custom.Wave] = '1'")
    with pytest.raises(RuleError, match=r"Custom\.Wave"):
        check_settings(BREACHED, settings)
    check_settings(BREACHED, settings, Catalog.standard().extended([Field("Custom.Wave", "Wave", FieldType.STRING)]))


def test_a_defect_that_is_not_there_is_a_key_error() -> None:
    """The caller says it in its own words."""
    with pytest.raises(KeyError):
        why(BREACHED, {}, 4)


def test_rules_are_asked_in_the_order_of_the_registry() -> None:
    """So that an outcome is the same in every run."""
    assert [each.rule for each in why(BREACHED, {}, 1001)] == list(registry())
