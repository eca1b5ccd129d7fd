"""Keep what people wrote on a page when the bot writes it anew: minutes, remarks, and the points they ticked."""

from __future__ import annotations

import re

MINUTES = "## Minutes and new actions"
"""From this heading on the page belongs to the people at the stand-up."""
REMARKS = "## Remarks"
"""From this heading on the page of a release belongs to people; a page without it is not the bot's at all."""

_POINT = re.compile(r"^- \[( |x|X)\] (.*)$")


def keep_minutes(ours: str, theirs: str) -> str:
    """Give the page to write: `ours`, with the minutes and the ticks of `theirs`, the page as it stands in the wiki.

    A page on which people wrote nothing gives `ours` unchanged, so that an unchanged agenda is not written again.
    """
    theirs = theirs.replace("\r\n", "\n")
    begins = next((each for each in (MINUTES, REMARKS) if f"\n{each}\n" in ours), MINUTES)
    body, heading, minutes = ours.partition(f"\n{begins}\n")
    their_body, their_heading, their_minutes = theirs.partition(f"\n{begins}\n")
    ticked = {found[2].strip() for line in their_body.split("\n") if (found := _POINT.match(line)) and found[1] != " "}
    kept = "\n".join(_ticked(line, ticked) for line in body.split("\n"))
    return f"{kept}{heading}{their_minutes if their_heading else minutes}"


def _ticked(line: str, ticked: set[str]) -> str:
    found = _POINT.match(line)
    return f"- [x] {found[2]}" if found and found[2].strip() in ticked else line
