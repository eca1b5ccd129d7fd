"""The release manager's list: what can be retested now, where and with which build, and what does not add up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rules.delivery import release_name
from rules.facts import ReleaseNote
from rules.release_check import OddClaim, RetestRecord, odd_claims, retest_record
from rules.retest import Retest, Standing
from rules.view import View


@dataclass(frozen=True, slots=True)
class RetestList:
    """Every defect on its way to a retest, by environment, release and severity.

    Attributes:
        ready: can be retested now.
        coming: fixed, and only waits: for a build, an outage to end, or opening hours.
        waiting: in retest already, the longest first.
        odd: defects where note, state and builds do not add up.
        claims: lines of notes that do not fit.
        records: how the retests of each release went, the latest release first.
    """

    ready: tuple[Retest, ...]
    coming: tuple[Retest, ...]
    waiting: tuple[Retest, ...]
    odd: tuple[Retest, ...]
    claims: tuple[OddClaim, ...]
    records: tuple[RetestRecord, ...]

    @property
    def oddities(self) -> int:
        """How many things somebody has to find out."""
        return len(self.odd) + len(self.claims)


def retest_list(view: View, environments: Collection[str] = ()) -> RetestList:
    """Give the list.

    Args:
        view: the facts.
        environments: only defects found there, and notes that go there; everything where it is empty.
    """
    every = [found for defect in view.open_defects if (found := view.retest_of(defect)) is not None]
    every = [each for each in every if not environments or each.environment in environments]
    every.sort(key=lambda each: _order(view, each))
    notes = [note for note in view.facts.release_notes if _goes_to(view, note, environments)]
    names = {release_name(note) for note in notes}
    return RetestList(
        ready=_standing(every, Standing.READY),
        coming=_standing(every, Standing.COMING, Standing.HELD),
        waiting=tuple(sorted(_standing(every, Standing.IN_RETEST), key=lambda each: each.since or view.facts.now)),
        odd=tuple(each for each in every if not each.standing.adds_up),
        claims=tuple(odd for odd in odd_claims(view) if odd.release in names),
        records=tuple(record for note in _latest_first(notes) if (record := retest_record(view, note)).retested),
    )


def _standing(every: Iterable[Retest], *standings: Standing) -> tuple[Retest, ...]:
    return tuple(each for each in every if each.standing in standings)


def _order(view: View, each: Retest) -> tuple[str, str, int, int]:
    severity = view.severity_of(view.facts.defects[each.defect])
    return each.environment, each.release, severity or len(view.programme.severities) + 1, each.defect


def _goes_to(view: View, note: ReleaseNote, environments: Collection[str]) -> bool:
    deployed = {each.environment for each in view.deployments.of(note)}
    return not environments or not deployed or bool(deployed & set(environments))


def _latest_first(notes: Iterable[ReleaseNote]) -> list[ReleaseNote]:
    dated = [note for note in notes if note.delivered_at is not None]
    undated = [note for note in notes if note.delivered_at is None]
    return [*sorted(dated, key=lambda note: (note.delivered_at, note.version), reverse=True), *undated]
