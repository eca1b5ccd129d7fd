"""Give every outage that is known, of Azure DevOps and of the other sources; what several name counts once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.settings import Settings
from bot.sources.outages.from_work_items import read_outages
from bot.sources.outages.reading import IMPORTED
from bot.sources.problems import SourceProblem
from bot.store.history import History
from bot.store.outages import KeptOutage
from rules.computed import rule_catalog
from rules.facts import Defect, Outage
from rules.programme import Programme
from wiql import Context, compile_condition, parse_condition

_GAPS = (
    "reason", "environments", "systems", "ends", "title", "party", "work_item", "url", "announced", "slots", "stages",
    "defects",
)  # fmt: skip
"""What one source adds where the one before says nothing."""
_CONTRADICTIONS = {"kind": "its kind", "starts": "its start", "ends": "its end", "cancelled": "that it is cancelled"}


@dataclass(frozen=True, slots=True)
class KnownOutages:
    """The outages, each once.

    Attributes:
        problems: what is wrong in the sources, and where they contradict one another.
        kept: what each document of a source says, by reference in small letters; Azure DevOps is no document.
    """

    outages: tuple[Outage, ...]
    problems: tuple[SourceProblem, ...]
    kept: Mapping[str, tuple[KeptOutage, ...]]


def known_outages(history: History, programme: Programme, settings: Settings, now: datetime) -> KnownOutages:
    """Give the outages as of `now`.

    Where several sources name the same reference, the first counts, and the others fill what it leaves open: first
    Azure DevOps, then the sources in the order of the settings, then what was imported.
    """
    records = history.defects(as_of=now, types=(programme.outages.type,))
    of_ado, problems = read_outages(chosen_records(records, settings, programme, now).values(), programme)
    sources = sources_of(history, settings)
    kept = history.outages.outages(sources, now)
    documents = [each for each in history.outages.documents(sources) if each.is_there]
    merged, contradictions = merge((*of_ado, *(each.outage for each in kept)), ZoneInfo(programme.zone))
    by_reference: dict[str, tuple[KeptOutage, ...]] = {}
    for each in kept:
        name = each.outage.reference.casefold()
        by_reference[name] = (*by_reference.get(name, ()), each)
    told = tuple(problem for document in documents for problem in document.problems)
    return KnownOutages(merged, (*problems, *told, *contradictions), by_reference)


def chosen_records(
    records: Mapping[int, Defect], settings: Settings, programme: Programme, now: datetime
) -> Mapping[int, Defect]:
    """Give the outage records that the condition of the programme chooses; all where it says nothing."""
    if not programme.outages.when:
        return records
    holds = compile_condition(parse_condition(programme.outages.when), rule_catalog(programme))
    ado = settings.azure_devops
    context = Context(now=now, project=ado.project, me=ado.account, zone=ZoneInfo(programme.zone))
    return {number: record for number, record in records.items() if holds(record.latest.fields, context)}


def sources_of(history: History, settings: Settings) -> tuple[str, ...]:
    """Give the names of the sources in their order: those of the settings, then what was imported."""
    return (*(source.title for source in settings.sources.outages), *history.outages.imported(IMPORTED))


def merge(outages: Iterable[Outage], zone: ZoneInfo) -> tuple[tuple[Outage, ...], tuple[SourceProblem, ...]]:
    """Make one outage of those that have the same reference, and tell where they contradict one another.

    Args:
        outages: those of the source that counts most first.
        zone: in which times are told.
    """
    together: dict[str, list[Outage]] = {}
    for outage in outages:
        together.setdefault(outage.reference.casefold(), []).append(outage)
    problems: list[SourceProblem] = []
    merged: list[Outage] = []
    for same in together.values():
        # What one source withdrew and another still has is still to come.
        first, *others = sorted(same, key=lambda each: each.withdrawn)
        for other in others:
            if not other.withdrawn:
                problems += _contradictions(first, other, zone)
        merged.append(_filled(first, others))
    return tuple(merged), (*problems, *_twins(merged))


def _filled(first: Outage, others: Sequence[Outage]) -> Outage:
    if not others:
        return first
    # What a source withdrew says nothing of an outage that another still has; an end before its start is none.
    telling = [other for other in others if not other.withdrawn or first.withdrawn]
    telling = [replace(other, ends=None) if other.ends and other.ends <= first.starts else other for other in telling]
    gaps = {
        name: next((value for other in telling if (value := getattr(other, name))), None)
        for name in _GAPS
        if not getattr(first, name)
    }
    also = ", ".join(dict.fromkeys(other.source for other in others if other.source != first.source))
    filled = replace(first, **{name: value for name, value in gaps.items() if value is not None})
    return replace(filled, source=f"{first.source}, also {also}") if also else filled


def _contradictions(first: Outage, other: Outage, zone: ZoneInfo) -> Iterator[SourceProblem]:
    for name, words in _CONTRADICTIONS.items():
        mine, theirs = getattr(first, name), getattr(other, name)
        if mine == theirs or (name == "ends" and mine is None):
            continue
        says = f"{_told(mine, zone)} at {first.source}, {_told(theirs, zone)} here"
        what = f"{other.reference} is told otherwise about {words}: {says}. The former counts: its source comes first."
        yield SourceProblem(other.source, what, "Correct one of them.", other.url)


def _told(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return "yes" if value is True else "no" if value is False else "open" if value is None else str(value)


def _twins(outages: Iterable[Outage]) -> Iterator[SourceProblem]:
    """Tell of outages under different references that are at the same place and time: they may be one."""
    seen: dict[tuple[object, ...], Outage] = {}
    for outage in outages:
        if not outage.stands:
            continue
        at = (
            frozenset(outage.environments),
            frozenset(outage.systems),
            outage.starts.astimezone(UTC),
            outage.ends and outage.ends.astimezone(UTC),
        )
        twin = seen.setdefault(at, outage)
        if twin is not outage:
            what = f"{outage.reference} is at the same place and time as {twin.reference} ({twin.source}); both count."
            yield SourceProblem(outage.source, what, "If they are one outage, give both the same reference.")
