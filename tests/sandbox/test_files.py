"""Work items go to a file and come back the same."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from sandbox.files import BadFile, load, save
from sandbox.work_item_state import WorkItems
from tests.sandbox.desk import a_world
from tests.sandbox.items import a_desk, change, put, read

LINE = {
    "id": 12,
    "project": "Elsewhere",
    "type": "Outage",
    "revisions": [
        {
            "rev": 1,
            "changedDate": "2024-06-01T09:00:00Z",
            "changedBy": "Tester A <tester.a@example.com>",
            "fields": {
                "System.Title": "DIP",
                "System.State": "Planned",
                "System.AreaPath": "Elsewhere\\SIT",
                "Custom.OutageStart": "2024-06-02T09:00:00+01:00",
                "Custom.Owner": "Tester B <tester.b@example.com>",
                "Custom.Count": 3,
                "Custom.Share": 0.5,
                "Custom.IsPlanned": True,
                "Custom.Note": "a",
            },
        },
        {
            "rev": 2,
            "changedDate": "2024-06-01T10:00:00Z",
            "changedBy": {"displayName": "Tester B", "uniqueName": "tester.b@example.com"},
            "fields": {"System.Title": "DIP", "System.State": "Announced", "Custom.Note": ""},
        },
    ],
    "relations": [
        {"rel": "System.LinkTypes.Related", "target": 13},
        {"rel": "Hyperlink", "url": "https://example.com"},
    ],
    "comments": [
        {"text": "seen", "createdBy": "Tester A <tester.a@example.com>", "createdDate": "2024-06-01T11:00:00Z"}
    ],
}


def test_a_file_is_loaded_and_saved_the_same(tmp_path: Path) -> None:
    """What a file names and the world does not know is entered: project, area, people, fields, type, states."""
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_bytes(orjson.dumps(LINE) + b"\n\n")
    world = a_world()
    assert load(world, first) == 1
    assert save(world, second) == 1
    saved = orjson.loads(second.read_bytes())
    assert saved["revisions"][0]["fields"]["Custom.OutageStart"] == "2024-06-02T08:00:00Z"
    assert "Custom.Note" not in saved["revisions"][1]["fields"]
    assert saved["revisions"][1]["changedBy"] == "Tester B <tester.b@example.com>"
    again = a_world()
    load(again, second)
    third = tmp_path / "third.jsonl"
    save(again, third)
    assert third.read_bytes() == second.read_bytes()


def test_a_loaded_item_can_be_changed(tmp_path: Path) -> None:
    """Its states and fields are those of its type now."""
    path = tmp_path / "items.jsonl"
    path.write_bytes(orjson.dumps(LINE))
    world = a_world()
    load(world, path)
    desk = a_desk(world)
    assert change(desk, 12, put("System.State", "Planned"), put("Custom.Count", 4)).status == 200
    assert read(desk, 12)["fields"]["Custom.Count"] == 4
    assert world.part(WorkItems).get(12).comments[0].text == "seen"


@pytest.mark.parametrize("line", [b"nonsense", b"{}", b"[]", orjson.dumps(LINE | {"revisions": [{"fields": 3}]})])
def test_a_bad_line_is_named(tmp_path: Path, line: bytes) -> None:
    """With the file and the number of the line."""
    path = tmp_path / "items.jsonl"
    path.write_bytes(b"\n" + line)
    with pytest.raises(BadFile, match=r"items\.jsonl, line 2"):
        load(a_world(), path)
