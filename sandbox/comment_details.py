"""Serve what belongs to a comment: how people reacted to it, and how it read before it was changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.answers import AdoError, Answer, bad_argument, instant
from sandbox.classification import WIT
from sandbox.comments import the_comment
from sandbox.item_calls import answer_with, item_of
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.state import Person
from sandbox.work_item_state import TRACKING_SERVER, Comment, WorkItem

_KINDS = ("like", "dislike", "heart", "hooray", "smile", "confused")


@dataclass(slots=True)
class Reactions:
    """Who reacted how to which comment; reach it by `world.part(Reactions)`."""

    by_comment: dict[int, dict[str, list[Person]]] = field(default_factory=dict)


def _found(call: Call) -> tuple[WorkItem, Comment]:
    item = item_of(call, "workItemId")
    return item, the_comment(call, item)


def _people(call: Call, comment: Comment) -> dict[str, list[Person]]:
    return call.world.part(Reactions).by_comment.setdefault(comment.id, {})


def _reaction_json(call: Call, item: WorkItem, comment: Comment, kind: str) -> dict[str, Any]:
    people = _people(call, comment).get(kind, [])
    return {
        "type": kind,
        "commentId": comment.id,
        "count": len(people),
        "isCurrentUserEngaged": call.who in people,
        "url": item_url(call.world, item, f"/comments/{comment.id}/reactions/{kind}"),
    }


def _kind(call: Call) -> str:
    kind = call.values["reactionType"].lower()
    if kind not in _KINDS:
        raise bad_argument("reactionType", f"The reaction '{kind}' is none of {', '.join(_KINDS)}.")
    return kind


async def show_reactions(call: Call) -> Answer:
    """Answer with the reactions that a comment got."""
    item, comment = _found(call)
    kinds = [kind for kind, people in _people(call, comment).items() if people]
    shown = [_reaction_json(call, item, comment, kind) for kind in kinds]
    return answer_with(call, {"count": len(shown), "value": shown})


async def react(call: Call) -> Answer:
    """Let who asks react to a comment; once is enough."""
    item, comment = _found(call)
    people = _people(call, comment).setdefault(_kind(call), [])
    if call.who not in people:
        people.append(call.who)
    return answer_with(call, _reaction_json(call, item, comment, _kind(call)))


async def take_back(call: Call) -> Answer:
    """Take the reaction of who asks back."""
    item, comment = _found(call)
    people = _people(call, comment).get(_kind(call), [])
    if call.who in people:
        people.remove(call.who)
    return answer_with(call, _reaction_json(call, item, comment, _kind(call)))


async def show_people(call: Call) -> Answer:
    """Answer with who reacted in one way."""
    _, comment = _found(call)
    people = [call.world.identity(each) for each in _people(call, comment).get(_kind(call), [])]
    return answer_with(call, {"count": len(people), "value": people})


def _version_json(call: Call, item: WorkItem, comment: Comment, number: int, text: str) -> dict[str, Any]:
    return {
        "id": comment.id,
        "version": number,
        "text": text,
        "createdBy": call.world.identity(comment.by),
        "createdDate": instant(comment.at),
        "url": item_url(call.world, item, f"/comments/{comment.id}/versions/{number}"),
    }


async def show_versions(call: Call) -> Answer:
    """Answer with the texts that a comment had, newest first, or with one of them by its number."""
    item, comment = _found(call)
    texts = enumerate((*comment.earlier, comment.text), start=1)
    every = [_version_json(call, item, comment, number, text) for number, text in texts]
    wanted = call.values.get("version")
    if wanted is None:
        return answer_with(call, {"count": len(every), "value": every[::-1]})
    found = next((each for each in every if str(each["version"]) == wanted), None)
    if found is None:
        raise AdoError(
            404,
            "CommentVersionNotFoundException",
            f"VS403704: The comment {comment.id} has no version {wanted}.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return answer_with(call, found)


_HOME = "{project}/_apis/wit/workItems/{workItemId}/comments/{commentId}"
RESOURCES = (
    Resource(
        WIT,
        "commentReactionsEngagedUsers",
        "e33ca5e0-2349-4285-af3d-d72d86781c35",
        f"{_HOME}/reactions/{{reactionType}}/users",
        {"GET": show_people},
        min_version="5.1",
        released_version="0.0",
    ),
    Resource(
        WIT,
        "commentsReactions",
        "f6cb3f27-1028-4851-af96-887e570dc21f",
        f"{_HOME}/reactions/{{reactionType}}",
        {"PUT": react, "DELETE": take_back},
        min_version="5.1",
        released_version="0.0",
        where={"reactionType": "[^/]+"},
    ),
    Resource(
        WIT,
        "commentsReactions",
        "f6cb3f27-1028-4851-af96-887e570dc21f",
        f"{_HOME}/reactions/{{reactionType}}",
        {"GET": show_reactions},
        min_version="5.1",
        released_version="0.0",
    ),
    Resource(
        WIT,
        "commentsVersions",
        "49e03b34-3be0-42e3-8a5d-e8dfb88ac954",
        f"{_HOME}/versions/{{version}}",
        {"GET": show_versions},
        min_version="5.1",
        released_version="0.0",
    ),
)
