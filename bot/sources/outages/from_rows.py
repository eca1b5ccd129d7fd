"""Read one row of a table as an outage; what is wrong in it is told with its place, and a bad row is left out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.sources.moments import Moment, Reckoning, Unreadable, Written
from bot.sources.names import Names, environment_names, system_names
from bot.sources.outages.columns import Columns, Said
from bot.sources.outages.reading import OutageForm, ReadOutage
from bot.sources.outages.words import (
    impact_of_words,
    is_all,
    is_open_end,
    is_yes,
    kind_of_reason,
    kind_of_words,
    numbers_of_defects,
    places_of,
    reason_of_words,
    state_of_words,
    words_of_list,
)
from bot.sources.problems import SourceProblem
from bot.sources.rows import Cell, Row, cell_text
from rules.facts import Impact, Outage, OutageKind, OutageState

_LONGEST_REFERENCE = 100
_EARLIEST, _LATEST = 1990, 2100
_DAY = timedelta(days=1)
_NOUNS = {
    Said.STARTS: "a start",
    Said.START_TIME: "a start time",
    Said.ENDS: "an end",
    Said.END_TIME: "an end time",
    Said.DAY: "a day",
    Said.ANNOUNCED: "an announcement",
}


class _LeftOut(Exception):
    """Why a row gives no outage, as the rest of a sentence about it, and what to do."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(why)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class _Start:
    """When an outage begins: the instant, and the local day, from which an end without a day counts."""

    moment: Moment
    day: date
    time: time
    zone: tzinfo | None
    zone_name: str


class OutageRowReader:
    """Reads the rows of one table.

    Attributes:
        problems: what was wrong or assumed so far.
        standing: the references of rows that were left out, empty for a row without one.
    """

    def __init__(self, form: OutageForm, columns: Columns) -> None:
        self.problems: list[SourceProblem] = []
        self.standing: set[str] = set()
        self._form = form
        self._columns = columns
        self._environments = environment_names(form.programme)
        self._systems = system_names(form.programme)

    def read(self, row: Row) -> ReadOutage | None:
        """Give the outage of a row; None for a row that is left out, which is noted."""
        reference = self._text(row, Said.REFERENCE)
        try:
            return self._outage(row, reference)
        except _LeftOut as wrong:
            self.standing.add(reference)
            self._note(row, f"{reference or 'it'} {wrong}, so it is left out.", wrong.advice)
            return None

    def _outage(self, row: Row, reference: str) -> ReadOutage:
        if len(reference) > _LONGEST_REFERENCE:
            raise _LeftOut(f"has a reference of more than {_LONGEST_REFERENCE} characters", "Give it a short one.")
        environments = self._places(row, Said.ENVIRONMENTS, self._environments)
        systems = self._places(row, Said.SYSTEMS, self._systems)
        if not environments and is_all(self._text(row, Said.SYSTEMS)):
            systems = self._systems.every
        if not environments and not systems:
            raise _LeftOut("does not say where it is", "Name an environment or a system of the programme.")
        kind = self._kind(row)
        start = self._start(row)
        state = self._state(row)
        ends = self._end(row, start, state)
        self._assumed(row, start.moment)
        reason, remark = reason_of_words(self._text(row, Said.REASON), kind, self._form.programme)
        if remark:
            self._note(row, remark, "Write a reason of the list.")
        announced, is_told = self._announced(row)
        starts = start.moment.at
        key = reference or _made_reference(kind, environments, systems, starts)
        outage = Outage(
            reference=key,
            kind=kind,
            reason=reason,
            environments=environments,
            systems=systems,
            starts=starts,
            ends=ends,
            title=self._text(row, Said.TITLE),
            party=self._text(row, Said.PARTY),
            cancelled=state is OutageState.CANCELLED,
            source=row.place,
            announced=announced,
            impact=self._impact(row),
            slots=words_of_list(self._text(row, Said.SLOTS)),
            stages=words_of_list(self._text(row, Said.STAGES)),
            defects=numbers_of_defects(self._text(row, Said.DEFECTS)),
        )
        return ReadOutage(key, outage, is_told or state is OutageState.ANNOUNCED)

    # --- what it is

    def _cell(self, row: Row, said: Said) -> Cell:
        heading = self._columns.headings.get(said)
        cell = row.cells.get(heading) if heading is not None else None
        return self._form.defaults.get(said) if cell is None else cell

    def _text(self, row: Row, said: Said) -> str:
        return cell_text(self._cell(row, said))

    def _places(self, row: Row, said: Said, names: Names) -> tuple[str, ...]:
        # Line breaks in a cell stand between places.
        cell = self._cell(row, said)
        text = cell if isinstance(cell, str) else cell_text(cell)
        if is_all(text):
            # No system means every system of the environment.
            return names.every if said is Said.ENVIRONMENTS else ()
        named, unknown = places_of(text, names)
        if unknown and not named:
            # Without the name it would hit more than is said: no system means every system.
            why = f"is at '{'; '.join(unknown)}', which is no {names.kind} of the programme"
            raise _LeftOut(why, names.advice(unknown))
        if unknown:
            words = "; ".join(unknown)
            self._note(row, f"'{words}' is no {names.kind} of the programme and is left out.", names.advice(unknown))
        return named

    def _kind(self, row: Row) -> OutageKind:
        written = self._text(row, Said.KIND)
        reason = self._text(row, Said.REASON)
        kind = kind_of_words(written) or kind_of_reason(written, self._form.programme)
        kind = kind or (None if written else kind_of_reason(reason, self._form.programme))
        if kind is None:
            says = f"says '{written}' for its kind" if written else "does not say its kind"
            raise _LeftOut(says, "Say whether it is planned or unplanned, or give `kind` below `defaults`.")
        return kind

    def _state(self, row: Row) -> OutageState | None:
        written = self._text(row, Said.STATE)
        state = state_of_words(written) if written else None
        if written and state is None:
            known = ", ".join(state.value for state in OutageState)
            self._note(row, f"its state '{written}' is not known; its times tell the state.", f"Write one of: {known}.")
        return state

    def _impact(self, row: Row) -> Impact:
        written = self._text(row, Said.IMPACT)
        impact = impact_of_words(written) if written else Impact.DOWN
        if impact is None:
            self._note(row, f"its impact '{written}' is not known; it is taken as down.", "Write down or degraded.")
        return impact or Impact.DOWN

    # --- when it is

    def _reading(self, row: Row, said: Said) -> Written | None:
        cell = self._cell(row, said)
        if cell is None or not cell_text(cell):
            return None
        try:
            read = self._form.reckoning.written(cell)
        except Unreadable as error:
            raise _LeftOut(f"has {_NOUNS[said]} that {error}", "Correct it.") from error
        if read.day is not None and not _EARLIEST <= read.day.year < _LATEST:
            raise _LeftOut(f"has {_NOUNS[said]} in the year {read.day.year}", "Correct it.")
        return read

    def _zone(self, row: Row, said: Said, *written: Written | None) -> tuple[tzinfo | None, str]:
        """Give the zone that a moment names, else its row, else its heading; None where nothing says it."""
        for each in written:
            if each is not None and each.zone is not None:
                return each.zone, each.zone_name
        named = self._text(row, Said.ZONE) or self._columns.zones.get(said, "")
        if not named:
            return None, ""
        try:
            return self._form.reckoning.zone_named(named), named
        except Unreadable as error:
            raise _LeftOut(str(error), "Correct its zone.") from error

    def _start(self, row: Row) -> _Start:
        moment, clock, on = (self._reading(row, said) for said in (Said.STARTS, Said.START_TIME, Said.DAY))
        day = next((each.day for each in (moment, on) if each is not None and each.day is not None), None)
        if moment is None and clock is None and on is None:
            raise _LeftOut("does not say when it starts", "Fill in its start.")
        if day is None:
            raise _LeftOut("does not say on which day it starts", "Write its start as 2024-06-11 18:30.")
        at = self._clock_of(Said.STARTS, moment, clock)
        zone, name = self._zone(row, Said.STARTS, clock, moment)
        return _Start(self._instant(Said.STARTS, day, at, zone, name), day, at.time or time.min, zone, name)

    def _end(self, row: Row, start: _Start, state: OutageState | None) -> datetime | None:
        """Give the end; an end without a day is on the day of the start, or on the next where that is earlier."""
        if is_open_end(self._text(row, Said.ENDS)) and is_open_end(self._text(row, Said.END_TIME)):
            if state is OutageState.ENDED:
                raise _LeftOut("has ended, but does not say when", "Fill in its end.")
            return None
        is_open = is_open_end(self._text(row, Said.ENDS))
        moment = None if is_open else self._reading(row, Said.ENDS)
        clock = self._reading(row, Said.END_TIME)
        at = self._clock_of(Said.ENDS, moment, clock)
        zone, name = self._zone(row, Said.ENDS, clock, moment)
        if zone is None:
            zone, name = start.zone, start.zone_name
        if at.time is None:
            at = Written(at.day, time.min, is_end_of_day=True)  # a day is meant to its end
        day = moment.day if moment is not None and moment.day is not None else None
        if day is None:
            is_past_midnight = not at.is_end_of_day and (at.time or time.min) <= start.time
            day = start.day + (_DAY if is_past_midnight else timedelta(0))
        end = self._instant(Said.ENDS, day, at, zone, name)
        if end.at <= start.moment.at:
            when = "when it starts" if end.at == start.moment.at else f"before it starts at {start.moment.local}"
            raise _LeftOut(f"ends at {end.local}, {when}", "Correct its start or its end.")
        self._assumed(row, end)
        return end.at

    def _clock_of(self, said: Said, moment: Written | None, clock: Written | None) -> Written:
        """Give the time of day: of the column of its own, or with the day; both may say it if they say the same."""
        if clock is None or clock.time is None:
            return moment or Written(None, None)
        also = moment.time if moment is not None else None
        if also not in {None, time.min, clock.time}:
            times = f"{also:%H:%M} and {clock.time:%H:%M}"
            raise _LeftOut(f"has {_NOUNS[said]} with two times, {times}", "Leave one of them.")
        return clock

    def _instant(self, said: Said, day: date, at: Written, zone: tzinfo | None, name: str) -> Moment:
        reckoning: Reckoning = self._form.reckoning
        try:
            return reckoning.instant(
                day + (_DAY if at.is_end_of_day else timedelta(0)), at.time or time.min, zone, name
            )
        except Unreadable as error:
            raise _LeftOut(f"{said.value} at {error}", "Correct it.") from error

    def _announced(self, row: Row) -> tuple[datetime | None, bool]:
        """Give when those concerned were told, and whether they were, without a time."""
        text = self._text(row, Said.ANNOUNCED)
        said = is_yes(text)
        if said is not None:
            return None, said
        try:
            read = self._reading(row, Said.ANNOUNCED)
            if read is not None and read.day is not None:
                zone, name = self._zone(row, Said.ANNOUNCED, read)
                return self._instant(Said.ANNOUNCED, read.day, read, zone, name).at, False
        except _LeftOut:
            pass  # told below, as a day that is missing
        self._note(row, f"'{text}' does not say when it was announced; it counts as not announced.", "Correct it.")
        return None, False

    def _assumed(self, row: Row, moment: Moment) -> None:
        if moment.assumed:
            advice = "Write the time with its offset (2024-06-11 18:30+01:00) if it is meant otherwise."
            self._note(row, moment.assumed, advice)

    def _note(self, row: Row, what: str, advice: str) -> None:
        self.problems.append(SourceProblem(row.place, what, advice))


def _made_reference(kind: OutageKind, environments: tuple[str, ...], systems: tuple[str, ...], starts: datetime) -> str:
    """Name an outage that its list does not name, by what tells it apart there."""
    told = "|".join((kind.value, ";".join(environments), ";".join(systems), starts.isoformat()))
    return f"LIST-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
