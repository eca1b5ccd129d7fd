"""The wire tells a value from a refusal, and one refusal from another, with no socket near."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ado_client.errors import (
    AdoError,
    Broken,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RuleViolation,
    SignInNeeded,
    Throttled,
    TooMuch,
)
from ado_client.wire import Expect, continuation_token, decode, header, hints, is_sign_in

JSON = {"Content-Type": "application/json; charset=utf-8; api-version=7.1"}
HTML = {"content-type": "text/html; charset=utf-8"}
PLAIN = {"content-type": "text/plain"}
PAGE = b"<html><head><title>Azure DevOps Services | Sign In</title></head></html>"


def envelope(message: str = "TF000: no.", key: str = "SomeException", **more: Any) -> bytes:
    """Build an error envelope as Azure DevOps sends it."""
    told = {"$id": "1", "innerException": None, "message": message, "typeKey": key, "errorCode": 0, "eventId": 3000}
    return json.dumps(told | more).encode()


# Values


@pytest.mark.parametrize("body", [b'{"count": 1}', b'\xef\xbb\xbf{"count": 1}', '\ufeff{"count": 1}', '{"count": 1}'])
def test_json_is_parsed_with_or_without_a_byte_order_mark(body: bytes | str) -> None:
    """A byte order mark in front of the JSON is no part of it."""
    assert decode(200, JSON, body) == {"count": 1}


def test_json_without_a_content_type_is_recognised_by_its_first_character() -> None:
    """Recorded: an answer with JSON and no content type."""
    assert decode(200, {}, b'{"id": 1}', expect=Expect.JSON) == {"id": 1}
    assert decode(200, {}, b"[1]") == [1]


def test_text_is_given_as_text_and_anything_else_as_bytes() -> None:
    """A wiki page as text, an attachment as bytes."""
    assert decode(200, PLAIN, "Grüße".encode()) == "Grüße"
    assert decode(200, {"content-type": "image/png"}, b"\x89PNG") == b"\x89PNG"


@pytest.mark.parametrize("status", [202, 204])
def test_an_empty_success_is_none(status: int) -> None:
    """Nothing to say is no failure."""
    assert decode(status, JSON, None, expect=Expect.JSON) is None


@pytest.mark.parametrize("status", [200, 201])
def test_an_answer_that_lost_its_body_is_broken_where_json_was_asked_for(status: int) -> None:
    """What was read or made must be in it."""
    assert decode(status, {}, b"") is None
    with pytest.raises(Broken, match="empty where JSON was asked for"):
        decode(status, {}, b"", expect=Expect.JSON)
    with pytest.raises(Broken, match="the answer is empty"):
        decode(status, JSON, b"")


# Sign-in


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (401, {"www-authenticate": 'Basic realm="https://example.com/"'}, b""),
        (401, JSON, envelope("TF400813: The user is not authorized.", "UnauthorizedRequestException")),
        (401, JSON, b'{"count":0,"value":[]}'),
        (401, JSON, b"[]"),
        (401, JSON, b"{"),
        (203, HTML, PAGE),
        (203, JSON, b"{}"),
        (200, HTML, PAGE),
        (200, HTML, b"<html>any page</html>"),
        (302, {"location": "https://spsprod.vssps.visualstudio.com/_signin?realm=dev.azure.com"}, b""),
        (403, HTML, PAGE),
    ],
)
def test_every_shape_of_a_refused_credential_asks_to_sign_in(status: int, headers: Any, body: bytes) -> None:
    """Azure DevOps refuses a credential in many ways, one error names them all."""
    assert is_sign_in(status, headers, body)
    with pytest.raises(SignInNeeded) as caught:
        decode(status, headers, body)
    assert caught.value.status == status


def test_the_servers_own_words_are_kept_when_it_asks_to_sign_in() -> None:
    """TF400813 tells which account was refused."""
    with pytest.raises(SignInNeeded, match="TF400813") as caught:
        decode(401, JSON, envelope("TF400813: The user 'x' is not authorized.", "UnauthorizedRequestException"))
    assert caught.value.type_key == "UnauthorizedRequestException"


def test_an_answer_that_is_not_json_where_json_was_asked_for_asks_to_sign_in() -> None:
    """A portal or proxy answers 200 with a text of its own."""
    assert decode(200, PLAIN, b"hello") == "hello"
    with pytest.raises(SignInNeeded, match="text/plain where JSON was asked for"):
        decode(200, PLAIN, b"hello", expect=Expect.JSON)
    with pytest.raises(SignInNeeded, match="of no type"):
        decode(200, {}, b"hello", expect=Expect.JSON)


def test_a_page_that_comes_with_an_error_is_the_servers_own() -> None:
    """An HTML 404 or 503 does not send a person to renew a good token."""
    with pytest.raises(NotFound, match="The resource cannot be found"):
        decode(404, HTML, b"<html><title> The resource cannot be found </title></html>")
    with pytest.raises(Broken, match="the server gave no reason"):
        decode(503, HTML, b"<html>Service unavailable</html>")


# Refusals


@pytest.mark.parametrize(
    ("status", "message", "key", "kind"),
    [
        (400, "TF400497: The backlog iteration path is no longer valid.", "InvalidTeamSettingsException", Invalid),
        (400, "Relation already exists.", "RelationAlreadyExistsException", Invalid),
        (403, "You need permission.", "PermissionDeniedException", Forbidden),
        (404, "TF401232: Work item 1 does not exist.", "WorkItemUnauthorizedAccessException", NotFound),
        (404, "TF200016: The project does not exist.", "ProjectDoesNotExistWithNameException", NotFound),
        (410, "It is gone.", "GoneException", NotFound),
        (405, "The method is not allowed.", "VssRequestException", Invalid),
        (408, "It took too long.", "RequestTimeoutException", Broken),
        (408, "VS402335: The query took longer than 30 s.", "WorkItemTrackingQueryTimeoutException", TooMuch),
        (400, "VS402337: The number exceeds the size limit of 20000.", "VssPropertyValidationException", TooMuch),
        (400, "VS403474: more than 200 ids", "VssPropertyValidationException", TooMuch),
        (409, "The name is taken.", "ClassificationNodeDuplicateNameException", Conflict),
        (412, "VS403351: Test Operation for path /rev failed.", "TestPatchOperationFailedException", Conflict),
        (400, "TF26071: changed by someone else.", "WorkItemException", Conflict),
        (500, "The page exists.", "WikiPageAlreadyExistsException", Conflict),
        (429, "Slow down.", "ThrottledException", Throttled),
        (503, "TF400733: The request has been canceled.", "RequestBlockedException", Throttled),
        (500, "Oops.", "NullReferenceException", Broken),
        (503, "TF24668: The organization is deactivated.", "HostShutdownException", Broken),
    ],
)
def test_a_refusal_is_named_by_status_type_key_and_number(
    status: int, message: str, key: str, kind: type[AdoError]
) -> None:
    """The number in the message wins over the type key, which wins over the status."""
    with pytest.raises(AdoError) as caught:
        decode(status, JSON | {"ActivityId": "a-1"}, b"\xef\xbb\xbf" + envelope(message, key), method="GET", url="u")
    error = caught.value
    assert (type(error), error.status, error.type_key, error.reason) == (kind, status, key, message)
    assert (error.activity, error.method, error.url) == ("a-1", "GET", "u")


def test_a_missing_tag_permission_is_named() -> None:
    """TF401289: the account may not create tags; the person learns which permission to grant."""
    with pytest.raises(Forbidden, match="Create tag definition") as caught:
        decode(403, JSON, envelope("TF401289: The current user does not have permissions to create tags."))
    assert caught.value.permission == "Create tag definition"


def test_a_rule_violation_names_the_fields_of_its_custom_properties() -> None:
    """The server lists each field at fault; what it lists in another shape is left out."""
    errors = [{"fieldReferenceName": "System.State"}, {"fieldReferenceName": "Custom.Party"}, {}, "odd"]
    body = envelope("VS1: no.", "RuleValidationException", customProperties={"RuleValidationErrors": errors})
    with pytest.raises(RuleViolation) as caught:
        decode(400, JSON, body)
    assert caught.value.fields == ("System.State", "Custom.Party")


def test_a_rule_violation_names_the_field_of_its_message() -> None:
    """Without custom properties the field's name stands in the text."""
    message = "TF401320: Rule Error for field Reason. Error code: Required, InvalidEmpty."
    with pytest.raises(RuleViolation) as caught:
        decode(400, JSON, envelope(message, customProperties={"RuleValidationErrors": None}))
    assert caught.value.fields == ("Reason",)


def test_an_exception_wrapped_as_a_listing_keeps_its_message() -> None:
    """Some controllers put their exception where the values should be."""
    with pytest.raises(Invalid, match="The page size is wrong"):
        decode(400, JSON, b'{"count":1,"value":{"Message":"The page size is wrong."}}')


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"value": []}'])
def test_a_refusal_without_an_envelope_is_still_named(body: bytes) -> None:
    """Where the server tells nothing, the error says that it told nothing."""
    with pytest.raises(Broken, match="the server gave no reason"):
        decode(500, JSON, body)


def test_a_plain_text_refusal_keeps_its_text() -> None:
    """Recorded: a route that does not exist is answered in plain text."""
    with pytest.raises(NotFound, match="The controller for path '/x' was not found"):
        decode(404, PLAIN, b"The controller for path '/x' was not found\r\n")


def test_a_redirect_elsewhere_is_a_broken_answer() -> None:
    """A renamed organisation redirects; we follow nothing, since the credential would go along."""
    with pytest.raises(Broken, match=r"redirects to https://example\.com/"):
        decode(301, {"location": "https://example.com/"}, b"")
    with pytest.raises(Broken, match="redirects to nowhere"):
        decode(304, {}, b"")
    with pytest.raises(Broken, match="redirects to an address that cannot be read"):
        decode(301, {"location": "https://[?code=secret"}, b"")


def test_a_redirect_is_told_without_its_secrets() -> None:
    """A server may send a code or a password along."""
    with pytest.raises(Broken, match=r"redirects to https://example\.com/x ") as caught:
        decode(302, {"location": "https://me:secret@example.com/x?code=secret#id_token=secret"}, b"")
    assert "secret" not in str(caught.value)


# Broken answers


def test_a_truncated_answer_is_told_from_one_that_is_no_json() -> None:
    """Where the server promised more bytes than came, the connection is to blame."""
    with pytest.raises(Broken, match="ends after 9 of 400 bytes"):
        decode(200, JSON | {"Content-Length": "400"}, b'{"value":')
    with pytest.raises(Broken, match="it is no JSON"):
        decode(200, JSON | {"Content-Length": "9"}, b'{"value":')
    with pytest.raises(Broken, match="it is no JSON"):
        decode(200, JSON | {"Content-Length": "400", "Content-Encoding": "gzip"}, b'{"value":')


# Headers


def test_headers_are_found_in_any_case_and_joined_where_repeated() -> None:
    """Recordings and clients hold headers in different ways."""
    assert header({"WWW-Authenticate": ["Bearer", "TFS-Federated"]}, "www-authenticate") == "Bearer, TFS-Federated"
    assert header({"ETag": '"1"'}, "etag") == '"1"'
    assert header({}, "etag") == ""


def test_the_continuation_token_is_read_from_its_header() -> None:
    """The token of the next page travels in a header."""
    assert continuation_token({"X-MS-ContinuationToken": "1"}) == "1"
    assert continuation_token({}) == ""


def test_a_delay_is_read_in_seconds_and_as_a_date() -> None:
    """A date is held against the server's own clock, else against the instant given."""
    date, until = "Wed, 12 Jun 2024 07:30:00 GMT", "Wed, 12 Jun 2024 07:31:30 -0000"
    now = datetime(2024, 6, 12, 7, 31, tzinfo=UTC)
    assert hints({"retry-after": "2.5"}).delay == timedelta(seconds=2.5)
    assert hints({"retry-after": until, "date": date}).delay == timedelta(seconds=90)
    assert hints({"retry-after": until}, now).delay == timedelta(seconds=30)
    assert hints({"retry-after": until}).delay is None
    assert hints({"retry-after": date, "date": until}).delay == timedelta()
    assert hints({"retry-after": "soon"}, now).delay is None
    assert hints({}, now).delay is None


def test_the_state_of_the_rate_limit_is_read() -> None:
    """All but the resource's name, which the vendor says is for people."""
    told = hints({
        "date": "Wed, 12 Jun 2024 07:30:00 GMT",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-limit": "200",
        "x-ratelimit-delay": "0.25",
        "x-ratelimit-reset": str(int(datetime(2024, 6, 12, 7, 35, tzinfo=UTC).timestamp())),
    })  # fmt: skip
    assert (told.remaining, told.limit) == (0, 200)
    assert told.slowed == timedelta(milliseconds=250)
    assert told.resets_in == timedelta(minutes=5)


def test_a_throttled_answer_carries_its_delay() -> None:
    """The delay that came as a date is on the error, in the server's own time."""
    headers = JSON | {"Retry-After": "30"}
    with pytest.raises(Throttled) as caught:
        decode(429, headers, envelope("TF400733: blocked."))
    assert caught.value.delay == timedelta(seconds=30)
