"""Read the blocks of a document as the releases that it describes: facts, fixes, known issues, other mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.sources.release_notes.blocks import Block, BlockKind
from bot.sources.release_notes.facts import Fact, Label, columns_of, fact_in, label_of, rank_of
from bot.sources.release_notes.references import Reference, Writing
from bot.sources.release_notes.sections import (
    Release,
    Section,
    is_plainly_a_section,
    release_in,
    says_release,
    section_of,
)
from bot.sources.release_notes.table_columns import is_unfixed, table_columns

_DEEPEST = 7
_NOTHING = re.compile(r"\W*(?:none(?: known)?|nothing|no(?: known)? (?:known )?issues?|n/?a|tbc|-)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """An id with the line that names it."""

    reference: Reference
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class KnownIssue:
    """Something that is wrong and stays so, with the ids that its line names."""

    text: str
    place: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ReadRelease:
    """What a document says of one release, nothing checked yet.

    Attributes:
        name: as people call it, where a heading does: `DIP 4.2.1`.
        facts: what it states of itself.
        unnamed: lines in the place of a fix that name no id.
    """

    name: str
    version: str
    place: str
    facts: dict[Label, Fact]
    fixes: tuple[Claim, ...]
    known_issues: tuple[KnownIssue, ...]
    mentions: tuple[Claim, ...]
    unnamed: tuple[Fact, ...]


def read_releases(blocks: Iterable[Block], own: re.Pattern[str] | None = None) -> tuple[ReadRelease, ...]:
    """Give the releases of a document in its order; none where it has neither a release nor an id.

    Args:
        blocks: the document.
        own: the programme's own pattern of ids, besides those that are known by how they are written.
    """
    every = tuple(blocks)
    reader = _Reader(Writing(_lines(every), own))
    for block in every:
        reader.read(block)
    return reader.releases()


@dataclass(slots=True)
class _Draft:
    """A release in the making."""

    name: str = ""
    version: str = ""
    place: str = ""
    facts: dict[Label, tuple[int, Fact]] = field(default_factory=dict)
    fixes: dict[str, Claim] = field(default_factory=dict)
    known: list[KnownIssue] = field(default_factory=list)
    mentions: dict[str, Claim] = field(default_factory=dict)
    unnamed: list[Fact] = field(default_factory=list)

    @property
    def has_content(self) -> bool:
        return bool(self.fixes or self.known or self.mentions or self.unnamed)

    @property
    def is_release(self) -> bool:
        return self.has_content or bool(self.version) or Label.VERSION in self.facts

    def take_fact(self, words: str, fact: Fact) -> None:
        label = label_of(words)
        if label is not None and not _NOTHING.fullmatch(fact.text):
            rank = rank_of(words)
            if label not in self.facts or rank < self.facts[label][0]:
                self.facts[label] = (rank, fact)

    def finished(self) -> ReadRelease:
        facts = {label: fact for label, (_, fact) in self.facts.items()}
        version = facts[Label.VERSION].text if Label.VERSION in facts else self.version
        mentions = tuple(claim for key, claim in self.mentions.items() if key not in self.fixes)
        place = facts[Label.VERSION].place if Label.VERSION in facts else self.place
        return ReadRelease(
            self.name or version,
            version,
            place,
            facts,
            tuple(self.fixes.values()),
            tuple(self.known),
            mentions,
            tuple(self.unnamed),
        )


class _Reader:
    """Reads block after block; knows in which release and under which headings it is."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._drafts: list[_Draft] = [_Draft()]
        self._by_version: dict[str, _Draft] = {}
        self._release_level: int | None = None
        self._headings: list[tuple[int, Section]] = []
        self._has_entries = False

    def releases(self) -> tuple[ReadRelease, ...]:
        return tuple(
            draft.finished()
            for draft in self._drafts
            if draft.has_content or draft.version or Label.VERSION in draft.facts
        )

    def read(self, block: Block) -> None:
        if block.kind is BlockKind.HEADING:
            self._heading(block)
        elif block.kind is BlockKind.ROW:
            self._row(block)
        elif fact := fact_in(block.text):
            self._fact(fact[0], Fact(fact[1], block.place))
        elif block.kind is BlockKind.PARAGRAPH and not self._writing.is_entry(block.text):
            self._paragraph(block)
        else:
            self._item(block)

    @property
    def _draft(self) -> _Draft:
        return self._drafts[-1]

    @property
    def _section(self) -> Section:
        """What the headings above say, the nearest that says something."""
        said = [section for _, section in self._headings if section is not Section.DELIVERED]
        return said[-1] if said else Section.DELIVERED

    def _heading(self, block: Block) -> None:
        self._has_entries = False
        release = release_in(block.text)
        if release is not None and self._begins_release(block):
            self._begin(release, block)
        del self._headings[self._above(block.level) :]
        section = section_of(block.text) if release is None else Section.DELIVERED
        self._headings.append((block.level, section))

    def _begins_release(self, block: Block) -> bool:
        if self._release_level is None or block.level <= self._release_level:
            return True
        # A title named a release, and below it each has a heading of its own.
        return not self._draft.has_content and says_release(block.text)

    def _begin(self, release: Release, block: Block) -> None:
        self._release_level = block.level
        if self._draft.has_content or self._draft.version:
            self._drafts.append(_Draft())
        draft = self._draft
        draft.name, draft.version, draft.place = release.name, release.version, block.place
        if release.date:
            draft.take_fact("date", Fact(release.date, block.place))
        self._headings.clear()

    def _above(self, level: int) -> int:
        """Give how many of the headings above are higher than a level."""
        return sum(1 for known, _ in self._headings if known < level)

    def _item(self, block: Block) -> None:
        section = self._section
        self._has_entries = True
        said = self._writing.said(block.text, are_numbers_ids=section is Section.FIXED)
        self._take(section, block.text, block.place, said.about, said.mentioned)

    def _paragraph(self, block: Block) -> None:
        if is_plainly_a_section(block.text) and not self._writing.references(block.text):
            del self._headings[self._above(_DEEPEST) :]
            self._headings.append((_DEEPEST, section_of(block.text)))
            return
        if self._section is Section.KNOWN:
            self._item(block)
            return
        said = self._writing.claimed_in_prose(block.text)
        # Below an entry a paragraph describes it: what it calls fixed was fixed another time.
        section = Section.MENTIONED if self._has_entries else Section.DELIVERED
        self._take(section, block.text, block.place, said.about, said.mentioned)

    def _fact(self, words: str, fact: Fact) -> None:
        stated = self._draft.facts.get(Label.VERSION)
        if label_of(words) is Label.VERSION and self._draft.has_content and stated and stated[1].text != fact.text:
            self._drafts.append(_Draft())
        self._draft.take_fact(words, fact)

    def _row(self, block: Block) -> None:
        columns = table_columns(block.columns)
        facts = columns_of(block.columns)
        if columns.ids is not None and columns.ids < len(block.cells):
            self._id_row(block)
        elif len(facts) > 1 and max(facts.values()) < len(block.cells):
            for number in facts.values():
                self._fact(block.columns[number], Fact(block.cells[number], block.place))
        elif len(block.cells) > 1 and label_of(block.cells[0]) and not label_of(block.cells[1]):
            self._fact(block.cells[0], Fact(block.cells[1], block.place))
        else:
            first = next((cell for cell in block.cells if cell), "")
            if self._writing.references(first):
                self._item(block)

    def _id_row(self, block: Block) -> None:
        columns = table_columns(block.columns)
        cells = block.cells
        about = self._writing.in_column(cells[columns.ids or 0])
        version = columns.cell(cells, columns.version)
        if version:
            self._change_release(version, block)
        rest = [cell for number, cell in enumerate(cells) if cell and number not in columns.of_their_own]
        text = ": ".join((", ".join(map(str, about)), " | ".join(rest))) if about else " | ".join(rest)
        mentioned = [
            each
            for number, cell in enumerate(cells)
            if number != columns.ids and cell
            for each in (
                self._writing.in_column(cell)
                if number in columns.related
                else tuple(found.reference for found in self._writing.references(cell))
            )
        ]
        section = self._section
        kind = columns.cell(cells, columns.kind)
        if kind and section_of(kind) is not Section.DELIVERED:
            section = section_of(kind)
        if is_unfixed(columns.cell(cells, columns.status)):
            section = Section.KNOWN if section is Section.KNOWN else Section.MENTIONED
        self._take(section, text, block.place, about, tuple(each for each in mentioned if each not in about))

    def _change_release(self, version: str, block: Block) -> None:
        """Go on in the release that a row names."""
        key = version.casefold()
        if self._draft.version.casefold() == key:
            return
        stated = self._draft.facts.get(Label.VERSION)
        if stated and stated[1].text.casefold() == key:
            return
        known = self._by_version.get(key)
        if known is not None:
            self._drafts.remove(known)
            self._drafts.append(known)
            return
        if self._draft.has_content or self._draft.version or stated:
            self._drafts.append(_Draft())
        self._draft.name = self._draft.version = version
        self._draft.place = block.place
        self._by_version[key] = self._draft

    def _take(
        self, section: Section, text: str, place: str, about: Sequence[Reference], mentioned: Sequence[Reference]
    ) -> None:
        draft = self._draft
        if section is Section.KNOWN:
            if not _NOTHING.fullmatch(text):
                draft.known.append(KnownIssue(text, place, (*about, *mentioned)))
                about, mentioned = (), (*about, *mentioned)
        elif section is Section.MENTIONED:
            about, mentioned = (), (*about, *mentioned)
        elif section is Section.FIXED and not about and not mentioned and not _NOTHING.fullmatch(text):
            draft.unnamed.append(Fact(text, place))
        for reference in about:
            draft.fixes.setdefault(reference.key, Claim(reference, text, place))
        for reference in mentioned:
            draft.mentions.setdefault(reference.key, Claim(reference, text, place))


def _lines(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if block.cells:
            yield from block.cells
        elif block.kind is not BlockKind.HEADING:
            yield block.text
