"""The post office keeps what Teams and mail were sent, and knows what nobody would have seen."""

from __future__ import annotations

import json
import smtplib
from email.message import EmailMessage
from typing import Any

import pytest

from sandbox.mail_server import MailServer
from sandbox.post_office import CARD_TYPE, TEAMS_LIMIT, PostOffice
from tests.sandbox.desk import NOON


def a_card(**more: Any) -> dict[str, Any]:
    """Give a small card."""
    body = [{"type": "TextBlock", "text": "Stand-up"}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, **more}


def an_envelope(*cards: Any, **more: Any) -> dict[str, Any]:
    """Wrap cards as a Workflows webhook wants them."""
    attachments = [{"contentType": CARD_TYPE, "content": card} for card in cards]
    return {"type": "message", "attachments": attachments, **more}


def test_a_card_in_the_right_envelope_is_shown() -> None:
    """202, the card is kept as sent, and nothing is wrong with it."""
    office = PostOffice()
    post = office.take_post("stand-up", json.dumps(an_envelope(a_card())).encode(), NOON)
    assert (post.status, post.is_shown, post.faults) == (202, True, ())
    assert post.cards == (a_card(),)
    assert office.posts == [post]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"hello", "not JSON"),
        (b"[]", "not a JSON object"),
        (json.dumps({"text": "hello"}).encode(), 'instead of "message"'),
        (json.dumps(a_card()).encode(), 'instead of "message"'),
        (json.dumps({"type": "message", "text": "hello"}).encode(), "no attachments"),
        (json.dumps({"type": "message", "attachments": ["card"]}).encode(), "content type"),
        (json.dumps({"type": "message", "attachments": [{"content": a_card()}]}).encode(), "content type"),
        (json.dumps(an_envelope(json.dumps(a_card()))).encode(), "not a JSON object"),
        (json.dumps(an_envelope({"type": "MessageCard"})).encode(), 'instead of "AdaptiveCard"'),
        (json.dumps(an_envelope(a_card(version="1.6"))).encode(), "up to 1.5"),
        (json.dumps(an_envelope(a_card(version=None))).encode(), "up to 1.5"),
    ],
)
def test_a_wrong_envelope_is_accepted_and_shows_nothing(body: bytes, reason: str) -> None:
    """The sender hears 202 all the same, as from the real webhook; the fault is kept for rehearsals."""
    post = PostOffice().take_post("stand-up", body, NOON)
    assert (post.status, post.is_shown) == (202, False)
    assert reason in post.faults[0]


def test_of_several_cards_the_good_ones_are_shown() -> None:
    """One bad attachment is a fault and does not hide its neighbour."""
    body = json.dumps(an_envelope({"type": "Other"}, a_card())).encode()
    post = PostOffice().take_post("stand-up", body, NOON)
    assert (post.cards, len(post.faults)) == ((a_card(),), 1)


def test_a_message_over_28_kb_is_refused() -> None:
    """One byte too much: 413, kept but not shown."""
    small = json.dumps(an_envelope(a_card(), pad="")).encode()
    padded = json.dumps(an_envelope(a_card(), pad="x" * (TEAMS_LIMIT - len(small)))).encode()
    office = PostOffice()
    assert office.take_post("stand-up", padded, NOON).is_shown
    post = office.take_post("stand-up", padded + b" ", NOON)
    assert (post.number, post.status, post.is_shown) == (2, 413, False)
    assert post.faults == (f"The message has {TEAMS_LIMIT + 1} bytes; Teams takes {TEAMS_LIMIT} at most.",)


def a_mail() -> EmailMessage:
    """Give a message with text, HTML, an inline picture and an attachment."""
    message = EmailMessage()
    message["Subject"] = "Outages – Wednesday"  # noqa: RUF001 - a subject that needs encoding
    message["From"] = "envbot@example.com"
    message["To"] = "environment.manager@example.com"
    message.set_content("One outage.")
    message.add_alternative('<p>One outage.</p><img src="cid:chart">', subtype="html")
    message.add_attachment("a;b", subtype="csv", filename="outages.csv")
    return message


def test_mail_comes_over_smtp_and_is_parsed() -> None:
    """Envelope and message are kept: blind copies, encoded subject, both bodies, attachments."""
    office = PostOffice()
    with MailServer(office, lambda: NOON) as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        client.send_message(a_mail(), to_addrs=["environment.manager@example.com", "blind@example.com"])
    (mail,) = office.mails
    assert (mail.number, mail.sender, mail.received) == (1, "envbot@example.com", NOON)
    assert mail.recipients == ("environment.manager@example.com", "blind@example.com")
    assert mail.subject == "Outages – Wednesday"  # noqa: RUF001 - a subject that needs encoding
    assert mail.part("plain").strip() == "One outage."
    assert "cid:chart" in mail.part("html")
    assert [part.get_filename() for part in mail.message.iter_attachments()] == ["outages.csv"]
    assert mail.signed_in == ""


def test_a_mail_without_html_has_no_html_part() -> None:
    """A part that is not there is an empty text."""
    mail = PostOffice().take_mail("a@example.com", ("b@example.com",), b"From: a@example.com\r\n\r\nhello", NOON)
    assert (mail.part("html"), mail.part("plain"), mail.subject) == ("", "hello", "")


def test_where_accounts_are_set_a_sender_must_sign_in() -> None:
    """Without or with a wrong password nothing is taken; with the right one the account is noted."""
    office = PostOffice()
    with MailServer(office, lambda: NOON, {"envbot": "secret"}) as server:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
                client.send_message(a_mail())
            for name, password in (("envbot", "guess"), ("nobody", "secret")):
                with pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
                    client.login(name, password)
        assert office.mails == []
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.login("envbot", "secret")
            client.send_message(a_mail())
    assert [mail.signed_in for mail in office.mails] == ["envbot"]
