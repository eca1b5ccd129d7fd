"""Wiki pages are read as what they say, with the line of each part."""

from __future__ import annotations

from bot.sources.wiki_markdown import ListItem, Row, read_page


def test_items_and_rows_come_with_heading_and_line() -> None:
    """Emphasis, links, escapes and line breaks inside an item are gone; paragraphs are not items."""
    page = (
        "Intro\n\n| A | B |\n|---|---|\n| `x` | [y](https://z) |\n\n## Fixed\n\nText\n\n"
        "- one \\#1\n  more\n\n  Second paragraph\n  - inner **two**\n"
    )
    assert list(read_page(page)) == [
        Row(("A", "B"), 3),
        Row(("x", "y"), 5),
        ListItem("Fixed", "one #1 more", 11),
        ListItem("Fixed", "inner two", 15),
    ]


def test_an_empty_page_says_nothing() -> None:
    """Nothing is made up."""
    assert list(read_page("")) == []
