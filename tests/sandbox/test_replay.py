"""Recorded conversations are played against the sandbox, and what differs is told with its reason."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from sandbox.replay.__main__ import main
from sandbox.replay.comparison import differences
from sandbox.replay.mapping import Ids
from sandbox.replay.playing import play
from sandbox.replay.recordings import Interaction, read_conversations
from tests.shared import shared_path

HOME = "https://dev.azure.com/some-organisation"
ITEM = {"id": 40, "rev": 2, "fields": {"System.Title": "x", "System.State": "New", "System.TeamProject": "P"}}
HEADERS = {
    "activityid": ["a"],
    "x-vss-e2eid": ["a"],
    "cache-control": ["no-cache"],
    "content-type": ["application/json; charset=utf-8; api-version=5.0"],
    "date": ["Thu, 09 Jan 2025 12:03:09 GMT"],
}


def a_line(index: int, method: str, target: str, status: int = 200, body: Any = None, **more: Any) -> dict[str, Any]:
    """Give a recorded interaction as it stands in a file."""
    sent = more.pop("sent", None)
    headers = {**HEADERS, **more.pop("headers", {})}
    return {
        "src": "conversation",
        "i": index,
        "method": method,
        "uri": HOME + target,
        "req_headers": {"accept": ["application/json;api-version=5.0"], **more},
        "req_body": sent,
        "status": status,
        "reason": "",
        "resp_headers": headers,
        "resp_body": None if body is None else orjson.dumps(body).decode(),
    }


def a_file(path: Path, *lines: dict[str, Any]) -> Path:
    """Write a file of recordings."""
    path.write_bytes(b"\n".join(orjson.dumps(line) for line in lines) + b"\n\n")
    return path


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client for plain HTTP."""
    with httpx.Client(verify=False) as client:  # noqa: S501 - nothing but the loopback interface
        yield client


def reasons(client: httpx.Client, path: Path) -> list[str]:
    """Play a file; every reason of every miss."""
    [conversation] = read_conversations(path).values()
    return [reason for miss in play(client, conversation).misses for reason in miss.reasons]


@pytest.mark.parametrize(
    ("target", "method", "area", "route"),
    [
        ("/P/_apis/wit/workItems/40", "GET", "wit", "GET wit/workItems"),
        ("/_apis/wit/wiql", "POST", "wit", "POST wit/wiql"),
        ("/P/T/_apis/work/teamsettings", "GET", "work", "GET work/teamsettings"),
        ("/_apis/projects/P/teams", "GET", "core", "GET projects/P"),
        ("/P/_apis/wiki/wikis", "GET", "wiki", "GET wiki/wikis"),
        ("/P/_apis/dashboard/dashboards", "GET", "dashboard", "GET dashboard/dashboards"),
        ("/_apis/ConnectionData", "GET", "profile", "GET ConnectionData"),
        ("/_apis/ResourceAreas", "GET", "location", "GET ResourceAreas"),
        ("/_apis", "OPTIONS", "location", "OPTIONS _apis"),
        ("/P/_apis/git/repositories", "GET", "", "GET git/repositories"),
        ("/_apis/work/processes", "GET", "", "GET work/processes"),
    ],
)
def test_the_scope_is_told_by_the_route(target: str, method: str, area: str, route: str) -> None:
    """Areas that the bot uses are in scope, the others are named."""
    each = Interaction("s", 0, method, HOME + target, {}, "", 200, {}, "")
    assert (each.area, each.route, each.home) == (area, route, HOME)


def test_the_host_may_name_the_organisation() -> None:
    """The old addresses do."""
    each = Interaction("s", 0, "GET", "https://some.visualstudio.com/P/_apis/wit/tags?a=b", {}, "", 200, {}, "")
    assert (each.home, each.target, each.path) == (
        "https://some.visualstudio.com",
        "/P/_apis/wit/tags?a=b",
        "/P/_apis/wit/tags",
    )


def test_bodies_that_were_recorded_as_bytes_are_read(tmp_path: Path) -> None:
    """Some hold the `repr` of the `repr` of bytes; gzipped files are read too."""
    line = a_line(0, "POST", "/_apis/wit/wiql", sent=repr(repr(b'{"query": "x"}').encode()))
    path = tmp_path / "recordings.jsonl.gz"
    path.write_bytes(gzip.compress(orjson.dumps(line)))
    [[each]] = read_conversations(path).values()
    assert each.request_body == '{"query": "x"}'
    [[other]] = read_conversations(a_file(tmp_path / "other", a_line(0, "POST", "/x", sent="b'no bytes"))).values()
    assert other.request_body == "b'no bytes"


def test_ids_are_learned_from_answers_and_used_in_requests() -> None:
    """GUIDs, work items, nodes, revs and links, each where it means something."""
    ids = Ids()
    one, other = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"
    link = {"rel": "R", "url": "x/_apis/wit/workItems/{}"}
    recorded = {"id": 40, "rev": 3, "url": f"/{one}", "fields": {}, "relations": [{**link, "url": "/workItems/41"}]}
    fresh = {"id": 7, "rev": 1, "url": f"/{other}", "fields": {}, "relations": [{**link, "url": "/workItems/8"}]}
    ids.learn([recorded, {"id": 5, "structureType": "area"}], [fresh, {"id": 9, "structureType": "area"}])
    ids.learn({"id": 41}, {"id": 8})
    assert ids.target(f"/{one}/_apis/wit/workItems/40?x=1") == f"/{other}/_apis/wit/workItems/7?x=1"
    assert ids.target("/_apis/wit/workItems?ids=40%2C41,42") == "/_apis/wit/workItems?ids=7,8,42"
    assert ids.target("/_apis/wit/classificationNodes?ids=5") == "/_apis/wit/classificationNodes?ids=9"
    assert ids.body({"id": 5}, "/_apis/wit/classificationNodes/areas", "", "") == {"id": 9}
    patch = [{"op": "test", "path": "/rev", "value": 2}]
    assert ids.body(patch, "/_apis/wit/workItems/40", HOME, "here")[0]["value"] == 0
    assert ids.body({"query": "[System.Id] = 40"}, "/wiql", HOME, "here") == {"query": "[System.Id] = 7"}
    assert ids.body([{"op": "remove", "path": "/relations/0"}], "/workItems/40", HOME, "here") == [
        {"op": "remove", "path": "/relations/0"}
    ]


def test_differences_are_told_in_sentences() -> None:
    """Status, content type, headers, keys, lists, kinds of values, tags, type keys, ETags."""

    def told(recorded: dict[str, Any], status: int, value: Any, **headers: str) -> list[str]:
        each = Interaction(
            "s", 0, "GET", HOME, {}, "", recorded.pop("status", 200), headers, orjson.dumps(recorded).decode()
        )
        return differences(each, status, {"content-type": "x", "etag": '"1"'}, value, ids)

    ids = Ids()
    assert told({"status": 404}, 200, {"typeKey": "K", "message": "m"}) == ["status 200 instead of 404 (K: m)"]
    assert "typeKey B instead of A" in told({"status": 400, "typeKey": "A"}, 400, {"typeKey": "B"})
    found = told(
        {"a": [{"b": 1}], "c": [], "d": {}, "fields": {"System.Tags": "t"}}, 200, {"a": [], "c": [], "d": None, "e": 1}
    )
    assert {"list a is empty", "d is null instead of an object", "key e is too much", "key fields is missing"} <= set(
        found
    )
    assert {"tags None instead of 't'", "header etag is too much", "content type 'x' instead of ''"} <= set(found)
    same = {"content-type": "x"}
    assert told({}, 200, {}, etag='"a"', **same) == []
    assert told({}, 200, {}, etag='"b"', **same) == ["ETag '1' stayed, although the recorded one changed"]
    ids.etags["c"] = "other"
    assert told({}, 200, {}, etag='"c"', **same) == ["ETag '1', although the recorded one stayed that of 'other'"]
    assert told({}, 200, {}, etag='""', **same) == ["ETag '1' where '' was recorded"]


def test_what_a_conversation_takes_for_granted_is_laid(client: httpx.Client, tmp_path: Path) -> None:
    """A work item that was only read is there; one that was not found is gone; a wrong answer is a miss."""
    shown = {**ITEM, "url": f"{HOME}/_apis/wit/workItems/40", "_links": {}}
    path = a_file(tmp_path / "recordings.jsonl", a_line(1, "GET", "/_apis/wit/workItems/40", body=shown))
    assert {reason for reason in reasons(client, path) if "fields" not in reason} == {
        f"key _links.{name} is too much"
        for name in (
            "fields",
            "html",
            "self",
            "workItemComments",
            "workItemRevisions",
            "workItemType",
            "workItemUpdates",
        )
        if name != "fields"
    }


def test_weather_and_refusals_happen_again(client: httpx.Client, tmp_path: Path) -> None:
    """429 and 503 are weather, an empty 401 a missing credential, a 401 with a body somebody from outside."""
    refusal = {
        "$id": "1",
        "innerException": None,
        "message": "",
        "typeName": "",
        "typeKey": "RequestBlockedException",
        "errorCode": 0,
        "eventId": 0,
    }
    plain = {"content-type": ["application/json; charset=utf-8"]}
    outside = {**plain, "www-authenticate": ["Bearer"], "x-tfs-fedauthredirect": ["x"]}
    path = a_file(
        tmp_path / "recordings.jsonl",
        a_line(0, "GET", "/_apis/projects", 429, refusal, headers=plain),
        a_line(1, "GET", "/_apis/projects", 503, headers={"content-type": ["text/html"]}),
        a_line(
            2, "GET", "/_apis/projects", 401, refusal | {"typeKey": "UnauthorizedRequestException"}, headers=outside
        ),
        a_line(3, "GET", "/_apis/git/repositories", body={}),
    )
    assert reasons(client, path) == []


def test_an_answer_that_cannot_be_believed_is_a_miss(client: httpx.Client, tmp_path: Path) -> None:
    """The ground for it cannot be laid; the rest is played all the same."""
    strange = {"id": 40, "rev": "two", "fields": {"System.Title": "x"}}
    path = a_file(
        tmp_path / "recordings.jsonl",
        a_line(0, "GET", "/_apis/wit/workItems/40", body=strange),
        a_line(1, "POST", "/_apis/wit/wiql", 400, sent="this is no JSON", body={}),
    )
    told = reasons(client, path)
    assert told[0].startswith("what it takes for granted could not be laid")
    assert "typeKey VssPropertyValidationException instead of None" in told


def test_the_command_reports_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As lines or as one JSON document; routes out of scope are named."""
    path = a_file(
        tmp_path / "recordings.jsonl",
        a_line(0, "GET", "/_apis/operations/00000000-0000-0000-0000-00000000000a", body={}),
        a_line(2, "GET", "/P/_apis/git/repositories", body={}),
    )
    assert main([str(path)]) == 0
    told = capsys.readouterr().out
    assert "0 of 1 interactions in scope match (0.00%)." in told
    assert "key status is too much" in told
    assert "1 GET git/repositories" in told
    assert main([str(path), "--json"]) == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["matched"], found["total"], found["out_of_scope"][0]["count"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "The recordings cannot be read"),
        (b"", "There is nothing to play in {}: it is empty."),
        (b"x\n", "line 1: this is no recorded interaction"),
        (b'{"src": "x"}\n', "line 1: this is no recorded interaction: KeyError('i')"),
        (gzip.compress(b"x" * 99)[:20], "line 1: from here on, the file is damaged"),
        (orjson.dumps({**a_line(0, "GET", ""), "uri": "https://dev.azure.com/"}), "leads to no organisation"),
        (orjson.dumps({**a_line(0, "GET", ""), "uri": "/P/_apis"}), "leads to no organisation"),
        (orjson.dumps(a_line(0, "GET", "", headers={"date": ["soon"]})), "Invalid date"),
        (orjson.dumps(a_line(0, "GET", "", headers={"date": ["Thu, 09 Jan 2025 12:03:09"]})), "has no offset"),
    ],
)
def test_what_cannot_be_played_is_said_in_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, told: str
) -> None:
    """A file that is missing, empty, damaged, or holds something else: exit code 2, and why."""
    path = tmp_path / "recordings.jsonl"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert told.format(path) in said.err


def test_what_is_whole_is_played_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that is none is listed by its number, and the exit code is 1; so is a file that ends in the middle."""
    lines = [orjson.dumps(a_line(number, "GET", "/P/_apis/git/repositories", body={})) for number in range(3)]
    path = tmp_path / "recordings.jsonl"
    path.write_bytes(b"\n".join([lines[0], b"[]", lines[1]]))
    assert main([str(path)]) == 1
    assert "Not played: line 2: this is no recorded interaction" in capsys.readouterr().out
    path.write_bytes(gzip.compress(b"\n".join(lines) + b"\n")[:-8])
    assert main([str(path), "--json"]) == 1
    found = orjson.loads(capsys.readouterr().out)
    assert (found["out_of_scope"][0]["count"], [each["line"] for each in found["unreadable"]]) == (3, [4])


def test_a_file_may_be_zipped_whatever_its_name(tmp_path: Path) -> None:
    """Its first bytes tell."""
    line = orjson.dumps(a_line(0, "GET", "/_apis/projects", body={}))
    for name, content in (("plain.jsonl.gz", line), ("zipped.jsonl", gzip.compress(line))):
        path = tmp_path / name
        path.write_bytes(content)
        assert [each.target for each in read_conversations(path)["conversation"]] == ["/_apis/projects"]


def test_tests_read_only_whole_files(tmp_path: Path) -> None:
    """`read_conversations` refuses a file with a line that is none."""
    path = a_file(tmp_path / "recordings.jsonl", {"src": "x"})
    with pytest.raises(ValueError, match=r"recordings\.jsonl, line 1: this is no recorded interaction"):
        read_conversations(path)


def test_an_interaction_that_cannot_be_played_is_a_miss(client: httpx.Client, tmp_path: Path) -> None:
    """For want of a route, or because it cannot be sent; the others are played."""
    path = a_file(
        tmp_path / "recordings.jsonl",
        a_line(0, "POST", "/P/_apis/wit/remotelinking", sent="{}", body={}),
        a_line(1, "GET", "/P/_apis/wit/tags?\x00", body={}),
        a_line(2, "GET", "/P/_apis/wit/nothing", 404, headers={"content-type": ["text/plain; charset=utf-8"]}),
    )
    first, second = reasons(client, path)
    assert first == "the sandbox does not serve POST wit/remotelinking"
    assert second.startswith("it could not be sent as it was recorded: InvalidURL")


def test_the_sandbox_agrees_with_what_was_recorded(client: httpx.Client) -> None:
    """At least 98 % of the recorded interactions in scope."""
    conversations = read_conversations(shared_path("ado/recordings/interactions.jsonl.gz")).values()
    played = [play(client, each) for each in conversations]
    total, misses = sum(each.total for each in played), sum(len(each.misses) for each in played)
    assert total > 0
    assert (total - misses) / total >= 0.98
