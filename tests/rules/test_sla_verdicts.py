"""Verdicts are kept with what judged them; another policy's verdicts stand beside them."""

from __future__ import annotations

from dataclasses import replace

from rules.programme import ClockPolicy, ReopenPolicy
from rules.sla import SlaJudge, Verdict, clocks
from rules.sla.verdicts import Judgement, differences, judgements
from tests.rules.builders import BOT, RESOLVE, a_defect, a_programme, goals, uk

DEFECT = a_defect(
    history=[
        ("2024-06-10 09:00", "Open"),
        ("2024-06-11 12:00", "Fixed"),
        ("2024-06-12 09:00", "Reopened"),
        ("2024-06-12 10:00", "Fixed"),
    ]
)


def judged(policy: ClockPolicy) -> tuple[Judgement, ...]:
    """Judge the defect by a policy."""
    return judgements(clocks(DEFECT, SlaJudge.of(a_programme(clocks=(policy,)), BOT), uk("2024-06-20 09:00")))


def test_a_judgement_carries_the_versions_of_what_judged() -> None:
    """With the verdict are kept its times, its target, and the hashes of policy and calendar."""
    (judgement,) = judged(RESOLVE)
    assert (judgement.defect, judgement.clock, judgement.cycle) == (1001, "resolve", 1)
    assert (judgement.verdict, judgement.breached_at) == (Verdict.BREACHED, uk("2024-06-11 09:00"))
    assert judgement.stopped == uk("2024-06-12 10:00")
    assert len(judgement.policy_version) == len(judgement.calendar_version) == 16


def test_an_open_clock_has_no_judgement() -> None:
    """There is nothing to keep yet."""
    judge = SlaJudge.of(a_programme(clocks=(RESOLVE,)))
    assert judgements(clocks(DEFECT, judge, uk("2024-06-11 09:00"))) == ()


def test_a_longer_target_changes_the_verdict() -> None:
    """The difference shows both, and nothing is lost."""
    longer = replace(RESOLVE, goals=goals(*["5 working days"] * 4))
    (difference,) = differences(judged(RESOLVE), judged(longer))
    assert difference.is_about_the_verdict
    assert difference.before == judged(RESOLVE)[0]
    assert difference.after == judged(longer)[0]
    assert difference.after.verdict is Verdict.MET


def test_another_re_open_policy_adds_a_cycle() -> None:
    """Two cycles instead of one: the first is judged on its own, the second is new."""
    cycles = replace(RESOLVE, reopen=ReopenPolicy.NEW_CYCLE)
    first, second = differences(judged(RESOLVE), judged(cycles))
    assert (first.is_about_the_verdict, second.is_about_the_verdict) == (False, True)
    assert second.before is None
    assert [each.after for each in differences(judged(cycles), judged(RESOLVE))][1] is None


def test_another_version_that_says_the_same_is_no_difference() -> None:
    """Writing a condition otherwise changes the version, not the verdict; confirming an assumption changes neither."""
    rewritten = replace(RESOLVE, pause="[State] = 'Awaiting Information'")
    assert judged(rewritten)[0].policy_version != judged(RESOLVE)[0].policy_version
    assert differences(judged(RESOLVE), judged(rewritten)) == ()
    assert judged(replace(RESOLVE, assumed=True)) == judged(RESOLVE)
