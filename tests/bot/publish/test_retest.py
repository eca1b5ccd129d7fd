"""The retest list says what can be retested, where and with which build, and what does not add up."""

from __future__ import annotations

from collections.abc import Callable

from bot.publish.documents import Kind
from bot.publish.retest import MOST_LINES, retest_documents, retest_view
from bot.publish.views import Audience
from tests.bot.publish.releases_situation import FIXED, a_briefing, a_note
from tests.rules.builders import a_defect, facts_of

MANAGER, TESTER = Audience("SI release manager"), Audience("tester", "Supplier A")


def test_the_release_manager_gets_everything(golden: Callable[[str, str], None]) -> None:
    """As mail and as plain text."""
    (mail,) = retest_documents(a_briefing(), [MANAGER])
    assert (mail.kind, mail.audience) == (Kind.RETEST, ("SI release manager", ""))
    assert mail.key == "digest/retest/SI release manager/2024-06-12"
    golden("retest.html", mail.page)
    golden("retest.txt", mail.text)


def test_each_way_of_not_adding_up_has_its_section() -> None:
    """With what to do about it."""
    view = retest_view(a_briefing(), MANAGER)
    assert [(section.title, [line.number for line in section.lines]) for section in view.sections] == [
        ("SIT A with DIP 4.2.1", [1013, 1012]),
        ("On its way", [1020]),
        ("In retest", [1016]),
        ("Does not add up: fixed in the note, not in Azure DevOps", [1014]),
        ("Does not add up: delivered to another environment", [1015]),
        ("Does not add up: retest failed", [1017]),
        ("Does not add up: fixed in Azure DevOps, in no note", [1019]),
    ]
    assert [claim.where for claim in view.claims] == ["wiki page /Releases/DIP 4.2.1, line 99"]
    assert [record.text for record in view.records] == ["DIP 4.2.1: 1 of 2 re-opened (50 %): #1017"]
    assert [(figure.label, figure.count) for figure in view.figures] == [
        ("can be retested", 2),
        ("in retest", 1),
        ("on their way", 1),
        ("do not add up", 5),
    ]


def test_testers_get_what_their_party_raised() -> None:
    """Nothing else, and no mail where there is nothing."""
    view = retest_view(a_briefing(), TESTER)
    assert [(section.title, [line.number for line in section.lines]) for section in view.sections] == [
        ("SIT A with DIP 4.2.1", [1012])
    ]
    assert view.headline == "1 defect can be retested on SIT A."
    assert "do not add up" not in view.subject
    documents = retest_documents(a_briefing(), [TESTER, Audience("tester", "Nobody")])
    assert [document.audience for document in documents] == [("tester", "Supplier A")]


def test_nothing_to_retest_is_said() -> None:
    """To the release manager, as long as something does not add up."""
    known = facts_of(a_defect(1014, history=FIXED[:1]), release_notes=(a_note("4.2.1", "2024-06-11 18:00", 1014),))
    (mail,) = retest_documents(a_briefing(known), [MANAGER])
    assert "Nothing can be retested now." in mail.text
    assert retest_documents(a_briefing(facts_of()), [MANAGER]) == ()


def test_a_long_section_is_cut() -> None:
    """It says how many more there are."""
    numbers = range(1001, 1001 + MOST_LINES + 3)
    known = facts_of(
        *(a_defect(number, history=FIXED) for number in numbers),
        release_notes=(a_note("4.2.1", "2024-06-11 18:00", *numbers),),
    )
    (mail,) = retest_documents(a_briefing(known), [MANAGER])
    assert "and 3 more: envbot retest" in mail.text
    assert f"NOW: SIT A WITH DIP 4.2.1 ({MOST_LINES + 3})" in mail.text
