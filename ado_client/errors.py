"""Name everything that can go wrong between us and Azure DevOps, with what a person can do about it.

AdoError
├── Unreachable          no answer came: no network, unknown host, a refused or lost connection, a time-out
├── SignInNeeded         the credential is missing, wrong or expired (401, 203, a sign-in page, a refusal of Entra ID)
├── Forbidden            signed in, but a permission is missing (403)
├── NotFound             it does not exist, or the account may not see it (404)
├── Conflict             someone else was faster: stale revision or ETag, a name already taken (409, 412)
├── Throttled            too much was asked in too short a time (429, TF400733)
├── Invalid              the request itself is refused (other 4xx)
│   ├── RuleViolation    a rule of the work item type refuses a field's value (TF401320)
│   └── TooMuch          a limit: 20,000 rows, 32,000 characters, 200 ids, 30 seconds
└── Broken               the server failed, or its answer cannot be read (5xx, bad or truncated JSON)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit, urlunsplit

_DISTRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""What OpenSSL says of it, and all libraries repeat."""


def without_secrets(url: str) -> str:
    """Give the address without user, password and query: what may be shown and logged."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is known of one request and its answer.

    Attributes:
        method: empty where no request was made.
        url: as sent.
        status: None where no answer came.
        type_key: the server's name for its error, for example `WikiPageNotFoundException`.
        activity: the server's id of the request; Microsoft's support asks for it.
        delay: how long the server asks us to wait.
    """

    method: str = ""
    url: str = ""
    status: int | None = None
    type_key: str = ""
    activity: str = ""
    delay: timedelta | None = None


class AdoError(Exception):
    """Something went wrong with Azure DevOps; `str()` says what, where, why and what to do.

    Attributes:
        reason: the server's own message, or ours where it sent none.
        exchange: the request and the answer it was read from.
        advice: what a person can do.
    """

    what: ClassVar[str] = "Azure DevOps could not be used"
    usual_advice: ClassVar[str] = "Look up the activity id with your Azure DevOps administrator."

    def __init__(self, reason: str, exchange: Exchange | None = None, *, advice: str = "") -> None:
        self.reason = reason
        self.exchange = exchange or Exchange()
        self.advice = advice or self.usual_advice
        super().__init__(reason, self.exchange)

    @property
    def status(self) -> int | None:
        """The HTTP status, None where no answer came."""
        return self.exchange.status

    @property
    def type_key(self) -> str:
        """The server's name for the error; empty where it gave none."""
        return self.exchange.type_key

    @property
    def activity(self) -> str:
        """The server's id of the request; empty where it gave none."""
        return self.exchange.activity

    @property
    def method(self) -> str:
        """The HTTP method; empty where no request was made."""
        return self.exchange.method

    @property
    def url(self) -> str:
        """The address without its secrets and its query."""
        return without_secrets(self.exchange.url)

    @property
    def delay(self) -> timedelta | None:
        """How long the server asks us to wait before the next request."""
        return self.exchange.delay

    def __str__(self) -> str:
        where = f" ({self.method} {self.url})" if self.url else ""
        told = (
            "" if self.status is None else f"HTTP {self.status}",
            self.type_key,
            f"activity {self.activity}" if self.activity else "",
        )
        evidence = ", ".join(word for word in told if word)
        reason = " ".join(self.reason.split()).rstrip(".")
        return f"{self.what}{where}: {reason}{f' [{evidence}]' if evidence else ''}. {self.advice}"


class Unreachable(AdoError):
    """No answer came.

    Attributes:
        may_have_arrived: False only where the connection was never made, so that the request is surely not done.
        is_distrusted: whether nobody whom this machine trusts vouches for the server, which time does not mend.
    """

    what = "Azure DevOps cannot be reached"
    usual_advice = "Check the network, the proxy and the organisation's address; nothing is lost, run again."
    advice_of_trust = (
        "Nobody whom this machine trusts vouches for the certificate of the server, or of a proxy before it. If it is "
        "your organisation's own, name the certificate of its authority, a PEM file, in the environment variable "
        "SSL_CERT_FILE."
    )

    def __init__(
        self, reason: str, exchange: Exchange | None = None, *, may_have_arrived: bool, advice: str = ""
    ) -> None:
        self.is_distrusted = _DISTRUSTED in reason
        super().__init__(reason, exchange, advice=advice or (self.advice_of_trust if self.is_distrusted else ""))
        self.may_have_arrived = may_have_arrived and not self.is_distrusted


class SignInNeeded(AdoError):
    """The credential is missing, wrong or expired."""

    what = "Azure DevOps asks to sign in"
    usual_advice = (
        "Check that the token is whole, has not expired or been revoked, belongs to this organisation and has the "
        "scopes the bot needs; make a new one under User settings > Personal access tokens."
    )


class Forbidden(AdoError):
    """The account is known, but may not do this.

    Attributes:
        permission: the missing permission where the server told which, else empty.
    """

    what = "Azure DevOps does not allow this"
    usual_advice = "Ask a project administrator to grant the bot's account the permission named."

    def __init__(
        self, reason: str, exchange: Exchange | None = None, *, permission: str = "", advice: str = ""
    ) -> None:
        super().__init__(reason, exchange, advice=advice)
        self.permission = permission


class NotFound(AdoError):
    """It does not exist, or the account may not see it: Azure DevOps does not tell these apart."""

    what = "Azure DevOps does not find this"
    usual_advice = "Check the name or id, and that the bot's account may read it."


class Conflict(AdoError):
    """Someone else was faster: nothing was written."""

    what = "Someone else changed this first"
    usual_advice = "Nothing was written; the next run reads it anew and decides again."


class Throttled(AdoError):
    """Too much was asked in too short a time; `delay` says how long to wait, if the server said so."""

    what = "Azure DevOps slows us down"
    usual_advice = "Run again later, with fewer requests at once; other tools of the same account count too."


class Invalid(AdoError):
    """The request itself is refused."""

    what = "Azure DevOps refuses this request"
    usual_advice = "Correct what the message names; repeating it unchanged cannot help."


class RuleViolation(Invalid):
    """A rule of the work item type refuses a field's value; nothing was written.

    Attributes:
        fields: reference names of the fields at fault, as far as the server named them.
    """

    what = "A rule of the work item type refuses this change"
    usual_advice = "Give the field a value its rules allow (required, allowed values, transitions), or leave it alone."

    def __init__(self, reason: str, exchange: Exchange | None = None, *, fields: tuple[str, ...] = ()) -> None:
        named = f"Fields: {', '.join(fields)}. {self.usual_advice}" if fields else ""
        super().__init__(reason, exchange, advice=named)
        self.fields = fields


class TooMuch(Invalid):
    """One of the limits of Azure DevOps was met."""

    what = "This asks Azure DevOps for more than it gives"
    usual_advice = "Narrow the query: add conditions, a time span or a limit."


class Broken(AdoError):
    """The server failed, or its answer cannot be read."""

    what = "Azure DevOps gave a broken answer"
    usual_advice = "Look at https://status.dev.azure.com; nothing is lost, run again."
