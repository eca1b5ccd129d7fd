"""Say things in sentences: instants in local time, lists, and what a decision would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Escalate,
    LinkWorkItem,
    Notify,
    PutOnAgenda,
    RemoveTag,
    SetField,
)


def local_time(instant: datetime, zone: tzinfo) -> str:
    """Write an instant as people of the programme read it: `Tue 11 Jun 2024 11:00`."""
    there = instant.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %Y %H:%M}"


def listed(things: Iterable[str], word: str = "and") -> str:
    """Write a list: `a`, `a and b`, `a, b and c`."""
    *most, last = list(things) or ["nothing"]
    return f"{', '.join(most)} {word} {last}" if most else last


def quoted(texts: Iterable[str]) -> Iterator[str]:
    """Put each text in quotation marks."""
    return (f'"{text}"' for text in texts)


def duration(length: timedelta) -> str:
    """Write a length of time in the largest unit that fits it evenly: `2 hours`, `90 minutes`, `1 day`."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds and seconds % size == 0:
            return counted(seconds // size, unit)
    return counted(seconds, "second")


def worked(length: timedelta) -> str:
    """Write an amount of working time: `3 h 10 m`, `45 m`, `20 s`; whole minutes, rounded down, from one minute on."""
    minutes, rest = divmod(abs(length), timedelta(minutes=1))
    sign = "-" if length < timedelta(0) else ""
    if not minutes:
        return f"{sign}{rest.total_seconds():g} s" if rest else "0 m"
    hours, minutes = divmod(minutes, 60)
    return sign + " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} m" if minutes else "") if part)


def the_role(role: str) -> str:
    """Name a role in a sentence: `the SI defect manager`, `SITAG`."""
    return role if role.isupper() else f"the {role}"


def counted(number: int, thing: str) -> str:
    """Write a number of things: `1 defect`, `3 defects`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def link_said(target: int) -> str:
    """Say in a discussion that a link was made, so that one which is gone is known to have been there."""
    return f"Linked to #{target}."


def in_words(action: Action) -> str:  # noqa: PLR0911 - one return for each kind of action
    """Say what an action would do: `set Custom.Environment to SIT B`."""
    match action:
        case SetField(name, value):
            return f"set {name} to {value}"
        case AddTag(tag):
            return f"add the tag {tag}"
        case RemoveTag(tag):
            return f"take the tag {tag} away"
        case AddComment(text):
            return f"comment: {text}"
        case LinkWorkItem(target):
            return f"link to #{target}"
        case PutOnAgenda(section, text):
            return f'put on the agenda under "{section}": {text}'
        case Escalate(role, text):
            return f"tell {the_role(role)} at once: {text}"
        case Notify(role, text):
            return f"tell {the_role(role)}: {text}"
    where = f"{action.environment} ({listed(action.systems)})" if action.systems else action.environment
    return f"propose an outage record of {where} for {listed(f'#{number}' for number in action.defects)}"
