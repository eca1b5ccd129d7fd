"""Fields of the organisation are created, deleted and brought back."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import a_desk

FIELDS = "/_apis/wit/fields"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks."""
    return a_desk()


def test_a_new_field_is_there_for_all(desk: Desk) -> None:
    """Named as it says, or by its name without blanks."""
    sent = {"name": "Supplier Ticket", "type": "string"}
    made = desk.ask("POST", FIELDS, sent)
    assert (made.status, made.value["referenceName"]) == (200, "Custom.SupplierTicket")
    assert desk.ask("GET", f"{FIELDS}/Custom.SupplierTicket").value["name"] == "Supplier Ticket"
    named = desk.ask("POST", FIELDS, {"name": "Ticket 2", "referenceName": "Own.Ticket", "type": "integer"})
    assert (named.value["referenceName"], named.value["type"]) == ("Own.Ticket", "integer")


@pytest.mark.parametrize(
    ("sent", "status", "type_key"),
    [
        ({"type": "string"}, 400, "ArgumentNullException"),
        ({"name": "Title", "referenceName": "System.Title"}, 409, "ProcessFieldAlreadyExistsException"),
    ],
)
def test_a_field_needs_a_name_that_is_free(desk: Desk, sent: dict[str, str], status: int, type_key: str) -> None:
    """Nothing is added otherwise."""
    heard = desk.ask("POST", FIELDS, sent)
    assert (heard.status, heard.value["typeKey"]) == (status, type_key)


def test_a_deleted_field_can_be_brought_back(desk: Desk) -> None:
    """Until then it is unknown; a field that is there stays as it is."""
    desk.ask("POST", FIELDS, {"name": "Ticket", "referenceName": "Own.Ticket"})
    assert desk.ask("DELETE", f"{FIELDS}/Own.Ticket").status == 204
    gone = desk.ask("GET", f"{FIELDS}/Own.Ticket")
    assert gone.value["typeKey"] == "WorkItemTrackingFieldDefinitionNotFoundException"
    for _ in range(2):
        assert desk.ask("PATCH", f"{FIELDS}/Own.Ticket", {"isDeleted": False}).value["referenceName"] == "Own.Ticket"
    assert desk.ask("GET", f"{FIELDS}/Own.Ticket").status == 200
