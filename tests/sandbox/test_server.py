"""The sandbox answers real requests over HTTP."""

from __future__ import annotations

import base64
import smtplib

import httpx
import pytest

from sandbox.post_office import PostOffice
from sandbox.server import SandboxServer
from sandbox.state import World
from tests.sandbox.conftest import TOKEN


def test_every_answer_carries_the_headers_of_azure_devops(client: httpx.Client) -> None:
    """ActivityId, X-VSS-E2EID, Cache-Control, and the api-version that was asked for in the content type."""
    answer = client.get("/_apis/projects", headers={"Accept": "application/json;api-version=5.0"})
    assert answer.headers["content-type"] == "application/json; charset=utf-8; api-version=5.0"
    assert answer.headers["activityid"] == answer.headers["x-vss-e2eid"]
    assert (answer.headers["cache-control"], answer.headers["vary"]) == ("no-cache", "Accept-Encoding")
    missing = client.get("/_apis/projects/nothing?api-version=7.1")
    assert missing.headers["content-type"] == "application/json; charset=utf-8"
    assert "vary" not in missing.headers


def test_strangers_get_a_sign_in_page_or_a_401(server: SandboxServer) -> None:
    """A bad token: 203 with HTML for GET and POST, 401 with TF400813 for PATCH; no token: an empty 401."""
    url = f"{server.base_url}/_apis/wit/workitems/1"
    for method in ("GET", "POST"):
        answer = httpx.request(method, url, auth=("", "expired"))
        assert (answer.status_code, answer.headers["content-type"]) == (203, "text/html; charset=utf-8")
    answer = httpx.patch(url, auth=("", "expired"))
    assert (answer.status_code, answer.json()["typeKey"]) == (401, "UnauthorizedRequestException")
    answer = httpx.get(url)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"].startswith("Basic realm=")


def test_credentials_must_be_written_exactly(server: SandboxServer) -> None:
    """Stray padding is no credential, so 401 instead of a sign-in page; a token works as Bearer too."""
    url = f"{server.base_url}/_apis/projects"
    padded = base64.b64encode(f":{TOKEN}".encode()).decode() + "="
    for bad in (f"Basic {padded}", "Basic %%%", "Digest x", f"Basic {base64.b64encode(bytes([255])).decode()}"):
        assert httpx.get(url, headers={"Authorization": bad}).status_code == 401
    assert httpx.get(url, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "type_key"),
    [
        ("DELETE", "/_apis/connectionData", 405, "VssRequestContentTypeNotSupportedException"),
        ("POST", "/MHHS/_apis/wit/wiql", 400, "VssVersionNotSpecifiedException"),
        ("POST", "/MHHS/_apis/wit/wiql?api-version=9.0", 400, "VssVersionOutOfRangeException"),
        ("POST", "/MHHS/_apis/wit/wiql?api-version=new", 400, "VssInvalidApiVersionException"),
        ("GET", "/MHHS/_apis/wit/workItems/1/comments?api-version=7.1", 400, "VssInvalidPreviewVersionException"),
        ("POST", "/MHHS/_apis/wit/wiql?api-version=7.1", 400, "VssPropertyValidationException"),
        ("GET", "/Nothing/_apis/wit/tags?api-version=7.1", 404, "ProjectDoesNotExistWithNameException"),
        ("GET", "/_apis/wit/tags?api-version=7.1", 404, "ProjectDoesNotExistException"),
        ("GET", "/MHHS/Nobody/_apis/work/teamsettings?api-version=7.1", 404, "TeamNotFoundException"),
        ("GET", "/MHHS/_apis/wit/classificationnodes?$depth=x&api-version=7.1", 400, "VssPropertyValidationException"),
    ],
)
def test_wrong_requests_are_refused(client: httpx.Client, method: str, path: str, status: int, type_key: str) -> None:
    """Each with the envelope and the type key that clients switch on."""
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["typeKey"]) == (status, type_key)


def test_an_unknown_address_is_refused_in_plain_text(client: httpx.Client) -> None:
    """404 as the web server words it."""
    answer = client.get("/_apis/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text.startswith("The controller for path '/_apis/nothing' was not found")


def test_the_route_table_and_the_areas_point_here(client: httpx.Client, server: SandboxServer) -> None:
    """OPTIONS lists resources, a single one too; every area leads to this server."""
    resources = {each["id"]: each for each in client.options("/_apis").json()["value"]}
    assert resources["608aac0a-32e1-4493-a863-b9cf4566d257"]["releasedVersion"] == "0.0"
    assert client.options("/_apis/wit/workItems/1").json()["resourceName"] == "workItems"
    areas = client.get("/_apis/ResourceAreas").json()["value"]
    assert {each["locationUrl"] for each in areas} == {f"{server.base_url}/"}
    [wit] = [each for each in areas if each["name"] == "wit"]
    assert client.get(f"/_apis/ResourceAreas/{wit['id']}").json() == wit
    assert client.options(f"{server.pages_url}_apis").json() == {"count": 0, "value": []}


def test_the_routes_of_one_area_are_told(client: httpx.Client) -> None:
    """The Node client asks area by area, in any case; an address that is no area is one of a resource."""
    dashboards = client.options("/_apis/dashboard").json()["value"]
    assert {each["resourceName"] for each in dashboards} == {"Dashboards", "Widgets", "WidgetTypes"}
    assert client.options("/_apis/projects").json()["resourceName"] == "projects"
    assert client.options("/_apis/nothing").status_code == 404


def test_teams_and_mail_are_received(server: SandboxServer, world: World) -> None:
    """The Workflows address takes a post, the SMTP port a mail."""
    assert httpx.post(server.teams_url("triage"), json={"type": "message", "attachments": []}).status_code == 202
    with smtplib.SMTP("127.0.0.1", server.smtp_port) as smtp:
        smtp.sendmail("envbot@example.com", ["someone@example.com"], "Subject: hello\r\n\r\nbody")
    office = world.part(PostOffice)
    assert [post.channel for post in office.posts] == ["triage"]
    assert [mail.subject for mail in office.mails] == ["hello"]
