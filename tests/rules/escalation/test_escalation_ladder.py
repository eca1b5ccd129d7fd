"""Ladders tell roles step by step, once, and say that they stand down."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from rules.decisions import Decision, Escalate, Notify, PutOnAgenda
from rules.escalation.climb import Climb
from rules.escalation.policy import AnsweredBy, Ladder, LadderStep
from rules.escalation.records import EscalationRecords
from rules.escalation.watchdog import stuck
from rules.facts import Facts
from rules.view import View
from tests.rules.asking import asked, because, considered, escalated
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, a_programme, facts_of, uk

RULE = "escalation-ladder"
FILLED = frozenset({"SI defect manager", "environment manager", "SITAG"})
BLOCKER = Ladder(
    "blocker",
    "A blocker that nobody has answered",
    "[Microsoft.VSTS.Common.Severity] = '1 - Critical' AND [System.State] NOT IN ('Fixed', 'Ready for Retest')",
    "working hours",
    (
        LadderStep(("SI defect manager", "environment manager")),
        LadderStep(("environment manager",), "4 working hours"),
        LadderStep(("SITAG",), "1 working day"),
    ),
    only="[envbot.phase] = 'SIT'",
    takes_over=("blocker-escalated",),
)


def blocked(*then: Any, now: str = "2024-06-12 08:30", ladder: Ladder = BLOCKER, **more: Any) -> Facts:
    """Build facts with a critical defect raised on Tuesday at one, and a ladder for it."""
    fields = {name: more.pop(name) for name in ("environment", "state", "tags", "comments") if name in more}
    defect = a_defect(history=[("2024-06-11 13:00", "New"), *then], **fields)
    return facts_of(
        defect, now=now, programme=a_programme(ladders=(ladder,), roles={"SI defect manager": "SLA"}), **more
    )


def climb(facts: Facts) -> Climb:
    """Give the one ladder on the defect."""
    (found,) = View(facts).climbs(facts.defects[1001])
    return found


def told(facts: Facts, **records: Any) -> Facts:
    """Let everything that is decided be told, and the ladders be kept, as an applied run does."""
    before = facts.escalations or EscalationRecords(filled=FILLED)
    decisions = [each for each in asked(RULE, facts).decisions if isinstance(each.action, Escalate | Notify)]
    running = (each.started for each in View(facts).climbs(facts.defects[1001]) if each.runs)
    keys = dict.fromkeys((each.key for each in decisions), facts.now)
    started = tuple(dict.fromkeys((*before.started, *running)))
    after = replace(
        before, started=started, told=MappingProxyType({**before.told, **keys}), last_run=facts.now, **records
    )
    return replace(facts, escalations=after)


def untold(facts: Facts) -> list[Decision]:
    """Give the messages that the ledger does not know yet."""
    records = facts.escalations
    assert records is not None
    decisions = asked(RULE, facts).decisions
    return [each for each in decisions if isinstance(each.action, Escalate | Notify) and each.key not in records.told]


def later(facts: Facts, now: str, *then: Any, **more: Any) -> Facts:
    """Give what is known later, with the records as they are."""
    return replace(blocked(*then, now=now, **more), escalations=facts.escalations)


def test_the_first_step_tells_its_roles_at_once() -> None:
    """With the matter, since when, whom it waits on, and which step it is."""
    messages = [each.action for each in asked(RULE, blocked(now="2024-06-11 14:00")).decisions]
    text = "A blocker that nobody has answered since Tue 11 Jun 2024 13:00; waits on DIP service provider. Step 1 of 3."
    assert messages[1:] == [Escalate("SI defect manager", text), Escalate("environment manager", text)]


def test_the_agenda_names_the_step_and_the_next_with_its_instant() -> None:
    """Four working hours from one o'clock on Tuesday end at five."""
    (line,) = [each.action for each in asked(RULE, blocked(now="2024-06-11 14:00")).decisions][:1]
    assert isinstance(line, PutOnAgenda)
    assert line.text == (
        'Escalation ladder "blocker": step 1 of 3 (SI defect manager and environment manager), due Tue 11 Jun 2024 '
        "13:00; step 2 tells the environment manager on Tue 11 Jun 2024 17:00."
    )


def test_what_comes_next_is_said_to_why() -> None:
    """With its instant, for `envbot why`."""
    seen = considered(RULE, blocked(now="2024-06-11 14:00"))
    assert seen.next_at == uk("2024-06-11 17:00")
    assert seen.next_act == "tells the environment manager (step 2 of 3)"


def test_each_step_tells_once_when_it_is_due() -> None:
    """Three runs on two days, three different messages, and silence in between."""
    first = told(blocked(now="2024-06-11 13:10"))
    assert untold(first) == []
    assert untold(later(first, "2024-06-11 16:59")) == []
    second = later(first, "2024-06-11 17:00")
    assert [each.action.role for each in untold(second)] == ["environment manager"]  # type: ignore[union-attr]
    third = later(told(second), "2024-06-12 13:00")
    assert [each.action.role for each in untold(third)] == ["SITAG"]  # type: ignore[union-attr]
    assert "This is the last step." in because(RULE, third)
    assert untold(later(told(third), "2024-06-14 09:00")) == []


def test_after_a_long_outage_of_the_bot_only_the_highest_step_is_told_and_says_so() -> None:
    """Those below it are named with when they were due."""
    back = replace(blocked(now="2024-06-14 09:00"), escalations=EscalationRecords(filled=FILLED))
    assert [each.action.role for each in untold(back)] == ["SITAG"]  # type: ignore[union-attr]
    assert untold(back)[0].because[-1] == (
        "Nobody was told of step 1 (SI defect manager and environment manager), due Tue 11 Jun 2024 13:00 and step 2 "
        "(environment manager), due Tue 11 Jun 2024 17:00: envbot did not run then, or could not tell."
    )


def test_steps_that_were_told_are_not_called_forgotten() -> None:
    """Only the one that was skipped is."""
    first = told(blocked(now="2024-06-11 13:10"))
    assert untold(later(first, "2024-06-12 13:00"))[0].because[-1].startswith("Nobody was told of step 2 (")


def test_it_stands_down_when_it_is_answered_and_says_so_once() -> None:
    """To those who were told, and nobody else."""
    first = told(blocked(now="2024-06-11 13:10"))
    answered = later(first, "2024-06-11 15:00", ("2024-06-11 14:00", "Open", RESOLVER))
    text = (
        'The escalation ladder "blocker" stood down. '
        "Resolver of the DIP set it to Open on Tue 11 Jun 2024 14:00, so that it is answered."
    )
    assert [each.action for each in untold(answered)] == [
        Notify("SI defect manager", text),
        Notify("environment manager", text),
    ]
    assert untold(told(answered)) == []
    assert climb(answered).ended_at == uk("2024-06-11 14:00")
    assert because(RULE, answered).endswith(text.replace("The escalation", "The", 1))


def test_a_ladder_that_nobody_was_told_of_stands_down_in_silence() -> None:
    """There is nothing to take back."""
    answered = blocked(("2024-06-11 14:00", "Open", RESOLVER), now="2024-06-11 15:00")
    assert untold(replace(answered, escalations=EscalationRecords(filled=FILLED))) == []


def test_closing_the_defect_stands_it_down() -> None:
    """Though closed defects are shown to no rule."""
    first = told(blocked(now="2024-06-11 13:10"))
    closed = later(first, "2024-06-11 15:00", ("2024-06-11 14:00", "Rejected", TESTER))
    assert climb(closed).ended == "It is Rejected since Tue 11 Jun 2024 14:00."
    assert [type(each.action) for each in untold(closed)] == [Notify, Notify]


def test_the_end_of_its_condition_stands_it_down() -> None:
    """With the clause and the value seen."""
    first = told(blocked(now="2024-06-11 13:10"))
    lesser = later(first, "2024-06-11 15:00", ("2024-06-11 14:00", {"severity": "3 - Medium"}, TESTER))
    assert climb(lesser).ended == (
        "Its condition is no longer met since Tue 11 Jun 2024 14:00 "
        "([Microsoft.VSTS.Common.Severity] = '1 - Critical': 3 - Medium)."
    )


def test_a_second_time_is_another_ladder() -> None:
    """Both are there: the one that stood down, and the new one with its own start."""
    first = told(blocked(now="2024-06-11 13:10"))
    again = later(
        first,
        "2024-06-11 15:30",
        ("2024-06-11 14:00", {"severity": "3 - Medium"}, TESTER),
        ("2024-06-11 15:00", {"severity": "1 - Critical"}, TESTER),
    )
    old, new = View(again).climbs(again.defects[1001])
    assert (old.runs, new.runs, new.started.began) == (False, True, uk("2024-06-11 15:00"))


def test_an_answered_ladder_does_not_start_again_while_its_condition_goes_on() -> None:
    """Kept or not."""
    first = told(blocked(now="2024-06-11 13:10"))
    answered = later(first, "2024-06-12 15:00", ("2024-06-11 14:00", "Open", RESOLVER))
    assert not climb(answered).runs
    assert not climb(replace(answered, escalations=None)).runs


def test_moving_to_another_environment_leaves_it_on_its_ladder() -> None:
    """`only` is judged as the defect stood when the ladder started."""
    moved = blocked(("2024-06-11 14:00", {"environment": "UIT"}, TESTER))
    assert climb(moved).started.began == uk("2024-06-11 13:00")
    assert climb(moved).runs


def test_a_defect_of_another_phase_is_not_on_it() -> None:
    """As it stood when the condition came to hold."""
    assert View(facts := blocked(environment="UIT")).climbs(facts.defects[1001]) == ()
    assert because(RULE, facts) == "No escalation ladder has started on it."


def test_a_changed_programme_does_not_change_a_ladder_that_runs() -> None:
    """Steps, instants and condition stay as they were when it started; the next one starts by the new words."""
    first = told(blocked(now="2024-06-11 13:10"))
    other = replace(BLOCKER, steps=(LadderStep(("PMO",)),), when="[System.State] = 'New'")
    changed = later(first, "2024-06-11 17:00", ladder=other)
    assert [each.action.role for each in untold(changed)] == ["environment manager"]  # type: ignore[union-attr]
    assert climb(changed).is_kept
    assert climb(changed).started.version == climb(first).started.version


def test_a_ladder_that_the_programme_dropped_or_renamed_is_climbed_to_its_end_alone() -> None:
    """No other starts beside it."""
    first = told(blocked(now="2024-06-11 13:10"))
    renamed = later(first, "2024-06-11 17:00", ladder=replace(BLOCKER, name="critical"))
    assert [each.action.role for each in untold(renamed)] == ["environment manager"]  # type: ignore[union-attr]


def test_a_kept_ladder_whose_condition_names_a_lost_field_stands_down_and_says_why() -> None:
    """Rather than go on for ever."""
    first = told(blocked(now="2024-06-11 13:10"))
    assert first.escalations is not None
    lost = replace(first.escalations.started[0], ladder=replace(BLOCKER, when="[Custom.Gone] = 'x'"))
    facts = replace(first, escalations=replace(first.escalations, started=(lost,)))
    kept = View(facts).climbs(facts.defects[1001])[0]
    assert not kept.runs
    assert kept.ended.startswith("Its condition cannot be judged any more: the WIQL condition is refused:")


@pytest.mark.parametrize("now", ["2024-06-12 00:01", "2024-06-12 08:30", "2024-06-14 17:00"])
def test_a_condition_that_ends_by_the_time_alone_ends_at_the_same_instant_in_every_run(now: str) -> None:
    """When the day was over on which somebody touched it, whenever that is seen."""
    ladder = replace(BLOCKER, when="[System.ChangedDate] >= @Today", only="", answered_by=AnsweredBy.NOBODY)
    touched = ("2024-06-11 14:00", {"System.ChangedDate": "2024-06-11T13:00:00Z"}, TESTER)
    first = told(blocked(touched, now="2024-06-11 14:10", ladder=ladder))
    ended = climb(later(first, now, touched, ladder=ladder))
    assert ended.ended_at == uk("2024-06-12 00:00")
    assert ended.ended.startswith("Its condition is no longer met since Wed 12 Jun 2024 00:00 (")


@pytest.mark.parametrize(
    ("who", "is_answer"), [(RESOLVER, True), (TESTER, False), (BOT, False)], ids=["assigned", "tester", "bot"]
)
def test_only_whom_it_is_assigned_to_answers_where_the_ladder_says_so(who: Any, is_answer: bool) -> None:  # noqa: FBT001 - a parameter
    """Somebody of the party whose turn it is."""
    assigned = {"System.AssignedTo": {"displayName": RESOLVER.name, "uniqueName": RESOLVER.mail}}
    facts = blocked(
        ("2024-06-11 14:00", assigned, TESTER),
        ("2024-06-11 15:00", {"tags": "seen"}, who),
        ladder=replace(BLOCKER, answered_by=AnsweredBy.ASSIGNED),
    )
    assert climb(facts).runs is not is_answer
    waits = "Nobody to whom it was assigned has touched it since."
    assert (waits in because(RULE, facts)) is not is_answer


def test_words_do_not_end_a_ladder_that_only_its_condition_ends() -> None:
    """And the reason says so."""
    facts = blocked(("2024-06-11 14:00", "Open", RESOLVER), ladder=replace(BLOCKER, answered_by=AnsweredBy.NOBODY))
    assert climb(facts).runs
    assert "It stands down when its condition is no longer met." in because(RULE, facts)


def test_a_ladder_can_start_with_the_breach_of_a_clock() -> None:
    """At the instant of the breach, which no revision marks; it stands on the agenda under the breaches."""
    breach = replace(BLOCKER, when="[envbot.sla.resolve.state] = 'breached'", only="")
    facts = blocked(now="2024-06-12 14:00", ladder=breach)
    assert climb(facts).started.began == uk("2024-06-12 13:00")
    assert asked(RULE, facts).decisions[0].action.section == "SLA breached"  # type: ignore[union-attr]


def test_a_condition_that_turns_by_the_time_alone_starts_when_it_is_first_seen() -> None:
    """Nothing in the history says when."""
    facts = blocked(
        now="2024-06-12 11:00", ladder=replace(BLOCKER, when="[envbot.sla.resolve.state] = 'at risk'", only="")
    )
    assert climb(facts).started.began in {facts.now, uk("2024-06-11 13:00")}


def test_a_ladder_tells_in_the_place_of_the_rules_that_it_takes_over() -> None:
    """Nobody hears it twice; the rule says why it is silent."""
    facts = blocked()
    assert escalated("blocker-escalated", facts) == []
    assert 'The escalation ladder "blocker" tells roles of it, so that nobody hears it twice.' in because(
        "blocker-escalated", facts
    )
    assert escalated("blocker-escalated", blocked(ladder=replace(BLOCKER, takes_over=()))) == [
        "SI defect manager",
        "environment manager",
    ]


def test_nothing_is_told_of_a_defect_that_is_to_be_left_alone() -> None:
    """Not even that its ladder stood down."""
    first = told(blocked(now="2024-06-11 13:10"))
    left = later(
        first, "2024-06-12 15:00", ("2024-06-11 14:00", {"state": "Open", "tags": "envbot:hands-off"}, RESOLVER)
    )
    assert untold(left) == []
    assert list(stuck(View(left))) == []


def test_a_ladder_of_a_defect_that_is_gone_says_nothing() -> None:
    """It is outside of what the bot looks at."""
    first = told(blocked(now="2024-06-11 13:10"))
    assert untold(replace(first, defects=MappingProxyType({}))) == []


def test_a_rule_that_only_tells_has_nothing_left_to_do() -> None:
    """And says that nothing has to change for it."""
    message = {"role": "SI defect manager", "text": "Look."}
    rule: dict[str, Any] = {
        "when": "[System.State] = 'New'",
        "reason": "For the test.",
        "then": [{"escalate": message}],
    }
    seen = considered("told", blocked(ladder=replace(BLOCKER, takes_over=("told",))), **rule)
    assert (seen.decisions, seen.remedies) == ((), ("Nothing: the ladder tells those who are to know.",))


def test_of_ladders_with_one_condition_each_takes_its_own_phase() -> None:
    """SIT and UIT have their own tops."""
    other = replace(BLOCKER, name="UIT blocker", only="[envbot.phase] = 'UIT'")
    programme = a_programme(ladders=(BLOCKER, other))
    for environment, name in (("SIT B", "blocker"), ("UIT", "UIT blocker")):
        facts = facts_of(a_defect(environment=environment), programme=programme)
        (found,) = View(facts).climbs(facts.defects[1001])
        assert found.ladder.name == name
