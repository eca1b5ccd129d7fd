"""Which releases fix a defect, where their builds are, and whether it can be retested."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from rules.calendar import WorkingCalendar, build_calendar
from rules.delivery import Delivery, Deployments, deliveries_by_defect
from rules.facts import Defect, Facts
from rules.retest import Retest, retest_of
from rules.view_clocks import ClockView
from rules.view_states import kept


class ReleaseView(ClockView):
    """Facts, and what release notes and deployments say of their defects."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._retests: dict[int, Retest | None] = {}
        for note in facts.release_notes:
            self.horizon.note(note.delivered_at)
        for deployment in facts.deployments:
            self.horizon.note(deployment.since)

    def deliveries_of(self, defect: Defect) -> tuple[Delivery, ...]:
        """Give what release notes say about it, the latest delivery first."""
        return self._deliveries.get(defect.id, ())

    def retest_of(self, defect: Defect) -> Retest | None:
        """Tell how it stands on its way to a retest; None where neither its state nor a note calls it fixed."""
        return kept(self._retests, defect, lambda each: retest_of(self, each))

    @cached_property
    def deployments(self) -> Deployments:
        """Which build every environment carries since when."""
        return Deployments(self.facts.release_notes, self.facts.deployments)

    def availability_of(self, system: str) -> WorkingCalendar | None:
        """Give when a system is available; None for one that the programme does not know."""
        known = self._systems.get(system)
        if known is None:
            return None
        if known.calendar not in self._availability:
            spec = self.programme.calendars[known.calendar]
            self._availability[known.calendar] = build_calendar(known.calendar, spec, among=self.programme.calendars)
        return self._availability[known.calendar]

    @cached_property
    def _deliveries(self) -> Mapping[int, tuple[Delivery, ...]]:
        return deliveries_by_defect(self.facts.release_notes)

    @cached_property
    def _availability(self) -> dict[str, WorkingCalendar]:
        return {}
