"""List where Azure DevOps does other than its specification says, each with the reason.

[R] recorded, [D] vendor documentation, [M] the vendor's own client, [22] on-premises server; see `docs/ado-notes.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPEN_DEFINITIONS: Mapping[str, str] = {
    "ReferenceLinks": "[R] links come as a map by name; the declared `links` around them is the class, not the JSON",
    "PropertiesCollection": "[R] the properties of a team's identity come as a map by name",
    "IdentityDescriptor": "[R] the descriptor of a team's identity comes as one string",
}
"""Definitions that say nothing about the JSON."""

_ANYTHING: dict[str, Any] = {}
_LINK = {
    "type": "object",
    "properties": {
        "rel": {"type": "string"},
        "sourceId": {"type": "integer"},
        "targetId": {"type": "integer"},
        "sourceProjectId": {"type": ["string", "null"], "format": "uuid"},
        "targetProjectId": {"type": ["string", "null"], "format": "uuid"},
        "isActive": {"type": "boolean"},
        "changedDate": {"type": "string", "format": "date-time"},
        "changedBy": {"type": "object"},
        "changedOperation": {"type": "string", "pattern": "^(create|remove)$"},
        "comment": {"type": "string"},
    },
    "required": ["rel", "sourceId", "targetId", "changedDate", "isActive"],
    "additionalProperties": False,
}

OTHER_SCHEMAS: Mapping[str, tuple[dict[str, Any], str]] = {
    "ReportingWorkItemLinksBatch.values": (
        {"type": "array", "items": _LINK},
        "[D] a stream of links, as the vendor's example for version 2.2 has them; declared as one of strings",
    ),
    "ReportingWorkItemRevisionsBatch.values": (
        {"type": "array", "items": {"$ref": "#/definitions/WorkItem"}},
        "[S] the official example has a stream of revisions, declared as one of strings",
    ),
    "TeamProject.visibility": (_ANYTHING, "[R] as that of its reference"),
    "TeamProjectReference.visibility": (_ANYTHING, "[R] a project may also be visible to the `organization`"),
}
"""What properties (`Definition.key`) really are, where it is not what is declared."""

EXTRA_KEYS: Mapping[str, Mapping[str, str]] = {
    "Profile": dict.fromkeys(
        ("displayName", "emailAddress", "publicAlias"), "[S] the official example has what is declared as attributes"
    ),
    "WorkItem": {"multilineFieldsFormat": "[R] since 2026; the specification of 7.1 does not know it"},
}
"""Keys that come without being declared, by definition."""

STATUSES: Mapping[str, Mapping[int, str]] = {
    "Avatar_Remove Project Avatar": {204: "[S] as every other operation without an answer"},
    "Avatar_Set Project Avatar": {204: "[S] as every other operation without an answer"},
    "Classification Nodes_Create Or Update": {201: "[R] a new node; 200 is one that was moved"},
    "Classification Nodes_Delete": {204: "[R]"},
    "Comments_Delete": {204: "[S] as every other operation without an answer; the example answers the comment"},
    "Dashboards_Delete": {204: "[S] as every other operation without an answer"},
    "Fields_Delete": {204: "[S] as every other operation without an answer"},
    "Iterations_Delete": {204: "[R]"},
    "Iterations_Post Team Iteration": {201: "[R]"},
    "Projects_Create": {202: "[R] creating goes on behind an operation"},
    "Projects_Delete": {202: "[R] deleting goes on behind an operation"},
    "Projects_Update": {202: "[D] changing goes on behind an operation"},
    "Tags_Delete": {204: "[S] as every other operation without an answer"},
    "Teams_Create": {201: "[R]"},
    "Teams_Delete": {204: "[R]"},
    "Templates_Delete": {204: "[S] as every other operation without an answer"},
}
"""Statuses of success that neither the declaration nor an official example has, by operation."""

OLDER_ANSWERS: Mapping[str, tuple[str, str]] = {
    "Teams_Get Team Members With Extended Properties": ("4.1", "[R] before it, people came without `identity` around"),
}
"""Operations whose answers looked different before a version, which the schemas do not fit."""

EXTRA_PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "Reporting Work Item Revisions_Read Reporting Revisions Get": {
        "watermark": "[S] the official example goes on by it, as before there were continuation tokens"
    },
}
"""Query parameters (in lower case) that are taken without being declared, by operation."""
