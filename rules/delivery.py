"""Which release fixes which defect, and which build is where since when, as notes and schedules say it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from rules.facts import Deployment, FixClaim, ReleaseNote

_NEVER = datetime.min.replace(tzinfo=UTC)
_NUMBER = re.compile(r"\d+(?:\.\d+)+|\d+(?!.*\d\.\d)")
"""The number of a version: in `P2P 1.4` it is 1.4, not the 2 of the name."""
_PRE_RELEASE = re.compile(r"(?<=\d)[\s._-]*(rc|alpha|beta|preview|snapshot|dev)(?![a-z])[\s._-]*(\d*)", re.IGNORECASE)
"""What makes a build one before the release of its number: the `-rc1` of `4.2.1-rc1`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One release note's word that it fixes one defect."""

    note: ReleaseNote
    claim: FixClaim

    @property
    def release(self) -> str:
        """The release as people name it: `DIP 4.2.1`."""
        return release_name(self.note)


def release_name(note: ReleaseNote) -> str:
    """Give a release as people name it: `DIP 4.2.1`."""
    named = any(system.casefold() in note.version.casefold() for system in note.systems)
    has_name = not note.version[:1].isdigit() and " " in note.version
    return note.version if named or has_name else f"{'/'.join(note.systems)} {note.version}".strip()


def deliveries_by_defect(notes: Iterable[ReleaseNote]) -> Mapping[int, tuple[Delivery, ...]]:
    """Give what the notes say about each defect, the latest delivery first."""
    found: defaultdict[int, list[Delivery]] = defaultdict(list)
    for note in notes:
        for claim in note.fixes:
            found[claim.defect].append(Delivery(note, claim))
    return {
        number: tuple(
            sorted(deliveries, key=lambda each: (each.note.delivered_at or _NEVER, each.release), reverse=True)
        )
        for number, deliveries in found.items()
    }


class Deployments:
    """Which build every environment carries since when, from notes and schedules alike.

    Args:
        notes: each says where its own build was delivered, and when.
        scheduled: what a schedule, or Azure DevOps, says besides.
    """

    def __init__(self, notes: Iterable[ReleaseNote], scheduled: Iterable[Deployment]) -> None:
        self._scheduled = tuple(scheduled)
        every = (*(each for note in notes for each in _of_note(note)), *self._scheduled)
        self._every = tuple(sorted(every, key=lambda each: (each.since, each.environment, each.system, each.version)))

    def of(self, note: ReleaseNote) -> tuple[Deployment, ...]:
        """Give where the build of a note is or will be, one for each environment.

        Where note and schedule name different instants, the later counts: a fix is not called delivered too early.
        """
        found: dict[str, Deployment] = {}
        for each in (*_of_note(note), *(each for each in self._scheduled if is_build_of(each, note))):
            known = found.get(each.environment)
            if known is None or known.since < each.since:
                found[each.environment] = each
        return tuple(found.values())

    def on(self, note: ReleaseNote, environment: str) -> Deployment | None:
        """Give since when the build of a note is, or will be, on an environment."""
        return next((each for each in self.of(note) if each.environment == environment), None)

    def carried(self, at: datetime) -> tuple[Deployment, ...]:
        """Give the build of every system on every environment as of an instant, by environment and system."""
        latest: dict[tuple[str, str], Deployment] = {}
        for each in self._every:
            if each.since <= at:
                latest[each.environment, each.system] = each
        return tuple(latest[key] for key in sorted(latest))

    def ahead(self, at: datetime) -> tuple[Deployment, ...]:
        """Give what is still to come, the nearest first."""
        return tuple(each for each in self._every if each.since > at)

    def taken_back(self, note: ReleaseNote, environment: str, at: datetime) -> Deployment | None:
        """Give the older build that replaced the one of a note on an environment; None where it was not rolled back."""
        own = self.on(note, environment)
        if own is None:
            return None
        for system in note.systems or ("",):
            now_there = [each for each in self._every if (each.environment, each.system) == (environment, system)]
            last = next((each for each in reversed(now_there) if each.since <= at), None)
            if last is not None and last.since > own.since and _is_older(last.version, note.version):
                return last
        return None


def is_build_of(deployment: Deployment, note: ReleaseNote) -> bool:
    """Whether a deployment brings the build of a note: the same number, and the same system or name.

    A build before a release, `4.2.1-rc1`, is not the release itself.
    """
    if _number(deployment.version) != _number(note.version):
        return False
    if _pre_release(deployment.version) != _pre_release(note.version):
        return False
    if deployment.system and note.systems:
        return deployment.system in note.systems
    ours, theirs = _words(deployment.version), _words(note.version)
    return not ours or not theirs or ours == theirs


def _of_note(note: ReleaseNote) -> tuple[Deployment, ...]:
    if note.delivered_at is None:
        return ()
    return tuple(
        Deployment(environment, system, note.version, note.delivered_at, note.source, note.url)
        for environment in note.environments
        for system in note.systems or ("",)
    )


def _number(version: str) -> tuple[int, ...] | str:
    found = _NUMBER.search(version)
    return _parts(found.group()) if found else version.casefold().strip()


def _parts(number: str) -> tuple[int, ...]:
    """Give the parts of a number without the zeros at its end: 4.2 and 4.2.0 are the same release."""
    parts = [int(part) for part in number.split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _pre_release(version: str) -> tuple[str, str] | None:
    found = _PRE_RELEASE.search(version)
    return (found[1].casefold(), found[2]) if found else None


def _words(version: str) -> str:
    return _NUMBER.sub("", _PRE_RELEASE.sub("", version)).casefold().strip(" v-_")


def _is_older(one: str, other: str) -> bool:
    """Whether one version comes before another; versions without numbers have no order."""
    ours, theirs = _NUMBER.search(one), _NUMBER.search(other)
    if ours is None or theirs is None:
        return False
    return _parts(ours.group()) < _parts(theirs.group())
