"""Call a field what people call it: `its test stage`, not `Custom.TestStage`."""

from __future__ import annotations

from rules.programme import FieldNames

_STOCK = {
    "System.Title": "title",
    "System.Description": "description",
    "System.State": "state",
    "System.AssignedTo": "assignment",
    "System.Tags": "tags",
    "Microsoft.VSTS.TCM.ReproSteps": "steps to reproduce",
}


def field_label(names: FieldNames, reference: str) -> str:
    """Give the words for a field; one that the programme does not name keeps its reference name."""
    known = {
        names.category: "category",
        names.environment: "environment",
        names.system: "system",
        names.party: "party",
        names.raised_by_party: "raising party",
        names.stage: "test stage",
        names.severity: "severity",
        names.priority: "priority",
        names.blocked: "blocked",
        names.found_in: "version it was found in",
        names.fixed_in: "version it is fixed in",
    }
    return known.get(reference) or _STOCK.get(reference, reference)
