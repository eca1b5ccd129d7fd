"""Hand mail over to an SMTP server."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib

from bot.deliver.once import MaybeSent, NotSent
from bot.settings import MailSecurity

# The server refused before it had the message, or refused the message itself.
_REFUSED = (
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPSenderRefused,
    aiosmtplib.SMTPRecipientsRefused,
    aiosmtplib.SMTPDataError,
    aiosmtplib.SMTPNotSupported,
)
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """An SMTP server; `password` is a secret and is never shown."""

    host: str
    port: int
    security: MailSecurity
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, message: EmailMessage) -> None:
        """Hand the message over; see `bot.deliver.mail.Postman`."""
        where = f"The mail server {self.host}:{self.port}"
        try:
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password,
                use_tls=self.security is MailSecurity.TLS,
                start_tls=self.security is MailSecurity.STARTTLS,
                timeout=_SECONDS,
            )
        except _REFUSED as error:
            raise NotSent(
                f"{where} did not take it: {error}. Correct `publish.mail.server`, or ask who runs it."
            ) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MaybeSent(f"{where} broke off ({error}); the mail may have been sent.") from error
