"""Read what all requests about work items have in common, and answer them."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.answers import AdoError, Answer, ado_bytes
from sandbox.enumerations import WORK_ITEM_EXPAND, named
from sandbox.rendering import Expand, shows_identities, to_json
from sandbox.routing import Call
from sandbox.work_item_state import WorkItem, WorkItems, no_such_item


def answer_with(call: Call, value: object, headers: dict[str, str] | None = None) -> Answer:
    """Answer with JSON in which people stand as the version asked for shows them."""
    return ado_bytes(to_json(call.world, value, identities=shows_identities(call.version)), headers)


def item_of(call: Call, name: str = "id") -> WorkItem:
    """The work item that the address names; an address with a project finds only items of that project."""
    text, project = call.values.get(name, ""), call.project
    if not text.isdigit():
        raise no_such_item(text)
    item = call.world.part(WorkItems).get(int(text))
    if project is not None and project.id != item.project and call.method == "GET":
        raise no_such_item(text)
    return item


def read_expand(text: str) -> Expand:
    """Read `$expand`.

    Raises:
        AdoError: 400 for an unknown one.
    """
    try:
        return Expand(named(text, WORK_ITEM_EXPAND) or "none")
    except ValueError as error:
        raise AdoError(
            400,
            "VssPropertyValidationException",
            f"The value '{text}' of $expand is none of {', '.join(Expand)}. Parameter name: $expand",
            namespace="Microsoft.VisualStudio.Services.Common",
        ) from error


def read_moment(text: str) -> datetime:
    """Read an instant from a parameter; without an offset it is UTC.

    Raises:
        AdoError: 400 where it is none.
    """
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise AdoError(
            400,
            "VssPropertyValidationException",
            f"The value '{text}' is not a date and time.",
            namespace="Microsoft.VisualStudio.Services.Common",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
