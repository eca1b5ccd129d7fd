"""List the fields and work item types that the stock processes bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Reference name, name, type, holds a person, only the server writes it.
STOCK_FIELDS: tuple[tuple[str, str, str, bool, bool], ...] = (
    ("System.Id", "ID", "integer", False, True),
    ("System.Rev", "Rev", "integer", False, True),
    ("System.Watermark", "Watermark", "integer", False, True),
    ("System.PersonId", "Person ID", "integer", False, True),
    ("System.AreaId", "Area ID", "integer", False, False),
    ("System.AreaPath", "Area Path", "treePath", False, False),
    ("System.AreaLevel1", "Area Level 1", "string", False, True),
    ("System.NodeName", "Node Name", "string", False, True),
    ("System.IterationId", "Iteration ID", "integer", False, False),
    ("System.IterationPath", "Iteration Path", "treePath", False, False),
    ("System.IterationLevel1", "Iteration Level 1", "string", False, True),
    ("System.TeamProject", "Team Project", "string", False, False),
    ("System.WorkItemType", "Work Item Type", "string", False, False),
    ("System.State", "State", "string", False, False),
    ("System.Reason", "Reason", "string", False, False),
    ("System.AssignedTo", "Assigned To", "string", True, False),
    ("System.CreatedDate", "Created Date", "dateTime", False, True),
    ("System.CreatedBy", "Created By", "string", True, True),
    ("System.ChangedDate", "Changed Date", "dateTime", False, True),
    ("System.ChangedBy", "Changed By", "string", True, True),
    ("System.AuthorizedDate", "Authorized Date", "dateTime", False, True),
    ("System.AuthorizedAs", "Authorized As", "string", True, True),
    ("System.RevisedDate", "Revised Date", "dateTime", False, True),
    ("System.CommentCount", "Comment Count", "integer", False, True),
    ("System.IsDeleted", "Is Deleted", "boolean", False, True),
    ("System.Title", "Title", "string", False, False),
    ("System.Description", "Description", "html", False, False),
    ("System.History", "History", "history", False, False),
    ("System.Tags", "Tags", "plainText", False, False),
    ("System.BoardColumn", "Board Column", "string", False, True),
    ("System.BoardColumnDone", "Board Column Done", "boolean", False, True),
    ("System.BoardLane", "Board Lane", "string", False, True),
    ("System.Parent", "Parent", "integer", False, True),
    ("System.RelatedLinkCount", "Related Link Count", "integer", False, True),
    ("System.ExternalLinkCount", "External Link Count", "integer", False, True),
    ("System.HyperLinkCount", "Hyperlink Count", "integer", False, True),
    ("System.AttachedFileCount", "Attached File Count", "integer", False, True),
    ("Microsoft.VSTS.Common.Priority", "Priority", "integer", False, False),
    ("Microsoft.VSTS.Common.Severity", "Severity", "string", False, False),
    ("Microsoft.VSTS.Common.ValueArea", "Value Area", "string", False, False),
    ("Microsoft.VSTS.Common.Risk", "Risk", "string", False, False),
    ("Microsoft.VSTS.Common.StackRank", "Stack Rank", "double", False, False),
    ("Microsoft.VSTS.Common.StateChangeDate", "State Change Date", "dateTime", False, True),
    ("Microsoft.VSTS.Common.ActivatedDate", "Activated Date", "dateTime", False, True),
    ("Microsoft.VSTS.Common.ActivatedBy", "Activated By", "string", True, True),
    ("Microsoft.VSTS.Common.ResolvedDate", "Resolved Date", "dateTime", False, True),
    ("Microsoft.VSTS.Common.ResolvedBy", "Resolved By", "string", True, True),
    ("Microsoft.VSTS.Common.ResolvedReason", "Resolved Reason", "string", False, False),
    ("Microsoft.VSTS.Common.ClosedDate", "Closed Date", "dateTime", False, True),
    ("Microsoft.VSTS.Common.ClosedBy", "Closed By", "string", True, True),
    ("Microsoft.VSTS.Common.AcceptanceCriteria", "Acceptance Criteria", "html", False, False),
    ("Microsoft.VSTS.Common.Activity", "Activity", "string", False, False),
    ("Microsoft.VSTS.Common.Triage", "Triage", "string", False, False),
    ("Microsoft.VSTS.TCM.ReproSteps", "Repro Steps", "html", False, False),
    ("Microsoft.VSTS.TCM.SystemInfo", "System Info", "html", False, False),
    ("Microsoft.VSTS.Build.FoundIn", "Found In", "string", False, False),
    ("Microsoft.VSTS.Build.IntegrationBuild", "Integration Build", "string", False, False),
    ("Microsoft.VSTS.CMMI.Blocked", "Blocked", "string", False, False),
    ("Microsoft.VSTS.CMMI.RootCause", "Root Cause", "string", False, False),
    ("Microsoft.VSTS.Scheduling.StoryPoints", "Story Points", "double", False, False),
    ("Microsoft.VSTS.Scheduling.Effort", "Effort", "double", False, False),
    ("Microsoft.VSTS.Scheduling.RemainingWork", "Remaining Work", "double", False, False),
    ("Microsoft.VSTS.Scheduling.OriginalEstimate", "Original Estimate", "double", False, False),
    ("Microsoft.VSTS.Scheduling.CompletedWork", "Completed Work", "double", False, False),
    ("Microsoft.VSTS.Scheduling.StartDate", "Start Date", "dateTime", False, False),
    ("Microsoft.VSTS.Scheduling.FinishDate", "Finish Date", "dateTime", False, False),
    ("Microsoft.VSTS.Scheduling.TargetDate", "Target Date", "dateTime", False, False),
    ("Microsoft.VSTS.Scheduling.DueDate", "Due Date", "dateTime", False, False),
)

_EVERY_TYPE = tuple(row[0] for row in STOCK_FIELDS if row[0].startswith("System."))
_STATE_DATES = tuple(
    f"Microsoft.VSTS.Common.{name}"
    for name in (
        "StateChangeDate",
        "ActivatedDate",
        "ActivatedBy",
        "ResolvedDate",
        "ResolvedBy",
        "ResolvedReason",
        "ClosedDate",
        "ClosedBy",
    )
)
_CLOSING_DATES = (*(f"Microsoft.VSTS.Common.{name}" for name in ("StateChangeDate", "ClosedDate", "ClosedBy")),)
_PRIORITY = "Microsoft.VSTS.Common.Priority"
_SEVERITY = "Microsoft.VSTS.Common.Severity"
_VALUE_AREA = "Microsoft.VSTS.Common.ValueArea"
_SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
_VALUE_AREAS = ("Architectural", "Business")
_PRIORITIES = (1, 2, 3, 4)
_BUG_FIELDS = (
    *_EVERY_TYPE,
    *_STATE_DATES,
    _PRIORITY,
    _SEVERITY,
    _VALUE_AREA,
    "Microsoft.VSTS.Common.StackRank",
    "Microsoft.VSTS.Common.Activity",
    "Microsoft.VSTS.Common.Triage",
    "Microsoft.VSTS.TCM.ReproSteps",
    "Microsoft.VSTS.TCM.SystemInfo",
    "Microsoft.VSTS.Build.FoundIn",
    "Microsoft.VSTS.Build.IntegrationBuild",
    "Microsoft.VSTS.CMMI.Blocked",
    "Microsoft.VSTS.CMMI.RootCause",
    "Microsoft.VSTS.Scheduling.StoryPoints",
    "Microsoft.VSTS.Scheduling.RemainingWork",
    "Microsoft.VSTS.Scheduling.OriginalEstimate",
    "Microsoft.VSTS.Scheduling.CompletedWork",
)
_PLAN_FIELDS = (
    *_EVERY_TYPE,
    *_STATE_DATES,
    _PRIORITY,
    _VALUE_AREA,
    "Microsoft.VSTS.Common.Risk",
    "Microsoft.VSTS.Common.StackRank",
    "Microsoft.VSTS.Common.AcceptanceCriteria",
    "Microsoft.VSTS.Common.Activity",
    "Microsoft.VSTS.Scheduling.StoryPoints",
    "Microsoft.VSTS.Scheduling.Effort",
    "Microsoft.VSTS.Scheduling.RemainingWork",
    "Microsoft.VSTS.Scheduling.OriginalEstimate",
    "Microsoft.VSTS.Scheduling.CompletedWork",
    "Microsoft.VSTS.Scheduling.StartDate",
    "Microsoft.VSTS.Scheduling.FinishDate",
    "Microsoft.VSTS.Scheduling.TargetDate",
    "Microsoft.VSTS.Scheduling.DueDate",
)
_BASIC_FIELDS = (
    *_EVERY_TYPE,
    *_CLOSING_DATES,
    _PRIORITY,
    "Microsoft.VSTS.Common.StackRank",
    "Microsoft.VSTS.Common.Activity",
    "Microsoft.VSTS.Scheduling.Effort",
    "Microsoft.VSTS.Scheduling.RemainingWork",
    "Microsoft.VSTS.Scheduling.StartDate",
    "Microsoft.VSTS.Scheduling.TargetDate",
)

_AGILE_BUG_STATES = (
    ("New", "Proposed", "New"),
    ("Active", "InProgress", "Approved"),
    ("Resolved", "Resolved", "Fixed"),
    ("Closed", "Completed", "Fixed and verified"),
)
_AGILE_STATES = (
    ("New", "Proposed", "New"),
    ("Active", "InProgress", "Implementation started"),
    ("Resolved", "Resolved", "Code complete and unit tests pass"),
    ("Closed", "Completed", "Acceptance tests pass"),
    ("Removed", "Removed", "Removed from the backlog"),
)
_AGILE_TASK_STATES = (
    ("New", "Proposed", "New"),
    ("Active", "InProgress", "Work started"),
    ("Closed", "Completed", "Completed"),
    ("Removed", "Removed", "Removed from the backlog"),
)
_BASIC_STATES = (
    ("To Do", "Proposed", "Added to backlog"),
    ("Doing", "InProgress", "Started"),
    ("Done", "Completed", "Completed"),
)
_SCRUM_STATES = (
    ("New", "Proposed", "New backlog item"),
    ("Approved", "Proposed", "Approved by the Product Owner"),
    ("Committed", "InProgress", "Commitment made by the team"),
    ("Done", "Completed", "Work finished"),
    ("Removed", "Removed", "Removed from the backlog"),
)
_SCRUM_TASK_STATES = (
    ("To Do", "Proposed", "New task"),
    ("In Progress", "InProgress", "Work started"),
    ("Done", "Completed", "Work finished"),
    ("Removed", "Removed", "Removed from the backlog"),
)
_CMMI_STATES = (
    ("Proposed", "Proposed", "New"),
    ("Active", "InProgress", "Accepted"),
    ("Resolved", "Resolved", "Fixed"),
    ("Closed", "Completed", "Validated"),
)


def _bug(states: tuple[tuple[str, str, str], ...]) -> Mapping[str, Any]:
    return {
        "name": "Bug",
        "states": states,
        "fields": _BUG_FIELDS,
        "allowed": {_PRIORITY: _PRIORITIES, _SEVERITY: _SEVERITIES, _VALUE_AREA: _VALUE_AREAS},
        "defaults": {_PRIORITY: 2, _SEVERITY: "3 - Medium", _VALUE_AREA: "Business"},
        "color": "CC293D",
        "icon": "icon_insect",
        "description": "Describes a divergence between required and actual behavior.",
    }


def _planned(
    name: str,
    states: tuple[tuple[str, str, str], ...],
    color: str,
    icon: str,
    fields: tuple[str, ...] = _PLAN_FIELDS,
    *,
    has_value_area: bool = False,
) -> Mapping[str, Any]:
    row: dict[str, Any] = {
        "name": name,
        "states": states,
        "fields": fields,
        "allowed": {_PRIORITY: _PRIORITIES},
        "defaults": {_PRIORITY: 2},
        "color": color,
        "icon": icon,
        "description": f"{name} of the process.",
    }
    if has_value_area:
        row["allowed"] = {_PRIORITY: _PRIORITIES, _VALUE_AREA: _VALUE_AREAS}
        row["defaults"] = {_PRIORITY: 2, _VALUE_AREA: "Business"}
    return row


# By process; each row becomes a `WorkItemType`.
STOCK_TYPES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "Agile": (
        _bug(_AGILE_BUG_STATES),
        _planned("Task", _AGILE_TASK_STATES, "F2CB1D", "icon_clipboard"),
        _planned("User Story", _AGILE_STATES, "009CCC", "icon_book", has_value_area=True),
        _planned("Feature", _AGILE_STATES, "773B93", "icon_trophy", has_value_area=True),
        _planned("Epic", _AGILE_STATES, "FF7B00", "icon_crown", has_value_area=True),
        _planned("Issue", _AGILE_TASK_STATES, "B4009E", "icon_traffic_cone"),
    ),
    "Basic": (
        _planned("Epic", _BASIC_STATES, "E06C00", "icon_crown", _BASIC_FIELDS),
        _planned("Issue", _BASIC_STATES, "B4009E", "icon_clipboard_issue", _BASIC_FIELDS),
        _planned("Task", _BASIC_STATES, "A4880A", "icon_clipboard", _BASIC_FIELDS),
    ),
    "Scrum": (
        _bug(_SCRUM_STATES),
        _planned("Task", _SCRUM_TASK_STATES, "F2CB1D", "icon_clipboard"),
        _planned("Product Backlog Item", _SCRUM_STATES, "009CCC", "icon_list", has_value_area=True),
        _planned("Feature", _SCRUM_TASK_STATES, "773B93", "icon_trophy", has_value_area=True),
        _planned("Epic", _SCRUM_TASK_STATES, "FF7B00", "icon_crown", has_value_area=True),
        _planned("Impediment", _SCRUM_TASK_STATES, "B4009E", "icon_traffic_cone"),
    ),
    "CMMI": (
        _bug(_CMMI_STATES),
        _planned("Task", _CMMI_STATES, "F2CB1D", "icon_clipboard"),
        _planned("Requirement", _CMMI_STATES, "009CCC", "icon_list", has_value_area=True),
        _planned("Feature", _CMMI_STATES, "773B93", "icon_trophy", has_value_area=True),
        _planned("Epic", _CMMI_STATES, "FF7B00", "icon_crown", has_value_area=True),
        _planned("Issue", _CMMI_STATES, "B4009E", "icon_traffic_cone"),
        _planned("Change Request", _CMMI_STATES, "B4009E", "icon_asterisk"),
        _planned("Risk", _CMMI_STATES, "B4009E", "icon_flame"),
        _planned("Review", _CMMI_STATES, "B4009E", "icon_review"),
    ),
}
