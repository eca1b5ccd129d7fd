"""Check what only the whole programme can tell: names that lead nowhere, calendars that cannot be, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.yaml_file import FileMistake, Place, YamlFile, nearest
from rules.calendar import build_calendar
from rules.calendar_days import CalendarError
from rules.computed import rule_catalog
from rules.escalation.judged import JudgedLadder, LadderError
from rules.escalation.policy import Ladder
from rules.programme import ClockPolicy, Programme, System
from rules.registry import registry
from rules.sla import PolicyError, SlaJudge
from rules.targets import TargetError, parse_target
from wiql import Catalog, WiqlError, compile_condition, parse_condition


def programme_mistakes(programme: Programme, file: YamlFile) -> tuple[FileMistake, ...]:
    """Give everything in a programme that is well-formed and yet cannot be, with its place in the file."""
    found = tuple(_Checks(programme, file).all())
    return found or tuple(_judged(programme, file))


def clock_mistakes(clocks: Iterable[ClockPolicy], programme: Programme, file: YamlFile) -> tuple[FileMistake, ...]:
    """Give what is wrong in the SLA clocks of a programme that stand in another file, with its place in that file."""
    checks, catalog = _Checks(programme, file), rule_catalog(programme)
    found = tuple(
        mistake
        for position, clock in enumerate(clocks)
        for mistake in checks.clock(clock, ("clocks", position), catalog)
    )
    return found or tuple(_judged(programme, file))


def condition_mistakes(text: str, catalog: Catalog, place: Place, file: YamlFile) -> Iterator[FileMistake]:
    """Give the mistake in a WIQL condition, if there is one, with the place in it marked by a caret."""
    try:
        compile_condition(parse_condition(text), catalog)
    except WiqlError as error:
        marked = f"\n{error.excerpt}\n" if error.excerpt else ""
        yield file.mistake(place, f"the WIQL condition is refused: {error}{marked}", "Correct the condition.")


def _judged(programme: Programme, file: YamlFile) -> Iterator[FileMistake]:
    """Build the judge of the SLA as the bot will: what it refuses and the checks above let pass is shown here."""
    try:
        SlaJudge.of(programme)
    except PolicyError as error:
        yield file.mistake(("clocks",), f"{error}", "Correct this clock.")


class _Checks:
    """The checks of one programme; each yields what it finds."""

    def __init__(self, programme: Programme, file: YamlFile) -> None:
        self._programme = programme
        self._file = file
        self._environments = [environment.name for environment in programme.environments]
        self._systems = [system.name for system in programme.systems]

    def all(self) -> Iterator[FileMistake]:
        if not _is_zone(self._programme.zone):
            advice = "Write an IANA name, such as Europe/London."
            yield self._file.mistake(("zone",), f"there is no time zone '{self._programme.zone}'.", advice)
        yield from self._twice("environments", self._environments)
        yield from self._twice("systems", self._systems)
        for position, system in enumerate(self._programme.systems):
            yield from self._system(system, ("systems", position))
        yield from self._calendars()
        catalog = rule_catalog(self._programme)
        for position, clock in enumerate(self._programme.clocks):
            yield from self.clock(clock, ("clocks", position), catalog)
        if self._programme.outages.when:
            yield from condition_mistakes(self._programme.outages.when, catalog, ("outages", "when"), self._file)
        yield from self._states()
        yield from self._roles()
        for position, ladder in enumerate(self._programme.ladders):
            yield from self._ladder(ladder, ("ladders", position), catalog)
        yield from self._twice("ladders", [ladder.name for ladder in self._programme.ladders])

    def _system(self, system: System, place: Place) -> Iterator[FileMistake]:
        yield from self._known("party", system.party, self._programme.parties, (*place, "party"))
        yield from self._known("calendar", system.calendar, self._programme.calendars, (*place, "calendar"))
        if system.support:
            yield from self._known("calendar", system.support, self._programme.calendars, (*place, "support"))
        for position, name in enumerate(system.environments):
            yield from self._known("environment", name, self._environments, (*place, "environments", position))
        for position, name in enumerate(system.connected_to):
            yield from self._known("system", name, self._systems, (*place, "connected_to", position))
        for position, pattern in enumerate(system.patterns):
            try:
                re.compile(pattern)
            except re.error as error:
                where = (*place, "patterns", position)
                yield self._file.mistake(where, f"this is no regular expression: {error}.", "Correct the pattern.")

    def _calendars(self) -> Iterator[FileMistake]:
        calendars = self._programme.calendars
        yield from self._known("calendar", self._programme.working_calendar, calendars, ("working_calendar",))
        for name, spec in calendars.items():
            try:
                build_calendar(name, spec, calendars)
            except CalendarError as error:
                yield self._file.mistake(("calendars", name), f"{error}", "Correct this calendar.")

    def clock(self, clock: ClockPolicy, place: Place, catalog: Catalog) -> Iterator[FileMistake]:
        conditions: Mapping[Place, str] = {
            ("start",): clock.start,
            ("stop",): clock.stop,
            ("pause",): clock.pause,
            **{("goals", position, "when"): goal.when for position, goal in enumerate(clock.goals)},
        }
        for inner, text in conditions.items():
            if text or inner in {("start",), ("stop",)}:
                yield from condition_mistakes(text, catalog, (*place, *inner), self._file)
        for position, goal in enumerate(clock.goals):
            where = (*place, "goals", position)
            unknown = tuple(self._known("calendar", goal.calendar, self._programme.calendars, (*where, "calendar")))
            yield from unknown
            if not unknown:
                try:
                    parse_target(goal.target, self._programme.calendars[goal.calendar])
                except TargetError as error:
                    yield self._file.mistake((*where, "target"), f"{error}", "Correct this target.")

    def _states(self) -> Iterator[FileMistake]:
        workflow = self._programme.workflow
        groups = {name: getattr(workflow, name) for name in ("new", "open", "waiting", "fixed", "retest", "closed")}
        first: dict[str, str] = {}
        for group, states in groups.items():
            for position, state in enumerate(states):
                if first.setdefault(state, group) != group:
                    where = ("workflow", group, position)
                    reason = f"the state '{state}' stands under `{first[state]}` already."
                    yield self._file.mistake(where, reason, "Keep it in one group.")

    def _roles(self) -> Iterator[FileMistake]:
        programme = self._programme
        yield from self._known("role", programme.environment_manager, programme.roles, ("environment_manager",))
        phases = {environment.phase for environment in programme.environments}
        for phase, role in programme.defect_managers.items():
            yield from self._known("phase", phase, phases, ("defect_managers", phase))
            yield from self._known("role", role, programme.roles, ("defect_managers", phase))

    def _ladder(self, ladder: Ladder, place: Place, catalog: Catalog) -> Iterator[FileMistake]:
        for position, step in enumerate(ladder.steps):
            for number, role in enumerate(step.tell):
                where = (*place, "steps", position, "tell", number)
                yield from self._known("role", role, self._programme.roles, where)
        for position, name in enumerate(ladder.takes_over):
            yield from self._known("rule", name, registry(), (*place, "takes_over", position))
        yield from self._known("calendar", ladder.calendar, self._programme.calendars, (*place, "calendar"))
        try:
            JudgedLadder.of(ladder, self._programme, catalog)
        except LadderError as error:
            if error.key != "calendar":  # which is said of the calendar itself
                parts = (int(part) if part.isdigit() else part for part in error.key.split("."))
                yield self._file.mistake((*place, *parts), f"{error}", "Correct this ladder.")

    def _known(self, kind: str, name: str, known: Iterable[str], place: Place) -> Iterator[FileMistake]:
        if name not in known:
            yield self._file.mistake(place, f"the programme has no {kind} '{name}'.", nearest(name, known))

    def _twice(self, kind: str, names: Iterable[str]) -> Iterator[FileMistake]:
        seen: set[str] = set()
        for position, name in enumerate(names):
            if name in seen:
                yield self._file.mistake((kind, position, "name"), f"'{name}' stands twice.", "Keep one of the two.")
            seen.add(name)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
