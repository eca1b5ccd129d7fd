"""Release notes are found by the defects that they name."""

from __future__ import annotations

import pytest

from rules.delivery import Delivery, deliveries_by_defect
from rules.facts import FixClaim, ReleaseNote
from tests.rules.builders import uk


def note(version: str, delivered: str, *defects: int, systems: tuple[str, ...] = ("DIP",)) -> ReleaseNote:
    """Build a release note."""
    claims = tuple(FixClaim(defect, f"#{defect}", "a line") for defect in defects)
    return ReleaseNote(version, systems, ("SIT A",), uk(delivered), claims)


def test_the_latest_delivery_stands_first() -> None:
    """Each defect has its own."""
    old, new = note("4.2.0", "2024-06-01 18:00", 1, 2), note("4.2.1", "2024-06-11 18:00", 1)
    found = deliveries_by_defect((old, new))
    assert [each.note for each in found[1]] == [new, old]
    assert [each.note for each in found[2]] == [old]


@pytest.mark.parametrize(
    ("version", "systems", "name"),
    [
        ("4.2.1", ("DIP",), "DIP 4.2.1"),
        ("DIP 4.2.1", ("DIP",), "DIP 4.2.1"),
        ("7", ("ISDS", "MDS"), "ISDS/MDS 7"),
        ("7", (), "7"),
    ],
)
def test_a_release_is_called_by_system_and_version(version: str, systems: tuple[str, ...], name: str) -> None:
    """Without saying the system twice."""
    release = note(version, "2024-06-11 18:00", 1, systems=systems)
    assert Delivery(release, release.fixes[0]).release == name
