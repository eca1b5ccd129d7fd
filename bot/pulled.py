"""Read the comments that Azure DevOps sends as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.plain_text import plain_text
from bot.store.defects import person_of
from rules.facts import Comment


def comments_of(raw: Iterable[Mapping[str, Any]]) -> tuple[Comment, ...]:
    """Give the comments that still stand, as plain text."""
    return tuple(
        Comment(
            int(one["id"]),
            datetime.fromisoformat(one["createdDate"]),
            person_of(one.get("createdBy")),
            one["text"] if one.get("format") == "markdown" else plain_text(one.get("text", "")),
        )
        for one in raw
        if not one.get("isDeleted", False)
    )
