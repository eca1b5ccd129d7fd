"""Raise a defect of the environment category, and let the triage team accept it."""

from __future__ import annotations

from typing import Any

from sandbox.scenarios.mhhs.people import RESOLVER, TRIAGE, tester
from sandbox.scenarios.mhhs.story import Story


def environment_defect(
    key: str,
    at: str,
    raiser: str,
    title: str,
    description: str,
    environment: str | None,
    system: str | None,
    severity: int | None,
    **more: Any,
) -> Story:
    """Raise a defect of the environment category, to be resolved by the party that runs the system."""
    resolving = RESOLVER.get(system or "")
    return Story(
        key,
        at,
        tester(raiser),
        title=title,
        description=f"<p>{description}</p>",
        category="Environment",
        environment=environment,
        system=system,
        severity=severity,
        priority=severity,
        raised_by=raiser,
        **{"party": resolving, **more},
    )


def accepted(story: Story, at: str, **more: Any) -> Story:
    """Let the triage team open a defect."""
    return story.then(at, TRIAGE, state="Open", **more)
