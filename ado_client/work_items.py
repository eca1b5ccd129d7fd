"""Read and write the work items of one project: queries, batches, history, changes, comments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from ado_client.answer import Answer
from ado_client.errors import AdoError, Broken, Exchange, Throttled, Unreachable
from ado_client.patch import CONTENT_TYPE, Operation, only_at
from ado_client.reconcile import Fate, fate
from ado_client.reporting import follow
from ado_client.results import (
    LinkChange,
    LinkPage,
    QueryResult,
    RevisionPage,
    WorkItem,
    link_changes,
    listed,
    one,
    present,
    query_result,
)
from ado_client.session import Session

__all__ = ["IDS_AT_ONCE", "LinkChange", "LinkPage", "QueryResult", "RevisionPage", "WorkItem", "WorkItems"]

IDS_AT_ONCE = 200
"""More ids in one request are refused (VS403474)."""
_PAGE = 200
_COMMENTS = "7.1-preview.4"


class WorkItems:
    """The work items of a project."""

    def __init__(self, session: Session, project: str) -> None:
        self._session = session
        self._project = quote(project, safe="")

    def url(self, number: int) -> str:
        """Give the address of a work item as relations want it."""
        return f"{self._session.organization_url}/_apis/wit/workItems/{number}"

    async def query(
        self, wiql: str, *, team: str | None = None, top: int | None = None, time_precision: bool = False
    ) -> QueryResult:
        """Run a WIQL query.

        Args:
            wiql: the whole query; `@project` is this project.
            team: whose iterations `@CurrentIteration` means.
            top: at most so many rows, which also lifts the limit of 20,000.
            time_precision: whether instants in conditions count with their time, not only their day.
        """
        place = self._project if team is None else f"{self._project}/{quote(team, safe='')}"
        answer = await self._session.request(
            "POST",
            f"{place}/_apis/wit/wiql",
            params={"$top": top, "timePrecision": True if time_precision else None},
            body={"query": wiql},
            repeatable=True,
        )
        return answer.read(query_result)

    async def batch(
        self,
        ids: Iterable[int],
        *,
        fields: Sequence[str] | None = None,
        expand: str | None = None,
        as_of: datetime | None = None,
    ) -> list[WorkItem]:
        """Read any number of work items, 200 a request; what was deleted or may not be seen is left out.

        Args:
            ids: the answer keeps their order.
            fields: only these; not together with `expand`.
            expand: `relations`, `fields`, `links` or `all`.
            as_of: as they were then.
        """
        wanted = list(ids)
        asked = {"fields": fields, "$expand": expand, "asOf": as_of, "errorPolicy": "omit"}
        body = {name: value for name, value in asked.items() if value is not None}
        answers = await asyncio.gather(*(
            self._read("POST", "workitemsbatch", body=body | {"ids": wanted[first : first + IDS_AT_ONCE]})
            for first in range(0, len(wanted), IDS_AT_ONCE)
        ))  # fmt: skip
        return [item for answer in answers for item in answer.read(present)]

    async def get(self, number: int, *, expand: str | None = None, as_of: datetime | None = None) -> WorkItem:
        """Read one work item."""
        answer = await self._read("GET", f"workitems/{number}", params={"$expand": expand, "asOf": as_of})
        return answer.read(one)

    async def revisions(self, number: int) -> list[WorkItem]:
        """Read every revision of a work item, each with its full fields, oldest first."""
        return await self._pages(f"workItems/{number}/revisions")

    async def updates(self, number: int) -> list[WorkItem]:
        """Read what each change changed, oldest first: `{"fields": {name: {"oldValue", "newValue"}}}`."""
        return await self._pages(f"workItems/{number}/updates")

    async def reporting_revisions(
        self,
        *,
        watermark: str | None = None,
        start: datetime | None = None,
        types: Sequence[str] | None = None,
        fields: Sequence[str] | None = None,
        include_deleted: bool = True,
    ) -> AsyncGenerator[RevisionPage, None]:
        """Read the revisions of the whole project, page by page, from where a watermark left off.

        Where the connection breaks within a page, its revisions come again: store them by id and revision.

        Args:
            watermark: of the last page that was stored; None or empty for the beginning.
            start: leave out what changed before; only without a watermark.
            types: of work items; None for all.
            fields: only these; None for all, long texts too.
            include_deleted: whether deleted items come too, so that their deletion is noticed.
        """
        asked = {"types": types, "fields": fields, "includeDeleted": include_deleted, "includeIdentityRef": True}
        body = {name: value for name, value in asked.items() if value is not None}
        expand = "fields" if fields is None else None  # long texts too, which are left out otherwise
        path = self._path("reporting/workitemrevisions")
        stream = follow(
            self._session, "POST", path, watermark=watermark, start=start, params={"$expand": expand}, body=body
        )
        async for some, place, is_last in stream:
            yield RevisionPage(some, place, is_last)

    async def reporting_links(
        self, *, watermark: str | None = None, types: Sequence[str] | None = None
    ) -> AsyncGenerator[LinkPage, None]:
        """Read every link that came or went between work items, page by page, from where a watermark left off.

        Links make no revision, so `reporting_revisions` does not tell of them. Where the connection breaks within a
        page, its links come again.

        Args:
            watermark: of the last page that was stored; None or empty for the beginning.
            types: of work items, one of which is at either end; None for all.
        """
        chosen = {"types": ",".join(types) if types else None}
        path = self._path("reporting/workitemlinks")
        async for some, place, is_last in follow(self._session, "GET", path, watermark=watermark, params=chosen):
            yield LinkPage(Answer(HTTPStatus.OK, {}, some, Exchange("GET", path)).read(link_changes), place, is_last)

    async def create(self, kind: str, patch: Sequence[Operation]) -> WorkItem:
        """Create a work item of a type and give it as it now is."""
        answer = await self._write("POST", f"workitems/${quote(kind, safe='')}", patch)
        return answer.read(one)

    async def update(
        self,
        number: int,
        patch: Sequence[Operation],
        *,
        rev: int | None,
        validate_only: bool = False,
        suppress_notifications: bool = False,
    ) -> WorkItem:
        """Change a work item in one piece and give it as it now is.

        Args:
            number: its id.
            patch: operations of `ado_client.patch`.
            rev: the revision the patch was made for; on any other nothing is written. None writes in any case. A move
                to another project makes a revision too, so this also guards against writing there.
            validate_only: let the rules look at the patch, write nothing.
            suppress_notifications: tell nobody.

        Where the answer is lost and there is a revision to hold on to, the item is read: the patch is sent again only
        if it was surely not carried out. Two writers of the same revision cannot both succeed, so that is safe even if
        the lost request is still on its way.

        Raises:
            AdoError: the write failed, or its fate cannot be told; then it was sent once.
            Conflict: someone changed it since that revision.
            RuleViolation: a rule of its type refuses.
        """
        held = [] if rev is None else [only_at(rev)]
        attempt = 1
        while True:
            try:
                answer = await self._write(
                    "PATCH",
                    f"workitems/{number}",
                    [*held, *patch],
                    validateOnly=validate_only or None,
                    suppressNotifications=suppress_notifications or None,
                )
                return answer.read(one)
            except (Unreachable, Broken, Throttled) as error:
                became = Fate.UNKNOWN if rev is None else fate(rev, patch, await self._updates_after(number, error))
                if became is Fate.UNKNOWN:
                    raise
                if became is Fate.DONE:
                    return await self.get(number)
                await self._session.pace.before_repeat(error, attempt, repeatable=True)
            attempt += 1

    async def add_comment(self, number: int, text: str) -> WorkItem:
        """Say something in the discussion; `text` is HTML."""
        answer = await self._session.request(
            "POST", self._path(f"workItems/{number}/comments"), body={"text": text}, api_version=_COMMENTS
        )
        return answer.read(one)

    async def comments(self, number: int) -> list[WorkItem]:
        """Read the discussion, oldest comment first."""
        found: list[WorkItem] = []
        token: str | None = None
        while True:
            answer = await self._session.request(
                "GET",
                self._path(f"workItems/{number}/comments"),
                params={"$top": _PAGE, "order": "asc", "continuationToken": token},
                api_version=_COMMENTS,
            )
            found += answer.read(lambda value: value["comments"])
            token = answer.value.get("continuationToken")
            if not token:
                return found

    async def fields(self) -> list[dict[str, Any]]:
        """Read the fields the project knows, with reference names and types."""
        return (await self._read("GET", "fields")).read(listed)

    async def types(self) -> list[dict[str, Any]]:
        """Read the work item types of the project, with their fields and transitions."""
        return (await self._read("GET", "workitemtypes")).read(listed)

    async def states(self, kind: str) -> list[dict[str, Any]]:
        """Read the states of a work item type, with their categories."""
        return (await self._read("GET", f"workitemtypes/{quote(kind, safe='')}/states")).read(listed)

    async def _updates_after(self, number: int, error: AdoError) -> list[WorkItem]:
        """Read what an item looks like after a write failed; where that fails too, the write's own error is told."""
        try:
            return await self.updates(number)
        except AdoError as unread:
            raise error from unread

    def _path(self, rest: str) -> str:
        return f"{self._project}/_apis/wit/{rest}"

    async def _read(
        self, method: str, rest: str, *, params: dict[str, Any] | None = None, body: dict[str, Any] | None = None
    ) -> Answer:
        return await self._session.request(method, self._path(rest), params=params, body=body, repeatable=True)

    async def _write(self, method: str, rest: str, patch: Sequence[Operation], **params: Any) -> Answer:
        return await self._session.request(
            method, self._path(rest), params=params, body=list(patch), content_type=CONTENT_TYPE
        )

    async def _pages(self, rest: str) -> list[WorkItem]:
        found: list[WorkItem] = []
        while True:
            answer = await self._read("GET", rest, params={"$top": _PAGE, "$skip": len(found)})
            page = answer.read(listed)
            found += page
            if len(page) < _PAGE:
                return found
