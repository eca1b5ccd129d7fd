"""The facts, with everything that rules derive from them: derived once, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from rules.computed import ComputedFields
from rules.escalation.climb import Climb, climbs_of
from rules.escalation.judged import LadderBook
from rules.facts import Defect, Facts
from rules.view_clocks import AT_RISK_SHARE, PANELS_AHEAD
from rules.view_releases import ReleaseView
from rules.view_states import kept
from wiql import Context

__all__ = ["AT_RISK_SHARE", "PANELS_AHEAD", "View"]

T = TypeVar("T")

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
        "_ladders",
        "_availability",
    }
)
"""What a view works out from the programme alone."""


class View(ReleaseView):
    """Facts and what follows from them. Everything is worked out when it is first asked for, and kept."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._contexts: dict[str, Context] = {}
        self._climbs: dict[int, tuple[Climb, ...]] = {}

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

    # --- escalation ladders

    def climbs(self, defect: Defect) -> tuple[Climb, ...]:
        """Give the escalation ladders that run on it, or stood down on it."""
        return kept(self._climbs, defect, lambda each: climbs_of(self, each, self._ladders))

    @cached_property
    def _ladders(self) -> LadderBook:
        return LadderBook(self.programme)

    # --- fields

    def fields(self, defect: Defect) -> Mapping[str, object]:
        """Give its fields by reference name, with the computed ones (`envbot.…`) beside those of Azure DevOps."""
        return ComputedFields(self, defect)

    def context(self, project: str) -> Context:
        """Give what the macros of a condition mean: now, local days, this project, the bot itself."""
        if project not in self._contexts:
            self._contexts[project] = Context(self.facts.now, project, self.facts.me.mail, self.zone)
        return self._contexts[project]


def _take_over(into: dict[int, T], kept: Mapping[int, T], numbers: set[int]) -> None:
    into.update((number, value) for number, value in kept.items() if number in numbers)
