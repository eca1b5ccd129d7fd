"""Read the words of people for what an outage is: kind, state, impact, names of places, numbers of defects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz, process

from bot.sources.names import Names
from rules.facts import Impact, OutageKind, OutageState
from rules.programme import Programme

_WORDS = re.compile(r"[^\W_]+")
_KINDS: Mapping[OutageKind, str] = {
    # "unplanned" is asked first: "unscheduled maintenance" is none that was planned.
    OutageKind.UNPLANNED: (
        "unplanned unscheduled emergency incident unexpected reactive investigating failure fault break"
    ),
    OutageKind.PLANNED: "planned scheduled maintenance plan yes change release deployment proactive",
}
_STATES: Mapping[OutageState, str] = {
    OutageState.CANCELLED: "cancelled canceled cancellation withdrawn abandoned rejected void",
    OutageState.ENDED: "ended end complete completed done resolved closed restored finished over postmortem",
    OutageState.UNDER_WAY: "underway under progress ongoing active started open current investigating monitoring",
    OutageState.ANNOUNCED: "announced notified communicated published confirmed",
    OutageState.TO_COME: "come upcoming planned scheduled proposed draft new approved requested tentative",
}
_IMPACTS: Mapping[Impact, str] = {
    Impact.DEGRADED: "degraded partial partially minor slow slowness performance reduced intermittent limited low none",
    Impact.DOWN: "down full fully total complete unavailable outage major critical high offline stopped maintenance",
}
_OPEN = {"", "open", "open end", "ongoing", "tbc", "tba", "tbd", "unknown", "n/a", "na", "-", "?", "none", "not known"}
_ALL = {
    "all",
    "any",
    "every",
    "all systems",
    "all environments",
    "whole environment",
    "entire environment",
    "all of them",
}
_NOTHING = {"", "-", "n/a", "na", "none", "nil"}
_YES, _NO = {"yes", "y", "true", "done", "x"}, {"", "no", "n", "false", "-", "n/a", "tbc", "none", "not yet"}
_FURTHER = re.compile(r"[/|&+\n]|\band\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.-])(?:AB)?#?(\d{1,9})(?![\w-]|\.\d)", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never)\b", re.IGNORECASE)
_CLOSE = 70


def kind_of_words(text: str) -> OutageKind | None:
    """Say whether a text means planned or unplanned; None where it says neither."""
    plain = text.casefold().replace("un-planned", "unplanned").replace("not planned", "unplanned")
    if plain.strip() in {"no", "n", "false"}:  # below a heading `Planned`
        return OutageKind.UNPLANNED
    return _first(plain, _KINDS) or (OutageKind.PLANNED if plain.strip() in {"y", "true"} else None)


def state_of_words(text: str) -> OutageState | None:
    """Say which state a text means; None where it names none that is known, or only denies one: `not confirmed`."""
    return None if _DENIED.search(text) else _first(text.casefold(), _STATES)


def impact_of_words(text: str) -> Impact | None:
    """Say which impact a text means; None where it names none that is known."""
    return _first(text.casefold(), _IMPACTS)


def is_open_end(text: str) -> bool:
    """Whether the end of an outage is written as not known yet."""
    return text.strip(" .()").casefold() in _OPEN


def is_yes(text: str) -> bool | None:
    """Read `yes` and `no`; None for other words."""
    plain = text.strip().casefold()
    return True if plain in _YES else False if plain in _NO else None


def is_all(text: str) -> bool:
    """Whether a text means every thing of its kind."""
    return text.strip().casefold() in _ALL


def places_of(text: str, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the things that a text lists, and the words that name none; `SIT A and SIT B` lists two."""
    if text.strip().casefold() in _NOTHING:
        return (), ()
    named, unknown = names.read(text)
    found, left = list(named), list[str]()
    for words in unknown:
        inner, still = names.read(_FURTHER.sub(";", words))
        found += inner
        left += still
    return tuple(dict.fromkeys(found)), tuple(left)


def words_of_list(text: str) -> tuple[str, ...]:
    """Give what a text lists between semicolons, commas or line breaks."""
    parts = (part.strip() for part in re.split(r"[;,\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part.casefold() not in _NOTHING))


def numbers_of_defects(text: str) -> tuple[int, ...]:
    """Give the defects that a text names: `AB#12`, `#12` or `12`."""
    return tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(text)))


def reason_of_words(text: str, kind: OutageKind | None, programme: Programme) -> tuple[str, str]:
    """Give the reason as the programme's list has it, and what to say where the list does not have it.

    Args:
        text: as it is written; kept where the list has nothing like it.
        kind: of the outage; None where that is not known yet.
        programme: whose list counts.
    """
    reasons = reasons_of(kind, programme)
    known = {reason.casefold(): reason for reason in reasons}
    plain = " ".join(text.split())
    if not reasons or not plain or plain.casefold() in known:
        return known.get(plain.casefold(), plain), ""
    near = process.extractOne(plain.casefold(), list(known), scorer=fuzz.WRatio, score_cutoff=_CLOSE)
    meant = f" Perhaps {known[near[0]]} is meant." if near else ""
    return plain, f"its reason '{plain}' is none of the programme's list; it is kept as it is.{meant}"


def reasons_of(kind: OutageKind | None, programme: Programme) -> Sequence[str]:
    """Give the programme's reasons for a kind of outage, or all of them."""
    records = programme.outages
    if kind is OutageKind.PLANNED:
        return records.planned_reasons
    if kind is OutageKind.UNPLANNED:
        return records.unplanned_reasons
    return (*records.planned_reasons, *records.unplanned_reasons)


def kind_of_reason(reason: str, programme: Programme) -> OutageKind | None:
    """Say what kind of outage has a reason; None where the programme's list does not tell."""
    records, plain = programme.outages, reason.strip().casefold()
    if plain in map(str.casefold, records.planned_reasons):
        return OutageKind.PLANNED
    return OutageKind.UNPLANNED if plain in map(str.casefold, records.unplanned_reasons) else None


T = TypeVar("T", OutageKind, OutageState, Impact)


def _first(text: str, meanings: Mapping[T, str]) -> T | None:
    words = set(_WORDS.findall(text))
    return next((meaning for meaning, known in meanings.items() if words & set(known.split())), None)
