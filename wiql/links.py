"""A link query asked of many items: which links between them, or which trees of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from wiql.clauses import Test
from wiql.context import Context
from wiql.errors import WiqlError
from wiql.evaluate import LINK_TYPE, clauses_of, compiled, is_link_type, positive
from wiql.fields import Catalog
from wiql.items import Item
from wiql.query import check_columns, fields_of, instant_of, sort
from wiql.readers import Fields
from wiql.syntax import And, Clause, Condition, LinkMode, Literal, Not, Operator, Or, Query, Side, Table

HIERARCHY = "System.LinkTypes.Hierarchy-Forward"
"""The one type of link that makes trees: from parent to child."""

_OTHER_NAMES = {
    "child": HIERARCHY,
    "parent": "System.LinkTypes.Hierarchy-Reverse",
    "related": "System.LinkTypes.Related",
    "system.linktypes.related-forward": "System.LinkTypes.Related",
    "system.linktypes.related-reverse": "System.LinkTypes.Related",
    "successor": "System.LinkTypes.Dependency-Forward",
    "predecessor": "System.LinkTypes.Dependency-Reverse",
    "duplicate": "System.LinkTypes.Duplicate-Forward",
    "duplicate of": "System.LinkTypes.Duplicate-Reverse",
}
_OPERATORS = {Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN}
_RECURSIVE = {LinkMode.RECURSIVE, LinkMode.RETURN_MATCHING_CHILDREN}


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one work item to another: its type as Azure DevOps has it, and the other's number."""

    kind: str
    target: int


class LinkedItem(Item, Protocol):
    """A work item as link queries need it."""

    def links_at(self, instant: datetime) -> Iterable[Link]:
        """Give its links to other work items as they were then."""
        ...


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One row of a link query's answer, as Azure DevOps' `workItemRelations` has it.

    Attributes:
        source: None where the row names a work item by itself.
        kind: the type of the link; None where there is no source.
    """

    target: int
    source: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a link query asks of source, link and target."""

    source: Test
    link: Test
    target: Test


@dataclass(frozen=True, slots=True)
class _Net:
    """The items by number, as sources in their order, with their fields and with their links in the targets' order."""

    order: list[int]
    fields: Mapping[int, Fields]
    links: Mapping[int, list[Link]]


def evaluate_links(
    query: Query, items: Iterable[LinkedItem], context: Context, catalog: Catalog, *, time_precision: bool = False
) -> list[LinkRow]:
    """Give the rows that a link query returns: each work item by itself, then its links, in the query's order.

    A link counts only where its target is among the items. The trees of `MODE (Recursive)` go down from every item
    that meets the source's conditions to children that meet the target's; with `ReturnMatchingChildren` they go up
    from every item that meets the target's conditions to parents that meet the source's.

    Raises:
        WiqlError: for a flat query, a mixed condition, an unknown field or macro, or what the fields do not take.
    """
    if query.table is not Table.LINKS:
        raise WiqlError("A query FROM WorkItems returns work items, not links.", query.span)
    mode = query.mode or LinkMode.MUST_CONTAIN
    if mode in _RECURSIVE and query.as_of is not None:
        raise WiqlError("ASOF does not go with a tree: MODE (Recursive).", query.as_of.span)
    check_columns(query, catalog)
    asked = _asked(query, mode, context, catalog, time_precision=time_precision)
    at = instant_of(query, context)
    there = [(item, found) for item in items if (found := fields_of(item, at)) is not None]
    fields = {item.id: its_fields for item, its_fields in there}
    place = _places(there, query, Side.TARGET, catalog)
    links = {
        item.id: sorted(
            (link for link in item.links_at(at) if link.target in fields and asked.link({LINK_TYPE: link.kind})),
            key=lambda link: place[link.target],
        )
        for item, _ in there
    }
    net = _Net(list(_places(there, query, Side.SOURCE, catalog)), fields, links)
    return list(_trees(mode, net, asked) if mode in _RECURSIVE else _direct(mode, net, asked))


def _places(there: list[tuple[LinkedItem, Fields]], query: Query, side: Side, catalog: Catalog) -> dict[int, int]:
    """Give the place of each item, by number, in the order that the query wants for one side of its links."""
    ordered = sorted(there, key=lambda pair: pair[0].id)
    sortings = [sorting for sorting in query.order if sorting.field.side in {Side.NONE, side}]
    sort(ordered, [(catalog.field(sorting.field), sorting) for sorting in sortings])
    return {item.id: place for place, (item, _) in enumerate(ordered)}


def _direct(mode: LinkMode, net: _Net, asked: _Asked) -> Iterator[LinkRow]:
    """Give each source with its links, as the mode wants them."""
    for number in net.order:
        if not asked.source(net.fields[number]):
            continue
        met = [link for link in net.links[number] if asked.target(net.fields[link.target])]
        if mode is LinkMode.MAY_CONTAIN or bool(met) is (mode is LinkMode.MUST_CONTAIN):
            yield LinkRow(number)
            yield from (LinkRow(link.target, number, link.kind) for link in met)


def _trees(mode: LinkMode, net: _Net, asked: _Asked) -> Iterator[LinkRow]:
    """Give each tree from its root down; an item that hangs in a tree is no root of another."""
    goes_down = mode is LinkMode.RECURSIVE
    first = asked.source if goes_down else asked.target
    below: dict[int, list[Link]] = {number: [] for number in net.order}
    steps: dict[int, list[int]] = {number: [] for number in net.order}
    for parent, link in ((number, link) for number in net.order for link in net.links[number]):
        if asked.target(net.fields[link.target]) if goes_down else asked.source(net.fields[parent]):
            below[parent].append(link)
            start, end = (parent, link.target) if goes_down else (link.target, parent)
            steps[start].append(end)
    shown = _reached({number for number in net.order if first(net.fields[number])}, steps)
    hanging = {link.target for number in shown for link in below[number]}
    drawn: set[int] = set()
    for root in net.order:
        waiting = [LinkRow(root)] if root in shown and root not in hanging else []
        while waiting:
            row = waiting.pop()
            if row.target not in drawn:
                drawn.add(row.target)
                yield row
                children = [link for link in below[row.target] if link.target in shown]
                waiting.extend(LinkRow(link.target, row.target, link.kind) for link in reversed(children))


def _reached(starts: set[int], steps: Mapping[int, list[int]]) -> set[int]:
    """Give everything that can be reached from the starts, with the starts."""
    reached, waiting = set(starts), list(starts)
    while waiting:
        new = [end for end in steps[waiting.pop()] if end not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def _asked(query: Query, mode: LinkMode, context: Context, catalog: Catalog, *, time_precision: bool) -> _Asked:
    """Sort the parts of the condition by what they ask about: the source, the link, the target."""
    parts: dict[Side, list[Condition]] = {side: [] for side in Side}
    for part in _parts(query.where) if query.where else ():
        sides = {clause.field.side for clause in clauses_of(part)}
        if len(sides) > 1:
            message = "One part of a link query asks about the source, the link or the target, not about several"
            raise WiqlError(f"{message}: join the parts with AND.", part.span)
        parts[sides.pop()].append(part)
    parts[Side.NONE] = [_about_link(part) for part in parts[Side.NONE]]
    if mode in _RECURSIVE:
        _check_tree(parts[Side.NONE], query)

    def test(side: Side) -> Test:
        met = parts[side]
        if not met:
            return lambda _fields: True
        condition = met[0] if len(met) == 1 else And(tuple(met))
        return compiled(condition, catalog, time_precision=time_precision, side=side, is_link=side is Side.NONE)[0](
            context
        )

    return _Asked(test(Side.SOURCE), test(Side.NONE), test(Side.TARGET))


def _parts(condition: Condition) -> Iterator[Condition]:
    """Give what is joined by AND at the top, parentheses or not."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _parts(part)
    elif isinstance(condition, Not):
        yield from _parts(positive(condition))
    else:
        yield condition


def _about_link(part: Condition) -> Condition:
    """Check a condition on the link itself, and put the reference names of link types for what people call them."""
    if isinstance(part, And | Or):
        return replace(part, parts=tuple(_about_link(inner) for inner in part.parts))
    if isinstance(part, Not):
        return _about_link(positive(part))
    if not is_link_type(part.field):
        message = (
            f"[{part.field.name}] of which side? Write [Source].[{part.field.name}] or [Target].[{part.field.name}]."
        )
        raise WiqlError(message, part.field.span, tuple(side for side in Side if side))
    if part.operator not in _OPERATORS or not all(isinstance(value, Literal) for value in part.values):
        raise WiqlError("A link's type is compared with = or <> and its name in quotes.", part.span, ("=", "<>"))
    return replace(part, values=tuple(_reference_name(value) for value in part.values if isinstance(value, Literal)))


def _reference_name(value: Literal) -> Literal:
    return replace(value, value=_OTHER_NAMES.get(str(value.value).casefold(), value.value))


def _check_tree(parts: list[Condition], query: Query) -> None:
    """Refuse a tree of anything but parents and children."""
    match parts:
        case [Clause(operator=Operator.EQUAL, values=(Literal(value=str(kind)),))] if (
            kind.casefold() == HIERARCHY.casefold()
        ):
            return
    span = parts[0].span if parts else query.span
    raise WiqlError(f"A tree wants one type of link: [{LINK_TYPE}] = '{HIERARCHY}'.", span, (HIERARCHY,))
