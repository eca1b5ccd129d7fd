"""Serve the mailing of work items: a message about them goes to the post office of the sandbox."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from sandbox.answers import Answer, missing_argument
from sandbox.classification import WIT
from sandbox.post_office import PostOffice
from sandbox.reading import listed
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.work_item_state import WorkItems

_SENDER = "azuredevops@example.com"


def _addresses(call: Call, message: dict[str, Any], name: str) -> tuple[str, ...]:
    """Who is meant: by mail address, or as somebody of the organisation by GUID."""
    sent = message.get(name)
    if not isinstance(sent, dict):
        return ()
    people = (call.world.people.get(identity.lower()) for identity in listed(sent, "tfIds", str))
    return (*listed(sent, "emailAddresses", str), *(person.unique_name for person in people if person is not None))


async def send_mail(call: Call) -> Answer:
    """Mail a message with the work items that are named below it."""
    sent = call.json_object()
    message = sent.get("message")
    if not isinstance(message, dict):
        raise missing_argument("message")
    to, copies = _addresses(call, message, "to"), _addresses(call, message, "cc")
    if not to:
        raise missing_argument("message.to")
    found = [call.world.part(WorkItems).get(number) for number in listed(sent, "ids", int)]
    rows = "".join(
        f'<li><a href="{item_url(call.world, item)}">{item.id} {item.fields["System.Title"]}</a></li>' for item in found
    )
    mail = EmailMessage()
    mail["From"], mail["To"] = _SENDER, ", ".join(to)
    mail["Subject"] = " ".join(str(message.get("subject") or "Work items").split())
    if copies:
        mail["Cc"] = ", ".join(copies)
    mail.set_content(f"{message.get('body') or ''}<ul>{rows}</ul>", subtype="html")
    call.world.part(PostOffice).take_mail(_SENDER, (*to, *copies), mail.as_bytes(), call.world.now())
    return Answer(200)


RESOURCES = (
    Resource(
        WIT,
        "sendMail",
        "12438500-2f84-4fa7-9f1a-c31871b4959d",
        "{project}/_apis/{area}/{resource}",
        {"POST": send_mail},
        resource_version=5,
    ),
)
