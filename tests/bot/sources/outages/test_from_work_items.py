"""Outage records become outages; what is wrong in one is told, and the others count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from bot.sources.outages.from_work_items import read_outages
from rules.facts import Defect, Impact, Outage, OutageKind, Person, Relation, Revision
from tests.bot.a_programme import a_programme

SOMEBODY = Person("Environment manager")
STARTS = datetime(2024, 6, 12, 6, tzinfo=UTC)
ENDS = datetime(2024, 6, 12, 8, 30, tzinfo=UTC)


def a_record(number: int = 7, *later: tuple[datetime, dict[str, Any]], **changed: Any) -> Defect:
    """Give an outage record; a value of None takes a field away, `later` are revisions after the first."""
    fields: dict[str, Any] = {
        "System.Title": "DIP patching",
        "System.State": "Announced",
        "Custom.OutageKind": "planned",
        "Custom.OutageReason": "infrastructure patching",
        "Custom.Environment": "SIT A; SITB",
        "Custom.System": "DIP",
        "Custom.Party": "DIP service provider",
        "Custom.OutageStart": "2024-06-12T06:00:00Z",
        "Custom.OutageEnd": "2024-06-12T09:30:00+01:00",
        **{f"{'System' if name == 'State' else 'Custom'}.{name}": value for name, value in changed.items()},
    }
    fields["Custom.Environment"] = (fields["Custom.Environment"] or "").replace("SITB", "SIT B")
    revisions = [Revision(1, STARTS, SOMEBODY, MappingProxyType(_without_none(fields)))]
    for at, values in later:
        fields = {**fields, **values}
        revisions.append(Revision(len(revisions) + 1, at, SOMEBODY, MappingProxyType(_without_none(fields))))
    return Defect(number, "MHHS", tuple(revisions), url="https://x/7")


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def test_a_record_says_what_is_down_where_and_when() -> None:
    """Its reference is the work item's number."""
    outages, problems = read_outages([a_record()], a_programme())
    assert problems == ()
    assert outages == (
        Outage(
            reference="OUT-7",
            kind=OutageKind.PLANNED,
            reason="infrastructure patching",
            environments=("SIT A", "SIT B"),
            systems=("DIP",),
            starts=STARTS,
            ends=ENDS,
            title="DIP patching",
            party="DIP service provider",
            work_item=7,
            url="https://x/7",
            source="work item 7",
            announced=STARTS,
        ),
    )


def test_who_was_told_is_said_by_the_first_state_that_means_it_or_by_a_field() -> None:
    """A record that was only planned says it of nobody."""
    begun = a_record(7, (ENDS, {"System.State": "Under Way"}), State="Announced")
    [planned], _ = read_outages([a_record(State="Planned")], a_programme())
    [told], _ = read_outages([begun], a_programme())
    assert (planned.announced, told.announced) == (None, STARTS)
    programme = a_programme()
    named = replace(programme, outages=replace(programme.outages, announced="Custom.Told"))
    [dated], _ = read_outages([a_record(Told="2024-06-01T09:00:00Z")], named)
    assert dated.announced == datetime(2024, 6, 1, 9, tzinfo=UTC)


def test_a_record_says_what_it_hits_and_how_hard() -> None:
    """Its stage, its slots, the defects it is linked to, and its impact, where the programme has fields for them."""
    programme = a_programme()
    records = replace(programme.outages, impact="Custom.Impact", slots="Custom.Slots")
    link = Relation("System.LinkTypes.Related", 1201, "https://x/1201")
    record = a_record(Impact="Degraded", Slots="S-1; S-2", TestStage="Functional")
    [outage], problems = read_outages(
        [replace(record, relations=(link, replace(link, target=None)))], replace(programme, outages=records)
    )
    assert problems == ()
    assert (outage.impact, outage.slots, outage.stages) == (Impact.DEGRADED, ("S-1", "S-2"), ("Functional",))
    assert outage.defects == (1201,)
    [odd], [problem] = read_outages([a_record(Impact="odd")], replace(programme, outages=records))
    assert (odd.impact, problem.what) == (Impact.DOWN, "its impact is 'odd'; it is taken as down.")


def test_an_outage_under_way_has_no_end() -> None:
    """Nobody knows it yet, and that is no problem."""
    (outage,), problems = read_outages([a_record(State="Under Way", OutageEnd=None)], a_programme())
    assert outage.ends is None
    assert problems == ()


def test_a_cancelled_outage_is_marked() -> None:
    """It covers nothing."""
    (outage,), _ = read_outages([a_record(State="Cancelled")], a_programme())
    assert outage.cancelled
    assert not outage.covers(STARTS)


def test_aliases_of_environments_are_understood() -> None:
    """Records are written by people."""
    (outage,), _ = read_outages([a_record(Environment="tr03, SITA", System="market-wide data service")], a_programme())
    assert (outage.environments, outage.systems) == (("SIT A",), ("MDS",))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"OutageKind": None}, "it has no kind, so it is left out. Say whether it is planned or unplanned."),
        ({"OutageKind": "maybe"}, "its kind is 'maybe', so it is left out."),
        ({"OutageStart": None}, "it has no start, so it is left out."),
        ({"OutageStart": "in June"}, "Custom.OutageStart is 'in June', which is no instant."),
        ({"OutageStart": "2024-06-12T06:00:00"}, "Custom.OutageStart is '2024-06-12T06:00:00', which is no instant."),
        ({"System": "Nonsense"}, "'Nonsense' is no system of the programme, so the record is left out."),
        ({"Environment": None, "System": None}, "it names no environment and no system of the programme"),
    ],
)
def test_a_record_that_cannot_be_used_is_told_and_the_others_count(changed: dict[str, Any], said: str) -> None:
    """The problem names the record and what to do."""
    outages, problems = read_outages([a_record(7, **changed), a_record(8)], a_programme())
    assert [outage.reference for outage in outages] == ["OUT-8"]
    assert str(problems[0]).startswith(f"outage record 7 'DIP patching': {said}")
    assert problems[0].advice
    assert problems[0].url == "https://x/7"


@pytest.mark.parametrize("word", ["all", "All systems"])
def test_all_means_every_one_and_is_no_name_that_is_unknown(word: str) -> None:
    """No system means every system of the environment; without an environment, every one of the programme."""
    outages, problems = read_outages(
        [
            a_record(7, System=word),
            a_record(8, System=word, Environment=None),
            a_record(9, Environment="all environments"),
        ],
        a_programme(),
    )
    assert problems == ()
    assert [(each.environments, each.systems) for each in outages] == [
        (("SIT A", "SIT B"), ()),
        ((), tuple(system.name for system in a_programme().systems)),
        (("SIT A", "SIT B"), ("DIP",)),
    ]


def test_a_name_that_the_programme_does_not_know_is_left_out() -> None:
    """The rest of the record counts, and a near name is offered."""
    (outage,), (problem,) = read_outages([a_record(Environment="SIT A; SIT AA")], a_programme())
    assert outage.environments == ("SIT A",)
    assert problem.what == "'SIT AA' is no environment of the programme and is left out."
    assert problem.advice == "Perhaps SIT A was meant. Write one of: SIT A, SIT B."


def test_an_end_before_the_start_is_not_believed() -> None:
    """It is taken as unknown."""
    (outage,), (problem,) = read_outages([a_record(OutageEnd="2024-06-11T06:00:00Z")], a_programme())
    assert outage.ends is None
    assert "it ends before it starts" in problem.what


def test_an_outage_that_ended_without_saying_when_ended_when_its_state_said_so() -> None:
    """Later changes of the record do not move its end."""
    ended = (datetime(2024, 6, 12, 9, tzinfo=UTC), {"System.State": "Ended"})
    noted = (datetime(2024, 6, 13, 9, tzinfo=UTC), {"Custom.OutageReason": "server down"})
    (outage,), (problem,) = read_outages([a_record(7, ended, noted, OutageEnd=None)], a_programme())
    assert outage.ends == ended[0]
    assert "does not say when" in problem.what


def test_a_record_written_after_the_fact_ends_no_earlier_than_it_starts() -> None:
    """A record whose only revision says ended has no better instant."""
    record = a_record(State="Ended", OutageEnd=None, OutageStart="2024-06-12T07:00:00Z")
    (outage,), _ = read_outages([record], a_programme())
    assert outage.ends == outage.starts
