"""Scenarios that the sandbox can start with, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sandbox.files import enter
from sandbox.scenarios import mhhs
from sandbox.scenarios.mhhs.types import FIELDS, types
from sandbox.state import World
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_types import Tracking

TOKEN = "sandbox-pat"  # noqa: S105 - it opens nothing but a sandbox
"""The personal access token that every scenario accepts."""
BOT = ("envbot", "envbot@example.com")
"""Display name and mail address of the account behind it."""
PANEL_TOKEN = "sandbox-pat-panel"  # noqa: S105 - the same
"""The token of a member of the panel in the MHHS scenario, to answer the bot with."""
PANEL = ("Triage Lead, SI", "triage-lead.si@example.com")
"""Who that is."""


def scenario(name: str) -> World:
    """Build a scenario; its clock stands at the instant at which it begins.

    Raises:
        KeyError: there is no such scenario.
    """
    return SCENARIOS[name]()


def empty_world(organization: str, clock: Callable[[], datetime]) -> World:
    """Give an organisation without projects that the bot can sign in to."""
    world = World(clock, organization)
    world.add_token(TOKEN, world.add_person(*BOT))
    return world


def _mhhs() -> World:
    begins = mhhs.instant().astimezone(UTC)
    world = empty_world(mhhs.ORGANIZATION, lambda: begins)
    world.add_token(PANEL_TOKEN, world.add_person(*PANEL))
    project = world.add_project(mhhs.PROJECT, description="The reference programme on 12 June 2024.")
    tracking = world.part(Tracking)
    tracking.add_fields(FIELDS)
    tracking.define(project, *types())
    for item in mhhs.work_items():
        enter(world, item)
    wiki = world.part(Wikis).create(project=project.id, name=f"{mhhs.PROJECT}.wiki", kind=WikiKind.PROJECT)
    for path, content in mhhs.pages().items():
        wiki.plant(path, content, begins)
    return world


SCENARIOS: Mapping[str, Callable[[], World]] = {"mhhs": _mhhs}
"""Every scenario by its name."""
