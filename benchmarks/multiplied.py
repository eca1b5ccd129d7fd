"""Fill a sandbox with as many real incidents as wanted: the log's own first, then copies of them with other ids."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any

from benchmarks.histories import PROGRAMME, SOURCES
from benchmarks.incident import Findings, Incident
from bot.programme_file import load_programme
from sandbox.answers import instant
from sandbox.files import enter
from sandbox.scenarios import empty_world, mhhs
from sandbox.scenarios.mhhs.types import FIELDS, types
from sandbox.state import World
from sandbox.work_item_state import WorkItem, WorkItems
from sandbox.work_item_types import Tracking

SOURCE = SOURCES["uci"]
APART = timedelta(weeks=1)
"""Each copy of the log begins so much later than the one before it."""
WHAT_IS_TOLD = (
    "Real histories: the incidents of the UCI log as benchmarks.histories tells them, in the order of their numbers. "
    "Where more are asked for than the log has, all are repeated with shifted ids, each copy a week later. An update "
    "that changes nothing but its own number counts as a comment; the log has no texts, so its text is made up."
)
_COUNTERS = {"Custom.SourceUpdate"}
_DATES = ("System.CreatedDate", "System.ChangedDate")


def filled_world(folder: Path, defects: int) -> World:
    """Build a project with so many defects; its clock stands after the last change of any of them."""
    incidents = list(islice(SOURCE.read(folder / SOURCE.file, load_programme(PROGRAMME), Findings()), defects))
    copies = -(-defects // len(incidents))
    now = SOURCE.over + copies * APART
    world = empty_world("incidents", lambda: now)
    project = world.add_project(mhhs.PROJECT, description="Real incidents, told as defects.")
    tracking = world.part(Tracking)
    tracking.add_fields(FIELDS)
    tracking.define(project, *types())
    ids = count(1)
    originals = [enter(world, _as_loaded(incident, next(ids))) for incident in incidents]
    for copy in range(1, copies):
        for original in islice(originals, max(0, defects - copy * len(originals))):
            _repeat(world, original, next(ids), copy * APART)
    world.part(WorkItems).log()
    return world


def _as_loaded(incident: Incident, number: int) -> dict[str, Any]:
    """Give an incident as the sandbox loads it, with its comments."""
    entry = incident.as_loaded(mhhs.PROJECT) | {"id": number}
    rows, said = entry["revisions"], 0
    for before, row in pairwise(rows):
        fields = row["fields"]
        changed = {name for name in {**before["fields"], **fields} if before["fields"].get(name) != fields.get(name)}
        if changed <= _COUNTERS | {"System.CommentCount", "System.History"}:
            said += 1
            fields["System.History"] = f"<p>Noted with update {row['rev']} of {fields['System.Title']}.</p>"
        fields["System.CommentCount"] = said
    entry["comments"] = [
        {"createdDate": row["changedDate"], "createdBy": row["changedBy"], "text": row["fields"]["System.History"]}
        for row in rows
        if "System.History" in row["fields"]
    ]
    return entry


def _repeat(world: World, original: WorkItem, number: int, later: timedelta) -> None:
    """Enter a copy of a work item; what does not change with time is shared with the original."""
    items = world.part(WorkItems)
    item = items.new(original.project, number)
    for revision in original.revisions:
        dates = {
            name: instant(datetime.fromisoformat(revision.changes[name]) + later)
            for name in _DATES
            if name in revision.changes
        }
        items.record(item, revision.changes | dates, revision.at + later, revision.by)
    item.comments = original.comments
