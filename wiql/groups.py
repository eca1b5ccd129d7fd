"""Groups for IN GROUP: the vendor's categories of work item types, and those that the context knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wiql.context import Context
from wiql.errors import WiqlError
from wiql.syntax import Span

TYPE_CATEGORIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "microsoft.bugcategory": frozenset({"Bug"}),
        "microsoft.epiccategory": frozenset({"Epic"}),
        "microsoft.featurecategory": frozenset({"Feature"}),
        "microsoft.requirementcategory": frozenset({"User Story", "Product Backlog Item", "Requirement"}),
        "microsoft.taskcategory": frozenset({"Task"}),
        "microsoft.testcasecategory": frozenset({"Test Case"}),
        "microsoft.testplancategory": frozenset({"Test Plan"}),
        "microsoft.testsuitecategory": frozenset({"Test Suite"}),
        "microsoft.sharedstepcategory": frozenset({"Shared Steps"}),
        "microsoft.sharedparametercategory": frozenset({"Shared Parameter"}),
        "microsoft.codereviewrequestcategory": frozenset({"Code Review Request"}),
        "microsoft.codereviewresponsecategory": frozenset({"Code Review Response"}),
        "microsoft.feedbackrequestcategory": frozenset({"Feedback Request"}),
        "microsoft.feedbackresponsecategory": frozenset({"Feedback Response"}),
        "microsoft.hiddencategory": frozenset(
            {
                "Code Review Request",
                "Code Review Response",
                "Feedback Request",
                "Feedback Response",
                "Shared Steps",
                "Shared Parameter",
                "Test Case",
                "Test Plan",
                "Test Suite",
            }
        ),
    }
)
"""Types by category, as the processes Agile, Scrum and CMMI have them."""


def members_of(group: str, context: Context, span: Span) -> frozenset[str]:
    """Give the members of a group, whatever its case; what the context says counts before the vendor's categories.

    Raises:
        WiqlError: where nobody knows the group.
    """
    name = group.casefold()
    for known, members in context.groups.items():
        if known.casefold() == name:
            return members
    if name not in TYPE_CATEGORIES:
        raise WiqlError(f"There is no group '{group}' whose members are known here.", span)
    return TYPE_CATEGORIES[name]
