"""Write values of fields and instants as a person reads them."""

from __future__ import annotations

import html
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import nh3

from sandbox.answers import AdoError
from sandbox.state import Person, World
from sandbox.work_item_types import Tracking

_LONDON = ZoneInfo("Europe/London")


class Names:
    """What people call fields.

    Args:
        world: Whose fields they are.
    """

    def __init__(self, world: World) -> None:
        self._tracking = world.part(Tracking)

    def of(self, reference: str) -> str:
        """Give the name of a field; an unknown one is called by its reference name."""
        try:
            return self._tracking.field(reference).name
        except AdoError:
            return reference

    def told(self, reference: str, value: Any) -> str:
        """Write a value of a field: long texts without their HTML, instants that are kept as texts in UK time."""
        field = self._tracking.fields.get(reference)
        text = shown_value(value)
        if field is not None and field.is_long_text:
            return html.unescape(nh3.clean(text, tags=set())).strip()
        if field is not None and field.type == "dateTime" and isinstance(value, str):
            return shown_instant(datetime.fromisoformat(value))
        return text


def shown_value(value: Any) -> str:
    """Write a value: people by their name, instants in UK time, what is empty as nothing."""
    if value is None:
        return ""
    if isinstance(value, Person):
        return value.display_name
    if isinstance(value, datetime):
        return shown_instant(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def shown_instant(moment: datetime) -> str:
    """Write an instant in UK time: `Wed 12 Jun 2024, 08:30`."""
    local = moment.astimezone(_LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
