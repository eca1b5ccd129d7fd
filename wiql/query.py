"""A flat query asked of many items: filtered, sorted, as of the instant it names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from wiql.context import DATE_MACROS, Context, check_macro, moment_of
from wiql.dates import instant_in, read_date
from wiql.errors import WiqlError
from wiql.evaluate import compiled
from wiql.fields import Catalog, Field, Kind
from wiql.items import Item, ItemFields
from wiql.readers import Fields, reader
from wiql.syntax import Literal, Query, Sorting, Table
from wiql.values import folded, identity, instant, number

AnyItem = TypeVar("AnyItem", bound=Item)

_ID = "System.Id"


def evaluate_query(
    query: Query, items: Iterable[AnyItem], context: Context, catalog: Catalog, *, time_precision: bool = False
) -> list[AnyItem]:
    """Give the items that a flat query returns, in its order; by number where it names none.

    Every item is asked as it stood at the query's ASOF, or at the context's `now`.

    Raises:
        WiqlError: for a link query, an unknown field or macro, or what the fields do not take.
    """
    if query.table is not Table.WORK_ITEMS:
        raise WiqlError("A query FROM WorkItemLinks returns links, not work items: ask for its links.", query.span)
    check_columns(query, catalog)
    at = instant_of(query, context)
    sortings = [(catalog.field(sorting.field), sorting) for sorting in query.order]
    test = compiled(query.where, catalog, time_precision=time_precision)[0](context) if query.where else None
    found = []
    for item in items:
        fields = fields_of(item, at)
        if fields is not None and (test is None or test(fields)):
            found.append((item, fields))
    found.sort(key=lambda pair: pair[0].id)
    sort(found, sortings)
    return [item for item, _ in found]


def check_columns(query: Query, catalog: Catalog) -> None:
    """Refuse a column that does not exist."""
    for column in query.columns or ():
        catalog.field(column)


def instant_of(query: Query, context: Context) -> datetime:
    """Give the instant as of which a query asks; a date without a time is its first instant in the context's zone."""
    as_of = query.as_of
    if as_of is None:
        return context.now
    if isinstance(as_of, Literal):
        return instant_in(read_date(as_of), context.zone)
    check_macro(as_of)
    if as_of.name.casefold() not in DATE_MACROS:
        raise WiqlError(f"ASOF wants a date; @{as_of.name} is none.", as_of.span)
    return instant_in(moment_of(as_of, context), context.zone)


def fields_of(item: Item, at: datetime) -> Fields | None:
    """Give the fields of an item at an instant; its number among them, which Azure DevOps' JSON may leave out."""
    fields = item.fields_at(at)
    if fields is None or _ID in fields:
        return fields
    earlier: tuple[Fields, ...] | None = getattr(fields, "earlier", None)
    numbered = {**fields, _ID: item.id}
    return numbered if earlier is None else ItemFields(numbered, earlier)


def sort(found: list[tuple[AnyItem, Fields]], sortings: list[tuple[Field, Sorting]]) -> None:
    """Sort in place by the fields of ORDER BY; empty fields come first, last where they descend."""
    for field, sorting in reversed(sortings):
        read, key = reader(field), _SORT_KEYS.get(field.kind, folded)

        def by(pair: tuple[Any, Fields], read: Any = read, key: Any = key) -> tuple[bool, Any]:
            value = key(read(pair[1]))
            return (value is not None, value if value is not None else 0)

        found.sort(key=by, reverse=sorting.descending)


_SORT_KEYS = {Kind.NUMBER: number, Kind.INSTANT: instant, Kind.IDENTITY: lambda value: identity(value).name}
