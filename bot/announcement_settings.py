"""How planned outages are announced, and what is booked that they may clash with, as the settings say it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, model_validator

from bot.secret_places import FromHere, Part

PagePath = Annotated[str, Field(pattern=r"^/.*[^/]$", description="Path of a wiki page, from `/` on.")]


class OutagePage(Part):
    """The wiki page that says what is, was and will be down."""

    wiki: str = Field(description="Name of the wiki: MHHS.wiki")
    path: PagePath


class AnnouncementSettings(Part):
    """How planned outages are announced: by mail with a calendar entry, as a Teams card, on a page, in a calendar."""

    working_days: int = Field(default=3, ge=0, le=60, description="How many working days ahead.")
    page: OutagePage | None = Field(default=None, description="The page; none without it.")
    feed: FromHere | None = Field(default=None, description="An .ics file to be subscribed to, kept up to date.")


class SlotSettings(Part):
    """A time in which somebody has booked an environment for tests."""

    name: str
    environment: str
    starts: AwareDatetime
    ends: AwareDatetime
    systems: tuple[str, ...] = Field(default=(), description="The whole environment without them.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> SlotSettings:
        if self.ends <= self.starts:
            raise ValueError("`ends` is not after `starts`")
        return self
