"""`why` shows the ladders of a defect: each step, when it was or will be told, and to whom; `check` what is stuck."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItems
from tests.bot.command_line import Envbot, changed


@pytest.fixture
def config(served: tuple[SandboxServer, Path]) -> Path:
    """The settings file of the served scenario."""
    return served[1]


def why(envbot: Envbot, config: Path) -> str:
    """Give what `why` says of the blocker, on one line."""
    return " ".join(envbot("why", mhhs.ids()["blocker"], "--config", config).out.split())


def test_a_ladder_that_nobody_was_told_of_is_shown_as_it_will_be(envbot: Envbot, config: Path) -> None:
    """As the programme has it today; what nobody would hear is said."""
    changed(config, roles={"SITAG": []})
    envbot("pull", "--config", config)
    said = why(envbot, config)
    assert "Escalation ladders SIT blocker, started Tue 11 Jun 2024 13:20" in said
    assert "as the programme has it today" in said
    assert "1. Tue 11 Jun 2024 13:20, at once: SI defect manager: due; told by the next `envbot run --apply`" in said
    assert "3. Wed 12 Jun 2024 13:20, after 1 working day: SITAG: to be told then, if it still runs; nobody" in said
    checked = " ".join(envbot("check", "--offline", "--config", config).out.split())
    assert 'step 1 of the ladder "SIT blocker" should have told the SI defect manager' in checked
    assert "The next `envbot run --apply` tells it" in checked
    breached = envbot("why", mhhs.ids()["breached"], "--config", config)
    assert "Escalation ladders" not in breached.out


def test_what_was_told_is_shown_with_its_instant_and_the_kept_hash(
    served: tuple[SandboxServer, Path], envbot: Envbot, config: Path, tmp_path: Path
) -> None:
    """To people and to programs; after an answer the rest is not told."""
    envbot("run", "--apply", "--config", config, "--out", tmp_path / "out")
    assert "SI defect manager: told Wed 12 Jun 2024 08:30" in why(envbot, config)
    (ladder,) = envbot("why", mhhs.ids()["blocker"], "--config", config, "--json").document["ladders"]
    assert (ladder["ladder"], ladder["kept"], ladder["stood_down"]) == ("SIT blocker", True, None)
    assert [bool(role["told"]) for step in ladder["steps"] for role in step["roles"]] == [
        True,
        True,
        False,
        False,
        False,
    ]

    server, _ = served
    someone = server.world.add_person("Triage Lead, SI", "triage-lead.si@example.com")
    items = server.world.part(WorkItems)
    item = items.get(mhhs.ids()["blocker"])
    items.record(item, {"System.State": "Open", "System.ChangedBy": someone}, server.world.now(), someone)
    envbot("pull", "--config", config)
    said = why(envbot, config)
    assert "SITAG: not told Stood down. Triage Lead, SI set it to Open on" in said


def test_a_step_that_was_jumped_over_is_not_told_any_more(envbot: Envbot, config: Path) -> None:
    """The higher one is due."""
    changed(config, now="2024-06-12T14:00:00+01:00")
    envbot("pull", "--config", config)
    said = why(envbot, config)
    assert "2. Wed 12 Jun 2024 09:20, after 4 working hours: SI defect manager: not told, and no longer" in said


def test_a_programme_whose_ladders_are_not_climbed_is_told_so(envbot: Envbot, config: Path) -> None:
    """Nobody would hear of any step."""
    changed(config, rules={"escalation-ladder": {"mode": "off"}})
    envbot("run", "--apply", "--config", config)
    said = " ".join(envbot("check", "--offline", "--config", config).out.split())
    assert "The rule escalation-ladder is not applied: nobody is told of any step." in said
