"""A planned outage clashes with what is booked, and with stages whose working hours it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rules.clashes import Clashes, Slot
from rules.facts import Outage, OutageKind
from rules.programme import Environment
from tests.rules.builders import a_programme, an_outage, uk

NO_STAGES = a_programme(environments=(Environment("SIT A", "SIT"),))
SLOT = Slot("Run 3", "SIT A", uk("2024-06-15 10:00"), uk("2024-06-15 14:00"), ("DIP",))


def planned(starts: str = "2024-06-15 08:00", ends: str | None = "2024-06-15 12:00", **more: object) -> Outage:
    """Build a planned outage of the DIP in SIT A, on a Saturday."""
    return replace(an_outage(starts=starts, ends=ends, kind=OutageKind.PLANNED), **more)  # type: ignore[arg-type]


def test_a_booked_slot_at_the_same_place_and_time_is_a_clash() -> None:
    """The sentence says which, where and when."""
    assert Clashes(NO_STAGES, [SLOT]).of(planned()) == (
        'The test slot "Run 3" is booked in SIT A, Sat 15 Jun 2024 10:00 to Sat 15 Jun 2024 14:00.',
    )
    assert Clashes(NO_STAGES, [SLOT]).of(planned(systems=(), environments=()))
    assert Clashes(NO_STAGES, [replace(SLOT, systems=())]).of(planned(systems=("CSS",)))


def test_another_place_or_time_is_none() -> None:
    """An outage that ends when the slot begins leaves it alone."""
    clashes = Clashes(NO_STAGES, [SLOT])
    assert not clashes.of(planned(ends="2024-06-15 10:00"))
    assert not clashes.of(planned("2024-06-15 14:00", "2024-06-15 15:00"))
    assert not clashes.of(planned(environments=("SIT B",)))
    assert not clashes.of(planned(systems=("CSS",)))


def test_only_planned_outages_that_stand_and_end_clash() -> None:
    """Nobody can move another."""
    clashes = Clashes(NO_STAGES, [SLOT])
    assert not clashes.of(planned(kind=OutageKind.UNPLANNED))
    assert not clashes.of(planned(cancelled=True))
    assert not clashes.of(planned(ends=None))


def test_a_slot_that_the_record_names_is_said_once() -> None:
    """A booked one is said as booked."""
    clashes = Clashes(NO_STAGES, [SLOT])
    assert clashes.of(planned(slots=("run 3", "Run 4")))[1:] == ('Its record says that it hits the test slot "Run 4".',)


def test_working_hours_of_stages_are_said() -> None:
    """All stages of the environment, or those that the record names; at the weekend there are none."""
    clashes = Clashes(a_programme())
    assert clashes.of(planned()) == ()
    monday = planned("2024-06-17 08:00", "2024-06-17 10:30")
    assert clashes.of(monday) == (
        "It takes 1 h 30 m of working time from SIT A while CIT and Functional may run there.",
    )
    assert clashes.of(replace(monday, stages=("CIT",))) == (
        "It takes 1 h 30 m of working time from SIT A while CIT is to run there.",
    )
    assert Clashes(NO_STAGES).of(monday) == ()


def test_stages_that_must_not_run_at_the_same_time_cannot_make_up_for_it() -> None:
    """That is said, because the time is lost for good."""
    environment = Environment("SIT A", "SIT", ("Settlement", "Operational"), exclusive_stages=True)
    clashes = Clashes(a_programme(environments=(environment,)))
    (sentence,) = clashes.of(planned("2024-06-17 09:00", "2024-06-17 10:00"))
    assert sentence.endswith("They must not run at the same time, so that none can make up for it.")


def test_an_environment_that_is_not_needed_then_loses_nothing() -> None:
    """Before the first day of its need, and after the last."""
    monday = planned("2024-06-17 09:00", "2024-06-17 10:00")
    needed = Environment("SIT A", "SIT", ("CIT",), needed_from=date(2024, 6, 17), needed_to=date(2024, 6, 17))
    assert Clashes(a_programme(environments=(needed,))).of(monday)
    later = replace(needed, needed_from=date(2024, 6, 18), needed_to=None)
    earlier = replace(needed, needed_from=None, needed_to=date(2024, 6, 16))
    assert not Clashes(a_programme(environments=(later,))).of(monday)
    assert not Clashes(a_programme(environments=(earlier,))).of(monday)
