"""Say in one sentence what matters most."""

from __future__ import annotations

from collections.abc import Iterable

from bot.publish.escape import shorten
from bot.publish.views import DefectLine, OutageLine, SectionView, Tone
from rules.decisions import Section

_TITLE = 80


def headline(sections: Iterable[SectionView]) -> str:
    """Name the first thing to look at and what is down; count what is late and what is next."""
    by_section = {section.section: section for section in sections}
    breached = by_section[Section.BREACHED].defects
    at_risk = by_section[Section.AT_RISK].count
    lines = (*by_section[Section.BLOCKED].defects, *breached, *by_section[Section.AT_RISK].defects)
    # A defect before a matter without one, which a rule may have put first.
    first = next((line for line in lines if line.number is not None), next(iter(lines), None))
    parts = [
        f"Look first at {_named(first)}" if first else "",
        _down(line for line in by_section[Section.OUTAGES].outages if line.tone is Tone.ALARM),
        f"{len(breached)} {'defect is' if len(breached) == 1 else 'defects are'} past an SLA" if breached else "",
        f"{at_risk} {'is' if at_risk == 1 else 'are'} next to breach" if at_risk else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}." if said else "Nothing is blocked, down or late."


def _named(line: DefectLine) -> str:
    number = "" if line.number is None else f"#{line.number} "
    about = ", ".join(part for part in (line.where, f"turn: {line.turn}" if line.turn else "") if part)
    title = shorten(line.title, _TITLE).rstrip(".")
    return f"{number}{title} ({about})" if about else f"{number}{title}"


def _down(lines: Iterable[OutageLine]) -> str:
    named = [f"{line.where or line.reference} ({line.reference}, {line.when})" for line in lines]
    if not named:
        return ""
    more = f" and {len(named) - 1} more" if len(named) > 1 else ""
    return f"unplanned outage of {named[0]}{more}"
