"""What holds of every clock, whatever the history: checked on random ones, and against a slow count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.facts import Defect, Outage, Person
from rules.programme import CalendarSpec, GoalChange, OutageEffect, ReopenPolicy, Weekday
from rules.sla import Clock, SlaJudge, Verdict, clocks
from tests.rules.builders import (
    BOT,
    RESOLVE,
    RESPOND,
    SEVERITIES,
    TESTER,
    UPDATE,
    a_defect,
    a_programme,
    an_outage,
    goals,
    hours,
)
from tests.rules.slow_clock import ENGLISH_BANK_HOLIDAYS, OFFICE, SlowCalendar, at_minute, slow_cycles

STATES = ["New", "Open", "In Progress", "Awaiting Information", "Fixed", "Closed", "Reopened", "-100"]
# Saturdays before both clock changes, the May bank holiday, and Christmas.
STARTS = [date(2024, 3, 30), date(2024, 5, 25), date(2024, 10, 26), date(2024, 12, 23)]
NO_TIME = timedelta(0)
WEEKS = 14 * 24 * 60

NIGHTS = CalendarSpec("Europe/London", dict.fromkeys(Weekday, (hours("00:30", "05:00"), hours("22:00", "24:00"))))
JUDGES = {
    f"{reopen}, {change}, {effect}, {calendar}": SlaJudge.of(
        a_programme(
            clocks=tuple(
                replace(
                    policy,
                    reopen=reopen,
                    goal_change=change,
                    outages=effect,
                    goals=goals("30m", "4h", "1 day", "3 days", calendar=calendar),
                )
                for policy in (RESPOND, RESOLVE, UPDATE)
            ),
            calendars={**a_programme().calendars, "nights": NIGHTS},
        ),
        BOT,
    )
    for reopen, change, effect, calendar in [
        (ReopenPolicy.RESUME, GoalChange.FROM_START, OutageEffect.ATTRIBUTE, "working hours"),
        (ReopenPolicy.NEW_CYCLE, GoalChange.FROM_CHANGE, OutageEffect.PAUSE, "nights"),
        (ReopenPolicy.IGNORE, GoalChange.FROM_START, OutageEffect.PAUSE, "around the clock"),
        (ReopenPolicy.RESUME, GoalChange.FROM_CHANGE, OutageEffect.ATTRIBUTE, "nights"),
    ]
}
judges = st.sampled_from(sorted(JUDGES))
steady_judges = st.sampled_from([name for name in JUDGES if "from the start" in name])
minutes = st.integers(0, WEEKS)


@st.composite
def changes(draw: st.DrawFn, *, in_order: bool = True) -> list[tuple[datetime, dict[str, str | None], Person]]:
    """Draw the history of a defect: states, severities and parties, by people and by the bot."""
    start = draw(st.sampled_from(STARTS))
    instants = draw(st.lists(minutes, min_size=1, max_size=8))
    steps = [
        (
            at_minute(start, minute),
            {
                "state": draw(st.sampled_from(STATES)),
                "severity": draw(st.sampled_from([*SEVERITIES, None])),
                "party": draw(st.sampled_from(["Supplier A", "LDSO B", None])),
            },
            draw(st.sampled_from([TESTER, BOT])),
        )
        for minute in (sorted(instants) if in_order else instants)
    ]
    return list(steps)


@st.composite
def defects(draw: st.DrawFn, *, in_order: bool = True) -> Defect:
    """Draw a defect with some comments."""
    history = draw(changes(in_order=in_order))
    first = history[0][0]
    comments = draw(st.lists(minutes, max_size=3))
    return a_defect(
        severity=None,
        history=history,
        comments=[(first + timedelta(minutes=minute), TESTER, "Any news?") for minute in sorted(comments)],
    )


@st.composite
def outages(draw: st.DrawFn) -> tuple[Outage, ...]:
    """Draw outages, some without an end."""
    start = draw(st.sampled_from(STARTS))
    drawn = draw(st.lists(st.tuples(minutes, st.integers(1, 3000) | st.none()), max_size=3))
    return tuple(
        an_outage(
            f"OUT-{number}",
            starts=at_minute(start, begins),
            ends=None if length is None else at_minute(start, begins + length),
        )
        for number, (begins, length) in enumerate(drawn)
    )


nows = st.tuples(st.sampled_from(STARTS), minutes).map(lambda drawn: at_minute(*drawn))


@given(defects(in_order=False), judges, nows, outages())
def test_segments_add_up_to_wall_time(defect: Defect, judge: str, now: datetime, under_way: tuple[Outage, ...]) -> None:
    """Without gap or overlap from start to stop, however dirty the history; working time adds up to what elapsed."""
    for clock in clocks(defect, JUDGES[judge], now, under_way):
        ends = clock.stopped or now
        segments = clock.segments
        assert sum((segment.wall for segment in segments), NO_TIME) == ends - clock.started
        assert all(one.ends == other.starts and one.starts < one.ends for one, other in pairwise(segments))
        if segments:
            assert (segments[0].starts, segments[-1].ends) == (clock.started, ends)
        working = sum((segment.working for segment in segments), NO_TIME)
        assert working == sum((part.elapsed for part in clock.parts), NO_TIME)


@given(defects(in_order=False), judges, nows, outages())
def test_as_of_an_instant_is_what_was_seen_then(
    defect: Defect, judge: str, now: datetime, under_way: tuple[Outage, ...]
) -> None:
    """The whole history as of T gives the same clocks as the history cut at T."""
    cut = defect.as_of(now)
    assert clocks(defect, JUDGES[judge], now, under_way) == (clocks(cut, JUDGES[judge], now, under_way) if cut else ())


@given(defects(), judges, nows, nows, outages())
def test_elapsed_never_falls(
    defect: Defect, judge: str, one: datetime, other: datetime, under_way: tuple[Outage, ...]
) -> None:
    """As time goes on a cycle's working time, all goals together, only grows; what was stopped stays as it was."""
    earlier, later = sorted((one, other))
    after = {(clock.name, clock.cycle): clock for clock in clocks(defect, JUDGES[judge], later, under_way)}
    for before in clocks(defect, JUDGES[judge], earlier, under_way):
        clock = after.get((before.name, before.cycle))
        if clock is not None:
            assert _total(clock) >= _total(before)


def _total(clock: Clock) -> timedelta:
    return sum((part.elapsed for part in clock.parts), NO_TIME)


@given(defects(), judges, nows, outages())
def test_verdict_due_and_breach_agree(defect: Defect, judge: str, now: datetime, under_way: tuple[Outage, ...]) -> None:
    """Breached is past the target, first at an instant after the due one; stopped is judged, open is not."""
    for clock in clocks(defect, JUDGES[judge], now, under_way):
        last = clock.parts[-1]
        assert (last.breached_at is not None) == (last.elapsed > last.amount)
        assert (clock.verdict is None) == clock.is_open == (clock.stopped is None)
        if clock.verdict:
            assert (clock.verdict is Verdict.BREACHED) == clock.is_breached
        if last.breached_at:
            assert last.due is not None
            assert last.stays[0].starts <= last.due <= last.breached_at < (clock.stopped or now)
        elif last.due and clock.is_open and clock.is_running:
            assert last.due >= now or last.elapsed == last.amount


@given(defects(), steady_judges, nows, st.integers(0, WEEKS), st.integers(1, 3000))
def test_pausing_never_shortens(defect: Defect, judge: str, now: datetime, begins: int, length: int) -> None:
    """With a pause of no activity put into it, no clock is due or breached earlier, and none has used more."""
    paused = _with_pause(defect, defect.created_at + timedelta(minutes=begins, seconds=30), timedelta(minutes=length))
    pausing = {(clock.name, clock.cycle): clock for clock in clocks(paused, JUDGES[judge], now)}
    for clock in clocks(defect, JUDGES[judge], now):
        other = pausing.get((clock.name, clock.cycle))
        if other is None or other.stopped != clock.stopped or other.started != clock.started:
            continue
        assert other.elapsed <= clock.elapsed
        if clock.due and other.due:
            assert other.due >= clock.due
        if other.breached_at:
            assert clock.breached_at
            assert other.breached_at >= clock.breached_at


def _with_pause(defect: Defect, begins: datetime, length: timedelta) -> Defect:
    """Put a pause by the bot into an open time of a defect, between two of its revisions."""
    place = max(place for place, revision in enumerate(defect.revisions) if revision.at <= begins)
    stood = defect.revisions[place]
    if stood.fields["System.State"] not in {"Open", "In Progress", "Reopened"}:
        return defect
    following = defect.revisions[place + 1 :]
    ends = begins + length
    if following:
        ends = min(ends, following[0].at - timedelta(seconds=10))
    if ends <= begins:
        return defect
    waiting = replace(
        stood,
        at=begins,
        by=BOT,
        fields={**stood.fields, "System.State": "Awaiting Information"},
        number=stood.number + 1,
    )
    again = replace(stood, at=ends, by=BOT, number=stood.number + 2)
    renumbered = tuple(replace(revision, number=revision.number + 2) for revision in following)
    return replace(defect, revisions=(*defect.revisions[: place + 1], waiting, again, *renumbered))


@given(defects(), judges, nows, st.integers(0, WEEKS), outages())
def test_splitting_a_history_changes_nothing(
    defect: Defect, judge: str, now: datetime, minute: int, under_way: tuple[Outage, ...]
) -> None:
    """A revision by the bot that changes nothing, put anywhere, leaves every clock as it was."""
    at = defect.created_at + timedelta(minutes=minute, seconds=30)
    place = sum(revision.at <= at for revision in defect.revisions)
    same = replace(defect.revisions[place - 1], at=at, by=BOT, number=defect.revisions[place - 1].number + 1)
    later = tuple(replace(revision, number=revision.number + 1) for revision in defect.revisions[place:])
    split = replace(defect, revisions=(*defect.revisions[:place], same, *later))
    plain = [replace(clock, assumptions=()) for clock in clocks(defect, JUDGES[judge], now, under_way)]
    assert [replace(clock, assumptions=()) for clock in clocks(split, JUDGES[judge], now, under_way)] == plain


SLOW_OFFICE = SlowCalendar("Europe/London", OFFICE, ENGLISH_BANK_HOLIDAYS)
SLOW_NIGHTS = SlowCalendar(
    "Europe/London", {day: [("00:30", "05:00"), ("22:00", "24:00")] for day in range(7)}, frozenset()
)
SLOW = {"working hours": SLOW_OFFICE, "nights": SLOW_NIGHTS}


@settings(max_examples=60)
@given(
    st.sampled_from(STARTS),
    st.lists(
        st.tuples(st.integers(0, 4 * 24 * 60), st.sampled_from(STATES)),
        min_size=1,
        max_size=6,
        unique_by=lambda step: step[0],
    ),
    st.integers(0, 5 * 24 * 60),
    st.sampled_from(list(ReopenPolicy)),
    st.sampled_from(sorted(SLOW)),
)
def test_a_slow_count_minute_by_minute_agrees(
    start: date, steps: list[tuple[int, str]], until: int, reopen: ReopenPolicy, calendar: str
) -> None:
    """Start, stop, pause, re-open, elapsed and verdict are those that counting the minutes gives."""
    history = [(at_minute(start, minute), state) for minute, state in sorted(steps)]
    now = max(history[0][0], at_minute(start, until))
    policy = replace(
        RESOLVE,
        reopen=reopen,
        start="[System.State] NOT IN ('Fixed', 'Closed', 'Awaiting Information')",
        stop="[System.State] IN ('Fixed', 'Closed')",
        goals=goals(*["4h"] * 4, calendar=calendar),
    )
    judge = SlaJudge.of(a_programme(clocks=(policy,), calendars={**a_programme().calendars, "nights": NIGHTS}))
    found = clocks(a_defect(history=history), judge, now)
    expected = slow_cycles(history, now, SLOW[calendar], reopen.value, "Awaiting Information")
    assert [(clock.started, clock.elapsed, clock.stopped) for clock in found] == [
        (cycle.started, cycle.elapsed, cycle.stopped) for cycle in expected
    ]
    assert [clock.is_breached for clock in found] == [cycle.elapsed > timedelta(hours=4) for cycle in expected]
    assert all(clock.started.tzinfo is UTC for clock in found)
