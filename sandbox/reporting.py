"""Serve the reporting stream: every revision of the organisation, page by page, behind a watermark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from sandbox.answers import AdoError, Answer, ado_bytes, instant
from sandbox.classification import WIT
from sandbox.enumerations import REPORTING_EXPAND, named
from sandbox.item_calls import read_moment
from sandbox.reading import listed
from sandbox.routing import Call, Resource
from sandbox.state import Person
from sandbox.work_item_state import Revision, WorkItem, WorkItems
from sandbox.work_item_types import Tracking

_PAGE = 1000
_FOREVER = "9999-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the stream asked for.

    Attributes:
        fields: Reference names; empty for all that are reported.
        types: Names of work item types in lower case; empty for all.
        project: GUID of the project; empty for all.
        hidden: Reference names of fields that are not reported: HTML, history and plain text, unless asked for.
        identities: Whether people are references instead of `Name <mail>`.
        deleted: Whether deleted work items are reported.
        latest_only: Whether only the current revision of each item is reported.
        discussion_only: Whether only revisions with a comment are reported.
        start: The instant from which on; `None` for the beginning.
    """

    fields: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    project: str = ""
    hidden: frozenset[str] = frozenset()
    identities: bool = False
    deleted: bool = False
    latest_only: bool = False
    discussion_only: bool = False
    start: datetime | None = None

    @property
    def form(self) -> tuple[object, ...]:
        """What decides how a revision is rendered."""
        return (self.fields, self.hidden, self.identities)

    def has(self, item: WorkItem, revision: Revision) -> bool:
        """Whether a revision is one of those asked for."""
        return (
            (self.deleted or item.deleted is None)
            and (not self.project or item.project == self.project)
            and (not self.types or item.type.lower() in self.types)
            and (not self.latest_only or revision is item.revisions[-1])
            and (not self.discussion_only or "System.History" in revision.changes)
            and (self.start is None or revision.at >= self.start)
        )


def _split(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _wanted(call: Call, body: Mapping[str, Any]) -> Wanted:
    """Read what is asked for, from the query for GET and from the body for POST."""

    def flag(name: str) -> bool:
        return bool(body.get(name)) or call.flag(name)

    tracking, project = call.world.part(Tracking), call.project
    names = listed(body, "fields", str) or _split(call.query.get("fields", ""))
    types = listed(body, "types", str) or _split(call.query.get("types", ""))
    start = call.query.get("startdatetime", "")
    shows_all = named(call.query.get("$expand"), REPORTING_EXPAND) == "fields"
    return Wanted(
        fields=tuple(tracking.field(name).reference_name for name in names),
        types=frozenset(name.lower() for name in types),
        project=project.id if project else "",
        hidden=frozenset() if names or shows_all else tracking.long_texts,
        identities=flag("includeIdentityRef"),
        deleted=flag("includeDeleted"),
        latest_only=flag("includeLatestOnly"),
        discussion_only=flag("includeDiscussionChangesOnly"),
        start=read_moment(start) if start and not call.query.get("continuationtoken") else None,
    )


def _place(call: Call) -> int:
    """The watermark behind which to go on, from `watermark;id;rev` or a bare number."""
    text = call.query.get("continuationtoken", "") or call.query.get("watermark", "")
    number = text.partition(";")[0]
    if text and not number.isdigit():
        raise AdoError(
            400,
            "VssPropertyValidationException",
            f"The continuation token '{text}' is not one of this stream. Parameter name: continuationToken",
            namespace="Microsoft.VisualStudio.Services.Common",
        )
    return int(number or 0)


def _rendered(item: WorkItem, revision: Revision, wanted: Wanted) -> bytes:
    if revision.rendered is not None and revision.rendered[0] == wanted.form:
        return revision.rendered[1]
    is_last = revision.number == len(item.revisions)
    fields: dict[str, Any] = {
        "System.Id": item.id,
        "System.Rev": revision.number,
        "System.RevisedDate": _FOREVER if is_last else instant(item.revisions[revision.number].at),
        **item.snapshot(revision.number),
    }
    if wanted.fields:
        fields = {name: fields[name] for name in wanted.fields if name in fields}
    else:
        for name in wanted.hidden & fields.keys():
            del fields[name]

    def person(found: object) -> object:
        if isinstance(found, Person):
            return {"id": found.id, "uniqueName": found.distinct_name} if wanted.identities else found.distinct_name
        raise TypeError(f"a work item cannot hold a {type(found).__name__}")

    shown = {"id": item.id, "rev": revision.number, "fields": fields}
    # Copied, because orjson leaves some 8 KiB behind every short result that is kept.
    body = bytes(memoryview(orjson.dumps(shown, person, option=orjson.OPT_PASSTHROUGH_DATACLASS)))
    revision.rendered = (wanted.form, body)
    return body


async def show_revisions(call: Call) -> Answer:
    """Answer with the next page of the stream.

    A page holds at most `$maxPageSize` revisions (1,000 at most); `isLastBatch` says that nothing waits behind it, and
    its token is good for asking later what has come since.
    """
    return _page_of(call, _wanted(call, call.json_object() if call.method == "POST" else {}))


async def show_discussions(call: Call) -> Answer:
    """Answer with the next page of the revisions in which somebody commented."""
    return _page_of(call, replace(_wanted(call, {}), discussion_only=True))


def _page_of(call: Call, wanted: Wanted) -> Answer:
    world = call.world
    size = min(call.number("$maxPageSize") or _PAGE, _PAGE)
    log, place = world.part(WorkItems).log(), _place(call)
    shown: list[bytes] = []
    token = call.query.get("continuationtoken", "")
    index = bisect_right(log, place, key=lambda entry: entry[1].watermark)
    while index < len(log) and len(shown) < size:
        item, revision = log[index]
        if wanted.has(item, revision):
            shown.append(_rendered(item, revision, wanted))
        token = f"{revision.watermark};{item.id};{revision.number}"
        index += 1
    is_last = index >= len(log)
    head = orjson.dumps({"nextLink": _next_link(call, token), "continuationToken": token, "isLastBatch": is_last})
    return ado_bytes(b'{"values":[' + b",".join(shown) + b"]," + head[1:])


def _next_link(call: Call, token: str) -> str:
    left_out = {"continuationtoken", "watermark", "startdatetime", "api-version"}
    query = {name: value for name, value in call.query.items() if name not in left_out}
    query |= {"continuationToken": token, "api-version": call.version or "7.1"}
    project = f"/{call.project.id}" if call.project else ""
    home = f"{call.world.base_url}{project}/_apis/wit/reporting/workItemRevisions"
    return f"{home}?{urlencode(query, safe=';$')}"


RESOURCES = (
    Resource(
        WIT,
        "workItemRevisionsDiscussions",
        "4a644469-90c5-4fcc-9a9f-be0827d369ec",
        "{project}/_apis/{area}/reporting/workItemRevisions/discussions",
        {"GET": show_discussions},
        min_version="5.1",
    ),
    Resource(
        WIT,
        "workItemRevisions",
        "f828fe59-dd87-495d-a17c-7a8d6211ca6c",
        "{project}/_apis/{area}/reporting/{resource}",
        {"GET": show_revisions, "POST": show_revisions},
        min_version="2.0",
        resource_version=2,
    ),
)
