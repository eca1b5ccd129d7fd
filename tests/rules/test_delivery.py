"""Release notes are found by the defects that they name."""

from __future__ import annotations

import pytest

from rules.delivery import Delivery, Deployments, deliveries_by_defect, is_build_of
from rules.facts import Deployment, FixClaim, ReleaseNote
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
        ("Helix 2024.06.1", ("ISDS", "MDS"), "Helix 2024.06.1"),
    ],
)
def test_a_release_is_called_by_system_and_version(version: str, systems: tuple[str, ...], name: str) -> None:
    """Without saying the system twice."""
    release = note(version, "2024-06-11 18:00", 1, systems=systems)
    assert Delivery(release, release.fixes[0]).release == name


def put(environment: str, version: str, since: str, system: str = "DIP") -> Deployment:
    """Build a row of a schedule."""
    return Deployment(environment, system, version, uk(since), "schedule.xlsx, row 2")


def test_the_later_of_note_and_schedule_counts() -> None:
    """A fix is not called delivered before both say so; other environments are the schedule's alone."""
    release = note("4.2.1", "2024-06-11 18:00", 1)
    scheduled = (
        put("SIT A", "DIP 4.2.1", "2024-06-12 07:00"),
        put("SIT B", "v4.2.1", "2024-06-14 18:00"),
        put("SIT B", "4.2.1", "2024-06-13 18:00", system="MDS"),
        put("SIT B", "4.2.1", "2024-06-13 18:00"),
    )
    deployments = Deployments((release,), scheduled)
    assert {each.environment: each.since for each in deployments.of(release)} == {
        "SIT A": uk("2024-06-12 07:00"),
        "SIT B": uk("2024-06-14 18:00"),
    }
    assert deployments.on(release, "UIT") is None


def test_what_an_environment_carries_is_told_as_of_any_instant() -> None:
    """By environment and system, the latest that had come."""
    releases = (note("4.2.0", "2024-06-01 18:00", 1), note("4.2.1", "2024-06-11 18:00", 2))
    deployments = Deployments(releases, (put("SIT A", "7", "2024-06-02 18:00", system="MDS"),))
    before, after = (
        [(each.system, each.version) for each in deployments.carried(uk(f"2024-06-{day} 08:00"))]
        for day in ("03", "12")
    )
    assert before == [("DIP", "4.2.0"), ("MDS", "7")]
    assert after == [("DIP", "4.2.1"), ("MDS", "7")]
    assert [each.version for each in deployments.ahead(uk("2024-06-03 08:00"))] == ["4.2.1"]


def test_an_older_build_takes_a_release_back() -> None:
    """A newer one contains its fixes; words instead of numbers have no order."""
    release = note("4.2.1", "2024-06-11 18:00", 1)
    at = uk("2024-06-13 08:00")
    back = put("SIT A", "4.2.0", "2024-06-12 18:00")
    assert Deployments((release,), (back,)).taken_back(release, "SIT A", at) == back
    assert Deployments((release,), (back,)).taken_back(release, "SIT A", uk("2024-06-12 08:00")) is None
    for version in ("4.2.2", "4.2.1.0", "4.10", "hotfix"):
        later = put("SIT A", version, "2024-06-12 18:00")
        assert Deployments((release,), (later,)).taken_back(release, "SIT A", at) is None
    assert Deployments((release,), (back,)).taken_back(release, "SIT B", at) is None


def test_a_note_without_a_date_is_deployed_where_the_schedule_says() -> None:
    """Else nowhere."""
    release = ReleaseNote("DIP 4.2.1", (), (), None, ())
    assert Deployments((release,), ()).of(release) == ()
    (only,) = Deployments((release,), (put("SIT B", "4.2.1", "2024-06-14 18:00", system=""),)).of(release)
    assert only.environment == "SIT B"


@pytest.mark.parametrize(
    ("deployed", "released", "systems", "is_one"),
    [
        ("DIP 4.2.1", "4.2.1", ("DIP",), True),
        ("4.2.1", "4.2.10", ("DIP",), False),
        ("Helix 2024.06.1", "Helix 2024.06.1", (), True),
        ("Helix 4.2.1", "DIP 4.2.1", (), False),
        ("nightly", "Nightly", (), True),
        ("DIP 4.2.1-rc1", "4.2.1", ("DIP",), False),
        ("4.2.1 Beta", "4.2.1", ("DIP",), False),
        ("4.2.1.dev3", "4.2.1", ("DIP",), False),
        ("4.2.1-SNAPSHOT", "4.2.1", (), False),
        ("4.2.1", "4.2.1-rc1", ("DIP",), False),
        ("4.2.1-rc2", "4.2.1-rc1", ("DIP",), False),
        ("DIP 4.2.1-RC.1", "4.2.1rc1", (), True),
        ("4.2.1 developer portal", "4.2.1", ("DIP",), True),
        ("4.2", "4.2.0", ("DIP",), True),
    ],
)
def test_a_build_is_known_by_number_and_name(
    deployed: str, released: str, systems: tuple[str, ...], *, is_one: bool
) -> None:
    """However each writes it."""
    release = ReleaseNote(released, systems, (), None, ())
    system = "DIP" if systems else ""
    assert is_build_of(put("SIT A", deployed, "2024-06-12 18:00", system=system), release) is is_one


def test_a_digit_in_a_name_is_no_version() -> None:
    """`P2P 1.5` is not the build `P2P 1.4`, though both hold a 2."""
    release = note("P2P 1.4", "2024-06-11 18:00", 1, systems=("P2P",))
    builds = [put("SIT A", version, "2024-06-11 18:00", "P2P") for version in ("P2P 1.4", "P2P 1.5", "1.4")]
    assert [is_build_of(each, release) for each in builds] == [True, False, True]


def test_zeros_at_the_end_of_a_number_take_nothing_back() -> None:
    """4.2 is the release 4.2.0, not an older one."""
    release = note("4.2.0", "2024-06-11 18:00", 1)
    again = put("SIT A", "4.2", "2024-06-12 18:00")
    deployments = Deployments((release, note("4.2.0", "2024-06-11 19:00", 2)), (again,))
    assert deployments.on(release, "SIT A") == again
    assert deployments.taken_back(release, "SIT A", uk("2024-06-13 08:00")) is None
