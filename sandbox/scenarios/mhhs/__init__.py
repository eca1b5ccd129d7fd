"""The MHHS programme on Wednesday 12 June 2024, 08:30 UK time, with the weeks before it; the same on every start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from sandbox.scenarios.mhhs.background import NOW, environment_background, other_background
from sandbox.scenarios.mhhs.situations import every_situation
from sandbox.scenarios.mhhs.situations.answered import answered
from sandbox.scenarios.mhhs.story import PROJECT, Story
from sandbox.scenarios.mhhs.wiki_pages import wiki_pages

ORGANIZATION = "mhhs"
TEAM = "MHHS Team"
FIRST_ID = 1001
ENVIRONMENT_DEFECTS = 96
OTHER_DEFECTS = 200


def instant() -> datetime:
    """Give the instant at which the scenario begins."""
    return NOW


@cache
def stories() -> tuple[Story, ...]:
    """Give all work items in the order in which they were raised; those that the panel answered come last.

    They joined the scenario later, and leave the numbers of the others as they were.
    """
    told = [*every_situation(), *environment_background(ENVIRONMENT_DEFECTS), *other_background(OTHER_DEFECTS)]
    return tuple(story for group in (told, answered()) for story in sorted(group, key=_when))


def _when(story: Story) -> tuple[datetime, str]:
    return story.raised_at, story.key


@cache
def ids() -> Mapping[str, int]:
    """Give the work item id of every story by its key, in the order of `stories`."""
    return MappingProxyType({story.key: number for number, story in enumerate(stories(), start=FIRST_ID)})


def work_items() -> list[dict[str, Any]]:
    """Give all work items in the load format."""
    numbers = ids()
    return [story.as_loaded(numbers) for story in stories()]


def pages() -> dict[str, str]:
    """Give the wiki pages by path, parents first."""
    return wiki_pages(ids())


__all__ = ["NOW", "ORGANIZATION", "PROJECT", "TEAM", "ids", "instant", "pages", "stories", "work_items"]
