"""Keep what Teams channels and mailboxes were sent, and say what a person would have seen of it."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

TEAMS_LIMIT = 28 * 1024
"""Bytes of a message that Teams takes at most."""
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
NEWEST_CARD = (1, 5)
"""The newest version of Adaptive Cards that Teams shows."""


@dataclass(frozen=True, slots=True)
class Post:
    """One request to a Teams channel.

    Attributes:
        number: Counted from 1 over all channels.
        channel: The last part of the address.
        body: What was sent, to the byte.
        received: When.
        status: The status it was answered with.
        cards: The Adaptive Cards of the message; empty when the channel showed nothing.
        faults: Why it was not shown, or not shown as meant, in sentences.
    """

    number: int
    channel: str
    body: bytes
    received: datetime
    status: int
    cards: tuple[Mapping[str, Any], ...]
    faults: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        """Whether people in the channel saw something."""
        return bool(self.cards)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that the mail server took.

    Attributes:
        number: Counted from 1.
        received: When.
        sender: The address of the envelope.
        recipients: The addresses of the envelope, those of blind copies too.
        message: The message, parsed.
        signed_in: Who had signed in; empty where nobody has to.
    """

    number: int
    received: datetime
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    signed_in: str = ""

    @property
    def subject(self) -> str:
        """The subject line."""
        return str(self.message["Subject"] or "")

    @property
    def blind_copies(self) -> tuple[str, ...]:
        """Recipients whom no header names."""
        headers = [str(value) for name in ("To", "Cc") for value in self.message.get_all(name, [])]
        named = {address.casefold() for _, address in getaddresses(headers)}
        return tuple(each for each in self.recipients if each.casefold() not in named)

    def part(self, kind: str) -> str:
        """Give the text of the body as `html` or `plain`; empty where the message has none."""
        found = self.message.get_body(preferencelist=(kind,))
        return str(found.get_content()) if found is not None else ""


class PostOffice:
    """All that was posted to Teams and mailed, in the order of arrival."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.mails: list[Mail] = []

    def take_post(self, channel: str, body: bytes, now: datetime) -> Post:
        """Keep a request to a channel and judge it as a Workflows webhook does.

        A flow that starts "when a Teams webhook request is received" answers 202 before it looks at the body, so a
        wrong envelope shows nothing and nobody is told: it is kept here with its faults. A message of more than 28 KB
        is refused by the step that posts it (RequestEntityTooLarge); the real flow may say so only in its run history.
        Here the sender is told at once, with 413, so that no rehearsal takes a lost card for a shown one.
        """
        cards: tuple[Mapping[str, Any], ...] = ()
        if len(body) > TEAMS_LIMIT:
            status = 413
            faults = [f"The message has {len(body)} bytes; Teams takes {TEAMS_LIMIT} at most."]
        else:
            status = 202
            cards, faults = _read_envelope(body)
        post = Post(len(self.posts) + 1, channel, body, now, status, cards, tuple(faults))
        self.posts.append(post)
        return post

    def take_mail(
        self, sender: str, recipients: tuple[str, ...], content: bytes, now: datetime, signed_in: str = ""
    ) -> Mail:
        """Keep a message."""
        message = email.message_from_bytes(content, policy=email.policy.default)
        mail = Mail(len(self.mails) + 1, now, sender, recipients, message, signed_in)
        self.mails.append(mail)
        return mail


def _read_envelope(body: bytes) -> tuple[tuple[Mapping[str, Any], ...], list[str]]:
    """Give the cards that the channel shows, and what is wrong."""
    try:
        envelope = json.loads(body)
    except ValueError as error:
        return (), [f"The body is not JSON: {error}."]
    if not isinstance(envelope, dict):
        return (), ["The body is not a JSON object."]
    if envelope.get("type") != "message":
        return (), [f'The envelope has {_type_of(envelope)} instead of "message".']
    attachments = envelope.get("attachments")
    if not isinstance(attachments, list) or not attachments:
        return (), ["The envelope has no attachments: a Workflows webhook shows only cards, no plain text."]
    cards: list[Mapping[str, Any]] = []
    faults: list[str] = []
    for attachment in attachments:
        fault = _card_fault(attachment)
        if fault:
            faults.append(fault)
        else:
            cards.append(attachment["content"])
    return tuple(cards), faults


def _card_fault(attachment: Any) -> str:
    if not isinstance(attachment, dict) or attachment.get("contentType") != CARD_TYPE:
        return f"An attachment is not of the content type {CARD_TYPE}."
    card = attachment.get("content")
    if not isinstance(card, dict):
        return "The content of the attachment is not a JSON object (a card written as a string is not shown)."
    if card.get("type") != "AdaptiveCard":
        return f'The card has {_type_of(card)} instead of "AdaptiveCard".'
    version = str(card.get("version") or "")
    try:
        number = tuple(int(part) for part in version.split("."))
    except ValueError:
        return f"The card has the version {version!r}; Teams shows versions up to 1.5."
    if number > NEWEST_CARD:
        return f"The card has the version {version!r}; Teams shows versions up to 1.5."
    return ""


def _type_of(thing: Mapping[str, Any]) -> str:
    return f'the type "{thing["type"]}"' if thing.get("type") else "no type"
