"""A finished document: one text in every medium that it goes out in, ready for delivery."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import orjson

from bot.publish.board import Board
from bot.publish.invitation import Invitation
from rules.announcing import Announcement


class Kind(StrEnum):
    """What a document is, and so where it goes."""

    AGENDA = "agenda"
    """A wiki page: `markdown`."""
    CARD = "card"
    """A Teams message: `card`, its envelope included."""
    DIGEST = "digest"
    """A mail: `html`, `text` and `pictures`."""
    ESCALATION = "escalation"
    """A mail to one role about one thing: `html` and `text`."""
    ALERT = "alert"
    """A Teams message about one thing that roles are told at once: `card`, its envelope included."""
    RETEST = "retest"
    """A mail about what can be retested: `html` and `text`."""
    RELEASE = "release"
    """A wiki page that the bot keeps for one release: `markdown`, at `path`."""
    ANNOUNCEMENT = "announcement"
    """What is told of one planned outage: a mail with a calendar entry, and a Teams message."""
    OUTAGES = "outages"
    """The wiki page of outages: `markdown`; and the calendar that people subscribe to."""
    DASHBOARD = "dashboard"
    """Shared queries and widgets: `board`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the document's HTML shows as `cid:NAME`."""

    name: str
    media_type: str
    content: bytes
    alt: str

    @property
    def data_address(self) -> str:
        """The picture as an address that needs no file beside the page."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to publish.

    Attributes:
        key: the same for the same document in every run of a day; what the ledger knows it by.
        html: the mail, or else the copy for people without access to where the document goes.
        card: the whole message for a Teams Workflows webhook; empty for other kinds.
        audience: the role, and the party if any, that it is for; empty for everybody.
        path: of a wiki page, below the folder of its kind.
        announcement: what an announcement tells.
        invitation: its calendar entry.
        feed: a calendar to be subscribed to.
    """

    kind: Kind
    key: str
    title: str
    day: date
    html: str
    text: str = ""
    markdown: str = ""
    card: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    pictures: tuple[Picture, ...] = ()
    board: Board | None = None
    audience: tuple[str, str] = ("", "")
    path: str = ""
    announcement: Announcement | None = None
    invitation: Invitation | None = None
    feed: bytes = b""

    @property
    def page(self) -> str:
        """The HTML as one file: pictures are inside it."""
        html = self.html
        for picture in self.pictures:
            html = html.replace(f"cid:{picture.name}", picture.data_address)
        return html

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what people read; equal for equal content.

        Pictures are left out: their alternative texts, which say the same numbers, stand in the HTML, and a new
        version of the drawing library is no news.
        """
        content = [self.title, self.html, self.text, self.markdown, dict(self.card)]
        board = self.board.as_json() if self.board else None
        return hashlib.sha256(orjson.dumps([content, board], option=orjson.OPT_SORT_KEYS)).hexdigest()
