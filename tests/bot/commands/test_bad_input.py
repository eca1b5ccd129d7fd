"""What a dirty history made the clocks assume is said on the defect: by `sla`, by `why`, and in the evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItems
from tests.bot.command_line import Envbot

RAISED = datetime(2024, 6, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = (
    (
        "Revision 4 is dated 2024-06-10 09:30:00 UTC, before the one it follows; it was taken as made at the same time "
        "as that, 2024-06-10 10:00:00 UTC."
    ),
    "Revisions 2 and 3 bear the same time, 2024-06-10 10:00:00 UTC; they count in the order of their numbers.",
    (
        "No policy knows the state 'Parked' (revision 3); the conditions of the clocks were applied to it as they are "
        "written."
    ),
    "The programme has no party 'Suplier Z' (revision 1); its time is shown under that name.",
    "The severity is missing; the target of '4 - Low' was used.",
)


def dirty(server: SandboxServer, *history: tuple[datetime, dict[str, Any]]) -> int:
    """Enter an environment defect with a history of its own into the sandbox; give its number."""
    tester = server.world.add_person("Tester, Supplier A", "tester.supplier-a@example.com")
    items = server.world.part(WorkItems)
    item = items.new(items.get(mhhs.ids()["breached"]).project)
    fields: dict[str, Any] = {
        "System.WorkItemType": "Bug",
        "System.TeamProject": mhhs.PROJECT,
        "System.Title": "Dirty history",
        "System.State": "New",
        "Custom.DefectCategory": "Environment",
        "Custom.Environment": "SIT A",
        "Custom.System": "DIP",
    }
    for at, changes in history:
        items.record(item, {**fields, **changes, "System.ChangedDate": f"{at:%Y-%m-%dT%H:%M:%SZ}"}, at, tester)
        fields = {}
    return item.id


@pytest.fixture
def number(served: tuple[SandboxServer, Path], envbot: Envbot) -> int:
    """A pulled defect on which everything is wrong that can be."""
    server, config = served
    found = dirty(
        server,
        (RAISED, {"Custom.Party": "Suplier Z"}),
        (RAISED + HOUR, {"System.State": "Open"}),
        (RAISED + HOUR, {"System.State": "Parked"}),
        (RAISED + HOUR / 2, {"System.State": "Open"}),
    )
    assert envbot("pull", "--config", config).code == 0
    return found


def test_every_assumption_is_said_by_sla_why_and_the_evidence(
    served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path, number: int
) -> None:
    """In the same words, to people and to programs; another party can recompute it all the same."""
    _, config = served
    for command in ("sla", "why"):
        told = " ".join(envbot(command, number, "--config", config).out.split())
        assert [sentence for sentence in SAID if sentence not in told] == []
    clocks = envbot("sla", number, "--config", config, "--json").document["clocks"]
    assert set(SAID) == {sentence for clock in clocks for sentence in clock["assumptions"]}
    assert set(envbot("why", number, "--config", config, "--json").document["assumed"]) == set(SAID)
    evidence = tmp_path / "evidence.html"
    assert envbot("sla", number, "--evidence", evidence, "--config", config).code == 0
    page = evidence.read_text(encoding="utf-8")
    assert "What had to be assumed" in page
    assert [sentence for sentence in SAID if sentence.replace("'", "&#39;") not in page] == []
    assert envbot("verify", evidence).code == 0


def test_a_defect_on_which_no_clock_ever_started_says_what_nobody_knows(
    served: tuple[SandboxServer, Path], envbot: Envbot
) -> None:
    """A state that no policy knows starts nothing; that is said where a clock would stand."""
    server, config = served
    number = dirty(server, (RAISED, {"System.State": "Parked"}))
    envbot("pull", "--config", config)
    said = "No policy knows the state 'Parked' (revision 1)"
    assert said in " ".join(envbot("sla", number, "--config", config).out.split())
    assert said in " ".join(envbot("why", number, "--config", config).out.split())
    (sentence,) = envbot("sla", number, "--config", config, "--json").document["assumed"]
    assert sentence.startswith(said)
