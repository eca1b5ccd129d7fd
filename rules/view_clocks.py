"""How the SLA clocks of defects stand, and when the panel meets that can speak about them."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from rules.calendar import CalendarError, WorkingCalendar, build_calendar
from rules.calendar_days import MICROSECOND
from rules.facts import Defect, Facts
from rules.panels import Panels
from rules.sla import Clock, SlaJudge, clocks
from rules.sla.moments import moments_of
from rules.view_places import PlaceView
from rules.view_states import kept

AT_RISK_SHARE = 0.2
"""A clock with less than this share of its target left is at risk."""
PANELS_AHEAD = 2
"""What breaches before the panel after the next is the next panel's last chance, so that it is at risk now."""


class ClockView(PlaceView):
    """Facts, and the clocks of their defects."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._clocks: dict[int, tuple[Clock, ...]] = {}

    def clocks(self, defect: Defect) -> tuple[Clock, ...]:
        """Give its SLA clocks."""
        return kept(self._clocks, defect, self._measured)

    def assumptions(self, defect: Defect) -> tuple[str, ...]:
        """Give in sentences what its history left open, and what its clocks assumed; each once."""
        history = moments_of(defect, self.facts.now, self.programme, self.facts.me).assumptions
        of_clocks = (said for clock in self.clocks(defect) for said in clock.assumptions)
        return tuple(dict.fromkeys((*history, *of_clocks)))

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
        return begins is not None and self.has_come(begins)

    def at_risk_from(
        self, clock: Clock, *, share: float = AT_RISK_SHARE, panels: int = PANELS_AHEAD
    ) -> datetime | None:
        """Give from when on a clock is at risk if it runs on; None where it does not run, or is past its target."""
        if clock.due is None or clock.is_breached or not clock.is_running:
            return None
        over = self.panels.over_before(clock.due)
        if over < panels or clock.remaining <= clock.target * share:
            return self.facts.now
        spent = clock.working_calendar.add(self.facts.now, clock.remaining - clock.target * share)
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
        panels = Panels(self.facts.now, self.programme.panel, self.zone, self.working_calendar)
        self.horizon.note(panels.ahead(1))
        return panels

    @property
    def next_panel(self) -> datetime:
        """The next meeting of the daily panel."""
        return self.panels.ahead(1)

    def _measured(self, defect: Defect) -> tuple[Clock, ...]:
        measured = clocks(defect, self._judge, self.facts.now, self.outages_of(defect))
        for clock in measured:
            self.horizon.note(_turns_at(clock))
        return measured


def _turns_at(clock: Clock) -> datetime | None:
    """Give from when on a clock says another thing if nothing happens: it is due, and then past its target.

    One that is paused or has stopped goes on by a revision or by the end of an outage, which are facts of their own.
    """
    if not clock.is_running or clock.due is None:
        return None
    if clock.due > clock.as_of or clock.is_breached:
        return clock.due
    try:
        return clock.working_calendar.add(clock.as_of, MICROSECOND)
    except CalendarError:
        return None
