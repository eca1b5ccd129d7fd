"""Fill a store with real incidents by bulk writing: years of closed ones, and the last year as of a busy morning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks.histories import PROGRAMME, SOURCES
from benchmarks.incident import Findings, Incident
from bot.programme_file import load_programme
from bot.store.engine import open_store
from bot.store.heads import Heads

SOURCE = SOURCES["uci"]
NOW = SOURCE.busiest
"""When the last year of incidents is at its busiest."""
_EARLIER = timedelta(weeks=53)
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written."""

    defects: int
    revisions: int


def fill(url: str, folder: Path, defects: int) -> Filled:
    """Write so many defects: the log as it stood at its busiest, and whole copies of it, each a year earlier.

    The pull is not measured here: the revisions go in by the thousand, as the reporting API would send them.
    """
    source = list(SOURCE.read(folder / SOURCE.file, load_programme(PROGRAMME), Findings()))
    written = revisions = 0
    with open_store(url, now=lambda: NOW) as store:
        heads, told = Heads(), islice(_told(source), defects)
        while page := list(islice(told, _PAGE)):
            flat = [revision for own in page for revision in own]
            store.history.save_page("filled", flat, "", heads)
            written, revisions = written + len(page), revisions + len(flat)
    return Filled(written, revisions)


def _told(source: list[Incident]) -> Iterator[list[dict[str, Any]]]:
    """Yield the revisions of one defect after another, the youngest copy of the log first, without end."""
    numbers = count(1)
    for copy in count():
        earlier = _EARLIER * copy
        for incident in source:
            known = incident.until(NOW + earlier)
            if known:
                yield list(_revisions(known, next(numbers), earlier))


def _revisions(incident: Incident, number: int, earlier: timedelta) -> Iterator[dict[str, Any]]:
    created = incident.updates[0].at - earlier
    for rev, update in enumerate(incident.updates, start=1):
        yield {
            "id": number,
            "rev": rev,
            "fields": _fields(update.fields, number, rev, update.at - earlier, created, update.by),
        }


def _fields(
    fields: Mapping[str, Any], number: int, rev: int, at: datetime, created: datetime, by: str
) -> dict[str, Any]:
    return {
        **fields,
        "System.Id": number,
        "System.Rev": rev,
        "System.TeamProject": "MHHS",
        "System.WorkItemType": "Bug",
        "System.CreatedDate": created.isoformat(),
        "System.ChangedDate": at.isoformat(),
        "System.ChangedBy": by,
    }
