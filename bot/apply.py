"""Carry out a plan, one write a defect: intent first, then the write, then the confirmation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Protocol

import orjson

from ado_client.errors import AdoError, Broken, Conflict, NotFound, SignInNeeded, Unreachable
from bot.plan import Change, Plan, as_patch
from bot.store.ledger import Entry, Ledger, Standing

CHANGE = "change"
"""The kind under which the ledger keeps changes of defects."""


class Outcome(StrEnum):
    """What became of one change."""

    APPLIED = "applied"
    ALREADY = "already done"
    """The ledger held it as done before, or another run did it meanwhile."""
    MOVED = "moved"
    """Someone changed the defect after the plan was made: nothing was written, the next run decides anew."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one change, in words where there is something to say."""

    change: Change
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """What became of a plan. `stopped` says why the rest was not tried; empty if all of it was."""

    results: tuple[Result, ...] = ()
    stopped: str = ""

    def count(self, outcome: Outcome) -> int:
        """Give how many changes ended so."""
        return sum(result.outcome is outcome for result in self.results)

    @property
    def problems(self) -> tuple[str, ...]:
        """What failed, in words; a defect that moved is no failure."""
        failed = tuple(result.reason for result in self.results if result.outcome is Outcome.FAILED)
        return (*failed, self.stopped) if self.stopped else failed


class WorkItemWriter(Protocol):
    """The part of `ado_client.work_items.WorkItems` that applying needs."""

    async def update(self, number: int, patch: list[dict[str, Any]], /, *, rev: int | None) -> dict[str, Any]:
        """Write a JSON-Patch, guarded by the revision."""

    async def updates(self, number: int, /) -> list[dict[str, Any]]:
        """Read what each revision changed."""

    async def get(self, number: int, /, *, expand: str | None = None) -> dict[str, Any]:
        """Read a work item as it stands."""

    def url(self, number: int, /) -> str:
        """Give the address of a work item, as relations want it."""


async def apply_plan(
    plan: Plan,
    work_items: WorkItemWriter,
    ledger: Ledger,
    run: int,
    progress: Callable[[Result], None] = lambda _: None,
) -> ApplyReport:
    """Apply every change of a plan; a change that fails does not keep the others from being tried.

    Stops early only where nothing further can work: no connection, or no sign-in. What was not tried is not in the
    ledger; what was tried without an answer stays there as intended, and `reconcile` finds out before the next plan.
    """
    results: list[Result] = []
    for change in plan.changes:
        try:
            result = await _apply(change, work_items, ledger, run)
        except _Moved:
            result = Result(change, Outcome.MOVED, _moved(change))
        except AdoError as error:
            left = len(plan.changes) - len(results) - 1
            results.append(Result(change, Outcome.FAILED, f"#{change.defect}: {error}"))
            rest = f"{left} further changes were not tried; run again to go on." if left else ""
            return ApplyReport(tuple(results), rest)
        results.append(result)
        progress(result)
    return ApplyReport(tuple(results))


async def _apply(change: Change, work_items: WorkItemWriter, ledger: Ledger, run: int) -> Result:
    try:
        places = await _places(change, work_items)
    except (SignInNeeded, Broken, Unreachable):
        raise  # nothing further can work
    except AdoError as error:
        return Result(change, Outcome.FAILED, f"#{change.defect}: {error}")
    patch = as_patch(change, work_items.url, places)
    payload = {
        "reference": change.reference,
        "rev": change.rev,
        "fields": [[diff.field, diff.before, diff.after] for diff in change.fields],
        "links": [[link.kind, link.target, link.comment] for link in change.links],
        "unlinks": [[link.kind, link.target, link.comment] for link in change.unlinks],
    }
    intents = ledger.intend_all(
        change.keys,
        kind=CHANGE,
        target=str(change.defect),
        payload_hash=hashlib.sha256(orjson.dumps(patch)).hexdigest(),
        run=run,
        payload=payload,
    )
    if all(intent.standing is Standing.DONE for intent in intents):
        return Result(change, Outcome.ALREADY, "The ledger holds it as done.")
    if any(intent.standing is Standing.UNSETTLED for intent in intents):
        return Result(change, Outcome.MOVED, f"#{change.defect}: another run is writing it; the next run looks again.")
    return await _write(change, patch, work_items, ledger)


async def _write(change: Change, patch: list[dict[str, Any]], work_items: WorkItemWriter, ledger: Ledger) -> Result:
    try:
        await work_items.update(change.defect, patch, rev=change.rev)
    except Conflict:
        if await _is_written(work_items, change.defect, change.reference, change.rev):
            _settle(ledger, change.keys, reference=change.reference)
            return Result(change, Outcome.ALREADY, f"#{change.defect}: another run has written it meanwhile.")
        _settle(ledger, change.keys, failed=_moved(change))
        return Result(change, Outcome.MOVED, _moved(change))
    except (Broken, Unreachable) as error:
        # It may have been written or not: look. While even that fails, the intent stays open for `reconcile`.
        if await _is_written(work_items, change.defect, change.reference, change.rev):
            _settle(ledger, change.keys, reference=change.reference)
            return Result(change, Outcome.APPLIED)
        reason = f"#{change.defect}: {error}"
        _settle(ledger, change.keys, failed=reason)
        return Result(change, Outcome.FAILED, reason)
    except SignInNeeded as error:
        # Nothing was written, and nothing further can be.
        _settle(ledger, change.keys, failed=str(error))
        raise
    except AdoError as error:
        reason = f"#{change.defect}: {error}"
        _settle(ledger, change.keys, failed=reason)
        return Result(change, Outcome.FAILED, reason)
    _settle(ledger, change.keys, reference=change.reference)
    return Result(change, Outcome.APPLIED)


def _moved(change: Change) -> str:
    return f"#{change.defect} was changed after revision {change.rev}; the next run decides anew."


class _Moved(Exception):
    """The defect is not at the revision that the change was planned on."""


async def _places(change: Change, work_items: WorkItemWriter) -> list[int]:
    """Find the places of the relations that a change takes away, as the list is at the revision of the plan."""
    if not change.unlinks:
        return []
    item = await work_items.get(change.defect, expand="relations")
    if item["rev"] != change.rev:
        raise _Moved
    wanted = {(link.kind, f"/{link.target}") for link in change.unlinks}
    return [
        place
        for place, relation in enumerate(item.get("relations", ()))
        if any(relation["rel"] == kind and relation["url"].endswith(end) for kind, end in wanted)
    ]


async def reconcile(work_items: WorkItemWriter, ledger: Ledger) -> tuple[str, ...]:
    """Find out what became of changes that an earlier run meant to write and never settled.

    Returns:
        One sentence for each such change: it was written, or it was not and will be decided anew.
    """
    told = []
    for (defect, reference), entries in _unsettled(ledger):
        keys = tuple(entry.key for entry in entries)
        try:
            written = await _is_written(work_items, defect, reference, entries[0].payload["rev"])
        except NotFound as error:
            _settle(ledger, keys, failed=str(error))
            told.append(f"#{defect}: an earlier run may have changed it, but it is gone.")
            continue
        if written:
            _settle(ledger, keys, reference=reference)
            told.append(f"#{defect}: an earlier run was cut off after it had written {reference}; nothing is repeated.")
        else:
            _settle(ledger, keys, failed="The run was cut off before it had written anything.")
            told.append(f"#{defect}: an earlier run was cut off before it had written anything; it is decided anew.")
    return tuple(told)


def _unsettled(ledger: Ledger) -> Iterator[tuple[tuple[int, str], list[Entry]]]:
    def write_of(entry: Entry) -> tuple[int, str]:
        return int(entry.target), str(entry.payload["reference"])

    pending = sorted((entry for entry in ledger.pending() if entry.kind == CHANGE), key=write_of)
    for write, entries in groupby(pending, write_of):
        yield write, list(entries)


async def _is_written(work_items: WorkItemWriter, defect: int, reference: str, rev: int) -> bool:
    """Look for the change's mark in what was said on the defect since the plan was made."""
    for update in reversed(await work_items.updates(defect)):
        if update.get("rev", 0) <= rev:
            return False
        if reference in update.get("fields", {}).get("System.History", {}).get("newValue", ""):
            return True
    return False


def _settle(ledger: Ledger, keys: tuple[str, ...], *, reference: str = "", failed: str = "") -> None:
    for key in keys:
        if failed:
            ledger.fail(key, failed)
        else:
            ledger.confirm(key, reference)
