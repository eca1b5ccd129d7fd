"""Keep a calendar file that people subscribe to; nobody ever reads half of one."""

from __future__ import annotations

from pathlib import Path

from bot.deliver.delivery import Channel, Delivery, Fate
from bot.publish.documents import Document


def keep_feed(document: Document, path: Path) -> Delivery:
    """Write the calendar of a document to its file, unless it stands there."""
    target = str(path)
    try:
        if path.exists() and path.read_bytes() == document.feed:
            return Delivery(Channel.CALENDAR, document.kind, target, Fate.UNCHANGED, target)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(document.feed)
        beside.replace(path)
    except OSError as error:
        reason = f"The calendar cannot be written ({error.strerror}). Change `publish.announcements.feed`."
        return Delivery(Channel.CALENDAR, document.kind, target, Fate.FAILED, reason=reason)
    return Delivery(Channel.CALENDAR, document.kind, target, Fate.POSTED, target)
