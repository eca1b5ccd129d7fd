"""Tell the life of one work item step by step, and write it in the sandbox's load format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.scenarios.mhhs.people import Someone
from sandbox.scenarios.mhhs.working_time import in_utc, local

PROJECT = "MHHS"

FIELDS = {
    "title": "System.Title",
    "state": "System.State",
    "reason": "System.Reason",
    "description": "System.Description",
    "tags": "System.Tags",
    "assigned": "System.AssignedTo",
    "category": "Custom.DefectCategory",
    "environment": "Custom.Environment",
    "system": "Custom.System",
    "party": "Custom.Party",
    "raised_by": "Custom.RaisedByParty",
    "stage": "Custom.TestStage",
    "severity": "Microsoft.VSTS.Common.Severity",
    "priority": "Microsoft.VSTS.Common.Priority",
    "blocked": "Microsoft.VSTS.CMMI.Blocked",
    "found_in": "Microsoft.VSTS.Build.FoundIn",
    "fixed_in": "Microsoft.VSTS.Build.IntegrationBuild",
    "repro": "Microsoft.VSTS.TCM.ReproSteps",
    "outage_kind": "Custom.OutageKind",
    "outage_reason": "Custom.OutageReason",
    "starts": "Custom.OutageStart",
    "ends": "Custom.OutageEnd",
}
SEVERITIES = {1: "1 - Critical", 2: "2 - High", 3: "3 - Medium", 4: "4 - Low"}


class Story:
    """A work item in the making: `Story(...)` raises it, `then` changes it, `says` comments on it.

    Instants are UK local time as text, in the order in which things happened.
    A value of None takes a field away.
    """

    def __init__(self, key: str, at: str | datetime, by: Someone, *, kind: str = "Bug", **values: Any) -> None:
        """Raise the work item; `key` names it within the scenario."""
        self.key = key
        self.kind = kind
        self.raised_at = _instant(at)
        self._revisions: list[tuple[datetime, Someone, dict[str, Any]]] = []
        self._comments: list[tuple[datetime, Someone, str]] = []
        self._raised_by = by
        self._links: list[str] = []
        self.then(at, by, **{"state": "New", **values})

    @property
    def last_at(self) -> datetime:
        """When something last happened to it."""
        return max([self._revisions[-1][0], *(at for at, _, _ in self._comments)])

    def then(self, at: str | datetime, by: Someone, **values: Any) -> Story:
        """Change fields."""
        instant = _instant(at)
        fields = dict(self._revisions[-1][2]) if self._revisions else {}
        for name, value in values.items():
            written = _written(name, value)
            if written is None:
                fields.pop(FIELDS[name], None)
            else:
                fields[FIELDS[name]] = written
        self._revisions.append((instant, by, fields))
        return self

    def says(self, at: str | datetime, by: Someone, text: str) -> Story:
        """Comment."""
        self._comments.append((_instant(at), by, text))
        return self

    def linked_to(self, key: str) -> Story:
        """Relate it to another story of the scenario."""
        self._links.append(key)
        return self

    def as_loaded(self, ids: Mapping[str, int]) -> dict[str, Any]:
        """Write the item as one line of the load format; `ids` numbers the stories by key."""
        number = ids[self.key]
        # A comment is a revision too: it says the text, and counts up the comments.
        events: list[tuple[datetime, int, Someone, dict[str, Any] | str]] = [
            *((at, 0, by, fields) for at, by, fields in self._revisions),
            *((at, 1, by, text) for at, by, text in self._comments),
        ]
        revisions: list[dict[str, Any]] = []
        fields: dict[str, Any] = {}
        commented = 0
        state_since = ""
        for rev, (at, _, by, changed) in enumerate(sorted(events, key=lambda event: event[:2]), start=1):
            said = {}
            if isinstance(changed, str):
                commented += 1
                said = {"System.History": changed}
            else:
                if changed.get("System.State") != fields.get("System.State"):
                    state_since = in_utc(at)
                fields = changed
            full = {
                "System.AreaPath": PROJECT,
                "System.IterationPath": PROJECT,
                "System.TeamProject": PROJECT,
                "System.WorkItemType": self.kind,
                "System.Reason": fields["System.State"],
                "System.CreatedDate": in_utc(self.raised_at),
                "System.CreatedBy": self._raised_by.identity,
                "System.ChangedDate": in_utc(at),
                "System.ChangedBy": by.identity,
                "System.CommentCount": commented,
                "Microsoft.VSTS.Common.StateChangeDate": state_since,
                **fields,
                **said,
            }
            revisions.append({"rev": rev, "changedDate": in_utc(at), "changedBy": by.identity, "fields": full})
        return {
            "id": number,
            "project": PROJECT,
            "type": self.kind,
            "revisions": revisions,
            "relations": [{"rel": "System.LinkTypes.Related", "target": ids[key]} for key in self._links],
            "comments": [
                {"id": number * 100 + place, "createdDate": in_utc(at), "createdBy": by.identity, "text": text}
                for place, (at, by, text) in enumerate(self._comments, start=1)
            ],
        }


def _instant(at: str | datetime) -> datetime:
    return local(at) if isinstance(at, str) else at


def _written(name: str, value: Any) -> Any:
    if isinstance(value, Someone):
        return value.identity
    if name == "severity" and isinstance(value, int):
        return SEVERITIES[value]
    if name in ("starts", "ends") and isinstance(value, str):
        return in_utc(local(value))
    return value
