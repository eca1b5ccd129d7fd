"""Throttle people as Azure DevOps does: a budget over five minutes, delays beyond it, refusals far beyond it.

Documented are the budget (200 TSTU in sliding five minutes, one TSTU being what a typical user consumes in that time),
delays from milliseconds to 30 seconds, and the headers. Not documented, so assumed here: what a request costs, that the
headers begin at four fifths of the budget, that the delay grows evenly, and that refusals begin at twice the budget.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.weather import LONGEST, Asked, Blow, Kind, attributes

if TYPE_CHECKING:
    from sandbox.state import World

WINDOW = timedelta(minutes=5)
_TELLS_AT = 0.8
_REFUSES_AT = 2.0
_SHORTEST = 0.001
_COSTS = (
    (re.compile(r"(GET|POST) .*/_apis/wit/reporting/", re.IGNORECASE), 0.5),
    (re.compile(r"(GET|POST) .*/_apis/wit/(wiql|workitemsbatch|\$batch)", re.IGNORECASE), 0.4),
    (re.compile(r"OPTIONS "), 0.01),
    (re.compile(r"(GET|HEAD) "), 0.05),
)
_WRITE_COSTS = 0.2


@dataclass(slots=True)
class Budget:
    """What each person may consume.

    It counts by the world's running clock, so that a budget recovers even where the scenario's clock stands still.

    Attributes:
        tstu: So much in five minutes.

    Raises:
        ValueError: For a budget that is less than 1.
    """

    tstu: float = 200
    _spent: dict[str, deque[tuple[datetime, float]]] = field(default_factory=lambda: defaultdict(deque))

    def __post_init__(self) -> None:
        if not self.tstu >= 1:
            raise ValueError(f"tstu={self.tstu:g} is no budget; a single request would be too much. Give 1 or more")

    def strike(self, asked: Asked, world: World) -> Blow | None:
        """Count a request, and tell, delay or refuse; what is refused costs nothing."""
        if asked.who is None:
            return None
        now, spent = world.running_now(), self._spent[asked.who.unique_name]
        while spent and spent[0][0] <= now - WINDOW:
            spent.popleft()
        used = _sum(spent) + cost(asked)
        if used > self.tstu * _REFUSES_AT:
            return Blow(Kind.THROTTLED, headers=self._headers(spent, now, LONGEST))
        spent.append((now, cost(asked)))
        if used <= self.tstu * _TELLS_AT:
            return None
        over = (used - self.tstu) / (self.tstu * (_REFUSES_AT - 1))
        delay = max(_SHORTEST, LONGEST * over) if over > 0 else 0
        return Blow(Kind.DELAYED, delay, self._headers(spent, now, delay))

    def _headers(self, spent: deque[tuple[datetime, float]], now: datetime, delay: float) -> dict[str, str]:
        headers = {
            "X-RateLimit-Resource": "Sandbox/User",
            "X-RateLimit-Limit": f"{self.tstu:g}",
            "X-RateLimit-Remaining": f"{max(0, self.tstu - _sum(spent)):.2f}",
            "X-RateLimit-Reset": str(math.ceil((spent[-1][0] + WINDOW).timestamp())),
        }
        if delay:
            headers["X-RateLimit-Delay"] = f"{delay:.3f}"
            headers["Retry-After"] = str(math.ceil((self._recovers(spent) - now).total_seconds()))
        return headers

    def _recovers(self, spent: deque[tuple[datetime, float]]) -> datetime:
        """The instant at which so much has left the window that the rest is within the budget."""
        left = _sum(spent) - self.tstu
        leaving = iter(spent)
        instant = spent[-1][0]
        while left > 0:
            instant, each = next(leaving)
            left -= each
        return instant + WINDOW

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Budget:
        """Read a budget.

        Raises:
            ValueError: For too small a budget, or an unknown attribute.
        """
        return cls(**attributes(value, {"tstu": float}))

    def to_json(self) -> dict[str, Any]:
        """The budget, and what each person had consumed of it at their last request."""
        return {"tstu": self.tstu, "spent": {who: round(_sum(spent), 2) for who, spent in self._spent.items()}}


def cost(asked: Asked) -> float:
    """What a request consumes, in TSTU: an assumption, see above."""
    line = f"{asked.method} {asked.target}"
    return next((each for pattern, each in _COSTS if pattern.match(line)), _WRITE_COSTS)


def _sum(spent: deque[tuple[datetime, float]]) -> float:
    return sum(each for _, each in spent)
