"""What is scrubbed from a recording of a real organisation: names, mails, addresses, headers."""

from __future__ import annotations

import json

from vcr.request import Request  # type: ignore[import-untyped]  # it publishes no types

from tests.ado_client.cassettes import Scrubber

SCRUBBER = Scrubber("https://dev.azure.com/contoso", "Smart Meters")


def test_a_request_keeps_its_sense_and_loses_its_owner() -> None:
    """The organisation, the project in both spellings, and every header that may be secret."""
    request = Request(
        "POST",
        "https://dev.azure.com/contoso/Smart%20Meters/_apis/wit/wiql?api-version=7.1",
        b'{"query":"[System.AreaPath] UNDER \'Smart Meters\\\\DIP\'"}',
        {"Authorization": "Basic secret", "Cookie": "x", "Content-Type": "application/json", "If-Match": "1"},
    )
    kept = SCRUBBER.request(request)
    assert kept.uri == "https://dev.azure.com/organisation/MHHS/_apis/wit/wiql?api-version=7.1"
    assert kept.body == b'{"query":"[System.AreaPath] UNDER \'MHHS\\\\DIP\'"}'
    assert {name.lower() for name in kept.headers} == {"content-type", "if-match"}


def test_an_answer_keeps_its_shape_and_loses_its_people() -> None:
    """Names and mails in every form in which Azure DevOps writes identities; what a page says is scrubbed too."""
    told = {
        "project": "Smart Meters",
        "by": {"displayName": "A Person", "uniqueName": "a.person@contoso.example", "imageUrl": "x", "id": "1"},
        "short": "A Person <a.person@contoso.example>",
        "list": [{"descriptor": "aad.x"}],
        "text": "Smart Meterset",
    }
    headers = {"Set-Cookie": ["x"], "ETag": ['"1"'], "Content-Type": ["application/json"]}
    answer = {"status": {"code": 200}, "headers": headers, "body": {"string": json.dumps(told).encode()}}
    kept = SCRUBBER.response(answer)
    assert json.loads(kept["body"]["string"]) == {
        "project": "MHHS",
        "by": {"displayName": "envbot", "uniqueName": "envbot@example.com", "id": "1"},
        "short": "envbot <envbot@example.com>",
        "list": [{}],
        "text": "Smart Meterset",
    }
    assert set(kept["headers"]) == {"ETag", "Content-Type"}
    page = {"status": {"code": 203}, "headers": {}, "body": {"string": b"<p>a.person@contoso.example</p>"}}
    assert SCRUBBER.response(page)["body"]["string"] == b"<p>envbot@example.com</p>"
