"""Small builders for the tests of the language: contexts, items, and one question asked in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wiql import Catalog, Context, Field, FieldType, ItemFields, Link, compile_condition, parse_condition

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
"""12 June 2024, 08:30 in London."""

CATALOG = Catalog.standard().extended(
    [
        Field("Custom.Environment", "Environment", FieldType.STRING),
        Field("Custom.Retested", "Retested", FieldType.BOOLEAN),
        Field("Custom.Run", "Run", FieldType.GUID),
    ]
)


def a_context(**known: Any) -> Context:
    """Give a context on Wednesday morning in London."""
    return Context(**{"now": WEDNESDAY, "zone": LONDON, **known})


def holds(text: str, fields: Mapping[str, Any] | None = None, *, time_precision: bool = False, **known: Any) -> bool:
    """Say whether the fields meet the condition on Wednesday morning."""
    predicate = compile_condition(parse_condition(text), CATALOG, time_precision=time_precision)
    return predicate(fields or {}, a_context(**known))


@dataclass(frozen=True)
class AnItem:
    """A work item with revisions, each from its instant on; None from the instant of its removal."""

    id: int
    revisions: tuple[tuple[datetime, Mapping[str, Any] | None], ...]
    links: tuple[Link, ...] = field(default=())

    def fields_at(self, instant: datetime) -> ItemFields | None:
        """Give the fields as they stood, with the revisions before."""
        past = [fields for at, fields in self.revisions if at <= instant]
        if not past or past[-1] is None:
            return None
        return ItemFields(past[-1], [fields for fields in past[:-1] if fields is not None])

    def links_at(self, instant: datetime) -> Iterable[Link]:
        """Give the links, which never change here."""
        assert instant.tzinfo
        return self.links


def an_item(number: int, *links: Link, **fields: Any) -> AnItem:
    """Give an item with one revision; `State="New"` stands for `System.State`."""
    named = {f"System.{name}": value for name, value in fields.items()}
    return AnItem(number, ((datetime(2024, 1, 1, tzinfo=UTC), named),), links)
