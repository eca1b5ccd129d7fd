"""What the retest list and the release pages are laid out from, in the words in which people read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.publish.views import Audience, Letterhead, Tone


@dataclass(frozen=True, slots=True)
class RetestLine:
    """One defect on its way to a retest.

    Attributes:
        where: environment and system in a few words.
        raised_by: the party whose tester retests it.
        sentences: how it stands, the deciding sentence first.
        source: the line of the note.
    """

    number: int
    title: str
    href: str
    severity: str
    severity_tone: Tone
    where: str
    release: str
    state: str
    raised_by: str
    sentences: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class RetestSection:
    """Lines under one heading.

    Attributes:
        title: of the section; of a group in it (`SIT A with DIP 4.2.1`) where `is_group`.
        empty: what it says without a line; nothing where it is left out then.
        more: how many lines were cut off.
    """

    title: str
    about: str
    empty: str
    tone: Tone
    lines: tuple[RetestLine, ...]
    is_group: bool = False
    more: int = 0

    @property
    def count(self) -> int:
        """How many lines it has, cut off ones included."""
        return len(self.lines) + self.more

    def cut(self, most: int) -> RetestSection:
        """Leave so many lines, and say how many more there are."""
        rest = max(0, len(self.lines) - most)
        return replace(self, lines=self.lines[:most], more=self.more + rest) if rest else self


@dataclass(frozen=True, slots=True)
class RetestFigure:
    """A number at the top."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, with the line of a document that it is about."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class RetestView:
    """The list for one reader: the release manager's, or that of the testers of a party.

    Attributes:
        claims: lines of notes that do not fit.
        records: how the retests of releases went, one sentence each.
    """

    head: Letterhead
    audience: Audience
    title: str
    subject: str
    headline: str
    about: str
    figures: tuple[RetestFigure, ...]
    sections: tuple[RetestSection, ...]
    claims: tuple[Remark, ...] = ()
    records: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """The page of one release.

    Attributes:
        facts: pairs for the table at its top.
        known: known issues of its note, and those carried from earlier releases.
        passed: fixes that are closed, one sentence.
        path: of its wiki page.
    """

    head: Letterhead
    release: str
    path: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    note: str
    note_href: str
    figures: tuple[RetestFigure, ...]
    sections: tuple[RetestSection, ...]
    passed: tuple[Remark, ...]
    claims: tuple[Remark, ...]
    known: tuple[Remark, ...]


def shown(sections: Iterable[RetestSection]) -> tuple[RetestSection, ...]:
    """Leave out sections that say nothing when they are empty."""
    return tuple(section for section in sections if section.lines or section.empty)
