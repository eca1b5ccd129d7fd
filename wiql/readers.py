"""How a field's value is found among an item's fields, and what people see of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, tzinfo
from textwrap import shorten
from typing import Any

from wiql.fields import Field, Kind
from wiql.values import instant, person_of, visible_text

Fields = Mapping[str, Any]
Read = Callable[[Fields], Any]

_LEVEL = re.compile(r"System\.(Area|Iteration)Level([1-7])")
_LONGEST_SHOWN = 200


def reader(field: Field) -> Read:
    """Give what reads a field's value; node names and levels follow from the paths where an item lacks them."""
    name = field.reference_name
    level = _LEVEL.fullmatch(name)
    if level:
        path, index = f"System.{level[1]}Path", int(level[2]) - 1
        return lambda fields: fields.get(name) or "".join(_nodes(fields.get(path))[index : index + 1])
    if name == "System.NodeName":
        return lambda fields: fields.get(name) or "".join(_nodes(fields.get("System.AreaPath"))[-1:])
    return lambda fields: fields.get(name)


def is_stored(field: Field) -> bool:
    """Say whether a field's value always stands under its own name, and never follows from another."""
    return field.reference_name != "System.NodeName" and not _LEVEL.fullmatch(field.reference_name)


def _nodes(value: Any) -> list[str]:
    return [node for node in str(value or "").split("\\") if node]


def shown(value: Any, kind: Kind, zone: tzinfo) -> str:
    """Give a value as a person reads it: a name, local time, the beginning of a long text; `(empty)` for none."""
    text = str(value) if value is not None else ""
    if kind is Kind.IDENTITY:
        text = person_of(value)
    elif kind is Kind.LONG_TEXT:
        text = shorten(visible_text(value), _LONGEST_SHOWN, placeholder=" ...")
    elif kind is Kind.INSTANT and (moment := instant(value)) and MINYEAR < moment.year < MAXYEAR:
        text = moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return text or "(empty)"
