"""What is known, frozen: defects with their revisions, outages, release notes, as of one instant."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from rules.escalation.records import EscalationRecords
from rules.programme import Programme

Value = Any
"""A field value as Azure DevOps' JSON has it: str, int, float, bool, an identity object, an ISO 8601 instant."""

_IDENTITY = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>")
"""An identity as older answers of Azure DevOps and queries have it: `Sam <sam@example.com>`."""


def is_same_value(one: Value, other: Value) -> bool:
    """Whether two values of a field mean the same: an identity is one with its mail address, nothing with empty."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Value) -> Value:
    if isinstance(value, Mapping):
        mail = value.get("uniqueName")
        return str(mail).casefold() if mail else value.get("displayName")
    if isinstance(value, str) and "@" in value:
        named = _IDENTITY.fullmatch(value)
        return named.group(1).casefold() if named else value.casefold()
    return None if value == "" else value


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in Azure DevOps. `mail` is the unique name; it may be empty for a service."""

    name: str
    mail: str = ""

    def is_same_as(self, other: Person) -> bool:
        """Whether both are one account: by mail where both have one, else by name; case does not matter."""
        if self.mail and other.mail:
            return self.mail.casefold() == other.mail.casefold()
        return self.name.casefold() == other.name.casefold()


@dataclass(frozen=True, slots=True)
class Revision:
    """A defect as it stood from `at` until its next revision. `fields` holds every field that has a value."""

    number: int
    at: datetime
    by: Person
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Comment:
    """One entry of a defect's discussion; `text` is plain text."""

    id: int
    at: datetime
    by: Person
    text: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from a defect: its type (`System.LinkTypes.Related`), the other work item's id or None, its address."""

    kind: str
    target: int | None
    url: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect with its whole history up to the instant of the facts; `revisions` is never empty, oldest first."""

    id: int
    project: str
    revisions: tuple[Revision, ...]
    comments: tuple[Comment, ...] = ()
    relations: tuple[Relation, ...] = ()
    url: str = ""

    @property
    def latest(self) -> Revision:
        """The defect as it stands."""
        return self.revisions[-1]

    @property
    def created_at(self) -> datetime:
        """When the first revision was made."""
        return self.revisions[0].at

    def text(self, name: str) -> str:
        """Value of a field as it stands, as text; empty where the field has none. Identities give their name."""
        value = self.latest.fields.get(name)
        if value is None:
            return ""
        if isinstance(value, Mapping):
            return str(value.get("displayName", ""))
        return str(value)

    @property
    def title(self) -> str:
        """The title."""
        return self.text("System.Title")

    @property
    def state(self) -> str:
        """The state as it stands, as Azure DevOps writes it."""
        return self.text("System.State")

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in their order."""
        return tuple(tag.strip() for tag in self.text("System.Tags").split(";") if tag.strip())

    def as_of(self, instant: datetime) -> Defect | None:
        """Give the defect as it was at `instant`, or None if it was not there yet. Relations are kept as they are."""
        revisions = tuple(revision for revision in self.revisions if revision.at <= instant)
        if not revisions:
            return None
        comments = tuple(comment for comment in self.comments if comment.at <= instant)
        return Defect(self.id, self.project, revisions, comments, self.relations, self.url)


class DefectsByState(Mapping[int, Defect]):
    """Many defects by number, of which those in some states can be left unread."""

    @abstractmethod
    def not_in(self, states: Collection[str]) -> Iterable[Defect]:
        """Give the defects whose state is none of these, whatever the case, by number."""
        ...


class OutageKind(StrEnum):
    """Whether an outage was announced before it began."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"


class OutageState(StrEnum):
    """How far an outage has come at some instant, of whatever kind it is."""

    TO_COME = "to come"
    ANNOUNCED = "announced"
    UNDER_WAY = "under way"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Impact(StrEnum):
    """What an outage does to what it hits."""

    DOWN = "down"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which an environment or a system was, is or will be down.

    Attributes:
        reference: how people name it (`OUT-14`), unique in the programme.
        ends: None while nobody knows.
        source: where it was read, as a person would look it up (`work item 4711`, `outages.xlsx, sheet June, row 12`).
        announced: when those concerned were told; None where they were not, or nobody noted it.
        slots: booked test slots that it hits, as the record names them.
        stages: test stages that it hits, as the record names them.
        defects: defects that the record names.
        withdrawn_at: when its source was first read without it; None while the source still has it.
    """

    reference: str
    kind: OutageKind
    reason: str
    environments: tuple[str, ...]
    systems: tuple[str, ...]
    starts: datetime
    ends: datetime | None
    title: str = ""
    party: str = ""
    cancelled: bool = False
    work_item: int | None = None
    url: str = ""
    source: str = ""
    announced: datetime | None = None
    impact: Impact = Impact.DOWN
    slots: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    defects: tuple[int, ...] = ()
    withdrawn_at: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether its source does not have it any more."""
        return self.withdrawn_at is not None

    @property
    def stands(self) -> bool:
        """Whether it counts: it was not cancelled, nor withdrawn before it was over.

        A list that is cleared of what is past makes nothing undone.
        """
        if self.cancelled:
            return False
        return self.withdrawn_at is None or (self.ends is not None and self.ends <= self.withdrawn_at)

    def covers(self, instant: datetime) -> bool:
        """Say whether the outage was under way at `instant`; its end is not part of it."""
        return self.stands and self.starts <= instant and (self.ends is None or instant < self.ends)

    def state_at(self, instant: datetime) -> OutageState:
        """Say how far it had come at `instant`; one that was withdrawn before it was over counts as cancelled."""
        if not self.stands:
            return OutageState.CANCELLED
        if self.covers(instant):
            return OutageState.UNDER_WAY
        if self.starts <= instant:
            return OutageState.ENDED
        is_told = self.announced is not None and self.announced <= instant
        return OutageState.ANNOUNCED if is_told else OutageState.TO_COME


@dataclass(frozen=True, slots=True)
class FixClaim:
    """One release note saying that one defect is fixed. `where` leads to the line."""

    defect: int
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """What one release delivers, where, and since when.

    Attributes:
        version: as the vendor writes it, unique per system.
        environments: where the build has been delivered.
        delivered_at: when it is on those environments; in the future for a plan; None where the note does not say.
        mentions: ids that it names without saying that they are fixed.
        known_defects: defects that it calls known issues.
    """

    version: str
    systems: tuple[str, ...]
    environments: tuple[str, ...]
    delivered_at: datetime | None
    fixes: tuple[FixClaim, ...]
    known_issues: tuple[str, ...] = ()
    url: str = ""
    source: str = ""
    mentions: tuple[FixClaim, ...] = ()
    known_defects: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """One build on one environment from an instant on, as a schedule says; in the future for a plan.

    Attributes:
        system: whose build it is; empty where nobody said.
        version: as the schedule writes it.
        source: where it was read, as a person would look it up.
    """

    environment: str
    system: str
    version: str
    since: datetime
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActionPoint:
    """Something that somebody promised at a stand-up and that is still to be done."""

    text: str
    owner: str
    raised: datetime
    defect: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules may know, as of `now`. Nothing in it lies after `now` but plans (outages, releases).

    Attributes:
        me: the account the bot signs in as; its own edits are never activity.
        escalations: what the bot's records say of ladders; None where there are none to ask, as in a replay.
        panel: mail addresses, in small letters, of those whose answers to suggestions count; empty for everybody's.
    """

    now: datetime
    programme: Programme
    me: Person
    defects: Mapping[int, Defect] = field(default_factory=lambda: MappingProxyType({}))
    outages: tuple[Outage, ...] = ()
    release_notes: tuple[ReleaseNote, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    action_points: tuple[ActionPoint, ...] = ()
    escalations: EscalationRecords | None = None
    panel: tuple[str, ...] = ()

    def is_me(self, person: Person) -> bool:
        """Whether the person is the bot itself."""
        return person.is_same_as(self.me)
