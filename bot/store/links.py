"""Keep the links between work items: one row for both ends, written as links come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select

from ado_client.results import LinkChange
from bot.store.schema import LINKS, WORK_ITEMS
from rules.facts import Relation

_WITHOUT_DIRECTION = frozenset({"System.LinkTypes.Related", "System.LinkTypes.Remote.Related"})
"""Kinds of links that look the same from both ends."""


def save_links(connection: Connection, changes: Iterable[LinkChange]) -> None:
    """Write what became of links, oldest change first.

    A link without a direction may be told from the one end when it comes and from the other when it goes, and no two
    work items are linked by one kind in both directions: so whichever way a change is told, it is of the same link.
    """
    last = {(change.kind, *sorted((change.source, change.target))): change for change in changes}
    ends = [
        {"kind_": change.kind, "source_": one, "target_": other}
        for change in last.values()
        for one, other in ((change.source, change.target), (change.target, change.source))
    ]
    if ends:
        chosen = (
            LINKS.c.source == bindparam("source_"),
            LINKS.c.target == bindparam("target_"),
            LINKS.c.kind == bindparam("kind_"),
        )
        connection.execute(delete(LINKS).where(*chosen), ends)
    rows = [
        {"source": each.source, "target": each.target, "kind": each.kind, "comment": each.comment}
        for each in last.values()
        if each.is_there
    ]
    if rows:
        connection.execute(insert(LINKS), rows)


def relations(
    connection: Connection, condition: ColumnElement[bool], organization: str
) -> dict[int, tuple[Relation, ...]]:
    """Give the links of the work items that a condition chooses, as each of them sees them."""
    found: dict[int, list[Relation]] = defaultdict(list)
    for one, other, end in (
        (LINKS.c.source, LINKS.c.target, "-Forward"),
        (LINKS.c.target, LINKS.c.source, "-Reverse"),
    ):
        wanted = select(one, other, LINKS.c.kind, LINKS.c.comment).join(WORK_ITEMS, WORK_ITEMS.c.id == one)
        for number, target, kind, comment in connection.execute(wanted.where(condition).order_by(one, other)):
            seen = kind if kind in _WITHOUT_DIRECTION else f"{kind}{end}"
            address = f"{organization}/_apis/wit/workItems/{target}" if organization else ""
            found[number].append(Relation(seen, target, address, comment))
    return {number: tuple(links) for number, links in found.items()}
