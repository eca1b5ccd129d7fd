"""Build revisions as the reporting API sends them."""

from __future__ import annotations

from typing import Any

TESTER = {"displayName": "Tester A", "uniqueName": "tester.a@example.com"}


def a_revision(number: int, rev: int, at: str = "", **fields: Any) -> dict[str, Any]:
    """Give a revision; `State="New"` is short for `System.State`, `deleted=True` marks it so."""
    named = {f"System.{name}": value for name, value in fields.items() if name != "deleted"}
    if fields.get("deleted"):
        named["System.IsDeleted"] = True
    return {
        "id": number,
        "rev": rev,
        "fields": {
            "System.Id": number,
            "System.Rev": rev,
            "System.TeamProject": "MHHS",
            "System.WorkItemType": "Bug",
            "System.State": "New",
            "System.Title": f"Defect {number}",
            "System.ChangedDate": at or f"2024-06-{rev:02}T08:00:00.5Z",
            "System.ChangedBy": TESTER,
            **named,
        },
    }
