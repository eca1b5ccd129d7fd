"""Know since when Azure DevOps answers as it does: recordings from 2018 to 2026 show what changed in between."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from sandbox.state import World


class Change(Enum):
    """A change in what Azure DevOps answers, and the first day on which it was recorded."""

    PROJECTS_SHOW_LAST_UPDATE = datetime(2019, 1, 30, tzinfo=UTC)
    """Projects show `lastUpdateTime`."""
    LINKS_SHOW_NAMES = datetime(2019, 11, 27, tzinfo=UTC)
    """Links between work items show the name of their kind, and children show `System.Parent`."""
    BACKLOG_IS_REFUSED_BY_NUMBER = datetime(2019, 8, 1, tzinfo=UTC)
    """A team without a backlog iteration is refused with TF400497; before, with an ArgumentException."""
    RESOLVING_ASSIGNS_NOBODY = datetime(2021, 1, 1, tzinfo=UTC)
    """Resolving a bug leaves Assigned To alone; until 2019 it went to who had created the bug."""
    MEMBERS_SHOW_ADMINS = datetime(2025, 1, 1, tzinfo=UTC)
    """Members of a team who are its administrators say so."""
    LONG_TEXT_SHOWS_ITS_FORMAT = datetime(2026, 3, 1, tzinfo=UTC)
    """Work items say which of their long texts are HTML and which are Markdown (`multilineFieldsFormat`)."""

    def has_come(self, world: World) -> bool:
        """Whether the world's clock stands at that day or later."""
        return world.now() >= self.value
