"""The programme's own work item types: defects with its workflow and fields, and outage records."""

from __future__ import annotations

from dataclasses import replace

from sandbox.work_item_types import Field, State, WorkItemType, stock_type

_PROPOSED, _IN_PROGRESS, _RESOLVED, _COMPLETED = "Proposed", "InProgress", "Resolved", "Completed"
_CUSTOM = (
    ("Custom.DefectCategory", "Defect Category"),
    ("Custom.Environment", "Environment"),
    ("Custom.System", "System"),
    ("Custom.Party", "Party"),
    ("Custom.RaisedByParty", "Raised By Party"),
    ("Custom.TestStage", "Test Stage"),
    ("Custom.OutageKind", "Outage Kind"),
    ("Custom.OutageReason", "Outage Reason"),
)
FIELDS = (
    *(Field(reference, name, "string") for reference, name in _CUSTOM),
    Field("Custom.OutageStart", "Outage Start", "dateTime"),
    Field("Custom.OutageEnd", "Outage End", "dateTime"),
    Field("Microsoft.VSTS.CMMI.Blocked", "Blocked", "string"),
)


def types() -> tuple[WorkItemType, ...]:
    """Give the types, as an administrator has set them up in the project."""
    bug = stock_type("Agile", "Bug")
    own = tuple(field.reference_name for field in FIELDS)
    defect = replace(
        bug,
        states=(
            State("New", _PROPOSED),
            State("Open", _IN_PROGRESS),
            State("In Progress", _IN_PROGRESS),
            State("Awaiting Information", _IN_PROGRESS),
            State("Reopened", _IN_PROGRESS),
            State("Fixed", _RESOLVED),
            State("Ready for Retest", _RESOLVED),
            State("Closed", _COMPLETED),
            State("Rejected", _COMPLETED),
            State("Duplicate", _COMPLETED),
            State("Deferred", _COMPLETED),
        ),
        fields=(*bug.fields, *(name for name in own if name not in bug.fields)),
        # Severity may be empty here: people forget it, and the bot has to notice.
        defaults={},
        transitions={},
    )
    outage = WorkItemType(
        "Outage",
        (
            State("Planned", _PROPOSED),
            State("Announced", _PROPOSED),
            State("Under Way", _IN_PROGRESS),
            State("Ended", _COMPLETED),
            State("Cancelled", _COMPLETED),
        ),
        (*stock_type("Agile", "Issue").fields, *own),
        icon="icon_traffic_cone",
        color="FF9D00",
        description="A time in which an environment or a system is down.",
    )
    return defect, outage
