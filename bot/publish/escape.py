"""Make text from outside harmless in each medium: it is shown as it was written, and never read as mark-up."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Whatever Azure DevOps' Markdown could read as mark-up: `#` mentions work items, `$` begins a formula, `|` ends a cell.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~!])")
_MENTION = re.compile(r"(?<![\w\\/])\\#(\d{1,9})\b")
_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))")
_CARD = re.compile(r"([\\`*_\[\]~#])")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# Joins emoji and letters of some scripts; without it they fall apart.
_JOINERS = frozenset({"\u200c", "\u200d"})


class Raw(str):
    """Text that is already mark-up of its medium and is taken as it stands."""

    __slots__ = ()


def one_line(text: str) -> str:
    """Put text on one line, without control characters and without those that turn the reading direction."""
    if not text.isprintable():
        text = "".join(
            char for char in text if char.isspace() or char in _JOINERS or unicodedata.category(char) not in _INVISIBLE
        )
    return _SPACES.sub(" ", text).strip()


def shorten(text: str, length: int) -> str:
    """Cut text at the last word that fits, and say so by an ellipsis."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    words = cut.rpartition(" ")[0]
    # A text without spaces (one long word, many scripts) is cut where it is.
    return f"{words if len(words) > length // 2 else cut}…"


def markdown(text: str) -> Raw:
    """Write text for Azure DevOps' Markdown, in a paragraph, a list item or a table cell."""
    line = _MARKDOWN.sub(r"\\\1", one_line(text))
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")
    # `@` would mention a person, `://` would become a link that nobody looked at.
    line = line.replace("@", "&#64;").replace("://", ":&#47;/")
    return Raw(_LINE_START.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", line))


def markdown_reason(text: str) -> Raw:
    """Write a rule's own sentence for Markdown: as `markdown`, but `#1234` stays a mention of the work item."""
    return Raw(_MENTION.sub(r"#\1", markdown(text)))


def mermaid(text: str) -> Raw:
    """Write a name for a Mermaid Gantt chart, which knows no escape: letters, digits and plain signs are kept."""
    kept = "".join(char if char.isalnum() or char in " .-/()" else " " for char in one_line(text))
    return Raw(_SPACES.sub(" ", kept).strip() or "outage")


def card(text: str) -> Raw:
    """Write text for a TextBlock of an Adaptive Card, which reads a part of Markdown and `{{DATE(…)}}`."""
    line = _CARD.sub(r"\\\1", one_line(text)).replace("{{", "{\u200b{").replace("://", ":\u200b//")
    return Raw(_LINE_START.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", line))


def link_address(address: str) -> str:
    """Give an address that may be followed: http, https and mailto; of anything else, nothing."""
    cleaned = one_line(address)
    if not re.match(r"(?i)(https?://|mailto:)[^\s]", cleaned):
        return ""
    return re.sub(r"[\s()<>\"'\\|`]", lambda found: f"%{ord(found[0]):02X}", cleaned)
