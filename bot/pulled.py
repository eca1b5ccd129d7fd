"""Read what Azure DevOps sends about comments and relations as facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.store.defects import person_of
from rules.facts import Comment, Relation

_WORK_ITEM = re.compile(r"/_apis/wit/workItems/(\d+)/?$", re.IGNORECASE)
_PARAGRAPHS = "p, div, li, br, tr, h1, h2, h3, h4, h5, h6, pre"


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


def relations_of(raw: Mapping[str, Any]) -> tuple[Relation, ...]:
    """Give the relations of a work item in their order, which is the order that removing one needs."""
    return tuple(
        Relation(
            one["rel"],
            int(found[1]) if (found := _WORK_ITEM.search(one["url"])) else None,
            one["url"],
            (one.get("attributes") or {}).get("comment", ""),
        )
        for one in raw.get("relations") or ()
    )


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
