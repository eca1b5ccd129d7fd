"""Read release notes from wiki pages: a table of facts, what is fixed, what is known.

A page looks like this; its table needs Version, Environments and Delivered, and Systems where they are known:

    | | |
    |---|---|
    | Version | DIP 4.2.1 |
    | Systems | DIP |
    | Environments | SIT A; SIT Staging |
    | Delivered | 2024-06-11 18:30 |

    ## Fixed
    - #1234 What was wrong

    ## Known issues
    - What is not fixed yet
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sources.names import Names, environment_names, system_names
from bot.sources.problems import SourceProblem
from bot.sources.wiki_markdown import ListItem, Row, read_page
from bot.store.history import StoredPage
from rules.facts import FixClaim, ReleaseNote
from rules.programme import Programme

_REFERENCE = re.compile(r"(?<![\w#])#(\d+)\b")
_LOCAL_INSTANT = "2024-06-11 18:30"
_FIXED = "fixed"
_KNOWN = "known issues"
Fact = tuple[str, int]
"""A value of the table, with its line."""


def read_release_notes(
    pages: Iterable[StoredPage], programme: Programme
) -> tuple[tuple[ReleaseNote, ...], tuple[SourceProblem, ...]]:
    """Give the release notes of pages, and what is wrong in them; a page without version, place or time gives none."""
    notes: list[ReleaseNote] = []
    problems: list[SourceProblem] = []
    for page in pages:
        note = _PageReader(page, programme, problems).read()
        if note is not None:
            notes.append(note)
    return tuple(notes), tuple(problems)


class _PageReader:
    """Reads one page and notes what is wrong in it."""

    def __init__(self, page: StoredPage, programme: Programme, problems: list[SourceProblem]) -> None:
        self._page = page
        self._zone = ZoneInfo(programme.zone)
        self._environments = environment_names(programme)
        self._systems = system_names(programme)
        self._problems = problems

    def read(self) -> ReleaseNote | None:
        parts = tuple(read_page(self._page.content))
        facts = {
            part.cells[0].casefold(): (part.cells[1], part.line)
            for part in parts
            if isinstance(part, Row) and len(part.cells) > 1 and part.cells[0]
        }
        items = tuple(part for part in parts if isinstance(part, ListItem))
        version = self._fact(facts, "Version")
        environments = self._named(facts, "Environments", self._environments)
        delivered = self._delivered(facts)
        systems = self._named(facts, "Systems", self._systems)
        if version is None or not environments or delivered is None:
            return None
        return ReleaseNote(
            version=version[0],
            systems=systems,
            environments=environments,
            delivered_at=delivered,
            fixes=tuple(claim for item in items if item.heading.casefold() == _FIXED for claim in self._claims(item)),
            known_issues=tuple(item.text for item in items if item.heading.casefold() == _KNOWN),
            url=self._page.url,
            source=f"wiki page {self._page.path}",
        )

    def _fact(self, facts: Mapping[str, Fact], name: str) -> Fact | None:
        fact = facts.get(name.casefold())
        if fact is None or not fact[0]:
            self._note(
                1, f"its table says no {name}, so the page is left out.", f"Add a row `| {name} | … |` to its table."
            )
            return None
        return fact

    def _named(self, facts: Mapping[str, Fact], name: str, names: Names) -> tuple[str, ...]:
        fact = self._fact(facts, name) if names is self._environments else facts.get(name.casefold())
        if fact is None:
            return ()
        written, line = fact
        named, unknown = names.read(written)
        if unknown:
            self._note(
                line,
                f"'{'; '.join(unknown)}' is no {names.kind} of the programme and is left out.",
                names.advice(unknown),
            )
        return named

    def _delivered(self, facts: Mapping[str, Fact]) -> datetime | None:
        fact = self._fact(facts, "Delivered")
        if fact is None:
            return None
        written, line = fact
        try:
            instant = datetime.fromisoformat(written) if len(written) >= len(_LOCAL_INSTANT) else None
        except ValueError:
            instant = None
        if instant is None:
            self._note(
                line,
                f"Delivered is '{written}', which is no local date and time, so the page is left out.",
                f"Write it as {_LOCAL_INSTANT}.",
            )
            return None
        return (instant if instant.tzinfo else instant.replace(tzinfo=self._zone)).astimezone(UTC)

    def _claims(self, item: ListItem) -> tuple[FixClaim, ...]:
        numbers = dict.fromkeys(int(number) for number in _REFERENCE.findall(item.text))
        if not numbers:
            self._note(
                item.line,
                f"'{item.text}' names no defect, so it sets none to retest.",
                "Write its number: `- #1234 …`.",
            )
        return tuple(FixClaim(number, item.text, self._where(item.line)) for number in numbers)

    def _where(self, line: int) -> str:
        return f"wiki page {self._page.path}, line {line}"

    def _note(self, line: int, what: str, advice: str) -> None:
        self._problems.append(SourceProblem(self._where(line), what, advice, self._page.url))
