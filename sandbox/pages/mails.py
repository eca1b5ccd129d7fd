"""Show a mail as a mailbox would: its HTML with its inline pictures, its text, its attachments."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from email.message import EmailMessage

from sandbox.post_office import Mail

_CID = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
    '<base target="_blank">'
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along.

    Attributes:
        name: Its file name.
        kind: Its media type.
        size: Its bytes.
        address: The whole file as a `data:` address.
    """

    name: str
    kind: str
    size: int
    address: str


def framed_html(mail: Mail) -> str:
    """Give the HTML part for a frame: inline pictures filled in, nothing loaded from outside, no scripts."""
    pictures = {
        str(part["Content-ID"]).strip("<> "): _address(part) for part in mail.message.walk() if part["Content-ID"]
    }
    html = mail.part("html")
    return _POLICY + _CID.sub(lambda found: pictures.get(found[1], found[0]), html) if html else ""


def attachments(mail: Mail) -> list[Attachment]:
    """Give the files; pictures that the HTML shows inline are no files."""
    found = []
    for part in mail.message.walk():
        if part.get_content_disposition() == "attachment" and isinstance(part, EmailMessage):
            size = len(_bytes(part))
            found.append(Attachment(part.get_filename() or "file", part.get_content_type(), size, _address(part)))
    return found


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _address(part: EmailMessage) -> str:
    return f"data:{part.get_content_type()};base64,{b64encode(_bytes(part)).decode()}"
