"""What of a release note does not fit Azure DevOps or the other notes, and how often its fixes failed their retest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise, takewhile

from rules.delivery import release_name
from rules.facts import Defect, FixClaim, ReleaseNote
from rules.view import View
from rules.wording import listed


class Oddity(StrEnum):
    """In which way a line of a note does not fit."""

    UNKNOWN = "unknown id"
    CLOSED = "closed before the delivery"
    DUPLICATE = "a duplicate"
    TWICE = "same version, other content"
    NOT_DEPLOYED = "deployed nowhere"

    @property
    def advice(self) -> str:
        """What to do about it."""
        return _ADVICE[self]


_ADVICE = {
    Oddity.UNKNOWN: "Ask who wrote the note which defect is meant.",
    Oddity.CLOSED: "Ask why the note names it: re-open the defect, or let the note be corrected.",
    Oddity.DUPLICATE: "Look at the defect that it duplicates: if that is fixed, let the note name it.",
    Oddity.TWICE: "Let the note that is wrong be corrected.",
    Oddity.NOT_DEPLOYED: "Add environment and date to the note or the schedule.",
}


@dataclass(frozen=True, slots=True)
class OddClaim:
    """Something in a note that does not fit; `where` leads to its line."""

    kind: Oddity
    release: str
    text: str
    where: str
    defect: int | None = None


@dataclass(frozen=True, slots=True)
class RetestRecord:
    """How the retests of a release went.

    Attributes:
        retested: its fixes that were closed or re-opened after they were delivered.
        reopened: those of them that were re-opened then.
    """

    release: str
    retested: tuple[int, ...]
    reopened: tuple[int, ...]

    @property
    def rate(self) -> float | None:
        """The share that was re-opened; None while nothing was retested."""
        return len(self.reopened) / len(self.retested) if self.retested else None


def odd_claims(view: View) -> tuple[OddClaim, ...]:
    """Give what does not fit in any note, note by note in their order."""
    notes = view.facts.release_notes
    return tuple(odd for note in notes for odd in (*_odd_in(view, note), *_other_content(note, notes)))


def retest_record(view: View, note: ReleaseNote) -> RetestRecord:
    """Tell how the retests of a note's fixes went: every re-opening between its delivery and that of the next fix."""
    retested: list[int] = []
    reopened: list[int] = []
    for number in dict.fromkeys(claim.defect for claim in note.fixes):
        defect = view.facts.defects.get(number)
        if defect is None:
            continue
        was_retested, was_reopened = _outcome(view, defect, *_span(view, defect, note))
        if was_retested:
            retested.append(number)
            if was_reopened:
                reopened.append(number)
    return RetestRecord(release_name(note), tuple(retested), tuple(reopened))


def _span(view: View, defect: Defect, note: ReleaseNote) -> tuple[datetime | None, datetime | None]:
    """Give from when a note's fix of a defect was there, and when the next note brought another."""
    here = view.environment_of(defect)
    on = view.deployments.on(note, here)
    if on is None or on.since > view.facts.now:
        return None, None
    others = (
        other.since
        for delivery in view.deliveries_of(defect)
        if (other := view.deployments.on(delivery.note, here)) is not None and other.since > on.since
    )
    return on.since, min(others, default=None)


def _outcome(view: View, defect: Defect, begins: datetime | None, ends: datetime | None) -> tuple[bool, bool]:
    """Say whether a defect was closed or re-opened between two instants: one that waits for its tester was neither."""
    workflow = view.programme.workflow
    closed = {state.casefold() for state in workflow.closed}
    done = closed | {state.casefold() for state in (*workflow.retest, *workflow.fixed)}
    was_closed = was_reopened = False
    for before, after in pairwise(defect.revisions):
        if begins is None or after.at < begins or (ends is not None and after.at >= ends):
            continue
        old, new = (str(each.fields.get("System.State", "")).casefold() for each in (before, after))
        was_closed = was_closed or new in closed
        was_reopened = was_reopened or (old in done and new not in done)
    return was_closed or was_reopened, was_reopened


def _odd_in(view: View, note: ReleaseNote) -> Iterator[OddClaim]:
    release = release_name(note)
    for claim in note.fixes:
        defect = view.facts.defects.get(claim.defect)
        if defect is None:
            text = f"The note of {release} names #{claim.defect} as fixed, which is no defect that envbot knows."
            yield OddClaim(Oddity.UNKNOWN, release, text, claim.where, claim.defect)
        elif view.is_closed(defect):
            yield from _closed(view, note, claim, defect)
    if note.fixes and not view.deployments.of(note):
        text = f"Nothing says where and since when {release} is deployed, so that its fixes cannot be retested."
        yield OddClaim(Oddity.NOT_DEPLOYED, release, text, note.source)


def _closed(view: View, note: ReleaseNote, claim: FixClaim, defect: Defect) -> Iterator[OddClaim]:
    """Say that a defect was closed when the build came; one that was closed after it passed its retest."""
    release, since = release_name(note), view.state_since(defect)
    deployed = [each.since for each in view.deployments.of(note)]
    if "duplicate" in defect.state.casefold():
        text = f"The note of {release} names #{defect.id} as fixed, which is a {defect.state} since {view.when(since)}."
        yield OddClaim(Oddity.DUPLICATE, release, text, claim.where, defect.id)
    elif deployed and since < min(deployed):
        text = (
            f"The note of {release} names #{defect.id} as fixed, but it was {defect.state} {view.when(since)}, "
            "before the build came."
        )
        yield OddClaim(Oddity.CLOSED, release, text, claim.where, defect.id)


def _other_content(note: ReleaseNote, notes: Iterable[ReleaseNote]) -> Iterator[OddClaim]:
    """Say that an earlier note of the same release names other fixes; all of them count."""
    release = release_name(note)
    ours = {claim.defect for claim in note.fixes}
    for other in takewhile(lambda each: each is not note, notes):
        if release_name(other).casefold() != release.casefold():
            continue
        theirs = {claim.defect for claim in other.fixes}
        differ = sorted(ours ^ theirs)
        if differ or (note.environments, note.delivered_at) != (other.environments, other.delivered_at):
            names = f": {listed(f'#{number}' for number in differ)} only in one" if differ else " about where and when"
            text = f"{release} has two notes, {other.source} and {note.source}, which differ{names}; both count."
            yield OddClaim(Oddity.TWICE, release, text, note.source)
