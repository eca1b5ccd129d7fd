"""What a programme says of its escalation ladders: when one starts, whom each step tells, what counts as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=False)
AT_ONCE = "at once"
"""What a step waits for that tells as soon as the ladder starts."""


class AnsweredBy(StrEnum):
    """Whose act on the defect is an answer, after which a ladder stands down."""

    ANYBODY = "anybody"
    """Any person other than who raised it."""
    ASSIGNED = "assigned"
    """Only the person to whom it is assigned at that moment: somebody of the party whose turn it is."""
    NOBODY = "nobody"
    """Words do not help: it stands down when its condition is no longer met."""


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step of a ladder.

    Attributes:
        tell: the roles that are told.
        after: how much working time after the ladder's start: `at once`, `4 working hours`, `2 working days`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    tell: tuple[str, ...]
    after: str = AT_ONCE


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who is told of a matter, step by step, until it is answered.

    Attributes:
        matter: what people are told, as the beginning of a sentence: `A blocker that nobody has answered`.
        only: a WIQL condition on the defect as it stood when the ladder started; what changes later does not matter.
        when: a WIQL condition; the ladder starts when it comes to hold, and stands down when it no longer does.
        calendar: whose working time counts, a name in `Programme.calendars`.
        takes_over: rules that leave it to this ladder to tell roles of the defect, so that nobody hears it twice.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    matter: str
    when: str
    calendar: str
    steps: tuple[LadderStep, ...]
    only: str = ""
    answered_by: AnsweredBy = AnsweredBy.ANYBODY
    takes_over: tuple[str, ...] = ()
    assumed: bool = False
