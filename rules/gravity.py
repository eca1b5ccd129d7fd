"""How grave a defect is: whom it hits, what it blocks, and what its words say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.text import Phrases
from rules.view import View
from rules.wording import listed, quoted

MANY_PARTIES = 3
"""A defect that hits so many parties is a grave one."""
_TESTING = ("{} testing", "{} tests", "{} stage")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a defect does to testing.

    Attributes:
        parties: those it hits, as far as they say so: who raised it, and whom its text and its discussion name. Who is
            to resolve it is not counted.
        stages: the test stages that it blocks; none where nobody says that it blocks testing.
    """

    is_blocking: bool
    parties: tuple[str, ...]
    stages: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it does, in whole sentences."""
        blocks = f"It blocks {listed(self.stages)}." if self.stages else "It is marked as blocking testing."
        hits = f"It hits {len(self.parties)} parties: {listed(self.parties)}."
        return (
            *((blocks,) if self.is_blocking else ()),
            *((hits,) if len(self.parties) > 1 else ()),
        )


def participants(view: View, defects: Iterable[Defect]) -> frozenset[str]:
    """Give every party that the programme names, or that raised a defect."""
    field = view.programme.fields.raised_by_party
    return frozenset((*view.programme.parties, *(party for each in defects if (party := each.text(field)))))


def rests_on(view: View) -> tuple[str, ...]:
    """Give the fields that the reach of a defect is read from."""
    names = view.programme.fields
    return (*TEXT_FIELDS, names.blocked, names.stage, names.raised_by_party)


def reach(view: View, defect: Defect, parties: frozenset[str]) -> Reach:
    """Read what a defect does to testing, from its fields, its text and what people said about it."""
    names = view.programme.fields
    said = " . ".join((view.text_of(defect), *(each.text for each in defect.comments if not view.facts.is_me(each.by))))
    found = [defect.text(names.raised_by_party), *(each.names for each in _named(parties).mentions(said))]
    resolving = {defect.text(names.party), view.waits_on(defect), ""}
    hit = tuple(each for each in dict.fromkeys(found) if each not in resolving)
    is_blocking = view.is_blocked(defect)
    if not is_blocking:
        return Reach(is_blocking=False, parties=hit, stages=())
    stages = tuple(stage for environment in view.programme.environments for stage in environment.stages)
    named = (each.names for each in _tested(stages).mentions(said))
    own = defect.text(names.stage)
    return Reach(is_blocking=True, parties=hit, stages=tuple(dict.fromkeys((*((own,) if own else ()), *named))))


def rank_by_words(view: View, defect: Defect, words: Mapping[int, tuple[str, ...]]) -> tuple[int | None, str]:
    """Give the most severe rank whose words the text has, with the sentence that says so; None where it has none."""
    mentions = _ranked(tuple(words.items())).mentions(view.text_of(defect))
    if not mentions:
        return None, ""
    rank = min(int(each.names) for each in mentions)
    telling = dict.fromkeys(each.words for each in mentions if int(each.names) == rank)
    return rank, f"Its text says {listed(quoted(telling))}."


@cache
def _named(parties: frozenset[str]) -> Phrases:
    return Phrases({party: (party,) for party in sorted(parties)})


@cache
def _tested(stages: tuple[str, ...]) -> Phrases:
    return Phrases({stage: tuple(each.format(stage) for each in _TESTING) for stage in stages})


@cache
def _ranked(words: tuple[tuple[int, tuple[str, ...]], ...]) -> Phrases:
    return Phrases({str(rank): phrases for rank, phrases in words})
