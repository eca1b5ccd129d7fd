"""A defect can be retested when note, state, build, outages and hours all agree; else it is said why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.facts import Deployment, Facts, FixClaim, Impact, ReleaseNote
from rules.retest import ADVICE, Retest, Standing
from rules.view import View
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, an_outage, facts_of, uk

FIXED = (("2024-06-03 09:00", "New"), ("2024-06-05 09:00", "Fixed", RESOLVER))


def a_note(
    version: str = "4.2.1",
    delivered: str | None = "2024-06-11 18:00",
    environments: tuple[str, ...] = ("SIT A",),
    **more: Any,
) -> ReleaseNote:
    """Build a note of the DIP that names defect 1001 as fixed."""
    claim = FixClaim(1001, "#1001 Messages are refused", f"Releases/DIP {version}, line 9")
    return ReleaseNote(version, ("DIP",), environments, uk(delivered) if delivered else None, (claim,), **more)


def stands(facts: Facts) -> Retest:
    """Give how defect 1001 stands."""
    found = View(facts).retest_of(facts.defects[1001])
    assert found is not None
    return found


def fixed(*notes: ReleaseNote, history: Any = FIXED, now: str | None = None, **fields: Any) -> Facts:
    """Build facts with one defect and some notes."""
    facts = facts_of(a_defect(history=history, **fields), release_notes=notes)
    return replace(facts, now=uk(now)) if now else facts


def test_everything_agrees() -> None:
    """The line of the note and the hours are among the reasons."""
    found = stands(fixed(a_note()))
    assert (found.standing, found.environment, found.release) == (Standing.READY, "SIT A", "DIP 4.2.1")
    assert found.sentences == (found.text, *found.because[2:])
    assert found.where == "Releases/DIP 4.2.1, line 9"
    assert found.since == uk("2024-06-11 18:00")
    assert found.because[:2] == (
        "DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1001 as fixed.",
        "The state is Fixed.",
    )
    assert found.standing.adds_up


def test_before_the_hours_it_is_ready_for_the_day() -> None:
    """From when on is said; in the hours nothing is; after them it waits for the next opening."""
    early, within, late = (stands(fixed(a_note(), now=f"2024-06-12 {hour}")) for hour in ("07:00", "11:00", "19:00"))
    assert early.because[-1] == "DIP is available from Wed 12 Jun 2024 09:00 on."
    assert within.because[-1] == "The state is Fixed."
    assert (late.standing, late.until) == (Standing.HELD, uk("2024-06-13 09:00"))
    assert late.text.endswith("but DIP is available again from Thu 13 Jun 2024 09:00 on.")


def test_an_unknown_system_has_no_hours() -> None:
    """Nobody can say when it is closed."""
    assert stands(fixed(a_note(), system="Portal", title="It fails", now="2024-06-12 03:00")).standing is Standing.READY


@pytest.mark.parametrize(("impact", "standing"), [(Impact.DOWN, Standing.HELD), (Impact.DEGRADED, Standing.READY)])
def test_an_outage_under_way_holds_it_up(impact: Impact, standing: Standing) -> None:
    """One that only degrades does not."""
    outage = an_outage(starts="2024-06-12 08:00", impact=impact)
    found = stands(replace(fixed(a_note()), outages=(outage,)))
    assert found.standing is standing
    assert ("with no end yet" in found.text) is (impact is Impact.DOWN)


def test_what_was_reopened_after_the_delivery_failed() -> None:
    """Who said why is quoted, and never the bot."""
    then = (("2024-06-12 07:00", "Reopened"),)
    said = (("2024-06-12 07:01", BOT, "I am the bot"), ("2024-06-12 07:05", TESTER, " The menu is empty. "))
    found = stands(fixed(a_note(), history=(*FIXED, *then), comments=said))
    assert (found.standing, found.since) == (Standing.FAILED, uk("2024-06-12 07:00"))
    assert found.because[1] == "Tester of Supplier A wrote then: The menu is empty."
    assert found.sentences == found.because
    assert len(stands(fixed(a_note(), history=(*FIXED, *then))).because) == 1


def test_what_an_outage_caused_may_need_no_build() -> None:
    """When it is over that is said; no note has to name it."""
    outage = an_outage(starts="2024-06-03 08:50", ends="2024-06-03 12:00", title="DIP down")
    found = stands(replace(fixed(), outages=(outage,)))
    assert found.sentences[1:] == ("It came from OUT-14, which is over: perhaps it needs no build.",)


def test_a_later_build_counts_after_a_failed_retest() -> None:
    """Even one that is still to come elsewhere."""
    history = (*FIXED, ("2024-06-12 07:00", "Reopened"), ("2024-06-12 08:00", "Fixed", RESOLVER))
    found = stands(fixed(a_note(), a_note("4.2.2", "2024-06-12 08:20"), history=history))
    assert (found.standing, found.release) == (Standing.READY, "DIP 4.2.2")
    elsewhere = stands(fixed(a_note(), a_note("4.2.2", "2024-06-13 08:20", ("SIT B",)), history=history))
    assert (elsewhere.standing, elsewhere.release) == (Standing.ELSEWHERE, "DIP 4.2.2")


def test_a_build_that_comes_says_when() -> None:
    """It changes by itself."""
    found = stands(fixed(a_note(delivered="2024-06-13 18:00")))
    assert (found.standing, found.until) == (Standing.COMING, uk("2024-06-13 18:00"))


def test_an_older_build_takes_it_back() -> None:
    """A rollback is said."""
    back = Deployment("SIT A", "DIP", "DIP 4.2.0", uk("2024-06-12 06:00"), "schedule.xlsx, row 3")
    found = stands(replace(fixed(a_note()), deployments=(back,)))
    assert found.standing is Standing.ROLLED_BACK
    assert found.text == "DIP 4.2.1 was on SIT A, but DIP 4.2.0 replaced it Wed 12 Jun 2024 06:00."


@pytest.mark.parametrize(
    ("notes", "whose"),
    [
        ((a_note(known_defects=(1001,)),), "the same note"),
        ((a_note(), ReleaseNote("4.2.2", ("DIP",), (), uk("2024-06-12 06:00"), (), known_defects=(1001,))), "4.2.2"),
    ],
)
def test_a_known_issue_is_no_plain_fix(notes: tuple[ReleaseNote, ...], whose: str) -> None:
    """Neither in the same note nor in a later one."""
    found = stands(fixed(*notes))
    assert found.standing is Standing.DOUBTED
    assert whose in found.text


def test_an_earlier_known_issue_does_not_matter() -> None:
    """It was fixed since."""
    earlier = ReleaseNote("4.2.0", ("DIP",), (), uk("2024-06-01 06:00"), (), known_defects=(1001,))
    undated = replace(earlier, delivered_at=None)
    assert stands(fixed(earlier, undated, a_note())).standing is Standing.READY


@pytest.mark.parametrize(
    ("facts", "standing", "text"),
    [
        (fixed(a_note(), state="New", history=FIXED[:1]), Standing.NOT_FIXED, "says fixed on SIT A, but it is New."),
        (fixed(), Standing.IN_NO_NOTE, "It is Fixed since Wed 5 Jun 2024 09:00, but no release note names it."),
        (fixed(a_note(environments=("SIT B",))), Standing.ELSEWHERE, "on SIT B since Tue 11 Jun 2024 18:00"),
        (fixed(a_note(environments=("SIT B",)), environment=None), Standing.ELSEWHERE, "does not say its environment."),
        (fixed(a_note(delivered=None)), Standing.NOWHERE, "nothing says where and since when that build is deployed."),
        (
            fixed(a_note(), history=(*FIXED, ("2024-06-11 20:00", "Ready for Retest"))),
            Standing.IN_RETEST,
            "and it is Ready for Retest since Tue 11 Jun 2024 20:00.",
        ),
        (
            fixed(history=(*FIXED, ("2024-06-11 20:00", "Ready for Retest"))),
            Standing.IN_RETEST,
            "It is Ready for Retest since Tue 11 Jun 2024 20:00; no note names it.",
        ),
    ],
)
def test_what_does_not_agree_is_said(facts: Facts, standing: Standing, text: str) -> None:
    """In one sentence each."""
    found = stands(facts)
    assert found.standing is standing
    assert text in found.text


def test_hours_are_worked_out_once_a_system() -> None:
    """For every defect of it."""
    facts = fixed(a_note())
    view = View(facts)
    assert view.availability_of("DIP") is view.availability_of("DIP")
    assert view.availability_of("no system") is None


def test_neither_fixed_nor_named_nor_open_is_nothing() -> None:
    """There is nothing to say."""
    for history in ((("2024-06-03 09:00", "New"),), (*FIXED, ("2024-06-06 09:00", "Closed"))):
        facts = fixed(history=history)
        assert View(facts).retest_of(facts.defects[1001]) is None


def test_a_later_fix_stands_where_an_earlier_one_failed() -> None:
    """The earlier one was called a known issue by the note between them."""
    known = replace(a_note("4.2.2", "2024-06-11 18:30"), fixes=(), known_defects=(1001,))
    found = stands(fixed(a_note(), known, a_note("4.2.3", "2024-06-11 19:00")))
    assert (found.standing, found.release) == (Standing.READY, "DIP 4.2.3")


def test_every_standing_that_does_not_add_up_says_what_to_do() -> None:
    """And no other."""
    assert set(ADVICE) == {each for each in Standing if not each.adds_up}
