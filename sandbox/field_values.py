"""Turn what a client sends for a field into what is kept: people, dates, numbers, rewritten HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.answers import AdoError, instant
from sandbox.state import Person, World
from sandbox.work_item_state import TRACKING_SERVER
from sandbox.work_item_types import Field

_CLOSING_TAG = re.compile(r"(?<=[^\s>])(?=</(?:p|div|li)>)", re.IGNORECASE)
_BEFORE_MAIL = re.compile(r"\s*<")
_LAST_PLAIN = "\uffff"
_LONGEST_LINE, _LONGEST_TEXT = 255, 1_000_000


def rule_error(known: Field, flags: str, sentence: str = "") -> AdoError:
    """Refuse a value by rule: RuleValidationException with TF401320, as work item tracking words it."""
    codes = ", ".join(flag[0].upper() + flag[1:] for flag in flags.split(", "))
    message = sentence or f"TF401320: Rule Error for field {known.name}. Error code: {codes}."
    return AdoError(
        400,
        "RuleValidationException",
        message,
        namespace=TRACKING_SERVER,
        event_id=3200,
        custom_properties={
            "ErrorMessage": message,
            "FieldReferenceName": known.reference_name,
            "FieldStatusFlags": flags,
            "RuleValidationErrors": [
                {
                    "fieldReferenceName": known.reference_name,
                    "fieldStatusFlags": flags,
                    "errorMessage": message,
                    "fieldStatusCode": 0,
                    "ruleValidationErrors": None,
                }
            ],
        },
    )


def check_length(known: Field, value: Any) -> None:
    """Refuse text that is too long for a field, even past the rules: a line of 255 characters, a text of a million.

    Raises:
        AdoError: TF401320.
    """
    longest = _LONGEST_TEXT if known.is_long_text else _LONGEST_LINE if known.type == "string" else None
    if longest is not None and isinstance(value, str) and len(value) > longest:
        raise rule_error(known, "hasValues, invalidTooLong")


def kept_value(world: World, known: Field, value: Any, *, any_name: bool = False) -> Any:
    """The value as it is kept; people become `Person`, dates UTC text, HTML is rewritten as the server does.

    Args:
        world: Where the people are.
        known: The field.
        value: As it was sent.
        any_name: Whether the name of nobody is kept as text, as it is where rules are bypassed.

    Raises:
        AdoError: TF401320 where the value does not fit the field.
    """
    if value is None:
        return None
    if known.is_identity:
        return _person(world, known, value, any_name=any_name)
    keep = _KEEP.get(known.type)
    return keep(known, value) if keep else str(value)


def _person(world: World, known: Field, value: Any, *, any_name: bool) -> Person | str:
    names = [_BEFORE_MAIL.sub(" <", value)] if isinstance(value, str) else []
    if isinstance(value, dict):
        names = [value[name] for name in ("id", "uniqueName", "displayName") if value.get(name)]
    found = next((person for name in names if (person := world.person(str(name)))), None)
    if found is None and any_name and isinstance(value, str):
        return value
    if found is None:
        raise rule_error(
            known,
            "hasValues, limitedToValues, invalidListValue",
            f"The identity value '{names[0] if names else value}' for field '{known.name}' is an unknown identity.",
        )
    return found


def _number(known: Field, value: Any, kind: type[int | float]) -> int | float:
    try:
        return kind(value)
    except (TypeError, ValueError) as error:
        raise rule_error(known, "invalidType") from error


def _date(known: Field, value: Any) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise rule_error(known, "invalidDate") from error
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _boolean(_known: Field, value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


def rewritten_html(text: str) -> str:
    """HTML as the server gives it back: a space before closing tags, characters beyond the BMP as references.

    Example:
        >>> rewritten_html("<p>x</p>")
        '<p>x </p>'
    """
    spaced = _CLOSING_TAG.sub(" ", text)
    return "".join(char if char <= _LAST_PLAIN else f"&#{ord(char)};" for char in spaced)


_KEEP: Mapping[str, Callable[[Field, Any], Any]] = {
    "integer": lambda known, value: _number(known, value, int),
    "double": lambda known, value: _number(known, value, float),
    "boolean": _boolean,
    "dateTime": _date,
    "html": lambda _, value: rewritten_html(str(value)),
}
