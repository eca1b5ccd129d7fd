"""What the panel accepted is carried out, what it asked is replied to: each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from rules.answers.obeying import PANEL
from rules.carrying_out import carried_out
from rules.decisions import AddComment, Decision, LinkWorkItem, Mode, RemoveTag, SetField
from rules.engine import Outcome, decide
from rules.explanation import why, why_not
from rules.facts import Defect, Facts, Person, Relation
from rules.settings import read_settings
from rules.signature import signature
from tests.rules.builders import BOT, TESTER, a_defect, facts_of, uk

LEAD = Person("Triage Lead", "lead@example.com")
OTHER = Person("Environment Manager", "em@example.com")
IN_TEXT = {"environment": None, "title": "D0150 with TR04 is not routed"}
"""What the environment is inferred from: SIT B."""


def a_suggestion(*said: tuple[str, Person, str], **fields: Any) -> Defect:
    """Build a defect on which one thing is suggested, with a discussion at local times of 12 June."""
    comments = [(f"2024-06-12 {at}", by, text) for at, by, text in said]
    return a_defect(**{"comments": comments, "priority": 1, **IN_TEXT, "system": "DTN", **fields})


def decided(*defects: Defect, now: str = "2024-06-12 11:00", **known: Any) -> Outcome:
    """Ask all rules."""
    return decide(facts_of(*defects, now=now, **known), read_settings({}))


def of_the_panel(outcome: Outcome) -> list[Decision]:
    """Give what the bot does because somebody answered it."""
    return [each for each in outcome.decisions if each.rule == PANEL]


def replies(outcome: Outcome) -> list[str]:
    """Give what the bot says to people."""
    return [each.action.text for each in of_the_panel(outcome) if isinstance(each.action, AddComment)]


def written(outcome: Outcome) -> list[Any]:
    """Give the fields and links that are changed."""
    return [
        each.action
        for each in outcome.decisions
        if each.mode is Mode.APPLY and isinstance(each.action, SetField | LinkWorkItem)
    ]


def suggested(outcome: Outcome) -> list[str]:
    """Give the rules that ask the panel."""
    return sorted({each.rule for each in outcome.decisions if each.mode is Mode.SUGGEST})


def after(outcome: Outcome) -> Facts:
    """Carry out what is decided, and sign it as the bot does."""
    decisions = [each for each in outcome.decisions if each.mode is Mode.APPLY]
    facts = carried_out(outcome.view.facts, decisions)
    rules = sorted({each.rule for each in decisions})
    signed = {
        number: replace(
            defect,
            comments=tuple(
                replace(each, text=f"{each.text}\n{signature(rules, 'eb-1')}") if each.by == BOT else each
                for each in defect.comments
            ),
        )
        for number, defect in facts.defects.items()
    }
    return replace(facts, defects=signed)


def test_what_was_accepted_is_carried_out_with_the_person_as_its_reason() -> None:
    """In one write, with a line in the discussion."""
    outcome = decided(a_suggestion(("10:05", LEAD, "/envbot accept")))
    sentence = 'Accepted by Triage Lead on Wed 12 Jun 2024 10:05 ("/envbot accept"): set environment to SIT B.'
    assert written(outcome) == [SetField("Custom.Environment", "SIT B")]
    assert replies(outcome) == [sentence]
    accepted = next(each for each in outcome.decisions if each.rule == "environment-inferred")
    assert accepted.because == (sentence, "The text names TR04, the DTN flag of SIT B.")
    assert suggested(outcome) == []


@pytest.mark.parametrize(
    "command",
    ["/envbot accept", "/envbot accept 2", "@<Sam> /ENVBOT Accept environment_inferred", "/envbot accept all"],
)
def test_a_second_run_does_nothing(command: str) -> None:
    """What is done is not done again, and nobody is answered twice."""
    outcome = decided(a_suggestion(("10:05", LEAD, command)))
    again = decide(after(outcome), read_settings({}))
    assert written(outcome) == [SetField("Custom.Environment", "SIT B")]
    assert (written(again), of_the_panel(again)) == ([], [])


def test_where_there_is_a_choice_the_bot_lists_it_once() -> None:
    """Nothing is carried out until somebody says which."""
    defect = a_suggestion(("10:05", LEAD, "/envbot accept"), severity=None, description="Sometimes.")
    outcome = decided(defect)
    assert written(outcome) == []
    assert replies(outcome) == [
        (
            'To Triage Lead on Wed 12 Jun 2024 10:05 ("/envbot accept"): There are 2 suggestions; say which, or all. '
            "2 (environment-inferred): set environment to SIT B; 5 (severity-suggested): set "
            "severity to 3 - Medium. "
            "Write /envbot accept 2 or 5, or reject in its place with the reason."
        )
    ]
    assert replies(decide(after(outcome), read_settings({}))) == []


def test_an_accept_that_was_asked_back_is_not_obeyed_when_one_suggestion_is_left() -> None:
    """The person has to say it again."""
    first = decided(a_suggestion(("10:05", LEAD, "/envbot accept"), severity=None, description="Sometimes."))
    facts = after(first)
    defect = facts.defects[1001]
    stated = replace(defect.latest, at=uk("2024-06-12 11:30"), by=LEAD,
                     fields={**defect.latest.fields, "Microsoft.VSTS.Common.Severity": "3 - Medium"})  # fmt: skip
    later = replace(facts, defects={1001: replace(defect, revisions=(*defect.revisions, stated))})
    assert written(decide(later, read_settings({}))) == []
    assert suggested(decide(later, read_settings({}))) == ["environment-inferred", "priority-suggested"]


def test_who_says_which_later_needs_no_list() -> None:
    """The later answer is obeyed, the earlier one is told so."""
    defect = a_suggestion(
        ("10:05", LEAD, "/envbot accept"),
        ("10:06", LEAD, "/envbot accept 5"),
        severity=None,
        description="Sometimes.",
    )
    outcome = decided(defect)
    assert written(outcome) == [SetField("Microsoft.VSTS.Common.Severity", "3 - Medium")]
    assert replies(outcome)[0].endswith("Somebody answered later, and the later answer counts.")
    assert written(decide(after(outcome), read_settings({}))) == []


def test_who_says_the_same_twice_is_answered_once() -> None:
    """In one comment, or after somebody else."""
    twice = decided(a_suggestion(("10:05", LEAD, "/envbot accept 2\n/envbot accept 2 please")))
    assert len(replies(twice)) == 1
    after_another = decided(a_suggestion(("10:05", LEAD, "/envbot accept"), ("10:06", OTHER, "/envbot accept 2")))
    assert written(after_another) == [SetField("Custom.Environment", "SIT B")]
    assert [text.partition("): ")[2] for text in replies(after_another)] == [
        "Somebody answered later, and the later answer counts.",
        "set environment to SIT B.",
    ]


def test_all_of_them_can_be_accepted() -> None:
    """In one word."""
    outcome = decided(a_suggestion(("10:05", LEAD, "/envbot accept all"), severity=None, description="Sometimes."))
    assert written(outcome) == [
        SetField("Custom.Environment", "SIT B"),
        SetField("Microsoft.VSTS.Common.Severity", "3 - Medium"),
    ]
    assert len(replies(outcome)) == 1


def test_accepting_a_duplicate_links_it_and_sets_its_state() -> None:
    """The original is what was suggested."""
    older = a_defect(1, title="Connection to the DIP refused", history=[("2024-06-10 09:00", "Open")])
    newer = a_defect(
        2, title="DIP connection refused", priority=1, comments=[("2024-06-12 10:05", LEAD, "/envbot accept 8")]
    )
    outcome = decided(older, newer)
    assert written(outcome) == [
        LinkWorkItem(1, "The panel says it is the same.", "System.LinkTypes.Duplicate-Reverse"),
        SetField("System.State", "Duplicate"),
    ]


def test_what_is_suggested_otherwise_since_is_not_carried_out() -> None:
    """The person accepted something else."""
    said = [("2024-06-12 10:05", LEAD, "/envbot accept 2")]
    steps = [
        ("2024-06-12 08:00", {"state": "New", "title": "D0150 with TR03 is not routed"}),
        ("2024-06-12 10:30", {"title": "D0150 with TR04 is not routed"}),
    ]
    outcome = decided(a_defect(environment=None, system="DTN", history=steps, comments=said, priority=1))
    assert written(outcome) == []
    assert replies(outcome) == [
        (
            'To Triage Lead on Wed 12 Jun 2024 10:05 ("/envbot accept environment-inferred"): What you accepted is '
            "suggested no more. What is suggested now: 2 (environment-inferred): set environment to SIT B. "
            "Write /envbot accept 2, or reject in its place with the reason."
        )
    ]
    assert suggested(outcome) == ["environment-inferred"]


@pytest.mark.parametrize(
    ("fields", "command", "reply"),
    [
        (
            {"environment": None, "title": "TR03 or TR04"},
            "/envbot accept",
            ("This is a question, which nobody can accept: The environment may be SIT A or SIT B: which is it? "
            "Please answer it in the defect's fields."),
        ),
        ({}, "/envbot accept 4",
         "Rule 4 (party-inferred) suggests nothing here that could be accepted. /envbot why explains."),
        ({"environment": "SIT B", "history": [("2024-06-12 08:00", "Open")]}, "/envbot accept",
         "envbot suggests nothing here that could be accepted. /envbot why explains."),
        ({}, "/envbot acept", "Did you mean /envbot accept? The answers are accept, reject, skip and why."),
        ({}, "/envbot accept 77", 'There is no rule "77".'),
        ({}, "/envbot reject awaiting-triage no",
         ("awaiting-triage suggests nothing here; its settings let it act. What people undo, it does not do again, and "
         "the tag envbot:hands-off makes envbot leave the defect alone.")),
    ],
)  # fmt: skip
def test_what_cannot_be_obeyed_is_answered_once(fields: dict[str, Any], command: str, reply: str) -> None:
    """With what would help."""
    outcome = decided(a_suggestion(("10:05", LEAD, command), **fields))
    (said,) = replies(outcome)
    assert said.endswith(f"): {reply}")
    assert replies(decide(after(outcome), read_settings({}))) == []


def test_a_word_of_any_length_is_answered_under_a_key_that_the_ledger_can_keep() -> None:
    """The store has room for 400 letters; the answer quotes the whole word, and is known again by it."""
    outcome = decided(a_suggestion(("10:00", LEAD, f"/envbot https://example.com/{'x' * 500}")))
    [reply] = of_the_panel(outcome)
    assert len(reply.key) < 400
    assert of_the_panel(decide(after(outcome), read_settings({}))) == []


def test_a_rule_that_is_switched_off_suggests_nothing_that_could_be_accepted() -> None:
    """It is answered like any other."""
    facts = facts_of(a_suggestion(("10:05", LEAD, "/envbot accept 2")), now="2024-06-12 11:00")
    outcome = decide(facts, read_settings({"environment-inferred": {"mode": "off"}}))
    assert [each.endswith("/envbot why explains.") for each in replies(outcome)] == [True]


def test_why_is_answered_in_the_discussion() -> None:
    """What acts with its reasons, what the panel answered, what comes next."""
    defect = a_suggestion(
        ("09:00", LEAD, "/envbot reject 2 the flag is wrong"), ("10:05", OTHER, "/envbot why"), severity=2
    )
    (said,) = replies(decided(defect))
    lines = said.splitlines()
    assert lines[0] == (
        'To Environment Manager on Wed 12 Jun 2024 10:05 ("/envbot why"): Why this defect is treated as it is:'
    )
    assert any(
        line.startswith("environment-inferred: The text names TR04")
        and "Triage Lead rejected it on Wed 12 Jun 2024 09:00: the flag is wrong." in line
        for line in lines
    )
    assert any(line.startswith("awaiting-triage: envbot will put on the agenda") for line in lines)
    assert lines[-1].endswith("rules ask for nothing; `envbot why 1001` says why.")


def test_why_on_a_defect_that_no_rule_acts_on_says_so() -> None:
    """A quiet defect has an explanation, too."""
    defect = a_suggestion(("10:05", OTHER, "/envbot why"), environment="SIT B", severity=4, state="Fixed",
                          history=[("2024-06-12 08:00", "New"), ("2024-06-12 09:00", "Fixed")])  # fmt: skip
    (said,) = replies(decided(defect))
    assert said.splitlines()[1] == "No rule asks for anything."


def test_only_those_whom_the_settings_name_are_obeyed() -> None:
    """Others are told so, once."""
    defect = a_suggestion(("10:05", TESTER, "/envbot accept"))
    outcome = decided(defect, panel=("lead@example.com",))
    assert written(outcome) == []
    assert replies(outcome) == [
        (
            'To Tester of Supplier A on Wed 12 Jun 2024 10:05 ("/envbot accept"): Not obeyed, because the settings '
            "name whose answers count, and you are not among them."
        )
    ]
    assert written(decided(a_suggestion(("10:05", LEAD, "/envbot accept")), panel=("lead@example.com",)))


def test_the_latest_answer_wins_and_says_so() -> None:
    """Whoever gave it."""
    accepted = decided(
        a_suggestion(("10:05", LEAD, "/envbot reject 2 no"), ("10:06", OTHER, "/envbot accept 2")),
    )
    assert written(accepted) == [SetField("Custom.Environment", "SIT B")]
    assert replies(accepted)[0].endswith(
        "Triage Lead had rejected it on Wed 12 Jun 2024 10:05; the later answer counts."
    )
    rejected = decided(
        a_suggestion(("10:05", LEAD, "/envbot accept 2"), ("10:06", OTHER, "/envbot reject 2 no")),
    )
    assert written(rejected) == []
    assert replies(rejected) == []
    (held,) = [each for each in rejected.held_back if each.decision.rule == "environment-inferred"]
    assert held.because == (
        "Environment Manager rejected it on Wed 12 Jun 2024 10:06: no. It is suggested again when its title, "
        "description, steps to reproduce, test stage, system or raising party changes. Triage Lead had accepted it on "
        "Wed 12 Jun 2024 10:05; the later answer counts."
    )


TAGGED: Sequence[Any] = [("2024-06-12 08:00", {"state": "New", **IN_TEXT})]


@pytest.mark.parametrize(
    ("tag", "sets", "said"),
    [
        ("envbot:accept", [SetField("Custom.Environment", "SIT B")], "Accepted by Triage Lead on"),
        ("EnvBot:Accept:2", [SetField("Custom.Environment", "SIT B")], "Accepted by Triage Lead on"),
        ("envbot:reject", [], "Rejected by Triage Lead on"),
        ("envbot:skip", [], "Skipped by Triage Lead on"),
    ],
)
def test_a_tag_is_an_answer_that_the_bot_takes_away(tag: str, sets: list[Any], said: str) -> None:
    """In the one write in which it obeys; what it said stays remembered."""
    history = [*TAGGED, ("2024-06-12 10:05", {"tags": f"late; {tag}"}, LEAD)]
    outcome = decided(a_defect(system="DTN", environment=None, priority=1, history=history))
    assert written(outcome) == sets
    (removal,) = [each for each in of_the_panel(outcome) if isinstance(each.action, RemoveTag)]
    assert removal.action == RemoveTag(tag)
    assert removal.because[0].startswith(said)
    assert suggested(outcome) == []
    facts = after(outcome)
    assert facts.defects[1001].tags == ("late",)


def test_an_accepting_tag_that_somebody_overruled_is_taken_away() -> None:
    """The later answer counts."""
    history = [*TAGGED, ("2024-06-12 10:05", {"tags": "envbot:accept:2"}, LEAD)]
    said = [("2024-06-12 10:06", OTHER, "/envbot reject 2 no")]
    outcome = decided(a_defect(system="DTN", environment=None, priority=1, history=history, comments=said))
    assert written(outcome) == []
    assert [each.because[0].partition("): ")[2] for each in of_the_panel(outcome)] == [
        "somebody answered otherwise later, and the later answer counts."
    ]


@pytest.mark.parametrize("state", ["Closed", "hands off"])
def test_what_is_closed_or_to_be_left_alone_is_left_alone(state: str) -> None:
    """Nobody is answered there."""
    fields = {"tags": "envbot:hands-off"} if state == "hands off" else {"state": state}
    history = [("2024-06-12 08:00", {"state": "New", **fields})]
    defect = a_suggestion(("10:05", LEAD, "/envbot accept"), history=history)
    assert of_the_panel(decided(defect)) == []
    assert all(each.rule != PANEL for each in why(decided(defect).view.facts, read_settings({}), 1001))


def test_why_shows_what_comes_of_the_answers() -> None:
    """The rule that was accepted will act, and the bot's own words are listed after all rules."""
    facts = facts_of(a_suggestion(("10:05", LEAD, "/envbot accept")), now="2024-06-12 11:00")
    considered = {each.rule: each for each in why(facts, read_settings({}), 1001)}
    assert considered["environment-inferred"].acts == ("envbot will set Custom.Environment to SIT B",)
    assert considered["environment-inferred"].because[0].startswith("Accepted by Triage Lead on")
    assert considered[PANEL].acts[0].startswith("envbot will comment: Accepted by")
    one = why_not(facts, read_settings({}), "environment-inferred", 1001)
    assert one == considered["environment-inferred"]


def test_a_defect_that_is_linked_already_is_not_linked_again() -> None:
    """Accepting what is half done does the rest."""
    older = a_defect(1, title="Connection to the DIP refused", history=[("2024-06-10 09:00", "Open")])
    newer = a_defect(2, title="DIP connection refused", relations=[Relation("Related", 7, "")], priority=1,
                     comments=[("2024-06-12 10:05", LEAD, "/envbot accept possible-duplicate")])  # fmt: skip
    assert len(written(decided(older, newer))) == 2
