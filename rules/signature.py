"""The mark that the bot leaves in a discussion: which rules wrote, and a reference to find the entry by."""

from __future__ import annotations

import re
from collections.abc import Iterable

UNDO = "undo"
"""Signs what the bot did because a person told it to undo a run; no rule has this name."""

_SIGNATURE = re.compile(r"envbot \(([^()]*)\) \[[^\[\]]*\]")


def signature(rules: Iterable[str], reference: str) -> str:
    """Write the mark: `envbot (sla-breached, outage-linked) [eb-1a2b3c4d]`."""
    return f"envbot ({', '.join(rules)}) [{reference}]"


def signed_by(text: str) -> frozenset[str]:
    """Read which rules wrote an entry; none where it bears no mark."""
    return frozenset(rule.strip() for match in _SIGNATURE.finditer(text) for rule in match.group(1).split(","))
