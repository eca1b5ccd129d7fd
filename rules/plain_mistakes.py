"""Say what is wrong with a value that a person wrote, in words that name no type of a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_WHOLE, _NUMBER, _LIST, _KEYS = "a whole number", "a number", "a list", "keys with values of their own"
_DAY, _TIME, _INSTANT = "a day as 2024-06-12", "a time of day as 09:30", "a day and time as 2024-06-12T09:30:00+01:00"
_MUST_BE: Final[Mapping[str, str]] = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _KEYS,
    "mapping_type": _KEYS,
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dataclass_type": _KEYS,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": "a day and time with its distance from UTC, as 2024-06-12T09:30:00+01:00",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "union_tag_invalid": 'of a known kind, not "{tag}": {expected_tags}',
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
}
"""By pydantic's name of a mistake; braces take what it says of this one."""


def plain_mistake(details: Mapping[str, Any]) -> str:
    """Give the reason for an error of pydantic, without a full stop; a check of our own has its own words."""
    wanted = _MUST_BE.get(details["type"])
    if wanted is None:
        return str(details["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"this must be {wanted.format(**details.get('ctx', {}))}"
