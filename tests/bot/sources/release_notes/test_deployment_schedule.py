"""A deployment schedule says which build comes where when; a bad row is told with its place, the others count."""

from __future__ import annotations

import pytest

from bot.sources.files import source_file
from bot.sources.problems import SourceProblem, SourceRefused
from bot.sources.release_notes.deployment_schedule import deployments_of, read_schedule
from bot.sources.release_notes.in_programme import NoteReader, Origin
from bot.sources.tables import tables_of
from rules.facts import Deployment
from tests.bot.a_programme import a_programme
from tests.rules.builders import uk


def read(text: str) -> tuple[tuple[Deployment, ...], tuple[SourceProblem, ...]]:
    """Read a schedule in csv."""
    file = source_file("plan.csv", text.encode())
    rows = read_schedule(tables_of(file), file.name)
    return deployments_of(rows, NoteReader(a_programme()), Origin("plan.csv"))


def test_every_environment_and_system_of_a_row_is_a_deployment() -> None:
    """Day and time may stand apart; the system may stand in the name of the build."""
    found, problems = read(
        "Release,System,Environment,Date,Time\n"
        "4.2.1,DIP,SIT A; SIT B,11/06/2024,18:30\n"
        "DIP 4.2.2,,SIT A,2024-06-12 07:00,\n"
        "Portal 7,,SIT B,2024-06-12 07:00,\n"
    )
    assert problems == ()
    assert [(each.environment, each.system, each.version, each.since) for each in found] == [
        ("SIT A", "DIP", "4.2.1", uk("2024-06-11 18:30")),
        ("SIT B", "DIP", "4.2.1", uk("2024-06-11 18:30")),
        ("SIT A", "DIP", "DIP 4.2.2", uk("2024-06-12 07:00")),
        ("SIT B", "", "Portal 7", uk("2024-06-12 07:00")),
    ]
    assert found[0].source == "plan.csv, line 2"


def test_what_is_cancelled_or_put_off_is_no_deployment() -> None:
    """Whatever else its row says."""
    found, _ = read(
        "Build,Environment,Deployed,Status\n"
        "DIP 1.0,SIT A,2024-06-11 18:30,Done\n"
        "DIP 1.1,SIT A,2024-06-12 18:30,Cancelled\n"
        "DIP 1.2,SIT A,2024-06-13 18:30,Postponed\n"
    )
    assert [each.version for each in found] == ["DIP 1.0"]


@pytest.mark.parametrize(
    ("row", "count", "said"),
    [
        (",SIT A,2024-06-11 18:30", 0, "it names no version; the row is left out."),
        ("DIP 1.0,,2024-06-11 18:30", 0, "it names no environment; the row is left out."),
        ("DIP 1.0,SIT C; SIT A,2024-06-11 18:30", 1, "'SIT C' is nothing of the programme and is left out."),
        ("DIP 1.0,SIT A,soon", 0, "its date is 'soon', which is no date and time"),
        ("DIP 1.0,SIT A,2024-06-11", 1, "2024-06-11 has no hour, so that it counts from the end of the day."),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_place(row: str, count: int, said: str) -> None:
    """And what to do."""
    found, (problem,) = read(f"Version,Environment,Deployed\n{row}\n")
    assert len(found) == count
    assert problem.where == "plan.csv, line 2"
    assert problem.what.startswith(said)
    assert problem.advice


def test_an_unknown_system_is_told() -> None:
    """The build is known all the same."""
    found, (problem,) = read("Version,Component,Environment,Deployed\n1.0,XYZ,SIT A,2024-06-11 18:30\n")
    assert [each.system for each in found] == [""]
    assert problem.what == "'XYZ' is nothing of the programme and is left out."


def test_a_list_without_the_columns_is_refused() -> None:
    """It says which it needs; empty rows are nothing."""
    with pytest.raises(SourceRefused, match="no table in it has the columns Version, Environment, Deployed"):
        read("Defect,Title\n12,Portal\n")
    assert read("Version,Environment,Deployed,Remark\n,,,nothing yet\n") == ((), ())
