"""The facts that a note states of its release, by the words people use: version, date, environments, systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Label(Enum):
    """What a fact is about."""

    VERSION = "version"
    DELIVERED = "delivered"
    ENVIRONMENTS = "environments"
    SYSTEMS = "systems"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document says of something, with the place where it does."""

    text: str
    place: str


_WORDS: Mapping[Label, tuple[str, ...]] = {
    Label.VERSION: (
        "version", "release version", "release", "build", "build number", "release name", "version number",
        "fix version", "fix versions", "fixed in", "fixed version", "target version",
    ),
    Label.DELIVERED: (
        "delivered", "delivered at", "delivered on", "delivery date", "deployed", "deployed at", "deployed on",
        "deployment date", "installed", "installed on", "available from", "available", "from", "since", "released",
        "release date", "date of delivery", "date of release", "date of deployment", "date", "go-live", "go live",
    ),
    Label.ENVIRONMENTS: (
        "environments", "environment", "target environments", "target environment", "deployed to", "delivered to",
        "installed in", "target",
    ),
    Label.SYSTEMS: (
        "systems", "system", "components", "component", "applications", "application", "products", "product",
        "services", "service",
    ),
}  # fmt: skip
_LABELS = {word: label for label, words in _WORDS.items() for word in words}
_RANKS = {word: rank for words in _WORDS.values() for rank, word in enumerate(words)}
_STATED = re.compile(r"^\W*([A-Za-z][A-Za-z -]{2,28}?)\s*[:=]\s*(\S.*)$")


def label_of(words: str) -> Label | None:
    """Give what a word for a fact is about; None for other words."""
    return _LABELS.get(_plain(words))


def fact_in(text: str) -> tuple[str, str] | None:
    """Give word and value of a line that states a fact: `Version: DIP 4.2.1`."""
    stated = _STATED.match(text)
    return (stated.group(1), stated.group(2)) if stated and label_of(stated.group(1)) else None


def columns_of(columns: Iterable[str]) -> Mapping[Label, int]:
    """Give which column of a table holds which fact, the plainest word first."""
    found: dict[Label, tuple[int, int]] = {}
    for number, column in enumerate(columns):
        label = label_of(column)
        if label is not None:
            found[label] = min(found.get(label, (len(_RANKS), 0)), (rank_of(column), number))
    return {label: number for label, (_, number) in found.items()}


def rank_of(words: str) -> int:
    """Tell how plainly a word names its fact: `Delivered` before `Date`; the smaller counts."""
    return _RANKS[_plain(words)]


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("(s)", "s").strip(" :*_").split())
