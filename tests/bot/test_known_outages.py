"""What several sources name is one outage; where they contradict one another, the first counts, and it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.known_outages import chosen_records, merge
from bot.settings import read_settings
from rules.facts import Outage, OutageKind
from tests.bot.sources.documents import MHHS
from tests.rules.builders import a_defect

SETTINGS = """\
programme: mhhs
store: {url: "sqlite:///envbot.sqlite"}
azure_devops:
  organization: https://dev.azure.com/example
  project: MHHS
  team: MHHS Team
  account: envbot@example.com
  sign_in: {kind: pat, token_env: ENVBOT_PAT}
"""
LONDON = ZoneInfo("Europe/London")
START = datetime(2024, 6, 20, 17, tzinfo=UTC)
END = START + timedelta(hours=2)
ADO = Outage(
    "OUT-14", OutageKind.PLANNED, "", ("SIT A",), (), START, END, work_item=14, url="https://a", source="work item 14"
)
LIST = replace(ADO, reference="out-14", work_item=None, url="", source="outages.xlsx, row 4")


def test_what_the_first_leaves_open_the_others_fill() -> None:
    """The reference is the first one's, and both places are named."""
    said = replace(LIST, reason="data refresh", title="Refresh", defects=(12,), announced=START - timedelta(days=7))
    [outage], problems = merge([replace(ADO, ends=None), said], LONDON)
    assert problems == ()
    assert outage == replace(
        ADO,
        reason="data refresh",
        title="Refresh",
        defects=(12,),
        announced=START - timedelta(days=7),
        source="work item 14, also outages.xlsx, row 4",
    )


def test_a_contradiction_is_said_and_the_first_counts() -> None:
    """With what each says, in local time."""
    other = replace(LIST, starts=START + timedelta(hours=1), ends=None, kind=OutageKind.UNPLANNED, cancelled=True)
    [outage], problems = merge([ADO, other], LONDON)
    assert (outage.starts, outage.ends, outage.cancelled) == (START, END, False)
    told = [each.what for each in problems]
    assert told[1] == (
        "out-14 is told otherwise about its start: 2024-06-20 18:00 at work item 14, 2024-06-20 19:00 here. "
        "The former counts: its source comes first."
    )
    assert [what.partition("about ")[2].partition(" here")[0] for what in (told[0], *told[2:])] == [
        "its kind: planned at work item 14, unplanned",
        "its end: 2024-06-20 20:00 at work item 14, open",
        "that it is cancelled: no at work item 14, yes",
    ]
    assert {each.where for each in problems} == {"outages.xlsx, row 4"}


def test_what_one_source_withdrew_and_another_still_has_is_to_come() -> None:
    """Withdrawn by all, it is withdrawn; a withdrawn one contradicts nothing."""
    gone = replace(ADO, withdrawn_at=START - timedelta(days=1), ends=END + timedelta(hours=1))
    [outage], problems = merge([gone, LIST], LONDON)
    assert (outage.withdrawn, outage.source, problems) == (False, "outages.xlsx, row 4, also work item 14", ())
    [both], _ = merge([gone, replace(LIST, withdrawn_at=START - timedelta(days=1))], LONDON)
    assert both.withdrawn


def test_outages_under_two_references_at_the_same_place_and_time_may_be_one() -> None:
    """Both count, and a person is told; cancelled ones are no twins."""
    other = replace(LIST, reference="PO-1")
    outages, [problem] = merge([ADO, other], LONDON)
    assert len(outages) == 2
    assert problem.what == "PO-1 is at the same place and time as OUT-14 (work item 14); both count."
    assert merge([ADO, replace(other, cancelled=True)], LONDON)[1] == ()
    assert merge([ADO, replace(other, ends=None)], LONDON)[1] == ()


def test_a_condition_of_the_programme_chooses_among_the_records() -> None:
    """Without one, all of them are outages."""
    settings = read_settings(SETTINGS)
    records = {each: a_defect(each, title=f"Outage {each}") for each in (1, 2)}
    chosen = replace(MHHS, outages=replace(MHHS.outages, when="[System.Title] = 'Outage 2'"))
    now = START
    assert chosen_records(records, settings, MHHS, now) == records
    assert [*chosen_records(records, settings, chosen, now)] == [2]


def test_the_same_place_is_named_once() -> None:
    """As where an import repeats what a source has."""
    assert merge([LIST, LIST], LONDON)[0][0].source == "outages.xlsx, row 4"


def test_what_is_withdrawn_or_ends_before_the_start_fills_no_end() -> None:
    """An outage that is open stays open, where the only end is of a row that is gone, or of an earlier time."""
    still_open = replace(ADO, ends=None)
    gone = replace(LIST, withdrawn_at=START)
    earlier = replace(LIST, starts=START - timedelta(days=1), ends=START)
    assert [merge([still_open, other], LONDON)[0][0].ends for other in (gone, earlier)] == [None, None]
