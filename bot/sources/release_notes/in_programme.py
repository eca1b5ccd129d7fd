"""Turn what a document says of releases into the programme's facts: its names, its local time, its defects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.sources.moments import Reckoning, Unreadable
from bot.sources.names import Names, environment_names, system_names
from bot.sources.problems import SourceProblem
from bot.sources.release_notes.facts import Fact, Label
from bot.sources.release_notes.reading import Claim, ReadRelease
from bot.sources.release_notes.references import Scheme
from rules.facts import FixClaim, ReleaseNote
from rules.programme import Programme

_DELIVERED = "Write it as 2024-06-11 18:30."
_SEVERAL = re.compile(r"\s+(?:and|&)\s+|\s*[/+]\s*", re.IGNORECASE)
_TOLD_APART = 3
"""So many lines of one kind of problem are told each; of more, the first and their number."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document lies: what people call it, and where it is opened."""

    source: str
    url: str = ""


class NoteReader:
    """Reads releases as notes of one programme.

    Args:
        programme: whose environments, systems and local time count.
        numbers: the number of a defect by the id that it has elsewhere, in small letters.
    """

    def __init__(self, programme: Programme, numbers: Mapping[str, int] | None = None) -> None:
        self.environments = environment_names(programme)
        self.systems = system_names(programme)
        self.reckoning = Reckoning(programme.zone)
        self.numbers = numbers or {}

    def notes_of(
        self, releases: Sequence[ReadRelease], origin: Origin
    ) -> tuple[tuple[ReleaseNote, ...], tuple[SourceProblem, ...]]:
        """Give a note for each release that has a version, and what could not be used or had to be assumed.

        A release without place or time is known, but deployed nowhere unless a schedule says so.
        """
        papers = _Papers(self, origin)
        notes = tuple(note for release in releases if (note := papers.note(release)) is not None)
        return notes, papers.problems(are_many=len(releases) > _TOLD_APART)

    def delivered(self, fact: Fact) -> tuple[datetime, str]:
        """Give the instant that a fact names, and a sentence on what was assumed; a day counts from its end.

        Raises:
            Unreadable: it names no day.
        """
        written = self.reckoning.written(fact.text)
        if written.day is None:
            raise Unreadable(f"is '{fact.text}', which is no date and time; write 2024-06-11 18:30")
        day, at = written.day, written.time
        if at is None or written.is_end_of_day:
            day, at = day + timedelta(days=1), time()
        moment = self.reckoning.instant(day, at, written.zone, written.zone_name)
        if written.time is None:
            return moment.at, f"{fact.text} has no hour, so that it counts from the end of the day."
        return moment.at, moment.assumed

    def number_of(self, claim: Claim) -> int | None:
        """Give the defect that a claim names; None where its id is none of Azure DevOps."""
        reference = claim.reference
        if reference.number is not None and reference.scheme is not Scheme.FOREIGN:
            return reference.number
        return self.numbers.get(reference.key.casefold())


@dataclass(slots=True)
class _Papers:
    """Reads one document, and gathers what is wrong in it."""

    reader: NoteReader
    origin: Origin
    told: list[SourceProblem] = field(default_factory=list)
    unknown: list[Claim] = field(default_factory=list)
    lacking: list[tuple[str, str]] = field(default_factory=list)

    def note(self, release: ReadRelease) -> ReleaseNote | None:
        if not release.version:
            self._tell("", "it says no version, so it is left out.", "Say it in its title, or as `Version: DIP 4.2.1`.")
            return None
        for fact in release.unnamed:
            what = f"'{fact.text}' names no defect, so it sets none to retest."
            self._tell(fact.place, what, "Write its number: `- #1234 …`.")
        systems = self._named(release, Label.SYSTEMS, self.reader.systems) or self._system_of(release.name)
        return ReleaseNote(
            version=_called(release),
            systems=systems,
            environments=self._named(release, Label.ENVIRONMENTS, self.reader.environments),
            delivered_at=self._delivered(release),
            fixes=self._claims(release.fixes, are_fixes=True),
            known_issues=tuple(issue.text for issue in release.known_issues),
            url=self.origin.url,
            source=self.origin.source,
            mentions=self._claims(release.mentions, are_fixes=False),
            known_defects=self._known(release),
        )

    def problems(self, *, are_many: bool) -> tuple[SourceProblem, ...]:
        """Give what is wrong; of a document with many releases, what they lack is told once."""
        counts = Counter(name for _, name in self.lacking)
        for name, count in counts.items():
            places = [place for place, lacks in self.lacking if lacks == name]
            who = f"{count} releases do not say" if are_many and count > 1 else "it does not say"
            for place in places[:1] if are_many else places:
                self._tell(
                    place,
                    f"{who} {name}, so that only a deployment schedule can tell.",
                    f"Add a line or a row `{name}: …`.",
                )
        for number, claim in enumerate(self.unknown):
            if number == _TOLD_APART - 1 and len(self.unknown) > _TOLD_APART:
                what = f"{len(self.unknown) - number} more ids, {claim.reference} the first, are none of Azure DevOps."
                self._tell(claim.place, what, _HOW_IDS_ARE_KNOWN)
                break
            what = f"{claim.reference} is no id of Azure DevOps, so it sets no defect to retest."
            self._tell(claim.place, what, _HOW_IDS_ARE_KNOWN)
        return tuple(self.told)

    def _named(self, release: ReadRelease, label: Label, names: Names) -> tuple[str, ...]:
        fact = release.facts.get(label)
        if fact is None:
            if label is Label.ENVIRONMENTS:
                self.lacking.append((release.place, "Environments"))
            return ()
        named, unknown = names.read(fact.text)
        if unknown:
            named, unknown = names.read(_SEVERAL.sub("; ", fact.text))
        if unknown:
            what = f"'{'; '.join(unknown)}' is no {names.kind} of the programme and is left out."
            self._tell(fact.place, what, names.advice(unknown))
        return named

    def _system_of(self, name: str) -> tuple[str, ...]:
        """Give the system that the title begins with: `DIP 4.2.1`."""
        found, _ = self.reader.systems.read(name.partition(" ")[0])
        return found

    def _delivered(self, release: ReadRelease) -> datetime | None:
        fact = release.facts.get(Label.DELIVERED)
        if fact is None:
            self.lacking.append((release.place, "Delivered"))
            return None
        try:
            instant, assumed = self.reader.delivered(fact)
        except Unreadable as error:
            self._tell(fact.place, f"Delivered {error}; it is left out.", _DELIVERED)
            return None
        if assumed:
            self._tell(fact.place, assumed, _DELIVERED)
        return instant

    def _claims(self, claims: Iterable[Claim], *, are_fixes: bool) -> tuple[FixClaim, ...]:
        read: list[FixClaim] = []
        for claim in claims:
            number = self.reader.number_of(claim)
            if number is not None:
                read.append(FixClaim(number, claim.text, f"{self.origin.source}, {claim.place}"))
            elif are_fixes:
                self.unknown.append(claim)
        return tuple(read)

    def _known(self, release: ReadRelease) -> tuple[int, ...]:
        numbers = (
            self.reader.number_of(Claim(reference, issue.text, issue.place))
            for issue in release.known_issues
            for reference in issue.references
        )
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def _tell(self, place: str, what: str, advice: str) -> None:
        where = f"{self.origin.source}, {place}" if place else self.origin.source
        self.told.append(SourceProblem(where, what, advice, self.origin.url))


def _called(release: ReadRelease) -> str:
    """Give what a release is called: a bare number by its title, `Helix 2024.06.1`."""
    is_bare = not any(letter.isalpha() for letter in release.version.lstrip("v"))
    return release.name if is_bare and release.version in release.name else release.version


_HOW_IDS_ARE_KNOWN = "Write the defect's number, or say how such ids are known: `sources.releases.defect_ids`."
