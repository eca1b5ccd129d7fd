"""Write down every request to Azure DevOps, a line of JSON for each, for whoever looks for what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson

from ado_client.request_log import Log, RequestLine
from bot.mistakes import Mistake


@contextmanager
def request_file(path: Path | None, now: Callable[[], datetime]) -> Iterator[Log]:
    """Give what writes down each request at the end of a file; nothing is written where there is no path.

    Raises:
        Mistake: the file cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("ab", buffering=0)  # so that a run that hangs has told what it waits for
    except OSError as error:
        raise Mistake(f"Requests cannot be logged to {path}: {error.strerror}. Name another --log-requests.") from error
    with file:
        yield lambda line: file.write(_written(line, now()))


def _written(line: RequestLine, at: datetime) -> bytes:
    told = {
        "at": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "method": line.method,
        "url": line.url,
        "status": line.status,
        "sent_bytes": line.sent,
        "received_bytes": line.received,
        "seconds": round(line.took.total_seconds(), 3),
        "activity": line.activity,
        "fault": line.fault,
    }
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
