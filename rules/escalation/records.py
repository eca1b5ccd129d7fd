"""What the bot's own records say of escalations: ladders as they stood when they started, and who has been told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from rules.escalation.policy import Ladder


@dataclass(frozen=True, slots=True)
class StartedLadder:
    """A ladder as it stood when it was first seen to run on a defect; it is climbed so, whatever changes later.

    Attributes:
        dues: when each of its steps is due, by the calendar as it was then.
        version: content hash of the ladder and the instants.
    """

    defect: int
    began: datetime
    ladder: Ladder
    dues: tuple[datetime, ...]
    version: str


@dataclass(frozen=True, slots=True)
class EscalationRecords:
    """What is known of earlier runs.

    Attributes:
        started: every ladder that was ever seen to run.
        told: when everybody of a role had been told, by the key of the decision.
        filled: the roles that somebody fills.
        last_run: when the last run that could tell anybody began; None where there was none.
    """

    started: tuple[StartedLadder, ...] = ()
    told: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    filled: frozenset[str] = frozenset()
    last_run: datetime | None = None
