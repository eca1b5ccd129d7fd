"""Work items are mailed, and the mail lies in the post office."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.post_office import PostOffice
from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, create

ADDRESS = "/MHHS/_apis/wit/sendmail"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, about a defect."""
    desk = a_desk()
    create(desk)
    return desk


def test_a_mail_names_the_items(desk: Desk) -> None:
    """To addresses and to people of the organisation, with copies."""
    me = next(iter(desk.world.people))
    message = {
        "to": {"emailAddresses": ["tester.a@example.com"]},
        "cc": {"tfIds": [me]},
        "subject": "Look",
        "body": "<p>These:</p>",
    }
    assert desk.ask("POST", ADDRESS, {"ids": [1], "message": message}).status == 200
    [mail] = desk.world.part(PostOffice).mails
    assert (mail.subject, mail.recipients) == ("Look", ("tester.a@example.com", "envbot@example.com"))
    assert "1 DIP is down</a>" in mail.part("html")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"message": {"to": {}}}, 400),
        ({"message": {"subject": "x"}}, 400),
        ({"message": {"to": {"emailAddresses": ["a@example.com"]}}, "ids": [9]}, 404),
    ],
)
def test_a_mail_needs_readers_and_items_that_are_there(desk: Desk, sent: dict[str, Any], status: int) -> None:
    """Otherwise nothing is sent."""
    assert desk.ask("POST", ADDRESS, sent).status == status
    assert desk.world.part(PostOffice).mails == []
