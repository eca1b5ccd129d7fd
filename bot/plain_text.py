"""Read HTML, as people write it into work items, as plain text."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

_PARAGRAPHS = "p, div, li, br, tr, h1, h2, h3, h4, h5, h6, pre"


def plain_text(text: str) -> str:
    """Give HTML as plain text, one paragraph a line; text without tags is given as it is."""
    if "<" not in text and "&" not in text:
        return text.strip()
    tree = LexborHTMLParser(text)
    for node in tree.css(_PARAGRAPHS):
        node.insert_before("\n")
        node.insert_after("\n")
    lines = (" ".join(line.split()) for line in (tree.body.text() if tree.body else "").splitlines())
    return "\n".join(line for line in lines if line)
