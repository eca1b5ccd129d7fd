"""Time linking of many defects to many outages, against holding every defect against every outage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from time import process_time

import numpy as np

from bot.programme_file import load_programme
from rules.facts import Defect, Outage, OutageKind, Person, Revision
from rules.outage_book import OutageBook
from rules.outage_match import OutageMatch, RaisedDefect, matched
from rules.outage_words import OutageWords, dull_words
from rules.programme import Programme

_BEGINS = datetime(2022, 6, 1, tzinfo=UTC)
_MINUTES = 2 * 365 * 24 * 60
_OPEN_SHARE, _LONG_SHARE = 0.002, 0.02
_WORDS = (
    *("refused", "timeout", "batch", "queue", "certificate", "login", "refresh", "switch", "portal", "gateway"),
    *("index", "archive", "menu", "header"),
)


@dataclass(frozen=True, slots=True)
class Linked:
    """CPU seconds.

    Attributes:
        ours: for all the defects, with building the index.
        ours_of_a_tenth: the same for a tenth of them.
        all_pairs: for all the defects, counted up from `sampled` of them, each held against every outage.
        same: whether both gave the same matches on the sample.
    """

    outages: int
    defects: int
    matched: int
    ours: float
    ours_of_a_tenth: float
    all_pairs: float
    sampled: int
    same: bool


def timing(outages: int, defects: int, sampled: int) -> Linked:
    """Make outages and defects of two years of the reference programme, and link them both ways."""
    programme = load_programme("mhhs")
    random = np.random.default_rng(6)
    records = _outages(programme, outages, random)
    raised = _raised(programme, defects, random)
    dull = dull_words(programme)
    tenth, _ = _linked(records, raised[: defects // 10], dull)
    whole, found = _linked(records, raised, dull)
    places = np.linspace(0, defects - 1, sampled).astype(int).tolist()
    began = process_time()
    words = OutageWords(records, dull)
    pairs = [_compared(records, raised[place][1], words) for place in places]
    all_pairs = (process_time() - began) / sampled * defects
    same = [_references(found[place]) == _references(each) for place, each in zip(places, pairs, strict=True)]
    many = sum(map(bool, found))
    return Linked(outages, defects, many, whole, tenth, all_pairs, sampled, all(same))


Raised = tuple[Defect, RaisedDefect]


def _linked(
    records: Sequence[Outage], raised: Sequence[Raised], dull: frozenset[str]
) -> tuple[float, list[tuple[OutageMatch, ...]]]:
    began = process_time()
    book = OutageBook(records, str, dull)
    found = [book.matches(defect, each, each.text) for defect, each in raised]
    return process_time() - began, found


def _compared(records: Sequence[Outage], raised: RaisedDefect, words: OutageWords) -> list[OutageMatch]:
    """Hold a defect against every outage: is it named, and do time, place, party and words fit?"""
    found = []
    for outage in records:
        match = matched(outage, raised, str, words.telling(outage))
        if match is not None or outage.reference in raised.text:
            found.append(match or OutageMatch(outage, 0, (), is_said=True))
    return found


def _references(matches: Sequence[OutageMatch]) -> set[str]:
    return {match.outage.reference for match in matches}


def _outages(programme: Programme, many: int, random: np.random.Generator) -> list[Outage]:
    """Give outages of half an hour to twelve hours; a few last for days, a few have no end."""
    made = []
    for number in range(many):
        system = programme.systems[random.integers(len(programme.systems))]
        environment = system.environments[random.integers(len(system.environments))]
        starts = _BEGINS + timedelta(minutes=int(random.integers(_MINUTES)))
        lasts = timedelta(minutes=int(random.integers(30, 720)))
        if random.random() < _LONG_SHARE:
            lasts *= 12
        made.append(
            Outage(
                reference=f"OUT-{number}",
                kind=OutageKind.PLANNED if random.random() < 0.5 else OutageKind.UNPLANNED,
                reason="server down",
                environments=(environment,),
                systems=(system.name,) if random.random() < 0.9 else (),
                starts=starts,
                ends=None if random.random() < _OPEN_SHARE else starts + lasts,
                title=f"{system.name}: {_some_words(random, 3)}",
                work_item=1_000_000 + number,
            )
        )
    return made


def _raised(programme: Programme, many: int, random: np.random.Generator) -> list[Raised]:
    made: list[Raised] = []
    gaps = random.exponential(_MINUTES / many, size=many)
    for number, minutes in enumerate(accumulate(gaps.tolist())):
        system = programme.systems[random.integers(len(programme.systems))]
        environment = system.environments[random.integers(len(system.environments))]
        at = _BEGINS + timedelta(minutes=minutes)
        defect = Defect(number, "speed", (Revision(1, at, Person("Tester"), {}),))
        text = f"{environment}: {system.name} {_some_words(random, 40)}, run {number}"
        made.append((defect, RaisedDefect(at, environment, system, system.party, text)))
    return made


def _some_words(random: np.random.Generator, many: int) -> str:
    return " ".join(_WORDS[place] for place in random.integers(len(_WORDS), size=many).tolist())
