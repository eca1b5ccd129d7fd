"""List the kinds of links there are, and what each is called from its two ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_NETWORK, _DEPENDENCY, _TREE = "network", "dependency", "tree"


@dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of link.

    Attributes:
        name: What it is called at the end it starts from: `Child`.
        reference_name: `System.LinkTypes.Hierarchy-Forward`.
        topology: `tree`, `dependency` or `network`; empty for links to addresses.
        is_remote: Whether it leads to another organisation.
        is_editable: Whether a process may change it.
    """

    name: str
    reference_name: str
    topology: str = ""
    is_remote: bool = False
    is_editable: bool = False

    @property
    def opposite(self) -> str:
        """The kind as seen from the other end."""
        if self.reference_name.endswith("-Forward"):
            return self.reference_name.removesuffix("-Forward") + "-Reverse"
        if self.reference_name.endswith("-Reverse"):
            return self.reference_name.removesuffix("-Reverse") + "-Forward"
        return self.reference_name

    @property
    def attributes(self) -> dict[str, Any]:
        """What the list of relation types says of it."""
        if not self.topology:
            return {"usage": "resourceLink", "editable": False, "enabled": True}
        shown: dict[str, Any] = {
            "usage": "workItemLink",
            "editable": self.is_editable,
            "enabled": True,
            "acyclic": self.topology != _NETWORK,
            "directional": self.topology != _NETWORK,
            "singleTarget": self.topology != _TREE,
            "topology": self.topology,
            "remote": self.is_remote,
        }
        if self.opposite != self.reference_name:
            shown["isForward"] = self.reference_name.endswith("-Forward")
            shown["oppositeEndReferenceName"] = self.opposite
        return shown


def _pair(stem: str, forward: str, reverse: str, topology: str, **more: bool) -> tuple[RelationType, RelationType]:
    return (
        RelationType(forward, f"{stem}-Forward", topology, **more),
        RelationType(reverse, f"{stem}-Reverse", topology, **more),
    )


RELATION_TYPES = {
    each.reference_name: each
    for each in (
        *_pair("System.LinkTypes.Remote.Dependency", "Produces For", "Consumes From", _DEPENDENCY, is_remote=True),
        *_pair(
            "Microsoft.VSTS.TestCase.SharedParameterReferencedBy",
            "Referenced By",
            "References",
            _DEPENDENCY,
            is_editable=True,
        ),
        *_pair("Microsoft.VSTS.Common.TestedBy", "Tested By", "Tests", _DEPENDENCY, is_editable=True),
        *_pair(
            "Microsoft.VSTS.TestCase.SharedStepReferencedBy",
            "Test Case",
            "Shared Steps",
            _DEPENDENCY,
            is_editable=True,
        ),
        *_pair("System.LinkTypes.Duplicate", "Duplicate", "Duplicate Of", _TREE),
        *_pair("System.LinkTypes.Dependency", "Successor", "Predecessor", _DEPENDENCY),
        *_pair("System.LinkTypes.Hierarchy", "Child", "Parent", _TREE),
        RelationType("Related", "System.LinkTypes.Related", _NETWORK),
        RelationType("Remote Related", "System.LinkTypes.Remote.Related", _NETWORK, is_remote=True),
        RelationType("Attached File", "AttachedFile"),
        RelationType("Hyperlink", "Hyperlink"),
        RelationType("Artifact Link", "ArtifactLink"),
    )
}


def name_of(kind: str) -> str:
    """What a kind of link is called: `Child`."""
    return RELATION_TYPES[kind].name


def opposite_of(kind: str) -> str:
    """The kind that the other work item gets."""
    return RELATION_TYPES[kind].opposite
