"""What a person took away is not done again, by the ledger and without it."""

from __future__ import annotations

from pathlib import Path

import httpx

from sandbox.scenarios import PANEL_TOKEN, mhhs
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItems
from tests.bot.command_line import Envbot, changed

PATCH = {"Content-Type": "application/json-patch+json"}
TAKEN_AWAY = "and the link was taken away since; it is not linked again."


def test_a_link_of_a_declared_rule_that_was_taken_away_stays_away(
    served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path
) -> None:
    """The discussion of the defect names the link, so that a bot whose store was lost knows of it as well."""
    server, config = served
    number, other = mhhs.ids()["fixed-in-no-note"], mhhs.ids()["delivered-elsewhere"]
    own = {"when": f"[System.Id] = {number}", "reason": "Both wait for one certificate.", "mode": "apply"}
    changed(config, rules={"belongs-together": {**own, "then": [{"link": {"target": other}}]}})
    defect = server.world.part(WorkItems).get(number)

    def links_after_a_run() -> list[int | None]:
        assert envbot("run", "--apply", "--config", config, "--out", tmp_path / "out").code == 0
        return [each.target for each in defect.relations if each.target == other]

    assert links_after_a_run() == [other]
    place = next(place for place, each in enumerate(defect.relations) if each.target == other)
    taken = [{"op": "remove", "path": f"/relations/{place}"}]
    address = f"{server.base_url}/_apis/wit/workItems/{number}?api-version=7.1"
    assert httpx.patch(address, json=taken, headers=PATCH, auth=("", PANEL_TOKEN)).status_code == httpx.codes.OK

    assert links_after_a_run() == []
    assert TAKEN_AWAY in " ".join(envbot("why", number, "--config", config).out.split())
    for left in tmp_path.glob("*.sqlite*"):
        left.unlink()
    assert links_after_a_run() == []
    assert TAKEN_AWAY in " ".join(envbot("why", number, "--config", config).out.split())
