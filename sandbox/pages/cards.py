"""Draw the little Markdown that the texts of Adaptive Cards may have."""

from __future__ import annotations

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup


def card_text(text: Any) -> Markup:
    """Give the HTML of a card's text, whose Markdown is emphasis, links and lists only."""
    return Markup(_parser().render(str(text or "")))  # noqa: S704 - HTML in the text is escaped, links are checked


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("zero", {"breaks": True}).enable(["emphasis", "link", "list", "newline", "escape", "entity"])
