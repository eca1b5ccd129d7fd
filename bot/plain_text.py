"""Read HTML, as people write it into work items, as plain text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_ONE_PARAGRAPH = re.compile(r"\s*<(p|div)>([^<>&\0]*)</\1>\s*")
_PARAGRAPHS = "p, div, li, br, tr, h1, h2, h3, h4, h5, h6, pre"


def plain_text(text: str) -> str:
    """Give HTML as plain text, one paragraph a line; text without tags is given as it is."""
    if "<" not in text and "&" not in text:
        return text.strip()
    if one := _ONE_PARAGRAPH.fullmatch(text):  # as most comments are: a parser would take twenty times as long
        return _lines(one[2])
    tree = LexborHTMLParser(text)
    for node in tree.css(_PARAGRAPHS):
        node.insert_before("\n")
        node.insert_after("\n")
    return _lines(tree.body.text() if tree.body else "")


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
