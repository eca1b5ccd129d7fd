"""Build a small project that is served over HTTP, and pull it into a store."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from ado_client.auth import SignIn, pat
from ado_client.control import Control
from ado_client.retry import Patience
from ado_client.session import Session
from ado_client.wiki import Wiki
from ado_client.work_items import WorkItems
from bot.pull import PagesBelow, Progress, PullReport, pull
from bot.store.engine import Store
from sandbox.scenarios import TOKEN
from sandbox.state import World

TYPES = ("Bug", "Outage")
NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
TICK = timedelta(seconds=1)
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For connections to the sandbox, which need none; reading those of the machine takes longer than a pull here."""


@dataclass
class Ticking:
    """A clock that goes on by a second with every look."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Give the next second."""
        self.at += TICK
        return self.at


@dataclass
class Site:
    """A small project served over HTTP, and an empty store beside it."""

    world: World
    url: str
    store: Store
    seen: list[Progress] = field(default_factory=list)
    told: Callable[[Progress], None] = lambda _: None
    sign_in: Callable[[str], SignIn] = pat
    transport: Callable[[], httpx.AsyncBaseTransport] = lambda: httpx.AsyncHTTPTransport(verify=NO_CERTIFICATES)

    @asynccontextmanager
    async def session(self, token: str = TOKEN) -> AsyncIterator[Session]:
        """Sign in with little patience, and without waiting in between."""

        async def nap(_: float) -> None:
            return None

        patience = Patience(attempts=2, first=TICK)
        signed, wire = self.sign_in(token), self.transport()
        async with Session(self.url, signed, transport=wire, sleep=nap, patience=patience) as session:
            yield session

    async def pull(
        self, *, types: Sequence[str] = TYPES, folders: Sequence[str] = (), token: str = TOKEN
    ) -> PullReport:
        """Pull once."""
        async with self.session(token) as session, Control(session) as control:
            return await pull(
                WorkItems(session, "MHHS"),
                self.store.history,
                project="MHHS",
                types=types,
                now=Ticking(),
                closed=["Closed", "Rejected", "Duplicate", "Deferred", "Ended", "Cancelled"],
                pages=[PagesBelow(Wiki(control, "MHHS"), folder) for folder in folders],
                progress=self._note,
            )

    def _note(self, progress: Progress) -> None:
        self.seen.append(progress)
        self.told(progress)

    async def change(self, act: Callable[[WorkItems], object]) -> None:
        """Do something in the project."""
        async with self.session() as session:
            await act(WorkItems(session, "MHHS"))  # type: ignore[misc]

    async def delete(self, number: int) -> None:
        """Delete a work item, as a person would: the bot never does."""
        async with httpx.AsyncClient(auth=("", TOKEN), verify=NO_CERTIFICATES) as person:
            address = f"{self.url}/MHHS/_apis/wit/workitems/{number}"
            (await person.delete(address, params={"api-version": "7.1"})).raise_for_status()


def an_item(number: int, kind: str, state: str, *, revisions: int = 2, comments: int = 0) -> dict[str, Any]:
    """Give a work item in the load format; each comment is a revision, too."""
    tester = "Tester A <tester.a@example.com>"
    begins = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(hours=number)
    made: list[dict[str, Any]] = []
    for rev in range(1, revisions + comments + 1):
        at = (begins + timedelta(minutes=rev)).isoformat()
        fields = {
            "System.TeamProject": "MHHS",
            "System.WorkItemType": kind,
            "System.Title": f"{kind} {number}",
            "System.Description": f"<p>Seen {rev} times</p>",
            "System.State": state if rev > 1 else "New",
            "System.CreatedDate": begins.isoformat(),
            "System.CreatedBy": tester,
            "System.ChangedDate": at,
            "System.ChangedBy": tester,
            "System.CommentCount": max(0, rev - revisions),
        } | ({"System.History": f"<p>Seen again, {rev}.</p>"} if rev > revisions else {})
        made.append({"rev": rev, "changedDate": at, "changedBy": tester, "fields": fields})
    said = [
        {"createdDate": one["changedDate"], "createdBy": tester, "text": one["fields"]["System.History"]}
        for one in made[revisions:]
    ]
    return {
        "id": number,
        "project": "MHHS",
        "type": kind,
        "revisions": made,
        "relations": [],
        "comments": said,
    }


def with_unsaid_comment(entry: dict[str, Any]) -> dict[str, Any]:
    """Add a comment that no revision says, as after an import; it has to be read apart."""
    latest = entry["revisions"][-1]
    latest["fields"]["System.CommentCount"] += 1
    by = "Tester A <tester.a@example.com>"
    said = {"createdDate": latest["changedDate"], "createdBy": by, "text": "<p>Before</p>"}
    return entry | {"comments": [said, *entry["comments"]]}
