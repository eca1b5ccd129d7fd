"""The documents that stand outside as the bot last posted them, so that unchanged content is not sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from bot.store.schema import POSTED
from bot.store.writing import upsert, writing


@dataclass(frozen=True, slots=True)
class PostedDocument:
    """A document as it was last posted on one channel.

    Attributes:
        channel: `wiki`, `dashboard`, `teams:stand-up`, `mail:em@example.com`.
        key: the document's own key, without its content.
        reference: where it is: an address, or a message id.
    """

    channel: str
    key: str
    content_hash: str
    reference: str
    run: int
    at: datetime


class Posted:
    """What stands outside, by channel and document."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def last(self, channel: str, key: str) -> PostedDocument | None:
        """Give the document as it was last posted there; None if it never was."""
        wanted = select(POSTED).where(POSTED.c.channel == channel, POSTED.c.key == key)
        with self._engine.connect() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return PostedDocument(**row) if row else None

    def save(self, channel: str, key: str, *, content_hash: str, reference: str, run: int) -> None:
        """Keep what now stands there in place of what stood there before."""
        row = {
            "channel": channel,
            "key": key,
            "content_hash": content_hash,
            "reference": reference,
            "run": run,
            "at": self._now(),
        }
        with writing(self._engine) as connection:
            upsert(connection, POSTED, [row])
