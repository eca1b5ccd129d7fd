"""Take mail over SMTP on a free port of the loopback interface and hand it to the post office."""

from __future__ import annotations

import hmac
from asyncio.base_events import Server
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.post_office import PostOffice

_HOST = "127.0.0.1"


class _AnyPort(Controller):
    """A controller that takes whatever port is free; the original asks port 0 whether it answers."""

    def _trigger_server(self) -> None:
        listening = cast("Server", self.server)
        self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd types its public methods only


class _Mailbox:
    """What happens to a message that a session has brought."""

    def __init__(self, office: PostOffice, clock: Callable[[], datetime], *, needs_sign_in: bool) -> None:
        self._office = office
        self._clock = clock
        self._needs_sign_in = needs_sign_in

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's hook
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, who must have signed in where there are accounts.

        (aiosmtpd's own `auth_required` warns at each connection without TLS, which a loopback server does not need.)
        """
        if self._needs_sign_in and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's hook
        """Keep the message."""
        login: bytes = getattr(session.auth_data, "login", b"")
        content = envelope.original_content or b""
        mail = self._office.take_mail(
            str(envelope.mail_from), tuple(envelope.rcpt_tos), content, self._clock(), login.decode()
        )
        return f"250 OK: kept as mail {mail.number}"


class MailServer:
    """An SMTP server on a thread of its own, for the time of a `with` block.

    Args:
        office: Where messages go.
        clock: What time it is.
        accounts: Passwords by user name. With any, a sender must sign in (AUTH PLAIN or LOGIN) first.
    """

    def __init__(
        self, office: PostOffice, clock: Callable[[], datetime], accounts: Mapping[str, str] | None = None
    ) -> None:
        self._accounts = dict(accounts or {})
        self._controller = _AnyPort(
            _Mailbox(office, clock, needs_sign_in=bool(self._accounts)),
            hostname=_HOST,
            port=0,
            authenticator=self._judge,
            auth_require_tls=False,
        )

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return int(self._controller.port)

    def __enter__(self) -> Self:
        """Start it."""
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._controller.stop()

    def _judge(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, sent: Any) -> AuthResult:
        """Judge a sign-in; a refusal needs `handled=False`, or aiosmtpd takes it for answered and says nothing."""
        known = self._accounts.get(sent.login.decode()) if isinstance(sent, LoginPassword) else None
        if known is not None and hmac.compare_digest(known.encode(), sent.password):
            return AuthResult(success=True, auth_data=sent)
        return AuthResult(success=False, handled=False)
