"""Find out which column of a table says what of an outage; where that is not clear, suggest it ready to paste."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import yaml
from rapidfuzz import fuzz, process

from bot.sources.problems import SourceRefused
from bot.sources.rows import Table

_CLOSE = 72
"""From this likeness on, of 100, a heading is worth a suggestion."""


class Said(StrEnum):
    """What a column may say of an outage; the words are the keys below `columns` in the settings."""

    REFERENCE = "reference"
    TITLE = "title"
    KIND = "kind"
    REASON = "reason"
    ENVIRONMENTS = "environments"
    SYSTEMS = "systems"
    PARTY = "party"
    DAY = "day"
    STARTS = "starts"
    START_TIME = "start time"
    ENDS = "ends"
    END_TIME = "end time"
    ZONE = "zone"
    ANNOUNCED = "announced"
    STATE = "state"
    IMPACT = "impact"
    STAGES = "stages"
    SLOTS = "slots"
    DEFECTS = "defects"


_KNOWN: Mapping[Said, str] = {
    Said.REFERENCE: (
        "reference, ref, outage reference, outage ref, outage id, outage number, outage no, outage, id, number, no, "
        "change, change reference, change ref, change id, change number, chg, ticket, ticket id, incident id, key"
    ),
    Said.TITLE: "title, summary, subject, name, outage title, headline, activity, description, details, what, work",
    Said.KIND: (
        "kind, outage kind, type, outage type, planned unplanned, planned or unplanned, planned, category, "
        "type of outage"
    ),
    Said.REASON: "reason, outage reason, reason for outage, cause, root cause, purpose, why, justification",
    Said.ENVIRONMENTS: (
        "environments, environment, env, envs, environments affected, environment affected, affected environments, "
        "affected environment, affected env, test environment, test environments, impacted environments, "
        "impacted environment, where"
    ),
    Said.SYSTEMS: (
        "systems, system, systems affected, system affected, affected systems, affected system, impacted systems, "
        "impacted system, service, services, affected services, components, component, affected components, "
        "application, applications, platform"
    ),
    Said.PARTY: (
        "party, responsible party, organisation, organization, owner, owning party, supplier, vendor, company, "
        "service provider, provider, responsible, raised by party"
    ),
    Said.DAY: "day, date, outage date, date of outage, on",
    Said.STARTS: (
        "starts, start, actual start, start date time, start datetime, start date and time, starts at, started at, "
        "start date, from, begin, begins, began, begin date, outage start, outage start date, outage from, "
        "downtime start, window start, window from, planned start, planned start date, scheduled start, date from, "
        "from date, start at"
    ),
    Said.START_TIME: "start time, time from, from time, begin time, planned start time, outage start time, time start",
    Said.ENDS: (
        "ends, end, actual end, end date time, end datetime, end date and time, ends at, ended at, end date, to, "
        "until, till, finish, finishes, finish date, outage end, outage end date, outage to, downtime end, window end, "
        "window to, planned end, planned end date, scheduled end, date to, to date, resolved, resolved at, restored, "
        "restored at, end at"
    ),
    Said.END_TIME: "end time, time to, to time, until time, finish time, planned end time, outage end time, time end",
    Said.ZONE: "zone, time zone, timezone, tz",
    Said.ANNOUNCED: (
        "announced, announced on, announced at, announcement, announcement date, notified, notified on, "
        "notification date, notification sent, communicated, communicated on"
    ),
    Said.STATE: "state, status, outage state, outage status, current status",
    Said.IMPACT: "impact, effect, outage impact, level of impact",
    Said.STAGES: "stages, stage, test stage, test stages, stages hit, affected stages, impacted stages",
    Said.SLOTS: "slots, slot, test slot, test slots, booking, bookings, slots hit, booked slots, affected slots",
    Said.DEFECTS: "defects, defect, bugs, bug, linked defects, related defects, defect ids, defect id, ado",
}
_SYNONYMS = {said: tuple(word.strip() for word in words.split(",")) for said, words in _KNOWN.items()}
_MEANS = {word: said for said, words in _SYNONYMS.items() for word in words}
_WORDS = re.compile(r"[^\W_]+")
_ZONES = {"utc": "UTC", "gmt": "GMT", "bst": "BST", "uk": "UK", "local": "local", "z": "UTC"}
"""Words in a heading that name the zone of its column."""


_PAREN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_START, _PLACE = "when an outage starts", "where it is"
_NEEDED: Mapping[str, tuple[Said, ...]] = {_START: (Said.STARTS, Said.DAY), _PLACE: (Said.ENVIRONMENTS, Said.SYSTEMS)}
"""What a table must say, and the columns of which one must be there."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column says what.

    Attributes:
        headings: the heading of the column for each thing that is said.
        zones: the zone that the heading of such a column names (`Start (UTC)`).
        unused: headings that say nothing that is read.
    """

    headings: Mapping[Said, str]
    zones: Mapping[Said, str]
    unused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, str]:
        """Give them as the settings write them."""
        return {said.value: heading for said, heading in self.headings.items()}


def columns_of(
    table: Table, named: Mapping[Said, str], given: frozenset[Said] = frozenset(), *, is_import: bool = False
) -> Columns:
    """Give the columns of a table.

    Args:
        table: with its header.
        named: columns that a person named, empty for what no column says; others are found by the words people use.
        given: what is known without a column.
        is_import: whether a person names columns by `--map`, not in the settings.

    Raises:
        SourceRefused: a named column is not there, or no column says when or where an outage is.
    """
    named_by = "--map" if is_import else "columns"
    headings = {said: _as_named(table, said, heading, named_by) for said, heading in named.items() if heading}
    taken = set(headings.values())
    found: dict[Said, list[tuple[int, str]]] = {}
    for heading in table.header:
        said = _MEANS.get(_plain(heading))
        if said is not None and said not in named and heading not in taken:
            found.setdefault(said, []).append((_SYNONYMS[said].index(_plain(heading)), heading))
    headings |= {said: min(ranked, key=lambda each: each[0])[1] for said, ranked in found.items()}
    _promote(headings)
    missing = [
        what for what, of_which in _NEEDED.items() if not any(said in headings or said in given for said in of_which)
    ]
    if missing:
        raise _unclear(table, headings, missing, is_import=is_import)
    zones = {said: zone for said, heading in headings.items() if (zone := _zone(heading))}
    unused = tuple(heading for heading in table.header if heading not in headings.values())
    ordered = {said: headings[said] for said in Said if said in headings}
    return Columns(MappingProxyType(ordered), MappingProxyType(zones), unused)


def is_of_outages(table: Table) -> bool:
    """Whether a table looks like a list of outages at all: two of its columns say something of an outage."""
    return sum(_plain(heading) in _MEANS for heading in table.header) > 1


def _promote(headings: dict[Said, str]) -> None:
    """Take `Start time` for the whole start where no other column says the day."""
    for moment, clock in ((Said.STARTS, Said.START_TIME), (Said.ENDS, Said.END_TIME)):
        if Said.DAY not in headings and moment not in headings and clock in headings:
            headings[moment] = headings.pop(clock)


def _as_named(table: Table, said: Said, heading: str, named_by: str) -> str:
    wanted = " ".join(heading.split()).casefold()
    for known in table.header:
        if " ".join(known.split()).casefold() == wanted:
            return known
    near = process.extractOne(heading, table.header, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    meant = f"Perhaps '{near[0]}' is meant. " if near else ""
    why = f"it has no column '{heading}', which `{named_by}` names for {said.value}. Its columns are: {_quoted(table)}."
    raise SourceRefused("is not read", table.place, why, f"{meant}Correct the name.")


def _unclear(table: Table, headings: Mapping[Said, str], missing: Sequence[str], *, is_import: bool) -> SourceRefused:
    left = [heading for heading in table.header if heading not in headings.values()]
    suggested: dict[str, str] = {}
    for what in missing:
        best = max(
            (
                (fuzz.ratio(_plain(heading), word), said, heading)
                for heading in left
                for said in _NEEDED[what]
                for word in _SYNONYMS[said]
            ),
            key=lambda each: each[0],
            default=(0.0, _NEEDED[what][0], ""),
        )
        likeness, said, heading = best
        suggested[said.value] = heading if likeness >= _CLOSE else "?"
    why = f"no column says {' or '.join(missing)}. Its columns are: {_quoted(table)}."
    if is_import:
        options = " ".join(f'--map "{said}={heading}"' for said, heading in suggested.items())
        return SourceRefused("is not read", table.place, why, f"Name them: {options}")
    columns = {"columns": {said.value: heading for said, heading in headings.items()} | suggested}
    written = yaml.safe_dump(columns, default_flow_style=True, sort_keys=False, width=10_000).strip()
    advice = f"Name them below the source in the settings: {written[1:-1]}"
    return SourceRefused("is not read", table.place, why, advice)


def _quoted(table: Table) -> str:
    return ", ".join(f"'{heading}'" for heading in table.header)


def _plain(heading: str) -> str:
    """Give a heading as the words that count: no case, signs, remarks in brackets or zones."""
    words = _WORDS.findall(_PAREN.sub(" ", heading).replace("_", " ").casefold())
    return " ".join(word for word in words if word not in _ZONES)


def _zone(heading: str) -> str:
    words = _WORDS.findall(heading.replace("_", " ").casefold())
    return next((_ZONES[word] for word in words if word in _ZONES), "")
