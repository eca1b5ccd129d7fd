"""Serve the discussion of work items (preview 4): comments, with a revision for every new one."""

from __future__ import annotations

import html
from typing import Any

from sandbox.answers import AdoError, Answer, instant, missing_argument
from sandbox.classification import WIT
from sandbox.enumerations import COMMENT_EXPAND, COMMENT_FORMAT, COMMENT_ORDER, named
from sandbox.field_values import check_length, rewritten_html
from sandbox.hook_events import UPDATED, announce, updates_so_far
from sandbox.item_calls import answer_with, item_of
from sandbox.rendering import item_url
from sandbox.routing import Call, Resource
from sandbox.saving import Saver
from sandbox.work_item_state import TRACKING_SERVER, Comment, WorkItem
from sandbox.work_item_types import Tracking

_RENDERED = frozenset({"renderedtext", "renderedtextonly", "all"})
_MOST = 200


def _shown(call: Call, item: WorkItem, comment: Comment) -> dict[str, Any]:
    changed_by, changed_at = comment.changed_by or comment.by, comment.changed_at or comment.at
    shown = {
        "workItemId": item.id,
        "id": comment.id,
        "version": comment.version,
        "text": comment.text,
        "createdBy": call.world.identity(comment.by),
        "createdDate": instant(comment.at),
        "modifiedBy": call.world.identity(changed_by),
        "modifiedDate": instant(changed_at),
        "format": comment.format,
        "url": item_url(call.world, item, f"/comments/{comment.id}"),
    }
    if comment.format == "markdown" or named(call.query.get("$expand"), COMMENT_EXPAND) in _RENDERED:
        is_markdown = comment.format == "markdown"
        shown["renderedText"] = f"<p>{html.escape(comment.text)}</p>" if is_markdown else comment.text
    if comment.is_deleted:
        shown["isDeleted"] = True
    return shown


def the_comment(call: Call, item: WorkItem) -> Comment:
    """The comment that the address names.

    Raises:
        AdoError: VS403703, 404.
    """
    wanted = call.values.get("commentId", "")
    found = next((each for each in item.comments if str(each.id) == wanted and not each.is_deleted), None)
    if found is None:
        raise AdoError(
            404,
            "CommentNotFoundException",
            f"VS403703: The comment {wanted} of work item {item.id} does not exist.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
    return found


async def show_comments(call: Call) -> Answer:
    """Answer with the comments of a work item, newest first and paged, with those of `ids`, or with one of them."""
    item = item_of(call, "workItemId")
    if "commentId" in call.values:
        return answer_with(call, _shown(call, item, the_comment(call, item)))
    if call.query.get("ids"):
        wanted = call.query["ids"].split(",")
        shown_ones = [_shown(call, item, each) for each in item.comments if str(each.id) in wanted]
        return answer_with(call, {"totalCount": len(shown_ones), "count": len(shown_ones), "comments": shown_ones})
    with_deleted = call.flag("includeDeleted")
    every = [each for each in item.comments if with_deleted or not each.is_deleted]
    every.sort(key=lambda each: (each.at, each.id), reverse=named(call.query.get("order"), COMMENT_ORDER) != "asc")
    start = call.number("continuationToken") or 0
    top = min(call.number("$top") or _MOST, _MOST)
    page = every[start : start + top]
    shown: dict[str, Any] = {
        "totalCount": len(every),
        "count": len(page),
        "comments": [_shown(call, item, each) for each in page],
    }
    if start + top < len(every):
        shown["continuationToken"] = str(start + top)
        shown["nextPage"] = item_url(call.world, item, f"/comments?continuationToken={start + top}")
    return answer_with(call, shown)


def _text(call: Call) -> str:
    text = call.json_object().get("text")
    if not text:
        raise missing_argument("text")
    return str(text)


async def add_comment(call: Call) -> Answer:
    """Add a comment; `format` says whether its text is Markdown or HTML."""
    item, text = item_of(call, "workItemId"), _text(call)
    known = updates_so_far(item)
    kind = "markdown" if named(call.query.get("format"), COMMENT_FORMAT) == "markdown" else "html"
    comment = Saver(call.world, call.who).comment(item, text if kind == "markdown" else rewritten_html(text))
    comment.format = kind
    announce(call, UPDATED, item, known)
    return answer_with(call, _shown(call, item, comment))


async def change_comment(call: Call) -> Answer:
    """Change the text of a comment."""
    item = item_of(call, "workItemId")
    comment = the_comment(call, item)
    text = _text(call)
    check_length(call.world.part(Tracking).field("System.History"), text)
    comment.earlier += (comment.text,)
    comment.text = text
    _touch(call, comment)
    return answer_with(call, _shown(call, item, comment))


async def delete_comment(call: Call) -> Answer:
    """Delete a comment; it stays with `includeDeleted`."""
    comment = the_comment(call, item_of(call, "workItemId"))
    comment.is_deleted = True
    _touch(call, comment)
    return Answer(204)


def _touch(call: Call, comment: Comment) -> None:
    comment.version += 1
    comment.changed_by, comment.changed_at = call.who, call.world.now()


RESOURCES = (
    Resource(
        WIT,
        "comments",
        "608aac0a-32e1-4493-a863-b9cf4566d257",
        "{project}/_apis/wit/workItems/{workItemId}/comments/{commentId}",
        {"GET": show_comments, "POST": add_comment, "PATCH": change_comment, "DELETE": delete_comment},
        min_version="5.1",
        released_version="0.0",
        resource_version=4,
    ),
)
