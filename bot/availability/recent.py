"""Availability of the last four weeks: measured until the beginning of the day, so that it stays the same all day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.availability.report import AvailabilityReport, availability_report, percent
from bot.publish.local_time import LocalTime
from rules.availability import By
from rules.view import View

_BEHIND = timedelta(weeks=4)


def four_weeks(view: View, clock: LocalTime, of: Iterable[By]) -> AvailabilityReport:
    """Measure the four weeks until the local midnight with which the day of the documents began."""
    midnight, _ = clock.bounds()
    return availability_report(view.programme, view.facts.outages, midnight - _BEHIND, midnight, of)


def four_weeks_words(view: View, clock: LocalTime) -> tuple[str, ...]:
    """Say how available the environments were that outages hit; nothing where none was hit."""
    report = four_weeks(view, clock, (By.ENVIRONMENT,))
    hit = [each for each in report.tables[By.ENVIRONMENT] if each.outages]
    if not hit:
        return ()
    told = "; ".join(
        f"{each.name} {percent(each.total.available)} ({percent(each.total.available_outside_planned)})" for each in hit
    )
    until = clock.short_day(clock.day)
    return (f"Available in the four weeks until {until} (in brackets: outside planned work): {told}.",)
