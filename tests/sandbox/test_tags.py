"""Tags of a project are listed, renamed and taken away, on every item that has them."""

from __future__ import annotations

import pytest

from tests.sandbox.desk import Desk
from tests.sandbox.items import ITEMS, a_desk, change, create, put, read

TAGS = "/MHHS/_apis/wit/tags"


@pytest.fixture
def desk() -> Desk:
    """Somebody who asks, about two tagged defects."""
    desk = a_desk()
    create(desk, put("System.Tags", "SIT; dip"))
    create(desk, put("System.Tags", "sit"))
    create(desk)
    return desk


def test_each_tag_is_listed_once(desk: Desk) -> None:
    """In any case, with an id by which it is found as by its name."""
    tags = desk.ask("GET", TAGS).value["value"]
    assert [each["name"].lower() for each in tags] == ["dip", "sit"]
    by_id, by_name = desk.ask("GET", f"{TAGS}/{tags[1]['id']}"), desk.ask("GET", f"{TAGS}/SIT")
    assert by_id.value["id"] == by_name.value["id"] == tags[1]["id"]
    assert desk.ask("GET", f"{TAGS}/other").value["typeKey"] == "TagNotFoundException"


def test_a_renamed_tag_keeps_its_id(desk: Desk) -> None:
    """Items have the new name without a new revision, in their past too."""
    before = desk.ask("GET", f"{TAGS}/sit").value["id"]
    change(desk, 1, put("System.Title", "Other"))
    assert desk.ask("PATCH", f"{TAGS}/sit", {"name": "SIT A"}).value["id"] == before
    assert (read(desk, 1)["rev"], read(desk, 1)["fields"]["System.Tags"]) == (2, "SIT A; dip")
    assert desk.ask("GET", f"{ITEMS}/1/revisions/1").value["fields"]["System.Tags"] == "SIT A; dip"
    assert desk.ask("PATCH", f"{TAGS}/dip", {"name": " "}).status == 400


def test_a_deleted_tag_leaves_every_item(desk: Desk) -> None:
    """An item that had only this one has none."""
    assert desk.ask("DELETE", f"{TAGS}/sit").status == 204
    assert read(desk, 1)["fields"]["System.Tags"] == "dip"
    assert "System.Tags" not in read(desk, 2)["fields"]
