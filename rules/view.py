"""The facts, with everything that rules derive from them: derived once, when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from rules.calendar import WorkingCalendar, build_calendar
from rules.computed import ComputedFields
from rules.delivery import Delivery, deliveries_by_defect
from rules.facts import Defect, Facts, Outage, Revision
from rules.outage_book import OutageBook
from rules.outage_match import OutageMatch, RaisedDefect, is_clear
from rules.panels import Panels
from rules.programme import Environment, System
from rules.reading import Reader, Reading, text_of
from rules.sla import Clock, SlaJudge, clocks
from rules.text import Phrases
from rules.wording import local_time
from wiql import Context

T = TypeVar("T")

AT_RISK_SHARE = 0.2
"""A clock with less than this share of its target left is at risk."""
PANELS_AHEAD = 2
"""What breaches before the panel after the next is the next panel's last chance, so that it is at risk now."""


_OF_THE_PROGRAMME = frozenset(
    {
        "_severities",
        "_category_phrases",
        "_reader",
        "_environments",
        "_systems",
        "_judge",
        "cadences",
        "working_calendar",
    }
)
"""What a view works out from the programme alone."""


class View:
    """Facts and what follows from them. Everything is worked out when it is first asked for, and kept.

    Attributes:
        facts: what is known.
        now: the instant of the facts.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.now = facts.now
        self.programme = facts.programme
        self.zone = ZoneInfo(facts.programme.zone)
        self._environment_readings: dict[int, Reading] = {}
        self._system_readings: dict[int, Reading] = {}
        self._clocks: dict[int, tuple[Clock, ...]] = {}
        self._matches: dict[int, tuple[OutageMatch, ...]] = {}
        self._texts: dict[int, str] = {}
        self._contexts: dict[str, Context] = {}
        workflow = facts.programme.workflow
        self._new = _states(workflow.new)
        self._waiting = _states(workflow.waiting)
        self._fixed = _states(workflow.fixed)
        self._retest = _states(workflow.retest)
        self._closed = _states(workflow.closed)

    def later(self, facts: Facts) -> View:
        """Give a view of facts of the same programme and bot, with what was worked out here and still holds.

        That is whatever follows from the programme alone, or from a defect that is the very same object. Clocks go on
        with the time and are worked out anew.
        """
        view = View(facts)
        for name in _OF_THE_PROGRAMME & vars(self).keys():
            setattr(view, name, vars(self)[name])
        same = {number for number, defect in facts.defects.items() if self.facts.defects.get(number) is defect}
        _take_over(view._texts, self._texts, same)
        _take_over(view._environment_readings, self._environment_readings, same)
        _take_over(view._system_readings, self._system_readings, same)
        if facts.outages == self.facts.outages:
            _take_over(view._matches, self._matches, same)
        return view

    # --- words

    def when(self, instant: datetime) -> str:
        """Write an instant in the programme's local time: `Tue 11 Jun 2024 11:00`."""
        return local_time(instant, self.zone)

    def text_of(self, defect: Defect) -> str:
        """Give title and description as a reader sees them."""
        return _kept(self._texts, defect, text_of)

    # --- states and severity

    def is_new(self, defect: Defect) -> bool:
        """Whether triage has not accepted it yet."""
        return defect.state.casefold() in self._new

    def is_waiting(self, defect: Defect) -> bool:
        """Whether it waits for information."""
        return defect.state.casefold() in self._waiting

    def is_fixed(self, defect: Defect) -> bool:
        """Whether its resolver calls it fixed, and nobody retests it yet."""
        return defect.state.casefold() in self._fixed

    def is_in_retest(self, defect: Defect) -> bool:
        """Whether it is ready for retest."""
        return defect.state.casefold() in self._retest

    def is_closed(self, defect: Defect) -> bool:
        """Whether nothing is left to do. A state that the workflow does not know is open."""
        return defect.state.casefold() in self._closed

    def severity_of(self, defect: Defect) -> int | None:
        """Give the severity, 1 for the most severe; None where it is missing or unknown to the programme."""
        return self._severities.get(defect.text(self.programme.fields.severity).casefold())

    def is_blocked(self, defect: Defect) -> bool:
        """Whether somebody said that it blocks testing."""
        return defect.text(self.programme.fields.blocked).casefold() in ("yes", "true")

    @cached_property
    def _severities(self) -> Mapping[str, int]:
        return {name.casefold(): place for place, name in enumerate(self.programme.severities, start=1)}

    def state_since(self, defect: Defect) -> datetime:
        """Give since when it is in its state."""
        since = defect.latest.at
        for revision in reversed(defect.revisions):
            if revision.fields.get("System.State") != defect.latest.fields.get("System.State"):
                break
            since = revision.at
        return since

    def reopened_at(self, defect: Defect) -> datetime | None:
        """Give when it last went back from fixed, retest or closed to work; None if it never did."""
        done = self._fixed | self._retest | self._closed
        reopened = None
        for before, after in pairwise(defect.revisions):
            if _state(before) in done and _state(after) not in done:
                reopened = after.at
        return reopened

    # --- which defects

    def concerns_environment(self, defect: Defect) -> bool:
        """Whether it is an environment defect: by its category or, while it has none, by its words."""
        category = defect.text(self.programme.fields.category)
        if category:
            return category.casefold() == self.programme.environment_category.casefold()
        return bool(self.category_words_in(defect))

    def category_words_in(self, defect: Defect) -> tuple[str, ...]:
        """Give the words of the text that suggest an environment defect."""
        return tuple(mention.words for mention in self._category_phrases.mentions(self.text_of(defect)))

    @cached_property
    def _category_phrases(self) -> Phrases:
        return Phrases({self.programme.environment_category: self.programme.category_words})

    @cached_property
    def open_defects(self) -> tuple[Defect, ...]:
        """Every defect that is not closed, by number."""
        return tuple(defect for _, defect in sorted(self.facts.defects.items()) if not self.is_closed(defect))

    @cached_property
    def environment_defects(self) -> tuple[Defect, ...]:
        """Every open environment defect, by number."""
        return tuple(defect for defect in self.open_defects if self.concerns_environment(defect))

    # --- environment, system, whose turn

    def environment_reading(self, defect: Defect) -> Reading:
        """Give what the defect tells about its environment."""
        return _kept(
            self._environment_readings, defect, lambda each: self._reader.environment(each, self.text_of(each))
        )

    def system_reading(self, defect: Defect) -> Reading:
        """Give what the defect tells about its system."""
        return _kept(self._system_readings, defect, lambda each: self._reader.system(each, self.text_of(each)))

    def environment_of(self, defect: Defect) -> str:
        """Give its environment, stated or clear from what it says; else empty."""
        return self.environment_reading(defect).name

    def system_of(self, defect: Defect) -> str:
        """Give its system, stated or clear from what it says; else empty."""
        return self.system_reading(defect).name

    def phase_of(self, defect: Defect) -> str:
        """Give the phase that its environment serves; empty where the environment is not known."""
        environment = self._environments.get(self.environment_of(defect))
        return environment.phase if environment else ""

    def defect_managers_of(self, defect: Defect) -> tuple[str, ...]:
        """Give the role that manages its phase; every phase's where the phase is not known."""
        managers = self.programme.defect_managers
        phase = self.phase_of(defect)
        return (managers[phase],) if phase in managers else tuple(dict.fromkeys(managers.values()))

    def waits_on(self, defect: Defect) -> str:
        """Give the party whose turn it is: who raised it for an answer or a retest, else who is responsible."""
        names = self.programme.fields
        raised_by = defect.text(names.raised_by_party)
        if raised_by and (self.is_waiting(defect) or self.is_in_retest(defect)):
            return raised_by
        system = self._systems.get(self.system_of(defect))
        return defect.text(names.party) or (system.party if system else "")

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.programme)

    @cached_property
    def _environments(self) -> Mapping[str, Environment]:
        return {each.name: each for each in self.programme.environments}

    @cached_property
    def _systems(self) -> Mapping[str, System]:
        return {each.name: each for each in self.programme.systems}

    # --- clocks and panels

    def clocks(self, defect: Defect) -> tuple[Clock, ...]:
        """Give its SLA clocks."""
        return _kept(self._clocks, defect, lambda each: clocks(each, self._judge, self.now, self.outages_of(each)))

    def open_clocks(self, defect: Defect) -> tuple[Clock, ...]:
        """Give the clocks that have not stopped, without the cadences."""
        return tuple(clock for clock in self.clocks(defect) if clock.is_open and clock.name not in self.cadences)

    def open_cadences(self, defect: Defect) -> tuple[Clock, ...]:
        """Give the cadences that have not stopped."""
        return tuple(clock for clock in self.clocks(defect) if clock.is_open and clock.name in self.cadences)

    def clock_named(self, defect: Defect, name: str) -> Clock | None:
        """Give the clock of this name, its latest cycle; None where it never started."""
        return next((clock for clock in reversed(self.clocks(defect)) if clock.name == name), None)

    def clock_state(self, clock: Clock) -> str:
        """Say how a clock stands: `running`, `paused`, `at risk`, `breached` or `met`."""
        if clock.is_breached:
            return "breached"
        if clock.is_paused:
            return "paused"
        if not clock.is_running:
            return "met"
        return "at risk" if self.is_at_risk(clock) else "running"

    def is_at_risk(self, clock: Clock, *, share: float = AT_RISK_SHARE, panels: int = PANELS_AHEAD) -> bool:
        """Whether a running clock breaches before a panel ahead, or has little of its target left."""
        begins = self.at_risk_from(clock, share=share, panels=panels)
        return begins is not None and begins <= self.now

    def at_risk_from(
        self, clock: Clock, *, share: float = AT_RISK_SHARE, panels: int = PANELS_AHEAD
    ) -> datetime | None:
        """Give from when on a clock is at risk if it runs on; None where it does not run, or is past its target."""
        if clock.due is None or clock.is_breached or not clock.is_running:
            return None
        over = self.panels.over_before(clock.due)
        if over < panels or clock.remaining <= clock.target * share:
            return self.now
        spent = clock.working_calendar.add(self.now, clock.remaining - clock.target * share)
        return min(self.panels.ahead(over - panels + 1), spent)

    @cached_property
    def _judge(self) -> SlaJudge:
        return SlaJudge.of(self.programme, self.facts.me)

    @cached_property
    def cadences(self) -> frozenset[str]:
        """The clocks that start again with every activity."""
        return frozenset(policy.name for policy in self.programme.clocks if policy.repeats_on_activity)

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        """When the programme works."""
        name = self.programme.working_calendar
        return build_calendar(name, self.programme.calendars[name])

    @cached_property
    def panels(self) -> Panels:
        """The meetings of the daily panel from now on."""
        return Panels(self.now, self.programme.panel, self.zone, self.working_calendar)

    @property
    def next_panel(self) -> datetime:
        """The next meeting of the daily panel."""
        return self.panels.ahead(1)

    # --- outages

    def outages_of(self, defect: Defect) -> tuple[Outage, ...]:
        """Give the outages of its environment and system, or that it is linked to, since it was raised."""
        return self._outage_book.hitting(defect, self.environment_of(defect), self.system_of(defect))

    def outage_matches(self, defect: Defect) -> tuple[OutageMatch, ...]:
        """Give the outages that may explain it, the best first; one that a person named or linked before all."""
        return _kept(self._matches, defect, self._matched)

    def outage_of(self, defect: Defect) -> Outage | None:
        """Give the outage that explains it: linked, named by a person, or clearly ahead of every other."""
        matches = self.outage_matches(defect)
        return matches[0].outage if matches and is_clear(matches) else None

    @cached_property
    def outages_today(self) -> tuple[Outage, ...]:
        """Outages that touch the local day of the facts, in the order of their beginning."""
        midnight = self.now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return self._outage_book.touching(midnight, midnight + timedelta(days=1))

    def _matched(self, defect: Defect) -> tuple[OutageMatch, ...]:
        raised = RaisedDefect(defect.created_at, self.environment_of(defect), self._systems.get(self.system_of(defect)))
        comments = (comment.text for comment in defect.comments if not self.facts.is_me(comment.by))
        return self._outage_book.matches(defect, raised, " . ".join((self.text_of(defect), *comments)))

    @cached_property
    def _outage_book(self) -> OutageBook:
        return OutageBook(self.facts.outages, self.when)

    # --- releases

    def deliveries_of(self, defect: Defect) -> tuple[Delivery, ...]:
        """Give what release notes say about it, the latest delivery first."""
        return self._deliveries.get(defect.id, ())

    @cached_property
    def _deliveries(self) -> Mapping[int, tuple[Delivery, ...]]:
        return deliveries_by_defect(self.facts.release_notes)

    # --- fields

    def fields(self, defect: Defect) -> Mapping[str, object]:
        """Give its fields by reference name, with the computed ones (`envbot.…`) beside those of Azure DevOps."""
        return ComputedFields(self, defect)

    def context(self, project: str) -> Context:
        """Give what the macros of a condition mean: now, local days, this project, the bot itself."""
        if project not in self._contexts:
            self._contexts[project] = Context(self.now, project, self.facts.me.mail, self.zone)
        return self._contexts[project]


def _state(revision: Revision) -> str:
    return str(revision.fields.get("System.State", "")).casefold()


def _states(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def _take_over(into: dict[int, T], kept: Mapping[int, T], numbers: set[int]) -> None:
    into.update((number, value) for number, value in kept.items() if number in numbers)


def _kept(kept: dict[int, T], defect: Defect, derive: Callable[[Defect], T]) -> T:
    if defect.id not in kept:
        kept[defect.id] = derive(defect)
    return kept[defect.id]
