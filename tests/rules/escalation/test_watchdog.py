"""A ladder that should have moved and did not is reported, with the reason."""

from __future__ import annotations

from dataclasses import replace

from rules.escalation.policy import Ladder, LadderStep
from rules.escalation.records import EscalationRecords
from rules.escalation.watchdog import Stuck, obstacles, stuck
from rules.facts import Facts
from rules.view import View
from tests.rules.asking import because
from tests.rules.builders import RESOLVER, a_defect, a_programme, facts_of, uk

LADDER = Ladder(
    "critical",
    "A critical defect that nobody has answered",
    "[Microsoft.VSTS.Common.Severity] = '1 - Critical'",
    "working hours",
    (LadderStep(("SI defect manager",)), LadderStep(("SITAG",), "1 working day")),
)
SAID = '#1001: step 1 of the ladder "critical" should have told the SI defect manager on Tue 11 Jun 2024 13:00.'


def facts(records: EscalationRecords | None, now: str = "2024-06-11 16:00") -> Facts:
    """Build facts with a ladder that started on Tuesday at one."""
    defect = a_defect(history=[("2024-06-11 13:00", "New")])
    return replace(facts_of(defect, now=now, programme=a_programme(ladders=(LADDER,))), escalations=records)


FILLED = frozenset({"SI defect manager", "SITAG"})


def test_a_step_that_is_due_while_the_bot_does_not_run_is_reported_after_an_hour() -> None:
    """Of working time; before, it is on its way."""
    records = EscalationRecords(filled=FILLED, last_run=uk("2024-06-11 12:00"))
    assert list(stuck(View(facts(records, "2024-06-11 14:00")))) == []
    assert list(stuck(View(facts(records, "2024-06-11 14:01")))) == [
        Stuck(1001, SAID, "envbot did not run after Tue 11 Jun 2024 12:00.")
    ]


def test_a_bot_that_never_ran_says_so() -> None:
    """The first run finds what came before it."""
    (found,) = stuck(View(facts(EscalationRecords(filled=FILLED))))
    assert found.because == "envbot had not run before."


def test_a_step_that_a_run_could_not_get_out_is_reported_at_once() -> None:
    """On the agenda as well."""
    records = EscalationRecords(filled=FILLED, last_run=uk("2024-06-11 13:05"))
    known = facts(records, "2024-06-11 13:10")
    (found,) = stuck(View(known))
    assert (found.said, found.because) == (SAID, "envbot ran Tue 11 Jun 2024 13:05 and did not get it out.")
    assert found.advice
    assert SAID in because("escalation-ladder", known)


def test_a_role_that_nobody_fills_is_reported_with_what_to_do() -> None:
    """And the agenda says so before the step is due."""
    known = facts(EscalationRecords(last_run=uk("2024-06-11 13:05")))
    (found,) = stuck(View(known))
    assert (found.because, found.advice) == (
        "Nobody fills SI defect manager.",
        "Name somebody below `roles` in envbot.yaml.",
    )
    view = View(known)
    (climb,) = view.climbs(known.defects[1001])
    assert obstacles(view, known.defects[1001], climb) == (
        "Nobody fills the role SI defect manager: its step of the ladder reaches nobody.",
        "Nobody fills the role SITAG: its step of the ladder reaches nobody.",
    )


def test_what_was_told_is_no_longer_reported() -> None:
    """The key of the decision counts."""
    key = "escalation-ladder/1001/Escalate/critical@20240611T120000Z/1/SI defect manager/0"
    records = EscalationRecords(filled=FILLED, told={key: uk("2024-06-11 13:05")}, last_run=uk("2024-06-11 13:05"))
    assert list(stuck(View(facts(records)))) == []


def test_nothing_is_reported_where_there_are_no_records() -> None:
    """In a replay of the past every step counts as told."""
    known = facts(None)
    view = View(known)
    assert list(stuck(view)) == []
    assert obstacles(view, known.defects[1001], view.climbs(known.defects[1001])[0]) == ()


def test_what_is_left_alone_or_over_is_not_reported() -> None:
    """A person asked for silence, or somebody has answered."""
    records = EscalationRecords(filled=FILLED)
    silent = a_defect(history=[("2024-06-11 13:00", "New")], tags="envbot:hands-off")
    answered = a_defect(1002, history=[("2024-06-11 13:00", "New"), ("2024-06-11 13:30", "Open", RESOLVER)])
    known = facts_of(silent, answered, now="2024-06-11 16:00", programme=a_programme(ladders=(LADDER,)))
    assert list(stuck(View(replace(known, escalations=records)))) == []
