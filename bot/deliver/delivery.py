"""What became of one document on one way, in words for the report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way to people."""

    WIKI = "wiki"
    DASHBOARD = "dashboards"
    TEAMS = "teams"
    MAIL = "mail"
    CALENDAR = "calendar"


class Fate(StrEnum):
    """What became of a document."""

    POSTED = "posted"
    UNCHANGED = "unchanged"
    """It stands there already, or was sent before: nothing was sent."""
    WITHHELD = "withheld"
    """It may have arrived or not, in this run or in an earlier one: a person decides, no second one is risked."""
    FAILED = "failed"
    """It certainly did not arrive; the next run tries again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One document on one way.

    Attributes:
        target: the wiki page, channel, dashboard or mail address.
        reference: where it is now: an address or a message id.
        reason: why it was withheld or failed, and what to do.
    """

    channel: Channel
    document: str
    target: str
    fate: Fate
    reference: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, str]:
        """Give it for programs."""
        return {
            "channel": self.channel.value,
            "document": self.document,
            "target": self.target,
            "fate": self.fate.value,
            "reference": self.reference,
            "reason": self.reason,
        }


def undelivered(deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    """Say what failed or was withheld, and why: what has one cause in one line, with all that it kept back."""
    by_reason: dict[str, Counter[str]] = {}
    for one in deliveries:
        if one.fate in (Fate.FAILED, Fate.WITHHELD):
            by_reason.setdefault(one.reason, Counter()).update([f"{one.document} to {one.target}"])
    return tuple(_told(reason, what) for reason, what in by_reason.items())


def _told(reason: str, what: Counter[str]) -> str:
    if what.total() == 1:
        return f"{next(iter(what))}: {reason}"
    listed = (one if times == 1 else f"{one} ({times} times)" for one, times in what.items())
    return f"{reason} Not delivered: {', '.join(listed)}."
