"""Serve the attachments of work items: taken whole or in pieces, and given back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, bad_argument
from sandbox.classification import WIT
from sandbox.routing import Call, Resource
from sandbox.work_item_state import TRACKING_SERVER

_MOST_BYTES = 60 * 1024 * 1024
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(slots=True)
class Attachment:
    """A file that was sent.

    Attributes:
        name: Its name; may be empty.
        content: What has come so far.
    """

    name: str
    content: bytes = b""


@dataclass(slots=True)
class Attachments:
    """All attachments by GUID; reach it by `world.part(Attachments)`."""

    by_id: dict[str, Attachment] = field(default_factory=dict)


def _found(call: Call) -> Attachment:
    identity = call.values.get("id", "").lower()
    found = call.world.part(Attachments).by_id.get(identity)
    if found is None:
        raise AdoError(
            404,
            "AttachmentNotFoundException",
            f"TF237079: The attachment {identity} does not exist.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return found


def _reference(call: Call, identity: str, attachment: Attachment, status: int) -> Answer:
    home = f"{call.world.base_url}/{call.project.id}" if call.project else call.world.base_url
    name = f"?fileName={quote(attachment.name)}" if attachment.name else ""
    return ado_json({"id": identity, "url": f"{home}/_apis/wit/attachments/{identity}{name}"}, status)


def _checked(content: bytes) -> bytes:
    if len(content) > _MOST_BYTES:
        raise bad_argument("attachment", f"TF237082: The file is larger than {_MOST_BYTES} bytes.")
    return content


async def add_attachment(call: Call) -> Answer:
    """Take a file (201), or with `uploadType=chunked` only its name: the pieces come by PUT."""
    is_chunked = call.query.get("uploadtype", "").lower() == "chunked"
    made = Attachment(call.query.get("filename", ""), b"" if is_chunked else _checked(call.body))
    identity = call.world.new_id()
    call.world.part(Attachments).by_id[identity] = made
    return _reference(call, identity, made, 201)


async def add_piece(call: Call) -> Answer:
    """Take the next piece of a file; `Content-Range` says where it belongs."""
    attachment = _found(call)
    given = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if given is None or int(given[1]) != len(attachment.content):
        came = len(attachment.content)
        raise bad_argument("contentRangeHeader", f"The next piece must start at byte {came}, and say so.")
    attachment.content = _checked(attachment.content + call.body)
    return _reference(call, call.values["id"], attachment, 200)


async def show_attachment(call: Call) -> Answer:
    """Answer with the bytes of a file."""
    attachment, headers = _found(call), {}
    if call.flag("download"):
        name = call.query.get("filename") or attachment.name or call.values["id"]
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return Answer(200, attachment.content, headers, "application/octet-stream")


RESOURCES = (
    Resource(
        WIT,
        "attachments",
        "e07b5fa4-1499-494d-a496-64b860fd64ff",
        "{project}/_apis/{area}/{resource}/{id}",
        {"GET": show_attachment, "POST": add_attachment, "PUT": add_piece},
        resource_version=4,
    ),
)
