"""Evidence holds all that its figures were computed from; whoever has it recomputes it, and finds what was changed."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.evidence import OTHER_FIELDS, evidence_of, fingerprint_of, fingerprints_of
from bot.evidence_page import as_json, evidence_page
from bot.evidence_timeline import timeline
from bot.verification import NotEvidence, verify, verify_file
from rules.facts import Defect
from rules.programme import GoalChange, OutageEffect, ReopenPolicy
from rules.view import View
from tests.bot.sla.conftest import Envbot
from tests.rules.builders import (
    BOT,
    RESOLVE,
    RESOLVER,
    UPDATE,
    WORKING_HOURS,
    a_defect,
    a_programme,
    an_outage,
    facts_of,
)

HISTORY: list[Any] = [
    ("2024-05-24 15:00", {"state": "Open", "description": "Confidential"}),
    ("2024-05-24 16:00", {"description": "Still confidential"}),
    ("2024-05-28 09:30", {"party": "LDSO B"}, RESOLVER),
    ("2024-05-28 12:00", "Awaiting Information"),
    ("2024-05-29 10:00", "Open"),
    ("2024-05-29 15:00", {"title": "Messages </script><b>are</b> lost"}, BOT),
    ("2024-05-30 16:00", "Fixed"),
]
OUTAGES = (
    an_outage(starts="2024-05-28 10:00", ends="2024-05-28 11:30", title="Down", source="work item 14"),
    an_outage("OUT-16", starts="2024-05-29 16:00"),
)


def a_view(now: str = "2024-06-12 08:30", **policy: Any) -> View:
    """Give a view of one defect with outages and a comment; `policy` replaces parts of the resolve policy."""
    around = replace(WORKING_HOURS, within=("around the clock",), holidays="GB-SCT")
    programme = a_programme(
        clocks=(replace(RESOLVE, **policy), UPDATE),
        calendars={**a_programme().calendars, "around": around},
    )
    defect = a_defect(history=HISTORY, comments=[("2024-05-28 10:30", RESOLVER, "Secret words")], party="Supplier A")
    return View(facts_of(defect, now=now, programme=programme, outages=OUTAGES))


def the_defect(view: View) -> Defect:
    """Give its defect."""
    return view.facts.defects[1001]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Evidence on that defect."""
    view = a_view()
    return evidence_of(view, the_defect(view))


def test_evidence_recomputes_from_itself(document: dict[str, Any]) -> None:
    """Every figure of every clock, the versions and every part's fingerprint; bank holidays stand in it by date."""
    verified = verify(json.loads(as_json(document)))
    assert verified.differences == ()
    assert len(verified.comparisons) > 200
    assert verified.fingerprint == document["fingerprint"]
    assert document["programme"]["calendars"]["working hours"]["holidays"] is None
    assert document["programme"]["calendars"]["working hours"]["days_off"]["2024-05-27"] == "Spring Bank Holiday"
    assert list(document["programme"]["calendars"]) == ["working hours"]


@pytest.mark.parametrize(
    "policy",
    [
        {"outages": OutageEffect.PAUSE},
        {"reopen": ReopenPolicy.NEW_CYCLE, "goal_change": GoalChange.FROM_CHANGE},
        {"start": "EVER [System.State] = 'Open'"},
        {"goals": (replace(RESOLVE.goals[0], calendar="around", when=""),)},
    ],
    ids=["pausing outages", "from the change", "looking back", "calendar within another"],
)
def test_every_kind_of_policy_recomputes(policy: dict[str, Any]) -> None:
    """Also as of an instant in the middle."""
    for now in ("2024-05-28 11:00", "2024-06-12 08:30"):
        view = a_view(now, **policy)
        assert verify(evidence_of(view, the_defect(view))).differences == ()


def test_the_same_facts_give_the_same_document(document: dict[str, Any]) -> None:
    """To the byte, page included; so that a fingerprint can be told on the telephone."""
    view = a_view()
    again = evidence_of(view, the_defect(view))
    assert as_json(again) == as_json(document)
    assert evidence_page(again) == evidence_page(document)


def test_what_decides_nothing_is_left_out_but_its_change_is_kept(document: dict[str, Any]) -> None:
    """The description and the words of comments stay where they are."""
    text = as_json(document)
    assert "confidential" not in text.lower()
    assert "Secret" not in text
    first, second, *_ = document["defect"]["revisions"]
    assert first["fields"][OTHER_FIELDS] != second["fields"][OTHER_FIELDS]
    assert (second["changed"], second["url"]) == (
        ["System.Description"],
        "https://dev.example.com/mhhs/_apis/wit/workItems/1001/revisions/2",
    )


def test_the_page_is_one_file_and_shows_everything(document: dict[str, Any]) -> None:
    """Segments, a drawing, revisions with links, outages, policy and calendar text, versions; nothing is loaded."""
    page = evidence_page(document)
    for words in (
        "Breached by",
        "was the outage OUT-14",
        "<svg",
        "target used up",
        "Party: Supplier A → LDSO B",
        "decides nothing: System.Description",
        "[System.State] = &#39;Awaiting Information&#39;",
        "2024-05-27: Spring Bank Holiday",
        document["versions"]["policies"]["resolve"],
        document["versions"]["calendars"]["working hours"],
        document["fingerprint"],
        "unplanned, server down: SIT A, DIP",
        "end not known",
        "envbot verify FILE",
    ):
        assert words in page
    assert "<b>are</b>" not in page
    loaded = re.findall(r"(?:src|href|url)=\"?([^\">]+)", page.partition('<script type="application/json"')[0])
    assert all(address.startswith("https://dev.example.com/") for address in loaded)


TAMPER: dict[str, Callable[[dict[str, Any]], Any]] = {
    "revision 3": lambda it: it["defect"]["revisions"][2].update(at="2024-05-28T15:30:00+00:00"),
    "revision 2": lambda it: it["defect"]["revisions"][1]["by"].update(name="Somebody else"),
    "revision 7": lambda it: it["defect"]["revisions"].pop(),
    "comment 1": lambda it: it["defect"]["comments"].clear(),
    "outage OUT-14": lambda it: it["outages"][0].update(ends="2024-05-28T10:00:00Z"),
    "policy resolve": lambda it: it["programme"]["clocks"][0]["goals"][0].update(target="3 working days"),
    "calendar working hours": lambda it: it["programme"]["calendars"]["working hours"]["days_off"].pop("2024-05-27"),
    "programme": lambda it: it["programme"].update(severities=["1 - Critical"]),
    "heading": lambda it: it.update(title="Another"),
    "clock resolve, cycle 1": lambda it: it["clocks"][0].update(elapsed_seconds=1.0),
    "clock update, cycle 9": lambda it: it["clocks"].append({**it["clocks"][-1], "cycle": 9}),
}
"""What changes each part of a document a little."""


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        ("revision 3", {"resolve, cycle 1", "revision 3"}),
        ("revision 2", {"revision 2"}),
        ("revision 7", {"resolve, cycle 1", "revision 7"}),
        ("comment 1", {"comment 1"}),
        ("outage OUT-14", {"outage OUT-14", "resolve, cycle 1"}),
        ("policy resolve", {"policies", "policy resolve", "resolve, cycle 1"}),
        ("calendar working hours", {"calendar working hours", "calendars"}),
        ("programme", {"programme"}),
        ("heading", {"heading"}),
        ("clock resolve, cycle 1", {"clock resolve, cycle 1", "resolve, cycle 1"}),
        ("clock update, cycle 9", {"clock update, cycle 9", "update, cycle 9"}),
    ],
)
def test_tampering_is_found_and_named(document: dict[str, Any], part: str, figures: set[str]) -> None:
    """The part that was changed, and the figures that no longer follow from the facts."""
    changed = copy.deepcopy(document)
    TAMPER[part](changed)
    found = {each.part for each in verify(changed).differences}
    assert figures | {"document"} <= found


def test_a_changed_figure_is_shown_as_stated_and_as_computed(document: dict[str, Any]) -> None:
    """Only the figure, not all of its clock."""
    changed = copy.deepcopy(document)
    TAMPER["clock resolve, cycle 1"](changed)
    (difference,) = [each for each in verify(changed).differences if each.part == "resolve, cycle 1"]
    assert (difference.what, difference.stated, difference.computed) == (
        "elapsed_seconds",
        1.0,
        document["clocks"][0]["elapsed_seconds"],
    )


def test_a_figure_changed_together_with_its_fingerprints_does_not_follow_from_the_facts(
    document: dict[str, Any],
) -> None:
    """Whoever knows how fingerprints are made still cannot change a result alone."""
    changed = copy.deepcopy(document)
    changed["clocks"][0]["verdict"] = "met"
    changed["fingerprints"] = fingerprints_of(changed)
    changed["fingerprint"] = fingerprint_of(changed["fingerprints"])
    (difference,) = verify(changed).differences
    assert (difference.part, difference.what, difference.computed) == ("resolve, cycle 1", "verdict", "breached")


def test_words_changed_on_the_page_are_found(document: dict[str, Any], tmp_path: Path) -> None:
    """The data inside is untouched, but people read the page."""
    path = tmp_path / "evidence.html"
    page = evidence_page(document)
    path.write_text(page, encoding="utf-8")
    assert verify_file(path).differences == ()
    path.write_text(page.replace(">breached<", ">met<", 1), encoding="utf-8")
    (difference,) = verify_file(path).differences
    assert (difference.part, difference.what.startswith("line ")) == ("page", True)
    assert (" met " in difference.stated, " breached " in difference.computed) == (True, True)
    path.write_text(f"{page}<p>P.S.</p>\n", encoding="utf-8")
    (added,) = verify_file(path).differences
    assert (added.part, added.stated, added.computed) == ("page", "P.S.", "an empty line")


def test_a_page_of_another_layout_has_its_data_checked(document: dict[str, Any], tmp_path: Path) -> None:
    """The words are those of another version; that is said."""
    other = copy.deepcopy(document)
    other["made_with"]["layout"] = "another"
    path = tmp_path / "evidence.html"
    path.write_text(evidence_page(other), encoding="utf-8")
    verified = verify_file(path)
    assert {each.part for each in verified.differences} == {"heading", "document"}
    assert "another version of envbot" in verified.remarks[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html></html>", "is no evidence: that is an HTML page or a JSON file"),
        ("[]", "no evidence that this envbot knows"),
        ('{"format": "envbot-evidence/2"}', "envbot-evidence/1"),
        ('{"format": "envbot-evidence/1"}', "cannot be computed with: KeyError"),
    ],
)
def test_what_is_no_evidence_is_refused(envbot: Envbot, tmp_path: Path, text: str, said: str) -> None:
    """Exit code 2, one sentence."""
    path = tmp_path / "evidence.json"
    path.write_text(text, encoding="utf-8")
    answered = envbot("verify", path)
    assert (answered.code, said in answered.err) == (2, True)
    with pytest.raises(NotEvidence):
        verify_file(tmp_path / "missing.json")


def test_a_policy_that_cannot_be_read_is_no_evidence(document: dict[str, Any]) -> None:
    """It cannot be computed with, which is another thing than a difference."""
    changed = copy.deepcopy(document)
    changed["programme"]["clocks"][0]["start"] = "[System.State] = "
    with pytest.raises(NotEvidence, match="start condition is refused"):
        verify(changed)


@pytest.mark.parametrize(
    ("last", "now", "labels"),
    [
        ("2024-05-24 15:30", "2024-05-24 16:00", ["15:00"]),
        ("2024-05-24 15:30", "2024-05-25 09:00", ["15:00", "18:00", "21:00", "00:00", "03:00", "06:00"]),
        ("2024-05-24 15:30", "2024-05-28 09:00", ["Sat 25 May", "Sun 26 May", "Mon 27 May", "Tue 28 May"]),
        ("2024-05-24 15:30", "2024-06-20 09:00", ["Mon 27 May", "Mon 3 Jun", "Mon 10 Jun", "Mon 17 Jun"]),
        ("2024-05-24 15:30", "2024-09-20 09:00", ["Jun 2024", "Jul 2024", "Aug 2024", "Sep 2024"]),
    ],
)
def test_the_time_line_has_as_many_marks_as_can_be_read(last: str, now: str, labels: list[str]) -> None:
    """Hours, days, weeks or months, in local time."""
    defect = a_defect(history=[("2024-05-24 15:00", "Open"), (last, {"party": None})], severity=4)
    view = View(facts_of(defect, now=now, programme=a_programme(clocks=(RESOLVE,))))
    made = evidence_of(view, defect)
    drawn = timeline(made["clocks"][0], made)
    assert [mark.label for mark in drawn.ticks if mark.label] == labels
    assert [bar.title.partition(",")[0] for bar in drawn.turns] == ["DIP service provider", "nobody named"]
    assert len(drawn.revisions) == 2


def test_a_clock_that_is_soon_due_is_drawn_until_then() -> None:
    """What is far away would make everything else small."""
    defect = a_defect(history=[("2024-05-24 10:00", "Open")])
    for now, due in (
        ("2024-05-24 12:00", None),
        ("2024-05-24 16:00", None),
        ("2024-05-28 09:30", "due Tue 28 May 10:00"),
    ):
        made = evidence_of(View(facts_of(defect, now=now, programme=a_programme(clocks=(RESOLVE,)))), defect)
        mark = timeline(made["clocks"][0], made).due
        assert (mark.label if mark else None) == due


def test_a_defect_without_clocks_or_address_has_evidence_too() -> None:
    """Of nothing, but whole."""
    defect = replace(a_defect(history=[("2024-05-24 10:00", "Deferred")]), url="")
    made = evidence_of(View(facts_of(defect, programme=a_programme(clocks=(RESOLVE,)))), defect)
    assert made["defect"]["revisions"][0]["url"] == ""
    assert "No clock had started." in evidence_page(made)
    assert verify(made).differences == ()


def test_nobody_has_a_turn_while_the_clock_had_stopped() -> None:
    """It was fixed, until it was re-opened."""
    history = [("2024-06-10 10:00", "Open"), ("2024-06-10 12:00", "Fixed"), ("2024-06-11 10:00", "Reopened")]
    defect = a_defect(history=history)
    made = evidence_of(View(facts_of(defect, programme=a_programme(clocks=(RESOLVE,)))), defect)
    turns = timeline(made["clocks"][0], made).turns
    assert len(turns) == 2
    assert all("DIP service provider, " in bar.title or bar.label == "DIP service provider" for bar in turns)
    assert "nobody named" not in evidence_page(made)
