"""Read HTML, as people write it into work items, as plain text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_ONE_PARAGRAPH = re.compile(r"\s*<(p|div)>([^<>&\0]*)</\1>\s*")
_PARAGRAPHS = "p, div, li, br, tr, h1, h2, h3, h4, h5, h6, pre, blockquote"
_NOT_SAID = "blockquote, pre"
_MENTION = "a[data-vss-mention]"


def plain_text(text: str) -> str:
    """Give HTML as plain text, one paragraph a line; text without tags is given as it is.

    What is quoted, and code, is marked as in Markdown (`> ...`), and so is who is mentioned (`@<Sam>`).
    """
    if "<" not in text and "&" not in text:
        return text.strip()
    if one := _ONE_PARAGRAPH.fullmatch(text):  # as most comments are: a parser would take twenty times as long
        return _lines(one[2])
    tree = LexborHTMLParser(text)
    for node in tree.css(_PARAGRAPHS):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in tree.css(_MENTION):
        node.replace_with(f"@<{node.text().strip().removeprefix('@')}>")
    for node in reversed(tree.css(_NOT_SAID)):  # what a quotation quotes comes before it
        node.replace_with("\n" + "\n".join(f"> {line}" for line in _lines(node.text()).splitlines()) + "\n")
    return _lines(tree.body.text() if tree.body else "")


def _lines(text: str) -> str:
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))
