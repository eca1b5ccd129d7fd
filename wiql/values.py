"""Values as Azure DevOps' JSON has them, read as what they mean: text, number, instant, identity, tags."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

_NAME_AND_MAIL = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<mail>[^<>]+)>\s*")
_BREAKS = re.compile(r"<(?:/?(?:p|div|br|li|ul|ol|tr|td|th|table|h\d|hr|pre|blockquote)\b[^>]*)>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"\w+")
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)


def folded(value: Any) -> str:
    """Give a value as text without case; empty where there is none. An identity gives its name."""
    if value.__class__ is str:
        folded_text: str = value.casefold()
        return folded_text
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return person_of(value).casefold()
    return str(value).casefold()


def number(value: Any) -> float | None:
    """Give a value as a number; None where it is empty or none."""
    if value.__class__ is int or value.__class__ is float:
        read: float = value
        return read
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def instant(value: Any) -> datetime | None:
    """Give a value as an aware instant; None where it is empty or none."""
    if value.__class__ is str:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def truth(value: Any) -> bool | None:
    """Give a value as true or false; None where it is empty or neither."""
    return {"true": True, "1": True, "false": False, "0": False}.get(folded(value))


def path(value: Any) -> str:
    r"""Give a tree path without case and without `\` at its ends."""
    return folded(value).strip("\\")


def tags(value: Any) -> list[str]:
    """Give the single tags of a tag field, without case."""
    return [tag.strip() for tag in folded(value).split(";")]


@dataclass(frozen=True, slots=True)
class Identity:
    """A person without case: the name, the unique name; one of them may be missing."""

    name: str
    mail: str

    def is_same(self, other: Identity) -> bool:
        """Say whether both are one person: by the unique name where both have one, else by any name they share."""
        if self.mail and other.mail:
            return self.mail == other.mail
        return bool({self.name, self.mail} & {other.name, other.mail} - {""})


NOBODY = Identity("", "")


def identity(value: Any) -> Identity:
    """Give a value as an identity: ADO's object, `Name <mail>`, or one of the two alone; nobody where it is empty."""
    if value.__class__ is dict or isinstance(value, Mapping):
        return _identity_named(str(value.get("displayName") or ""), str(value.get("uniqueName") or ""))
    return _identity_of(str(value)) if value else NOBODY


@lru_cache(maxsize=4096)
def _identity_named(name: str, mail: str) -> Identity:
    return Identity(name.strip().casefold(), mail.casefold())


@lru_cache(maxsize=4096)
def _identity_of(text: str) -> Identity:
    match = _NAME_AND_MAIL.fullmatch(text)
    if match:
        return Identity(match["name"].casefold(), match["mail"].strip().casefold())
    return Identity(text.strip().casefold(), "")


def person_of(value: Any) -> str:
    """Give the name of an identity as people read it; empty for nobody."""
    if isinstance(value, Mapping):
        return str(value.get("displayName") or value.get("uniqueName") or "")
    return str(value or "")


def visible_text(value: Any) -> str:
    """Give what a person reads of a long text: HTML without its tags and entities."""
    text = str(value or "")
    if "<" in text or "&" in text:
        return html.unescape(_TAGS.sub("", _BREAKS.sub(" ", text)))
    return text


def plain_text(value: Any) -> str:
    """Give what a person reads of a long text, without case."""
    return visible_text(value).casefold()


def is_blank(value: Any) -> bool:
    """Say whether a long text holds nothing that a person would see; a picture is something."""
    return not visible_text(value).strip() and not _PICTURE.search(str(value or ""))


def words(value: Any) -> list[str]:
    """Give the words of a text in their order, without case."""
    return _WORDS.findall(plain_text(value))
