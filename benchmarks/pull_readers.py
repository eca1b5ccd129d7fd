"""Read a project's whole history in three ways, each in a process of its own: envbot, the SDK, nothing but reading."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import click

from sandbox.scenarios import TOKEN, mhhs

TYPES = ("Bug", "Outage")
_WANTED = "[System.TeamProject] = @project AND [System.WorkItemType] IN ('Bug', 'Outage')"
_PATIENCE = 120
"""Seconds that an answer may take; others may use the machine, too."""
_ROWS_OF_A_QUERY = 19_999
"""Azure DevOps gives no more ids for one query."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading took.

    Attributes:
        seconds: on the wall, without imports.
        cpu: seconds of CPU of the reading process.
        peak_rss_mib: the most memory that the process had, imports included.
        revisions: so many were read.
        items: so many work items were read.
        calls: HTTP requests.
        parts: seconds of its parts, where it has any.
    """

    seconds: float
    cpu: float
    peak_rss_mib: float
    revisions: int
    items: int
    calls: int
    parts: Mapping[str, float] = field(default_factory=dict)


Counted = tuple[int, int, int, Mapping[str, float]]
"""Revisions, work items, calls, and the seconds of parts."""


def read(way: Callable[..., Counted], *arguments: Any) -> Reading:
    """Let a new process read in one of the ways below.

    Raises:
        ClickException: it failed; it has said why.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_read, args=(there, way, arguments), name=way.__name__)
    process.start()
    there.close()
    try:
        found: Reading = here.recv()
    except EOFError as error:
        raise click.ClickException(f"Reading by {way.__name__} failed; its error stands above.") from error
    finally:
        here.close()
        process.join()
    return found


def _read(pipe: Connection, way: Callable[..., Counted], arguments: tuple[Any, ...]) -> None:
    pipe.send(Reading(**_timed(way, arguments)))


def _timed(way: Callable[..., Counted], arguments: tuple[Any, ...]) -> dict[str, Any]:
    prepare = _PREPARE[way.__name__]
    prepare()
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    revisions, items, calls, parts = way(*arguments)
    return {
        "seconds": perf_counter() - wall,
        "cpu": process_time() - cpu,
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "revisions": revisions,
        "items": items,
        "calls": calls,
        "parts": parts,
    }


def envbot(url: str, store: Path) -> Counted:
    """Pull into a store, as `envbot pull` does, without wiki pages."""
    from ado_client.auth import pat  # noqa: PLC0415 - each way imports its own, before it is timed
    from ado_client.request_log import RequestLine  # noqa: PLC0415
    from ado_client.session import Session  # noqa: PLC0415
    from ado_client.work_items import WorkItems  # noqa: PLC0415
    from bot.pull import PullReport, pull  # noqa: PLC0415
    from bot.store.engine import open_store  # noqa: PLC0415

    def now() -> datetime:
        return datetime.now(UTC)

    sent: list[RequestLine] = []

    async def bring() -> PullReport:
        async with Session(url, pat(TOKEN), log=sent.append) as session:
            items = WorkItems(session, mhhs.PROJECT)
            return await pull(items, kept.history, project=mhhs.PROJECT, types=TYPES, now=now, closed=["Closed"])

    with open_store(f"sqlite:///{store}", now=now) as kept:
        report = asyncio.run(bring())
    return report.revisions, report.items, len(sent), {}


def reading_only(url: str) -> Counted:
    """Read the same pages with httpx and orjson, and keep nothing: nobody can be faster one page after the other."""
    import httpx  # noqa: PLC0415 - see envbot
    import orjson  # noqa: PLC0415

    revisions = calls = 0
    body = {"types": TYPES, "includeDeleted": True, "includeIdentityRef": True}
    with httpx.Client(auth=("", TOKEN), headers={"Content-Type": "application/json"}, timeout=_PATIENCE) as client:
        for address, method, asked in (
            ("workitemrevisions?$expand=fields&", "POST", orjson.dumps(body)),
            (f"workitemlinks?types={','.join(TYPES)}&", "GET", None),
        ):
            token, is_last = "", False
            while not is_last:
                where = f"{url}/{mhhs.PROJECT}/_apis/wit/reporting/{address}api-version=7.1"
                answer = client.request(method, f"{where}&continuationToken={token}", content=asked)
                page = orjson.loads(answer.raise_for_status().content)
                token, is_last = page["continuationToken"], page["isLastBatch"]
                revisions += len(page["values"])
                calls += 1
    return revisions, 0, calls, {}


def sdk(url: str, highest: int, sample: int) -> Counted:
    """Read as a good engineer would with the SDK: ids by WIQL, items by 200, and the revisions of each item.

    Of the items and their revisions, only a sample evenly spread is read.
    """
    from azure.devops.connection import Connection as Azure  # noqa: PLC0415 - see envbot
    from azure.devops.v7_1.work_item_tracking import models  # noqa: PLC0415
    from msrest.authentication import BasicAuthentication  # noqa: PLC0415

    client = Azure(base_url=url, creds=BasicAuthentication("", TOKEN)).clients_v7_1.get_work_item_tracking_client()
    began = perf_counter()
    ids: list[int] = []
    queries = 0
    for first in range(0, highest, _ROWS_OF_A_QUERY):
        span = f"[System.Id] > {first} AND [System.Id] <= {first + _ROWS_OF_A_QUERY}"
        query = f"SELECT [System.Id] FROM workitems WHERE {_WANTED} AND {span} ORDER BY [System.Id]"  # noqa: S608 - WIQL of numbers
        found = client.query_by_wiql(models.Wiql(query=query), team_context=models.TeamContext(project=mhhs.PROJECT))
        ids += [each.id for each in found.work_items]
        queries += 1
    queried = perf_counter()
    chosen = ids[:: max(1, len(ids) // sample)][:sample]
    for some in _some(chosen, 200):
        client.get_work_items_batch(models.WorkItemBatchGetRequest(ids=some, expand="all"), project=mhhs.PROJECT)
    batched = perf_counter()
    revisions = sum(len(client.get_revisions(number, project=mhhs.PROJECT)) for number in chosen)
    ended = perf_counter()
    parts = {"queries": queried - began, "items": batched - queried, "revisions": ended - batched}
    return revisions, len(chosen), queries, parts


def _some(numbers: list[int], count: int) -> Iterator[list[int]]:
    for first in range(0, len(numbers), count):
        yield numbers[first : first + count]


def _import_envbot() -> None:
    import ado_client.work_items  # noqa: F401, PLC0415
    import bot.pull  # noqa: PLC0415
    import bot.store.engine  # noqa: F401, PLC0415

    _import_transport()
    import anyio._backends._asyncio  # noqa: F401, PLC0415

    gc.set_threshold(50_000)  # as the command line does


def _import_sdk() -> None:
    os.environ["AZURE_DEVOPS_CACHE_DIR"] = TemporaryDirectory().name  # routes of another sandbox must not be found
    from azure.devops import connection  # noqa: F401, PLC0415
    from azure.devops.v7_1.work_item_tracking import models  # noqa: F401, PLC0415


def _import_reading() -> None:
    import httpx  # noqa: F401, PLC0415
    import orjson  # noqa: F401, PLC0415

    _import_transport()


def _import_transport() -> None:
    """Import what httpx imports only with its first request."""
    import certifi  # noqa: F401, PLC0415
    import h11  # noqa: F401, PLC0415
    import httpcore  # noqa: F401, PLC0415


_PREPARE = {"envbot": _import_envbot, "sdk": _import_sdk, "reading_only": _import_reading}
