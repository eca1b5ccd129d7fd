"""What Azure DevOps sends about comments and relations becomes facts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.pulled import comments_of, plain_text, relations_of
from rules.facts import Comment, Person, Relation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  plain, 2 > 1  ", "plain, 2 > 1"),
        ("<div>One<br>two</div><div>three &lt;four&gt;</div>", "One\ntwo\nthree <four>"),
        ("<p>A <b>bold</b>  word</p><ul><li>x</li><li>y</li></ul>", "A bold word\nx\ny"),
        ("R&amp;D", "R&D"),
        ("", ""),
    ],
)
def test_html_becomes_text_with_one_paragraph_a_line(text: str, expected: str) -> None:
    """As a reader sees it."""
    assert plain_text(text) == expected


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


def test_relations_know_the_work_item_that_they_lead_to() -> None:
    """Links to anything else have none."""
    url = "https://dev.azure.com/example/_apis/wit/workItems/42"
    raw = {
        "relations": [
            {"rel": "System.LinkTypes.Related", "url": url, "attributes": {"comment": "same cause"}},
            {"rel": "Hyperlink", "url": "https://example.com/", "attributes": None},
        ]
    }
    assert relations_of(raw) == (
        Relation("System.LinkTypes.Related", 42, url, "same cause"),
        Relation("Hyperlink", None, "https://example.com/"),
    )
    assert relations_of({"id": 1}) == ()
