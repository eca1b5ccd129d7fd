"""Decide what an answer of Azure DevOps means, without any I/O: the value it carries, or a named error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import Any, NoReturn

import orjson

from ado_client.errors import (
    AdoError,
    Broken,
    Conflict,
    Exchange,
    Forbidden,
    Invalid,
    NotFound,
    RuleViolation,
    SignInNeeded,
    Throttled,
    TooMuch,
    without_secrets,
)

RawHeaders = Mapping[str, str | Iterable[str]]
"""Headers as a client has them: a text, or several texts, a name; names in any case."""

_BOM = b"\xef\xbb\xbf"
_SIGN_IN_PAGE = re.compile(rb"_signin|login\.microsoftonline|login\.live|sign[ -]?in", re.IGNORECASE)
_RULE_FIELD = re.compile(r"TF401320: Rule Error for field (.+?)\. Error code")
_TOO_MUCH = re.compile(r"\b(VS402337|VS402335|VS403474|VS403475)\b")
_STALE = re.compile(r"\b(TF26071|VS403351)\b")
_NO_TAG_PERMISSION = "TF401289"
_BLOCKED = "TF400733"
_TAG_PERMISSION = "Create tag definition"

_SAY_SOMETHING = frozenset({HTTPStatus.OK, HTTPStatus.CREATED})
"""With these every recorded answer has a body: one without was lost on its way."""
_TOO_MUCH_KEYS = frozenset({
    "WorkItemTrackingQueryResultSizeLimitExceededException",
    "WorkItemTrackingQueryTimeoutException",
    "WorkItemTrackingQueryMaxWiqlTextLengthLimitExceededException",
})  # fmt: skip
_CONFLICT_KEYS = frozenset({
    "WikiPageAlreadyExistsException",  # comes with 409 or with 500
    "WikiPageHasConflictsException",
    "WorkItemRevisionMismatchException",
    "TestPatchOperationFailedException",
})  # fmt: skip


class Expect(Enum):
    """What a request may be answered with."""

    ANYTHING = auto()
    """Whatever the content type says; only HTML is never meant for a program."""
    JSON = auto()
    """JSON; any other good answer comes from a sign-in page, or from a proxy that shows one."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the headers of an answer ask of the next request.

    Attributes:
        delay: how long to wait first (`Retry-After`, in seconds or as a date; it may come with a 200).
        remaining: units of the rate limit that are left; 0 means that requests are being delayed.
        limit: units of the rate limit in its window.
        slowed: by how much the server delayed this very request (`X-RateLimit-Delay`).
        resets_in: until the rate limit is whole again.
    """

    delay: timedelta | None = None
    remaining: float | None = None
    limit: float | None = None
    slowed: timedelta | None = None
    resets_in: timedelta | None = None


def header(headers: RawHeaders, name: str) -> str:
    """Give a header's value by its name in any case; empty where it is missing, joined by commas where repeated."""
    wanted = name.lower()
    for key, value in headers.items():
        if key.lower() == wanted:
            return value if isinstance(value, str) else ", ".join(value)
    return ""


def continuation_token(headers: RawHeaders) -> str:
    """Give the token that asks for the next page; empty on the last one."""
    return header(headers, "x-ms-continuationtoken")


def hints(headers: RawHeaders, now: datetime | None = None) -> Hints:
    """Read what the server asks of the next request.

    Dates are held against the server's own `Date`, so that a wrong clock on our side does no harm; `now` is taken
    where the server sent none, and a date that can be held against nothing is left out.
    """
    sent = _instant(header(headers, "date")) or now
    epoch = _number(header(headers, "x-ratelimit-reset"))
    slowed = _number(header(headers, "x-ratelimit-delay"))
    return Hints(
        delay=_delay(header(headers, "retry-after"), sent),
        remaining=_number(header(headers, "x-ratelimit-remaining")),
        limit=_number(header(headers, "x-ratelimit-limit")),
        slowed=None if slowed is None else timedelta(seconds=slowed),
        resets_in=None if epoch is None or sent is None else _until(datetime.fromtimestamp(epoch, UTC), sent),
    )


def decode(
    status: int,
    headers: RawHeaders,
    body: bytes | str | None,
    *,
    method: str = "",
    url: str = "",
    expect: Expect = Expect.ANYTHING,
    now: datetime | None = None,
) -> Any:
    """Give the value an answer carries (JSON, text, bytes; None for an empty one), or raise its named error.

    Args:
        status: the HTTP status.
        headers: the answer's headers, names in any case.
        body: the whole body, after any decompression; it may start with a byte order mark.
        method: of the request, for the error's text.
        url: of the request, for the error's text.
        expect: what the request may be answered with.
        now: the instant, for delays given as dates where the server sent no `Date`.

    Raises:
        AdoError: the branch of the tree in `ado_client.errors` that fits.
    """
    content = (body.encode() if isinstance(body, str) else body or b"").removeprefix(_BOM)
    kind = header(headers, "content-type").partition(";")[0].strip().lower()
    activity = header(headers, "activityid") or header(headers, "x-vss-e2eid")
    exchange = Exchange(method, url, status, activity=activity, delay=hints(headers, now).delay)
    if is_sign_in(status, headers, content):
        _ask_to_sign_in(content, kind, exchange)
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        _refuse(content, kind, headers, exchange)
    if not content and status not in _SAY_SOMETHING:
        return None
    if _is_json(kind) or (not kind and content[:1] in (b"{", b"[")):
        return _parsed(content, headers, exchange)
    if expect is Expect.JSON:
        raise (
            SignInNeeded(f"the answer is {kind or 'of no type'} where JSON was asked for", exchange)
            if content
            else Broken("the answer is empty where JSON was asked for", exchange)
        )
    return content.decode("utf-8", "replace") if kind.startswith("text/") else content or None


def is_sign_in(status: int, headers: RawHeaders, content: bytes = b"") -> bool:
    """Say whether an answer asks to sign in: nothing was done for the request, whatever it was.

    A bad token is answered with 401, or with 203 or a redirect and a sign-in page. An HTML page that comes with an
    error is a sign-in page only if it reads like one; else it is the server's own error page.
    """
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        return True
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _SIGN_IN_PAGE.search(header(headers, "location").encode()) is not None
    if not header(headers, "content-type").lower().startswith(("text/html", "application/xhtml")):
        return False
    return status < HTTPStatus.MULTIPLE_CHOICES or _SIGN_IN_PAGE.search(content) is not None


def _ask_to_sign_in(content: bytes, kind: str, exchange: Exchange) -> NoReturn:
    message, type_key, _ = _envelope(content) if _is_json(kind) else ("", "", ())
    reason = message or (
        "the credential was not accepted"
        if exchange.status == HTTPStatus.UNAUTHORIZED
        else "a sign-in page came instead of an answer, so the credential was not accepted"
    )
    raise SignInNeeded(reason, _with_key(exchange, type_key))


def _refuse(content: bytes, kind: str, headers: RawHeaders, bare: Exchange) -> NoReturn:
    """Raise the error of an answer that is no success."""
    message, type_key, fields = _envelope(content) if _is_json(kind) else (_plain(content, kind), "", ())
    reason = message or "the server gave no reason"
    exchange = _with_key(bare, type_key)
    status = exchange.status or 0
    named = _named_by_message(reason, type_key, fields, exchange)
    if named is not None:
        raise named
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise Broken(f"it redirects to {without_secrets(header(headers, 'location')) or 'nowhere'}", exchange)
    by_status: dict[int, type[AdoError]] = {
        HTTPStatus.FORBIDDEN: Forbidden,
        HTTPStatus.NOT_FOUND: NotFound,
        HTTPStatus.GONE: NotFound,
        HTTPStatus.CONFLICT: Conflict,
        HTTPStatus.PRECONDITION_FAILED: Conflict,
        HTTPStatus.TOO_MANY_REQUESTS: Throttled,
        HTTPStatus.REQUEST_TIMEOUT: Broken,
    }
    usual = Invalid if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR else Broken
    raise by_status.get(status, usual)(reason, exchange)


def _named_by_message(reason: str, type_key: str, fields: tuple[str, ...], exchange: Exchange) -> AdoError | None:
    """Name the errors that the status alone does not tell: the TF or VS number stands only in the message."""
    if _BLOCKED in reason:
        return Throttled(reason, exchange)
    if _NO_TAG_PERMISSION in reason:
        advice = (
            f'Grant the bot\'s account "{_TAG_PERMISSION}" (Project settings > Permissions), or have a person create '
            "the tag once; nothing of the change was written."
        )
        return Forbidden(reason, exchange, permission=_TAG_PERMISSION, advice=advice)
    if type_key in _CONFLICT_KEYS or _STALE.search(reason):
        return Conflict(reason, exchange)
    if type_key in _TOO_MUCH_KEYS or _TOO_MUCH.search(reason):
        return TooMuch(reason, exchange)
    if type_key == "RuleValidationException" or fields or _RULE_FIELD.search(reason):
        return RuleViolation(reason, exchange, fields=fields or tuple(_RULE_FIELD.findall(reason)))
    return None


def _envelope(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Read the error envelope: message, type key, and the fields at fault; whatever of it is there."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        return "", "", ()
    if not isinstance(told, dict):
        return "", "", ()
    properties = told.get("customProperties")
    wrong = properties.get("RuleValidationErrors") if isinstance(properties, dict) else None
    fields = tuple(
        str(error["fieldReferenceName"])
        for error in (wrong if isinstance(wrong, list) else ())
        if isinstance(error, dict) and error.get("fieldReferenceName")
    )
    # Some controllers wrap an exception of their own kind: {"count": 1, "value": {"Message": "..."}}.
    inner = told.get("value")
    within = inner.get("Message") if isinstance(inner, dict) else None
    return str(told.get("message") or within or ""), str(told.get("typeKey") or ""), fields


def _plain(content: bytes, kind: str) -> str:
    """Give the text of an error that is no JSON; of a page, its title."""
    text = content.decode("utf-8", "replace")
    if kind.startswith("text/plain"):
        return text.strip()
    title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    return title.group(1).strip() if title else ""


def _parsed(content: bytes, headers: RawHeaders, exchange: Exchange) -> Any:
    promised = header(headers, "content-length")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        cut = promised.isdigit() and not header(headers, "content-encoding") and len(content) < int(promised)
        reason = f"the answer ends after {len(content)} of {promised} bytes" if cut else f"it is no JSON: {error}"
        raise Broken(reason if content else "the answer is empty", exchange) from error


def _is_json(kind: str) -> bool:
    return kind.endswith(("/json", "+json"))


def _with_key(exchange: Exchange, type_key: str) -> Exchange:
    return replace(exchange, type_key=type_key)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


def _delay(text: str, sent: datetime | None) -> timedelta | None:
    seconds = _number(text)
    if seconds is not None:
        return timedelta(seconds=seconds)
    until = _instant(text)
    return None if until is None or sent is None else _until(until, sent)


def _until(instant: datetime, sent: datetime) -> timedelta:
    return max(instant - sent, timedelta())


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
