"""Write a clock as JSON: every figure of it, exact, the same for the same clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.clock_words import attribution_sentence
from rules.sla import Clock
from rules.sla.attribution import attribution


def clock_document(clock: Clock) -> dict[str, Any]:
    """Give a clock for programs. Instants are ISO 8601 in UTC, amounts of time are seconds."""
    counted = attribution(clock)
    return {
        "name": clock.name,
        "cycle": clock.cycle,
        "verdict": clock.verdict.value if clock.verdict else None,
        "is_breached": clock.is_breached,
        "is_paused": clock.is_paused,
        "goal": {"when": clock.goal.when, "target": clock.goal.target, "calendar": clock.calendar},
        "calendar": clock.calendar,
        "policy_version": clock.policy_version,
        "calendar_version": clock.calendar_version,
        "target_seconds": clock.target.total_seconds(),
        "elapsed_seconds": clock.elapsed.total_seconds(),
        "remaining_seconds": clock.remaining.total_seconds(),
        "started": clock.started.isoformat(),
        "stopped": clock.stopped.isoformat() if clock.stopped else None,
        "due": clock.due.isoformat() if clock.due else None,
        "breached_at": clock.breached_at.isoformat() if clock.breached_at else None,
        "attribution": attribution_sentence(clock),
        "outages": [
            {"reference": share.reference, "working_seconds": share.working.total_seconds()}
            for share in counted.outages
        ],
        "assumptions": list(clock.assumptions),
        "segments": [
            {
                "starts": segment.starts.isoformat(),
                "ends": segment.ends.isoformat(),
                "kind": segment.kind.value,
                "working_seconds": segment.working.total_seconds(),
                "party": segment.party,
                "outage": segment.outage,
                "why": segment.why,
            }
            for segment in clock.segments
        ],
    }


def clock_name(clock: Mapping[str, Any]) -> str:
    """Name a clock so written: `resolve, cycle 1`."""
    return f"{clock['name']}, cycle {clock['cycle']}"
