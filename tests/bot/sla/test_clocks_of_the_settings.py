"""SLA clocks may stand in envbot.yaml: beside the programme's, or in the place of those of the same name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import open_house
from bot.yaml_file import SettingsError
from rules.sla import clocks
from rules.sla.policy import SlaJudge
from tests.bot.command_line import changed
from tests.bot.sla.conftest import Envbot
from tests.rules.builders import a_defect, uk

RETEST = {
    "name": "retest",
    "start": (
        "[System.State] = 'Ready for Retest' OR ([System.State] = 'Fixed' AND [System.Tags] CONTAINS 'retest-ready')"
    ),
    "stop": "[System.State] NOT IN ('Fixed', 'Ready for Retest')",
    "reopen": "new cycle",
    "goals": [{"target": "2 working days", "calendar": "working hours"}],
}


def due(history: list[tuple[str, Any]], config: Path, now: str) -> list[tuple[int, datetime | None, bool]]:
    """Give cycle, due instant and breach of the retest clocks of a history."""
    with open_house(config, {}) as house:
        judge = SlaJudge.of(house.programme, house.me)
    measured = clocks(a_defect(history=history), judge, uk(now))
    return [(clock.cycle, clock.due, clock.is_breached) for clock in measured if clock.name == "retest"]


def test_a_retest_is_due_after_the_delivery(pulled: Path) -> None:
    """Not after the fix: from the tag on that says where it was delivered, and anew after each failed retest."""
    config = changed(pulled / "envbot.yaml", clocks=[RETEST])
    history: list[tuple[str, Any]] = [
        ("2024-06-03 09:00", "Open"),
        ("2024-06-03 12:00", "Fixed"),
        ("2024-06-05 10:00", {"tags": "retest-ready"}),
        ("2024-06-06 11:00", "Reopened"),
        ("2024-06-10 09:00", {"state": "Fixed", "tags": None}),
        ("2024-06-10 15:00", "Ready for Retest"),
    ]
    assert due(history, config, "2024-06-11 09:00") == [
        (1, uk("2024-06-07 10:00"), False),
        (2, uk("2024-06-12 15:00"), False),
    ]


def test_a_clock_of_the_same_name_takes_the_programmes_place(pulled: Path, envbot: Envbot) -> None:
    """Every command counts by it."""
    target = [{"target": "by 17:00 next working day", "calendar": "working hours"}]
    respond = {"name": "respond", "start": "[System.State] = 'New'", "stop": "[System.State] <> 'New'", "goals": target}
    changed(pulled / "envbot.yaml", clocks=[respond, RETEST])
    listed = envbot("sla", "--all", "--json").document["clocks"]
    names = {each["clock"] for each in listed}
    assert {"respond", "resolve", "update", "retest"} >= names > {"respond"}
    shown = envbot("sla", next(each["defect"] for each in listed if each["clock"] == "respond"), "--json").document
    assert {each["goal"]["target"] for each in shown["clocks"] if each["name"] == "respond"} == {
        "by 17:00 next working day"
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "[Sistem.State] = 'New'"}, "the WIQL condition is refused"),
        ({"goals": [{"target": "soon", "calendar": "working hours"}]}, "The target 'soon' is no amount"),
        ({"goals": [{"target": "4h", "calendar": "nights"}]}, "nights"),
        ({"goals": [{"target": "900000 working days", "calendar": "working hours"}]}, "can never be reached"),
        ({"goals": []}, "it has no goal"),
    ],
)
def test_a_clock_that_cannot_be_is_refused_with_its_line(pulled: Path, change: dict[str, Any], said: str) -> None:
    """As in the programme file; the file that is named is the settings'."""
    config = changed(pulled / "envbot.yaml", clocks=[{**RETEST, **change}])
    with pytest.raises(SettingsError, match=said) as refused:
        open_house(config, {})
    assert "envbot.yaml" in str(refused.value)
