"""Send a document as mail, one message a recipient, at most once."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from bot.deliver.delivery import Channel, Delivery
from bot.deliver.once import send_once
from bot.publish.documents import Document
from bot.publish.invitation import Invitation
from bot.store.ledger import Ledger


class Postman(Protocol):
    """Hands one message over."""

    async def send(self, message: EmailMessage) -> None:
        """Hand the message over.

        Raises:
            NotSent: It was refused, or nobody could be reached.
            MaybeSent: There was no answer.
        """


async def send_mail(document: Document, message: EmailMessage, postman: Postman, ledger: Ledger, run: int) -> Delivery:
    """Send a message that `compose` wrote, once for its key."""
    recipient, reference = str(message["To"]), str(message["Message-ID"])

    async def send() -> str:
        await postman.send(message)
        return reference

    return await send_once(
        send,
        document=document,
        channel=Channel.MAIL,
        target=recipient,
        key=mail_key(document, recipient),
        ledger=ledger,
        run=run,
    )


def mail_key(document: Document, recipient: str) -> str:
    """Give what the ledger knows a mail by."""
    return f"mail/{recipient}/{document.key}"


def compose(document: Document, recipient: str, sender: str, now: datetime) -> EmailMessage:
    """Write the message: plain text, the same as HTML, its pictures inside, and its calendar entry.

    The message id follows from the ledger's key, so that a mail system can recognise a second copy.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = document.title
    message["From"] = f"envbot <{sender}>"
    message["To"] = recipient
    message["Date"] = format_datetime(now)
    mark = hashlib.sha256(mail_key(document, recipient).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2]}>"
    # Out-of-office replies to a robot help nobody.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(document.text)
    message.add_alternative(document.html, subtype="html")
    html_part = message.get_body(("html",))
    if html_part is not None:
        for picture in document.pictures:
            main, _, sub = picture.media_type.partition("/")
            html_part.add_related(
                picture.content,
                maintype=main,
                subtype=sub,
                cid=f"<{picture.name}>",
                filename=picture.name,
                disposition="inline",
            )
    if document.invitation is not None:
        _invite(message, document.invitation, recipient)
    return message


def _invite(message: EmailMessage, invitation: Invitation, recipient: str) -> None:
    """Add a calendar entry: as a part, which calendars take by themselves, and as a file for those that do not."""
    entry = invitation.sent_to(recipient)
    message.add_alternative(entry.decode(), subtype="calendar", params={"method": invitation.method})
    message.add_attachment(entry, maintype="application", subtype="ics", filename="outage.ics")
