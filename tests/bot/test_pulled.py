"""The comments that Azure DevOps sends become facts."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.pulled import comments_of
from rules.facts import Comment, Person


def test_comments_that_still_stand_are_kept() -> None:
    """Markdown is text already; deleted ones are gone."""
    by = {"displayName": "Tester A", "uniqueName": "tester.a@example.com"}
    raw = [
        {"id": 1, "createdDate": "2024-06-12T07:30:00.12Z", "createdBy": by, "text": "<p>x</p>"},
        {"id": 2, "createdDate": "2024-06-12T07:31:00Z", "text": "a <b> c", "format": "markdown"},
        {"id": 3, "createdDate": "2024-06-12T07:32:00Z", "createdBy": by, "text": "", "isDeleted": True},
    ]
    assert comments_of(raw) == (
        Comment(
            1, datetime(2024, 6, 12, 7, 30, 0, 120_000, tzinfo=UTC), Person("Tester A", "tester.a@example.com"), "x"
        ),
        Comment(2, datetime(2024, 6, 12, 7, 31, tzinfo=UTC), Person(""), "a <b> c"),
    )
