"""The situations the bot exists for, one story each: what a coordinator would have to notice this morning."""

from __future__ import annotations

from sandbox.scenarios.mhhs.situations.incomplete import incomplete
from sandbox.scenarios.mhhs.situations.outages import around_outages
from sandbox.scenarios.mhhs.situations.releases import releases
from sandbox.scenarios.mhhs.situations.service_levels import blockers, service_levels
from sandbox.scenarios.mhhs.story import Story


def every_situation() -> list[Story]:
    """Give all stories that are told one by one."""
    return [*blockers(), *service_levels(), *around_outages(), *releases(), *incomplete()]
