"""What a rule may ask for: a decision is one action on one thing, with its reason. Asking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.facts import Value


class Mode(StrEnum):
    """What becomes of a rule's decisions."""

    OFF = "off"
    """The rule is not asked."""
    SUGGEST = "suggest"
    """Its decisions go on the triage agenda for the panel."""
    APPLY = "apply"
    """Its decisions are carried out."""


class Section(StrEnum):
    """The sections of the stand-up agenda, in their order."""

    BLOCKED = "New and blocked"
    BREACHED = "SLA breached"
    AT_RISK = "Next to breach"
    RETEST = "Ready for retest"
    OUTAGES = "Outages today"
    SUGGESTIONS = "Suggestions for the panel"
    ACTIONS = "Open action points"


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field another value."""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class AddTag:
    """Add a tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class RemoveTag:
    """Take a tag away."""

    tag: str


@dataclass(frozen=True, slots=True)
class AddComment:
    """Say something in the defect's discussion; plain text, one paragraph a line."""

    text: str


@dataclass(frozen=True, slots=True)
class LinkWorkItem:
    """Relate the defect to another work item, for example an outage record."""

    target: int
    comment: str
    kind: str = "System.LinkTypes.Related"


@dataclass(frozen=True, slots=True)
class PutOnAgenda:
    """Show the defect, or a matter without one, in a section of the stand-up agenda."""

    section: Section
    text: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """Tell a role at once, by mail and Teams, not only in a digest."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a role by mail when there is room in its people's day: what is over their attention budget comes later."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class ProposeOutage:
    """Ask the environment manager for an outage record: several defects, one environment, no record."""

    environment: str
    systems: tuple[str, ...]
    began: datetime
    defects: tuple[int, ...]


Action = SetField | AddTag | RemoveTag | AddComment | LinkWorkItem | PutOnAgenda | Escalate | Notify | ProposeOutage


@dataclass(frozen=True, slots=True)
class Decision:
    """One action that a rule asks for, with its reason.

    Attributes:
        defect: the defect it is about; None for a matter of an environment.
        because: whole sentences that a person who knows the programme understands, the deciding fact first.
        step: tells several decisions of one rule on one defect apart (`resolve`, `tell-owner`).
        cycle: counts re-opens or cadence cycles, so that the same step may rightly come again.
        mode: filled by the engine from the rule's settings.
        since: when the fact it rests on came to be; what a person undid before that does not stand against it.
            None: what a person undid is never done again.
        offers: of a line on the agenda, what is carried out when the panel accepts it.
        rests_on: the fields that it was read from, by reference name: what the panel rejected is not suggested again
            until one of them changes.
    """

    rule: str
    defect: int | None
    action: Action
    because: tuple[str, ...]
    step: str = ""
    cycle: int = 0
    mode: Mode = Mode.SUGGEST
    since: datetime | None = None
    offers: tuple[Action, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same decision in every run: the ledger knows it by this (recipient and day may follow)."""
        about = "-" if self.defect is None else str(self.defect)
        return f"{self.rule}/{about}/{type(self.action).__name__}/{self.step or '-'}/{self.cycle}"
