"""Hand mail over to an SMTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib

from bot.deliver.causes import cause_of
from bot.deliver.once import MaybeSent, NotSent
from bot.settings import MailSecurity

# The server has the message before it and says no.
_REFUSED = (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError)
_BROKEN = (aiosmtplib.SMTPException, OSError)
_ADVICE = "Correct `publish.mail.server`, or ask who runs it."


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """An SMTP server; `password` is a secret and is never shown. It is waited for so many `seconds`."""

    host: str
    port: int
    security: MailSecurity
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    seconds: float = 60

    async def send(self, message: EmailMessage) -> None:
        """Hand the message over; see `bot.deliver.mail.Postman`."""
        async with self._signed_in() as client:
            try:
                await client.send_message(message)
            except _REFUSED as error:
                raise NotSent(f"{self} did not take it: {error}. {_ADVICE}") from error
            except _BROKEN as error:
                raise MaybeSent(f"{self} broke off ({cause_of(error)}); the mail may have been sent.") from error

    async def greet(self) -> None:
        """Connect, encrypt and sign in as for a message, and leave again.

        Raises:
            NotSent: one of these cannot be done.
        """
        async with self._signed_in():
            pass

    def __str__(self) -> str:
        return f"The mail server {self.host}:{self.port}"

    @asynccontextmanager
    async def _signed_in(self) -> AsyncIterator[aiosmtplib.SMTP]:
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.security is MailSecurity.TLS,
            start_tls=self.security is MailSecurity.STARTTLS,
            timeout=self.seconds,
        )
        try:
            await client.connect()
        except _BROKEN as error:
            raise NotSent(f"{self} cannot be used: {cause_of(error)}. {_ADVICE}") from error
        try:
            yield client
        finally:
            with suppress(*_BROKEN):
                await client.quit()
            client.close()
