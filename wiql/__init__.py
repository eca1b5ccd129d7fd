"""The Work Item Query Language: parse, check, evaluate on an item as of any instant, explain clause by clause."""

from __future__ import annotations

from wiql.context import Context, Iterations, Weekday
from wiql.errors import WiqlError
from wiql.evaluate import compile_condition, needs_history
from wiql.explain import ClauseResult, explain
from wiql.fields import Catalog, Field, FieldType
from wiql.format import format_condition, format_query
from wiql.items import Item, ItemFields
from wiql.links import Link, LinkedItem, LinkRow, evaluate_links
from wiql.parse import parse, parse_condition
from wiql.query import evaluate_query
from wiql.syntax import Condition, Query

__all__ = [
    "Catalog",
    "ClauseResult",
    "Condition",
    "Context",
    "Field",
    "FieldType",
    "Item",
    "ItemFields",
    "Iterations",
    "Link",
    "LinkRow",
    "LinkedItem",
    "Query",
    "Weekday",
    "WiqlError",
    "compile_condition",
    "evaluate_links",
    "evaluate_query",
    "explain",
    "format_condition",
    "format_query",
    "needs_history",
    "parse",
    "parse_condition",
]
