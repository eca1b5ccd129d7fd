"""Build the operations of a JSON Patch as Azure DevOps' work items understand them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

CONTENT_TYPE = "application/json-patch+json"
"""The only content type that creating and updating work items accepts."""

Operation = dict[str, Any]


def only_at(rev: int) -> Operation:
    """Hold the whole patch to a revision: on any other, nothing is written and the answer is a Conflict."""
    return {"op": "test", "path": "/rev", "value": rev}


def set_field(name: str, value: Any) -> Operation:
    """Give a field a value, whether it had one or not. Not for tags: there, `add` means to append."""
    return {"op": "add", "path": f"/fields/{name}", "value": value}


def remove_field(name: str) -> Operation:
    """Empty a field."""
    return {"op": "remove", "path": f"/fields/{name}"}


def add_tag(tag: str) -> Operation:
    """Add one tag to those that are there."""
    return {"op": "add", "path": "/fields/System.Tags", "value": tag}


def replace_tags(tags: Iterable[str]) -> Operation:
    """Make these all the tags there are; none empties the field."""
    return {"op": "replace", "path": "/fields/System.Tags", "value": "; ".join(tags)}


def add_relation(kind: str, url: str, comment: str = "") -> Operation:
    """Link to another work item, or to a page.

    Args:
        kind: for example `System.LinkTypes.Related` or `Hyperlink`.
        url: of the other end, see `ado_client.work_items.WorkItems.url`.
        comment: shown beside the link.
    """
    value: dict[str, Any] = {"rel": kind, "url": url}
    if comment:
        value["attributes"] = {"comment": comment}
    return {"op": "add", "path": "/relations/-", "value": value}


def remove_relation(index: int) -> Operation:
    """Unlink by the place in the list of relations; of several, remove the highest first."""
    return {"op": "remove", "path": f"/relations/{index}"}
