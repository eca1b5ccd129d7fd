"""Spend evenly what Azure DevOps allows, slowing down before it makes us; this decides the waits and never waits."""

from __future__ import annotations

from datetime import timedelta

from ado_client.wire import Hints

_RESERVE = 0.5
"""Above this share of the limit nothing is held back."""
_UNKNOWN_COST = 1.0
"""Of a request, in units of the limit, before two answers tell what requests really cost."""
_LEAST_COST = 0.01


class Budget:
    """What one account has left, as the X-RateLimit headers of the last answer told.

    Azure DevOps allows so many units in a sliding window, then delays requests, then refuses them. Once less than half
    is left, what is left is spread over the time until the limit is whole again, by what the last requests cost.
    """

    def __init__(self, longest: timedelta) -> None:
        self._longest = longest
        self._left: float | None = None

    def wait_after(self, told: Hints) -> timedelta:
        """Give the wait before the next request, whichever it is, after an answer with these hints.

        Never longer than the longest wait that is allowed; what the server asks for counts, if it asks for more.
        """
        return min(max(told.delay or timedelta(), self._spread(told)), self._longest)

    def _spread(self, told: Hints) -> timedelta:
        if told.remaining is None:
            return timedelta()
        before, self._left = self._left, told.remaining
        if told.limit is None or told.resets_in is None or told.remaining > told.limit * _RESERVE:
            return timedelta()
        cost = _UNKNOWN_COST if before is None else max(before - told.remaining, _LEAST_COST)
        return told.resets_in * min(cost / told.remaining, 1) if told.remaining else told.resets_in
