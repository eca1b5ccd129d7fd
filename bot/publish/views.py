"""What a template is given: frozen values in the order and the words in which people read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.decisions import Section
from rules.programme import FieldNames


class Tone(StrEnum):
    """How loud something speaks; each medium gives it a colour, and never a colour alone."""

    ALARM = "alarm"
    """Somebody must act now."""
    WARNING = "warning"
    """Somebody must act today."""
    GOOD = "good"
    """Something can go on."""
    CALM = "calm"


def anchor(section: Section) -> str:
    """Give the name by which a link within a page finds a section."""
    return section.value.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the top of a page. `section` is where its lines stand."""

    label: str
    count: int
    tone: Tone
    section: Section

    @property
    def anchor(self) -> str:
        """What a link within a page jumps to."""
        return anchor(self.section)


@dataclass(frozen=True, slots=True)
class DefectLine:
    """One defect, or one matter of an environment, in a section.

    Attributes:
        number: None for a matter without a defect.
        turn: the party or role that has to act next.
        when: `due Wed 12 Jun 10:00`, `breached since Tue 11 Jun 15:00`; empty where no clock matters.
        proposal: what the panel is asked to agree to; empty outside the suggestions.
        because: whole sentences, the deciding fact first.
        tone: how loud `when` speaks.
    """

    number: int | None
    title: str
    href: str
    severity: str
    severity_tone: Tone
    environment: str
    system: str
    state: str
    turn: str
    when: str
    because: tuple[str, ...]
    tone: Tone
    proposal: str = ""

    @property
    def where(self) -> str:
        """Environment and system in a few words."""
        return ", ".join(part for part in (self.environment, self.system) if part)


@dataclass(frozen=True, slots=True)
class OutageLine:
    """One outage.

    Attributes:
        status: where it stands, in a word: to come, announced by its record or by envbot, under way, ended, cancelled.
        warnings: that it was announced too late, what it clashes with; a sentence each.
    """

    reference: str
    title: str
    href: str
    kind: str
    status: str
    environments: str
    systems: str
    when: str
    reason: str
    party: str
    source: str
    starts: datetime
    ends: datetime | None
    tone: Tone
    warnings: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Environments and systems in a few words."""
        return ", ".join(part for part in (self.environments, self.systems) if part)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One open action point."""

    text: str
    owner: str
    raised: str
    number: int | None
    href: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What somebody answered to a suggestion on a defect: `Sam rejected 2 (environment-inferred) on ...`."""

    number: int
    title: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its lines, all of one kind.

    Attributes:
        empty: what it says when it has no line.
        common: sentences that hold for many of its lines, said once.
        heading: where it is not the section's own name.
        more: how many lines are cut off.
        above: how many of its lines stand in a section above already, and are not shown twice.
        answered: what the panel answered of late; no lines to talk about, so that they are not counted.
    """

    section: Section
    about: str
    empty: str
    defects: tuple[DefectLine, ...] = ()
    outages: tuple[OutageLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    common: tuple[str, ...] = ()
    heading: str = ""
    more: int = 0
    above: int = 0
    answered: tuple[AnswerLine, ...] = ()

    @property
    def title(self) -> str:
        """The heading."""
        return self.heading or self.section.value

    @property
    def anchor(self) -> str:
        """What a link within a page jumps to."""
        return anchor(self.section)

    @property
    def count(self) -> int:
        """How many lines it has, with those that are cut off or stand above."""
        return len(self.defects) + len(self.outages) + len(self.actions) + self.more + self.above

    def cut(self, most: int) -> SectionView:
        """Give the section with at most so many lines."""
        return replace(
            self,
            defects=self.defects[:most],
            outages=self.outages[:most],
            actions=self.actions[:most],
            more=self.more + max(0, self.count - self.above - self.more - most),
        )


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above every document of one day.

    Attributes:
        day_words: `Wednesday 12 June 2024`.
        panel: when the panel meets, `10:00`.
        agenda: the address of the day's wiki page.
    """

    programme: str
    day: date
    day_words: str
    panel: str
    agenda: str
    dashboard: str


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """One outage as a bar on a day's timeline, cut at midnight; `starts` and `ends` are local, `2024-06-12 09:30`."""

    where: str
    label: str
    is_unplanned: bool
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The stand-up agenda of a day. `notices` are matters of the bot itself that people must know."""

    head: Letterhead
    headline: str
    figures: tuple[Figure, ...]
    sections: tuple[SectionView, ...]
    timeline: tuple[TimelineBar, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many open defects share an environment and a severity."""

    environment: str
    severity: str
    count: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the next running clock of a defect breaches. `label` names defect and clock."""

    label: str
    severity: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a digest is for.

    Attributes:
        role: as the programme names it (`environment manager`).
        party: an organisation whose own systems and defects are shown; empty for everything.
    """

    role: str
    party: str = ""

    @property
    def name(self) -> str:
        """How the reader is addressed: `environment manager of Supplier A`."""
        return f"{self.role} of {self.party}" if self.party else self.role

    @property
    def key(self) -> str:
        """The same for the same reader, as part of a ledger key."""
        return f"{self.role}/{self.party}" if self.party else self.role


@dataclass(frozen=True, slots=True)
class DigestView:
    """The outage and SLA digest of one reader.

    Attributes:
        preheader: what a mailbox shows beside the subject.
        about: one sentence: what the digest covers, and for whom.
        counts: the open defects in it, for its chart.
        problems: what is wrong in the sources that it rests on, and what became of it.
    """

    head: Letterhead
    audience: Audience
    subject: str
    preheader: str
    headline: str
    about: str
    figures: tuple[Figure, ...]
    sections: tuple[SectionView, ...]
    counts: tuple[Count, ...]
    problems: tuple[str, ...] = ()

    def cut(self, most: int) -> DigestView:
        """Give the digest with at most so many lines in each part."""
        more = len(self.problems) - most
        told = (*self.problems[:most], f"And {more} more: see `envbot outages sources`.") if more > 0 else self.problems
        return replace(self, sections=tuple(section.cut(most) for section in self.sections), problems=told)


@dataclass(frozen=True, slots=True)
class EscalationView:
    """One thing a role is told, at once if it is urgent. `line` is the defect it is about, if there is one."""

    head: Letterhead
    key: str
    role: str
    subject: str
    text: str
    because: tuple[str, ...]
    line: DefectLine | None
    is_urgent: bool = True


@dataclass(frozen=True, slots=True)
class AlertView:
    """One thing that roles are told at once. `about` names it; `roles` are they, in words."""

    head: Letterhead
    about: str
    roles: str
    text: str
    because: tuple[str, ...]
    line: DefectLine | None


@dataclass(frozen=True, slots=True)
class QueryView:
    """A shared query and what it finds.

    Attributes:
        tone: the colour of its tile as soon as it finds something.
    """

    name: str
    wiql: str
    tone: Tone
    lines: tuple[DefectLine, ...]
    is_tile: bool = True
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class DashboardView:
    """The dashboard. The first query finds every open environment defect; the charts count it by one field each.

    Attributes:
        sections: those that its words tell about.
        uncounted: says which defects its queries do not find, while agenda and digest count them; empty without one.
    """

    head: Letterhead
    headline: str
    fields: FieldNames
    severities: tuple[str, ...]
    queries: tuple[QueryView, ...]
    sections: tuple[SectionView, ...]
    by_environment: tuple[tuple[str, int], ...]
    by_severity: tuple[tuple[str, int], ...]
    by_party: tuple[tuple[str, int], ...]
    uncounted: str
