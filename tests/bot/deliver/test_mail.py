"""Mail over real SMTP: what a recipient gets, and that it comes once."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from bot.deliver.delivery import Delivery, Fate
from bot.deliver.mail import Postman, compose, mail_key, send_mail
from bot.deliver.once import NotSent
from bot.deliver.smtp import SmtpServer
from bot.settings import MailSecurity
from bot.store.ledger import Ledger, LedgerState
from sandbox.mail_server import MailServer
from sandbox.post_office import PostOffice
from tests.bot.deliver.conftest import NOW
from tests.bot.deliver.documents import a_digest
from tests.bot.deliver.doors import closed_port, smtp_that_breaks_off, smtp_that_refuses

TO = "environment-manager@example.com"
KEY = mail_key(a_digest(), TO)
MESSAGE = compose(a_digest(), TO, "envbot@example.com", NOW)


@pytest.fixture
def office() -> PostOffice:
    """What the mail server took."""
    return PostOffice()


@pytest.fixture
def server(office: PostOffice) -> Iterator[SmtpServer]:
    """A mail server that takes everything."""
    with MailServer(office, lambda: NOW) as running:
        yield SmtpServer("127.0.0.1", running.port, MailSecurity.NONE)


async def sent(postman: Postman, ledger: Ledger, run: int, message: EmailMessage = MESSAGE) -> Delivery:
    """Send the digest as a run does."""
    return await send_mail(a_digest(), message, postman, ledger, run)


async def test_a_recipient_gets_words_and_picture_once(
    server: SmtpServer, office: PostOffice, ledger: Ledger, run: int
) -> None:
    """Plain text, HTML and the picture inside; a second run, even with other words, sends nothing."""
    first = await sent(server, ledger, run)
    assert (first.fate, first.reference) == (Fate.POSTED, MESSAGE["Message-ID"])
    other = compose(a_digest("Other words"), TO, "envbot@example.com", NOW)
    assert (await sent(server, ledger, run, other)).fate is Fate.UNCHANGED
    (mail,) = office.mails
    assert (mail.subject, mail.sender, mail.recipients) == ("Outages and SLAs", "envbot@example.com", (TO,))
    assert mail.part("plain").strip() == "5 breached"
    assert 'src="cid:chart.png"' in mail.part("html")
    (picture,) = [part for part in mail.message.walk() if part.get_content_type() == "image/png"]
    assert (picture.get_content(), picture["Content-ID"]) == (b"PNG", "<chart.png>")
    assert mail.message["Auto-Submitted"] == "auto-generated"


def test_the_message_id_follows_from_what_the_ledger_knows() -> None:
    """The same mail has the same id in every run, another recipient's has another."""
    again = compose(a_digest("Other words"), TO, "envbot@example.com", NOW)
    other = compose(a_digest(), "other@example.com", "envbot@example.com", NOW)
    assert again["Message-ID"] == MESSAGE["Message-ID"] != other["Message-ID"]


async def test_a_mail_server_that_is_down_is_tried_by_the_next_run(
    server: SmtpServer, office: PostOffice, ledger: Ledger, run: int
) -> None:
    """It certainly took nothing."""
    failed = await sent(SmtpServer("127.0.0.1", closed_port(), MailSecurity.NONE), ledger, run)
    assert failed.fate is Fate.FAILED
    assert "publish.mail.server" in failed.reason
    assert (await sent(server, ledger, run)).fate is Fate.POSTED
    assert len(office.mails) == 1


async def test_a_server_that_closes_after_the_message_leaves_it_to_a_person(ledger: Ledger, run: int) -> None:
    """The message may be under way: neither this run nor the next sends it again."""
    with smtp_that_breaks_off() as port:
        lost = await sent(SmtpServer("127.0.0.1", port, MailSecurity.NONE), ledger, run)
    assert lost.fate is Fate.WITHHELD
    assert "the mail may have been sent" in lost.reason
    assert ledger.state(KEY) is LedgerState.INTENDED


async def test_a_run_that_died_while_sending_leaves_the_mail_to_a_person(
    server: SmtpServer, office: PostOffice, ledger: Ledger, run: int
) -> None:
    """The ledger has an intent and nothing more."""
    ledger.intend(KEY, kind="mail", target=TO, payload_hash="", run=run)
    withheld = await sent(server, ledger, run)
    assert (withheld.fate, "publish digest --again" in withheld.reason) == (Fate.WITHHELD, True)
    assert not office.mails


async def test_a_user_signs_in_and_a_wrong_password_is_a_refusal(office: PostOffice) -> None:
    """The password is used, and never shown."""
    with MailServer(office, lambda: NOW, {"envbot": "right"}) as running:
        right = SmtpServer("127.0.0.1", running.port, MailSecurity.NONE, "envbot", "right")
        wrong = SmtpServer("127.0.0.1", running.port, MailSecurity.NONE, "envbot", "not-it")
        await right.send(MESSAGE)
        with pytest.raises(NotSent, match="cannot be used") as refused:
            await wrong.send(MESSAGE)
    assert "not-it" not in f"{refused.value} {wrong}"
    assert [mail.signed_in for mail in office.mails] == ["envbot"]


async def test_a_server_without_encryption_is_refused_where_it_is_asked_for(server: SmtpServer) -> None:
    """Nothing goes out in the clear because STARTTLS is missing."""
    strict = SmtpServer(server.host, server.port, MailSecurity.STARTTLS)
    with pytest.raises(NotSent, match="STARTTLS"):
        await strict.send(MESSAGE)


async def test_a_recipient_that_is_refused_is_named_and_tried_again() -> None:
    """The server has not taken the message."""
    with smtp_that_refuses() as port, pytest.raises(NotSent, match="did not take it"):
        await SmtpServer("127.0.0.1", port, MailSecurity.NONE).send(MESSAGE)


async def test_greeting_says_whether_mail_could_leave(server: SmtpServer, office: PostOffice) -> None:
    """It connects and signs in as for a message, and sends none."""
    await server.greet()
    with pytest.raises(NotSent, match="cannot be used"):
        await SmtpServer("127.0.0.1", closed_port(), MailSecurity.NONE).greet()
    assert not office.mails
