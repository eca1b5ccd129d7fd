"""Attachments are taken whole or in pieces, given back as they came, and hang on work items as links."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.items import PATCH

FILES = "/MHHS/_apis/wit/attachments"
BYTES = {"Content-Type": "application/octet-stream"}
VERSION = {"api-version": "7.1"}
ACCEPTING = {"Accept": "application/json;api-version=7.1"}


def _sent(client: httpx.Client, content: bytes, query: str = "fileName=log.txt") -> httpx.Response:
    return client.post(f"{FILES}?{query}", content=content, headers=BYTES | ACCEPTING)


def test_a_file_comes_back_as_it_went(client: httpx.Client) -> None:
    """201 with an id and an address; whoever asks for a download is told the name."""
    sent = _sent(client, b"\x00\xff log")
    assert (sent.status_code, sent.json()["url"].rpartition("?")[2]) == (201, "fileName=log.txt")
    plain = client.get(f"/_apis/wit/attachments/{sent.json()['id']}", params=VERSION)
    assert (plain.content, plain.headers["content-type"]) == (b"\x00\xff log", "application/octet-stream")
    assert "content-disposition" not in plain.headers
    kept = client.get(f"{FILES}/{sent.json()['id']}", params=VERSION | {"download": "true"})
    assert kept.headers["content-disposition"] == "attachment; filename*=UTF-8''log.txt"


def test_a_file_may_have_no_name(client: httpx.Client) -> None:
    """Then a download is named by the id."""
    sent = _sent(client, b"x", query="").json()
    assert "?" not in sent["url"]
    kept = client.get(f"/_apis/wit/attachments/{sent['id']}", params=VERSION | {"download": "true"})
    assert kept.headers["content-disposition"].endswith(sent["id"])


def test_a_large_file_comes_in_pieces(client: httpx.Client) -> None:
    """Each piece says where it belongs, and must join the one before."""
    sent = _sent(client, b"", query="fileName=log.txt&uploadType=chunked").json()
    address = f"{FILES}/{sent['id']}?fileName=log.txt"

    def piece(content: bytes, place: str) -> int:
        headers = BYTES | ACCEPTING | {"Content-Range": place}
        return client.put(address, content=content, headers=headers).status_code

    assert piece(b"abc", "bytes 0-2/5") == 200
    assert piece(b"x", "bytes 4-4/5") == 400
    assert piece(b"x", "somewhere") == 400
    assert piece(b"de", "bytes 3-4/5") == 200
    assert client.get(f"{FILES}/{sent['id']}", params=VERSION).content == b"abcde"


def test_an_unknown_file_is_not_found(client: httpx.Client) -> None:
    """404 with a type key."""
    missing = client.get(f"{FILES}/00000000-0000-4000-8000-000000000001", params=VERSION)
    assert (missing.status_code, missing.json()["typeKey"]) == (404, "AttachmentNotFoundException")


@pytest.mark.parametrize(("size", "status"), [(60 * 1024 * 1024, 201), (60 * 1024 * 1024 + 1, 400)])
def test_a_file_has_at_most_60_mib(client: httpx.Client, size: int, status: int) -> None:
    """One byte more is refused."""
    assert _sent(client, bytes(size)).status_code == status


def test_it_hangs_on_a_work_item(client: httpx.Client) -> None:
    """As a link of the kind AttachedFile, with its name."""
    file = _sent(client, b"log").json()
    link = {"rel": "AttachedFile", "url": file["url"], "attributes": {"comment": "seen at noon"}}
    steps = [
        {"op": "add", "path": "/fields/System.Title", "value": "DIP is down"},
        {"op": "add", "path": "/relations/-", "value": link},
    ]
    item = client.post("/MHHS/_apis/wit/workitems/$Bug?api-version=7.1", json=steps, headers={"Content-Type": PATCH})
    [shown] = item.json()["relations"]
    assert (shown["rel"], shown["url"], shown["attributes"]["comment"]) == ("AttachedFile", file["url"], "seen at noon")
