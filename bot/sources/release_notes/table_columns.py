"""Tell from the headings of a table which column holds ids, texts, kinds, states and versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_IDS = re.compile(
    r"(?:defect|bug|ticket|work item|issue|jira|ado|incident|problem|item|fix|reference|story)s?\s*"
    r"(?:id|ids|no|no\.|number|numbers|nr|key|keys|ref|ref\.|refs|reference|references|#)|"
    r"id|ids|key|keys|ref|ref\.|refs|reference|references|(?:defect|bug|ticket|work item|issue|jira)s?(?: fixed)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"no|no\.|number|numbers|nr|#", re.IGNORECASE)
"""A column of ids where no other is: else it numbers the rows."""
_KIND = re.compile(r"(?:(?:issue|item|change|defect|work item) )?(?:type|kind|category|section|class)", re.IGNORECASE)
_STATUS = re.compile(r"(?:fix )?(?:status|state|resolution|resolved|fixed|result)\??", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:version|release|build|build number|fix(?:ed)? (?:in )?versions?|fixed in|release version|in release)",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r".*\b(?:related|see also|caused by|duplicate(?:s| of)?|depends on|parent|linked|links?|regression of|reopens)\b.*",
    re.IGNORECASE,
)
_UNFIXED = re.compile(
    r"\b(?:no|not (?:yet )?(?:fixed|resolved|done|included)|open|known(?: issue)?|deferred|postponed|in progress|new|"
    r"active|won'?t fix|rejected|reopened|re-opened|withdrawn|unresolved|duplicate|blocked|pending|planned|failed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which column holds what; None for what the table has not."""

    ids: int | None
    kind: int | None
    status: int | None
    version: int | None
    related: frozenset[int]

    @property
    def of_their_own(self) -> frozenset[int]:
        """The columns that are no part of the text of a row."""
        own = {self.ids, self.version, *self.related}
        return frozenset(number for number in own if number is not None)

    @staticmethod
    def cell(cells: Sequence[str], column: int | None) -> str:
        """Give what a row has in a column; empty where it has none."""
        return cells[column] if column is not None and column < len(cells) else ""


@cache
def table_columns(headings: tuple[str, ...]) -> TableColumns:
    """Read the headings of a table."""
    related = frozenset(number for number, heading in enumerate(headings) if _RELATED.fullmatch(_plain(heading)))

    def first(pattern: re.Pattern[str]) -> int | None:
        fitting = (
            number
            for number, heading in enumerate(headings)
            if number not in related and pattern.fullmatch(_plain(heading))
        )
        return next(fitting, None)

    ids = first(_IDS)
    ids = first(_NUMBERS) if ids is None else ids
    return TableColumns(ids, first(_KIND), first(_STATUS), first(_VERSION), related)


def is_unfixed(state: str) -> bool:
    """Whether the state of a row says that it is no fix, or not yet."""
    return bool(_UNFIXED.search(state))


def _plain(heading: str) -> str:
    return " ".join(heading.strip(" :*_").split())
