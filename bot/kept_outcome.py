"""Let the outcome of a run stand while nothing that it rests on is another, and say until when it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.assemble import House
from bot.gather import gather
from bot.pull import PullReport
from bot.store.outcomes import KeptOutcome, Outcomes

if TYPE_CHECKING:  # the cycle asks the memory
    from bot.cycle import CycleReport

_HOME = Path(__file__).resolve().parents[1]
_ROOMS = ("ado_client", "bot", "rules", "templates", "wiql")
_STORED = frozenset({"now", "defects", "escalations"})
"""Facts of which the store's contents tell whether they are others; `now` is held by the outcome's own end."""


@dataclass(frozen=True, slots=True)
class UnchangedReport:
    """What a cycle says in which nothing had changed: the outcome of the run since which that is so.

    Attributes:
        kept: that outcome.
        summary: what that run said of itself.
    """

    run: int
    is_dry: bool
    now: datetime
    pulled: PullReport
    kept: KeptOutcome
    summary: Mapping[str, Any]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know; it is so still."""
        return tuple(self.summary["remarks"])

    @property
    def problems(self) -> tuple[str, ...]:
        """What waits for a person; it does so still."""
        return tuple(self.summary["problems"])

    def as_json(self) -> dict[str, Any]:
        """Give the report for programs, in the form of any run's."""
        return {
            **self.summary,
            "run": self.run,
            "now": self.now.isoformat(),
            "pulled": self.pulled.as_json(),
            "unchanged_since_run": self.kept.run,
            "holds_until": self.kept.until.isoformat(),
        }


class Memory:
    """Knows whether the outcome of an earlier run of the same command stands, and keeps that of this one.

    An outcome stands while the store, the sources, the settings, the programme and envbot itself are the same, the
    copies are where they were written, and no instant has come at which time alone may answer a rule otherwise.
    """

    def __init__(self, house: House, folder: Path, *, is_asked: bool = True) -> None:
        """Prepare to remember.

        Args:
            house: whose store keeps the outcomes.
            folder: where the copies of what is published go.
            is_asked: whether an earlier outcome may stand; it is kept for the next run in any case.
        """
        self._house = house
        self._folder = folder
        self._is_asked = is_asked
        self._outcomes = Outcomes(house.store.engine)
        self._of_what = ""

    def recall(self, run: int, pulled: PullReport, *, apply: bool) -> UnchangedReport | None:
        """Give the outcome that stands after a pull; None where the rules must be asked."""
        self._of_what, ahead = self._now_of_what()
        kept = self._outcomes.kept(_command(apply=apply)) if self._is_asked else None
        now = self._house.now()
        if kept is None or kept.of_what != self._of_what or now >= kept.until or (ahead and ahead <= now):
            return None
        if not kept.files or not all((self._folder / name).exists() for name in kept.files):
            return None
        before = self._house.store.runs.run(kept.run)
        return UnchangedReport(run, not apply, now, pulled, kept, before.summary) if before else None

    def keep(self, report: CycleReport, files: Iterable[Path]) -> None:
        """Keep the outcome of a run that did nothing to the outside, so that the next may find it standing.

        A run that did something is followed by one that finds nothing to do: that one is kept. So is none that failed
        to do something, since the next has to try again.
        """
        of_what, ahead = self._now_of_what()
        if of_what != self._of_what or report.verdicts or report.applied.problems or report.posting.problems:
            return
        until = min(report.decided.view.horizon.until, ahead or report.decided.view.horizon.until)
        if until > self._house.now():
            names = tuple(path.name for path in files)
            self._outcomes.keep(KeptOutcome(_command(apply=not report.is_dry), of_what, report.run, until, names))

    def _now_of_what(self) -> tuple[str, datetime | None]:
        """Give one hash for everything that an outcome rests on, and when something that is dated ahead comes to be."""
        house = self._house
        now = house.now()
        stored, ahead = self._outcomes.contents(now)
        gathered = gather(house.store.history, house.programme, house.settings, now)
        told = [(each.name, getattr(gathered.facts, each.name)) for each in fields(gathered.facts)]
        parts = (
            stored,
            [(name, value) for name, value in told if name not in _STORED],
            gathered.problems,
            house.settings.model_dump(mode="json"),
            sorted((name, rule.model_dump(mode="json")) for name, rule in house.rules.items()),
            house.programme,
            str(self._folder.resolve()),
            _program(),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest(), ahead


def _command(*, apply: bool) -> str:
    return "run --apply" if apply else "run"


def _program() -> list[tuple[str, int, int]]:
    """Give what tells one version of the program from another, be it edited in place."""
    files = (path for room in _ROOMS for path in (_HOME / room).rglob("*") if path.suffix in {".py", ".yaml", ".j2"})
    return sorted((str(path.relative_to(_HOME)), path.stat().st_size, path.stat().st_mtime_ns) for path in files)
