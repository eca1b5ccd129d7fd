"""A comment has reactions, and remembers how it read before."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk, create

COMMENTS = "/MHHS/_apis/wit/workItems/1/comments"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, about a defect with the comment 1."""
    desk = a_desk()
    create(desk)
    desk.ask("POST", COMMENTS, {"text": "One"})
    return desk


def test_people_react_once_and_may_take_it_back(desk: Desk) -> None:
    """Counted by kind, with who it was."""
    like = f"{COMMENTS}/1/reactions/like"
    assert desk.ask("GET", f"{COMMENTS}/1/reactions").value == {"count": 0, "value": []}
    assert [desk.ask("PUT", like).value["count"] for _ in range(2)] == [1, 1]
    [shown] = desk.ask("GET", f"{COMMENTS}/1/reactions").value["value"]
    assert (shown["type"], shown["count"], shown["isCurrentUserEngaged"]) == ("like", 1, True)
    [who] = desk.ask("GET", f"{like}/users").value["value"]
    assert who["displayName"] == "envbot"
    assert [desk.ask("DELETE", like).value["count"] for _ in range(2)] == [0, 0]
    assert desk.ask("GET", f"{COMMENTS}/1/reactions").value["count"] == 0


def test_an_unknown_reaction_is_refused(desk: Desk) -> None:
    """And the kinds that there are, are told."""
    heard = desk.ask("PUT", f"{COMMENTS}/1/reactions/shrug")
    assert heard.status == 400
    assert "none of like, dislike" in heard.value["message"]


def test_a_comment_remembers_its_versions(desk: Desk) -> None:
    """Newest first, or one by its number."""
    desk.ask("PATCH", f"{COMMENTS}/1", {"text": "Two"})
    versions = desk.ask("GET", f"{COMMENTS}/1/versions").value["value"]
    assert [(each["version"], each["text"]) for each in versions] == [(2, "Two"), (1, "One")]
    assert desk.ask("GET", f"{COMMENTS}/1/versions/1").value["text"] == "One"
    missing = desk.ask("GET", f"{COMMENTS}/1/versions/3")
    assert (missing.status, missing.value["typeKey"]) == (404, "CommentVersionNotFoundException")


def test_some_comments_are_asked_for_by_their_ids(desk: Desk) -> None:
    """Those that there are."""
    desk.ask("POST", COMMENTS, {"text": "Two"})
    value = desk.ask("GET", f"{COMMENTS}?ids=2,9").value
    assert ([each["text"] for each in value["comments"]], value["totalCount"]) == (["Two"], 1)
