"""Read open action points from the wiki pages of earlier stand-ups, which people edit.

A point is an item with a box under a heading about actions: `- [ ] What is to be done (Owner, #1234)`. The same point
stands on the page of every stand-up until it is done; the last page that has it says whether it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.sources.problems import SourceProblem
from bot.sources.wiki_markdown import ListItem, read_page
from bot.store.history import StoredPage
from rules.facts import ActionPoint
from rules.programme import Programme

_POINT = re.compile(r"\[(?P<box>[ xX])\]\s+(?P<text>.+)")
_ABOUT = re.compile(r"(?P<text>.*?)\s*\((?P<about>[^()]*)\)\s*")
_REFERENCE = re.compile(r"#(\d+)")
_NOBODY = "nobody"
_HEADING = "action"


@dataclass(frozen=True, slots=True)
class _Mention:
    """A point as one page has it."""

    point: ActionPoint
    is_done: bool
    where: str


def read_action_points(
    pages: Iterable[StoredPage], programme: Programme, today: date
) -> tuple[tuple[ActionPoint, ...], tuple[SourceProblem, ...]]:
    """Give the points still open on pages of days before `today`, the oldest first, and points that nobody owns.

    A page is a stand-up's if its name is a day (`2024-06-11`); others are left alone.
    """
    zone = ZoneInfo(programme.zone)
    dated = ((_day(page), page) for page in pages)
    earlier = sorted(((day, page) for day, page in dated if day and day < today), key=lambda pair: pair[0])
    last: dict[tuple[str, int | None], _Mention] = {}
    for day, page in earlier:
        raised = datetime.combine(day, time.min, zone).astimezone(UTC)
        for mention in _mentions(page, raised):
            key = mention.point.text.casefold(), mention.point.defect
            first = last[key].point.raised if key in last else raised
            last[key] = replace(mention, point=replace(mention.point, raised=first))
    still_open = tuple(mention for mention in last.values() if not mention.is_done)
    problems = tuple(
        SourceProblem(
            mention.where,
            f"nobody owns '{mention.point.text}'.",
            "Write who does it: `(Owner, #1234)`.",
            mention.point.url,
        )
        for mention in still_open
        if not mention.point.owner
    )
    return tuple(mention.point for mention in still_open), problems


def _day(page: StoredPage) -> date | None:
    try:
        return date.fromisoformat(page.path.rsplit("/", 1)[-1])
    except ValueError:
        return None


def _mentions(page: StoredPage, raised: datetime) -> Iterator[_Mention]:
    for item in read_page(page.content):
        if not isinstance(item, ListItem) or _HEADING not in item.heading.casefold():
            continue
        found = _POINT.fullmatch(item.text)
        if found:
            where = f"wiki page {page.path}, line {item.line}"
            yield _Mention(_point(found["text"], raised, page.url), found["box"] != " ", where)


def _point(written: str, raised: datetime, url: str) -> ActionPoint:
    """Read `What is to be done (Owner, #1234)`; a bracket in the middle of the text is part of the text."""
    found = _ABOUT.fullmatch(written)
    text, about = (found["text"], found["about"]) if found and found["text"] else (written, "")
    reference = _REFERENCE.search(about) or _REFERENCE.search(text)
    owner = ", ".join(part.strip() for part in about.split(",") if part.strip() and not _REFERENCE.search(part))
    return ActionPoint(
        text=text,
        owner="" if owner.casefold() == _NOBODY else owner,
        raised=raised,
        defect=int(reference[1]) if reference else None,
        url=url,
    )
