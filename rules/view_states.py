"""What the facts say of a defect's words, state and severity, each worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from rules.facts import Defect, Facts, Revision
from rules.horizon import Horizon
from rules.reading import text_of
from rules.wording import local_time

T = TypeVar("T")


class StateView:
    """Facts, and the states of their defects.

    Attributes:
        facts: what is known.
        horizon: how long what was asked of this view holds.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.programme = facts.programme
        self.zone = ZoneInfo(facts.programme.zone)
        self.horizon = Horizon(facts.now)
        midnight = facts.now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        self.horizon.note(midnight + timedelta(days=1))  # every document is of a day, and so is @Today
        self._texts: dict[int, str] = {}
        workflow = facts.programme.workflow
        self._new = _states(workflow.new)
        self._waiting = _states(workflow.waiting)
        self._fixed = _states(workflow.fixed)
        self._retest = _states(workflow.retest)
        self._closed = _states(workflow.closed)

    # --- time

    @property
    def now(self) -> datetime:
        """The instant of the facts. What rests on it holds for that instant only: ask `has_come` where that will do."""
        self.horizon.blur()
        return self.facts.now

    def has_come(self, instant: datetime) -> bool:
        """Say whether an instant is past, or now."""
        return self.horizon.has_come(instant)

    # --- words

    def when(self, instant: datetime) -> str:
        """Write an instant in the programme's local time: `Tue 11 Jun 2024 11:00`."""
        return local_time(instant, self.zone)

    def text_of(self, defect: Defect) -> str:
        """Give title and description as a reader sees them."""
        return kept(self._texts, defect, text_of)

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


def kept(known: dict[int, T], defect: Defect, derive: Callable[[Defect], T]) -> T:
    """Give what is derived from a defect, once."""
    if defect.id not in known:
        known[defect.id] = derive(defect)
    return known[defect.id]


def _state(revision: Revision) -> str:
    return str(revision.fields.get("System.State", "")).casefold()


def _states(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
