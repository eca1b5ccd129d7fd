"""Columns are found by their headings; where that is not clear, a suggestion is ready to be pasted."""

from __future__ import annotations

import pytest
import yaml

from bot.sources.outages.columns import Said, columns_of, is_of_outages
from bot.sources.problems import SourceRefused
from bot.sources.rows import Table


def table(*header: str) -> Table:
    return Table("outages.xlsx, sheet June", header, ())


def found(*header: str, **named: str) -> dict[str, str]:
    return columns_of(table(*header), {Said(said): heading for said, heading in named.items()}).as_json()


def refused(*header: str, **named: str) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        found(*header, **named)
    return caught.value


def test_headings_are_known_by_the_words_that_people_use() -> None:
    """Whatever their case, signs, and remarks in brackets."""
    starts = "Start Date/Time (dd/mm/yyyy)"
    assert found("Outage Ref.", "ENV(S)", "Affected_Systems", starts, "End", "Planned/Unplanned") == {
        "reference": "Outage Ref.",
        "kind": "Planned/Unplanned",
        "environments": "ENV(S)",
        "systems": "Affected_Systems",
        "starts": starts,
        "ends": "End",
    }  # fmt: skip


def test_day_and_time_may_stand_in_columns_of_their_own() -> None:
    """A start time alone is the whole start."""
    own = found("Environment", "Start Date", "Start Time", "End Date", "End Time")
    assert (own["starts"], own["start time"], own["ends"], own["end time"]) == (
        "Start Date", "Start Time", "End Date", "End Time",
    )  # fmt: skip
    one_day = found("Environment", "Date", "From Time", "To Time")
    assert (one_day["day"], one_day["start time"], one_day["end time"]) == ("Date", "From Time", "To Time")
    whole = found("Environment", "Start Time", "End Time")
    assert (whole["starts"], whole["ends"]) == ("Start Time", "End Time")


def test_of_several_columns_the_best_known_is_taken() -> None:
    """What happened counts more than what was planned; the others are told as not used."""
    columns = columns_of(table("Env", "Planned Start", "Actual Start", "Colour"), {})
    assert columns.headings[Said.STARTS] == "Actual Start"
    assert columns.unused == ("Planned Start", "Colour")


def test_a_heading_may_name_the_zone_of_its_column() -> None:
    """As programs that export do."""
    columns = columns_of(table("Env", "start_utc", "End (UK local)"), {})
    assert columns.zones == {Said.STARTS: "UTC", Said.ENDS: "UK"}


def test_a_person_may_name_columns_or_that_there_is_none() -> None:
    """Their words win; case and spaces do not matter."""
    assert found("Env", "Beginn  am", "Start", "Systems", starts="beginn am", systems="") == {
        "environments": "Env",
        "starts": "Beginn  am",
    }


def test_a_named_column_that_is_not_there_is_refused_with_the_nearest() -> None:
    """And with all there are."""
    error = refused("Env", "Start", ends="Edn", starts="Strat")
    assert error.why == "it has no column 'Edn', which `columns` names for ends. Its columns are: 'Env', 'Start'."
    assert error.advice == "Correct the name."
    assert refused("Env", "Start", starts="Strat").advice == "Perhaps 'Start' is meant. Correct the name."


def test_what_is_not_clear_is_suggested_ready_to_paste() -> None:
    """The columns that were found, and the likeliest for those that were not."""
    error = refused("Ref", "Bgins", "Enviroment", "Kind")
    assert error.where == "outages.xlsx, sheet June"
    assert error.why.startswith("no column says when an outage starts or where it is. Its columns are: 'Ref', 'Bgins'")
    pasted = yaml.safe_load("{" + error.advice.partition(": ")[2] + "}")
    expected = {"reference": "Ref", "kind": "Kind", "starts": "Bgins", "environments": "Enviroment"}
    assert pasted == {"columns": expected}


def test_an_import_is_told_the_options_that_name_what_is_missing() -> None:
    """What was found need not be named."""
    with pytest.raises(SourceRefused) as refusal:
        columns_of(table("Ref", "Go live at", "Enviroment"), {}, is_import=True)
    assert refusal.value.advice == 'Name them: --map "starts=?" --map "environments=Enviroment"'
    with pytest.raises(SourceRefused, match="no column 'Edn', which `--map` names for ends"):
        columns_of(table("Env", "Start"), {Said.ENDS: "Edn"}, is_import=True)


def test_where_nothing_is_like_it_a_person_fills_it_in() -> None:
    """The place is marked."""
    assert refused("Ref", "Environment", "Zzz").advice.endswith(
        "{reference: Ref, environments: Environment, starts: '?'}"
    )
    assert refused("Environment").advice.endswith("{environments: Environment, starts: '?'}")


def test_what_is_given_needs_no_column() -> None:
    """A list of one environment has no column for it."""
    columns = columns_of(table("Ref", "Start"), {}, frozenset({Said.ENVIRONMENTS}))
    assert columns.as_json() == {"reference": "Ref", "starts": "Start"}


def test_a_table_is_of_outages_if_two_columns_say_something_of_one() -> None:
    """A list of people is not."""
    assert is_of_outages(table("Ref", "Enviroment", "Status"))
    assert not is_of_outages(table("Name", "Telephone"))
