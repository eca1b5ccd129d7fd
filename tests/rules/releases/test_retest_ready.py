"""A fixed defect is ready for retest when a release that names it is on its environment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.decisions import AddTag, RemoveTag, SetField
from rules.facts import Facts, FixClaim, ReleaseNote
from tests.rules.asking import actions, agenda, because, considered
from tests.rules.builders import RESOLVER, a_defect, an_outage, facts_of, uk


def note(
    version: str = "4.2.1", delivered: str = "2024-06-11 18:00", environments: tuple[str, ...] = ("SIT A",)
) -> ReleaseNote:
    """Build a note of the DIP that names defect 1001 as fixed."""
    claim = FixClaim(1001, "#1001 Messages are refused", f"Releases/DIP {version}, line 9")
    return ReleaseNote(version, ("DIP",), environments, uk(delivered), (claim,))


def fixed(*notes: ReleaseNote, state: str = "Fixed", then: Any = (), **fields: Any) -> Facts:
    """Build facts with a defect that has been fixed on 5 June."""
    history = [("2024-06-03 09:00", "New"), ("2024-06-05 09:00", state, RESOLVER), *then]
    return facts_of(a_defect(history=history, **fields), release_notes=notes)


def test_a_delivered_fix_is_tagged_and_put_on_the_agenda() -> None:
    """The state stays the release manager's."""
    assert actions("retest-ready", fixed(note()))[0] == AddTag("retest-ready")
    assert agenda("retest-ready", fixed(note())) == ["DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00."]


def test_the_settings_may_have_the_state_set_too() -> None:
    """To the state in which the workflow retests."""
    assert SetField("System.State", "Ready for Retest") in actions("retest-ready", fixed(note()), sets_state=True)


def test_it_looks_at_defects_of_every_category() -> None:
    """Application defects are retested as well."""
    assert actions("retest-ready", fixed(note(), category="Application"))


def test_a_fix_that_is_still_to_come_says_when() -> None:
    """The rule acts at its delivery."""
    consideration = considered("retest-ready", fixed(note(delivered="2024-06-13 18:00")))
    assert consideration.decisions == ()
    assert consideration.because == ("DIP 4.2.1 fixes it and is on SIT A from Thu 13 Jun 2024 18:00 on.",)
    assert consideration.next_at == uk("2024-06-13 18:00")
    assert consideration.next_act == "tags it retest-ready"


def test_the_first_delivery_that_counts_is_named() -> None:
    """Later releases contain the fix as well, and change nothing."""
    facts = fixed(note("4.2.2", "2024-06-11 20:00"), note("4.2.1", "2024-06-11 18:00"))
    assert agenda("retest-ready", facts) == ["DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00."]


@pytest.mark.parametrize(
    ("delivered", "comes"),
    [
        ("2024-06-11 18:00", "has been on SIT B since Tue 11 Jun 2024 18:00"),
        ("2024-06-13 18:00", "comes to SIT B Thu 13 Jun 2024 18:00"),
    ],
)
def test_a_fix_for_another_environment_is_said_to_be_so(delivered: str, comes: str) -> None:
    """Nothing is tagged: a tester would test the old build."""
    facts = fixed(note(delivered=delivered, environments=("SIT B",)))
    assert [type(action).__name__ for action in actions("retest-ready", facts)] == ["PutOnAgenda"]
    assert agenda("retest-ready", facts) == [f"Fixed in DIP 4.2.1, which {comes}, but the defect is on SIT A."]


def test_a_defect_without_environment_is_said_to_have_none() -> None:
    """Nobody can say whether the fix has reached it."""
    assert agenda("retest-ready", fixed(note(), environment=None))[0].endswith(
        "but the defect does not say its environment."
    )


def test_a_note_that_says_fixed_while_the_state_does_not_is_put_on_the_agenda() -> None:
    """Note or state is wrong; the panel knows which."""
    assert agenda("retest-ready", fixed(note(), state="In Progress")) == [
        "The note of DIP 4.2.1 says fixed on SIT A, but it is In Progress."
    ]


def test_a_defect_in_retest_needs_nothing() -> None:
    """Somebody was faster."""
    assert actions("retest-ready", fixed(note(), state="Ready for Retest")) == []
    assert because("retest-ready", fixed(note(), state="Ready for Retest")).endswith(
        "it is Ready for Retest since Wed 5 Jun 2024 09:00."
    )


def test_a_delivery_before_the_last_reopening_does_not_count() -> None:
    """That fix was tested and failed."""
    facts = fixed(note(), then=[("2024-06-11 20:00", "Reopened"), ("2024-06-12 08:00", "Fixed", RESOLVER)])
    assert actions("retest-ready", facts) == []
    assert because("retest-ready", facts) == (
        "DIP 4.2.1 was delivered before it was re-opened Tue 11 Jun 2024 20:00: that fix was tested and failed."
    )
    assert actions(
        "retest-ready",
        fixed(
            note("4.2.2", "2024-06-12 08:00"), then=[("2024-06-11 20:00", "Reopened"), ("2024-06-12 08:00", "Fixed")]
        ),
    )


def test_no_note_is_said_to_be_so() -> None:
    """Nothing to retest, and nothing that the panel must decide."""
    assert because("retest-ready", fixed(state="In Progress")) == "No release note names it as fixed."
    assert because("retest-ready", fixed(fixed_in="DIP 4.2.1")) == (
        "It is Fixed in DIP 4.2.1 since Wed 5 Jun 2024 09:00, but no release note names it."
    )


def test_a_failed_retest_takes_the_tag_away() -> None:
    """Testers must not test the same build again."""
    facts = fixed(note(), then=[("2024-06-11 20:00", {"state": "Reopened", "tags": "retest-ready"})])
    assert actions("retest-ready", facts) == [RemoveTag("retest-ready")]


def test_without_a_tag_the_agenda_and_the_state_say_it() -> None:
    """The settings may leave the tag out."""
    kinds = [type(action).__name__ for action in actions("retest-ready", fixed(note()), tag="", sets_state=True)]
    assert kinds == ["SetField", "PutOnAgenda"]


def test_an_outage_holds_the_retest_up() -> None:
    """The rule acts when it ends."""
    outage = an_outage(starts="2024-06-12 08:00", ends="2024-06-12 12:00")
    facts = replace(fixed(note()), outages=(outage,))
    consideration = considered("retest-ready", facts)
    assert consideration.decisions == ()
    assert consideration.because[0].endswith(
        "but OUT-14 has it down since Wed 12 Jun 2024 08:00, until Wed 12 Jun 2024 12:00."
    )
    assert consideration.next_at == uk("2024-06-12 12:00")
