"""What release notes say about a defect: fixed by which release, delivered where, since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.facts import FixClaim, ReleaseNote


@dataclass(frozen=True, slots=True)
class Delivery:
    """One release note's word that it fixes one defect."""

    note: ReleaseNote
    claim: FixClaim

    @property
    def release(self) -> str:
        """The release as people name it: `DIP 4.2.1`."""
        named = any(system.casefold() in self.note.version.casefold() for system in self.note.systems)
        return self.note.version if named else f"{'/'.join(self.note.systems)} {self.note.version}".strip()


def deliveries_by_defect(notes: Iterable[ReleaseNote]) -> Mapping[int, tuple[Delivery, ...]]:
    """Give what the notes say about each defect, the latest delivery first."""
    found: defaultdict[int, list[Delivery]] = defaultdict(list)
    for note in notes:
        for claim in note.fixes:
            found[claim.defect].append(Delivery(note, claim))
    return {
        number: tuple(sorted(deliveries, key=lambda each: (each.note.delivered_at, each.release), reverse=True))
        for number, deliveries in found.items()
    }
