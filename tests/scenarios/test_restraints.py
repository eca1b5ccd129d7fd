"""What people are told in a day is bounded, and what rules turn to and fro is stopped and reported."""

from __future__ import annotations

from typing import Any

import yaml

from bot.apply import CHANGE
from sandbox.wiki import Wikis
from sandbox.work_item_state import WorkItems
from tests.scenarios.conftest import Stage


def with_rules(stage: Stage, rules: dict[str, Any], **more: Any) -> None:
    """Give the bot other rules, and start it anew."""
    settings = yaml.safe_load(stage.config.read_text(encoding="utf-8"))
    settings |= {"rules": rules, **more}
    stage.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    stage.reopen()


def notified(stage: Stage) -> int:
    """Count what the release manager was told for attention."""
    mine = (mail for mail in stage.post.mails if "release-manager.si@example.com" in mail.recipients)
    return sum("for your attention" in str(mail.message["Subject"]) for mail in mine)


def test_notifications_over_the_budget_wait_and_are_shown(stage: Stage) -> None:
    """The agenda and the run say what waits; a second run of the day sends nothing more, the next day one more."""
    role = "SI release manager"
    told = {
        "mode": "apply",
        "when": "[Microsoft.VSTS.Common.Severity] = '1 - Critical'",
        "reason": "The release manager asked for it.",
        "then": [{"notify": {"role": role, "text": "Critical: {System.Title}."}}],
    }
    with_rules(stage, {"told": told}, attention={"per_person_per_day": 1})
    first = stage.cycle()
    assert notified(stage) == 1
    assert first.plan.deferred
    assert first.as_json()["deferred"] == len(first.plan.deferred)
    assert any(f"Told another day, for the attention budget: the {role} about #" in one for one in first.remarks)
    (wiki,) = stage.server.world.part(Wikis).all()
    assert "Told another day, for the attention budget" in wiki.page("/Environments/Stand-ups/2024-06-12").content
    sent = len(stage.post.mails)
    second = stage.cycle()
    assert len(stage.post.mails) == sent
    assert len(second.plan.deferred) == len(first.plan.deferred)
    with_rules(stage, {"told": told}, attention={"per_person_per_day": 1}, now="2024-06-13T08:30:00+01:00")
    next_day = stage.cycle()
    assert notified(stage) == 2
    assert len(next_day.plan.deferred) == len(first.plan.deferred) - 1


def test_rules_that_turn_a_tag_to_and_fro_are_stopped_and_reported(stage: Stage) -> None:
    """One adds it where it is not, the other takes it away where it is: after once there and back it is left."""
    number = stage.id_of("breached")
    this = f"[System.Id] = {number}"
    on = {"mode": "apply", "reason": "On.", "when": f"{this} AND [Tags] NOT CONTAINS 'x'", "then": [{"add_tag": "x"}]}
    off = {"mode": "apply", "reason": "Off.", "when": f"{this} AND [Tags] CONTAINS 'x'", "then": [{"remove_tag": "x"}]}
    with_rules(stage, {"on": on, "off": off})
    for _ in range(3):
        report = stage.cycle()
        # As if each were another cycle of its rule: the ledger alone would already hold the same decision back.
        for entry in stage.house.store.ledger.of_run(report.run):
            if entry.kind == CHANGE:
                stage.house.store.ledger.fail(entry.key, "For the test.")
    assert any(f"#{number}: envbot has turned this to and fro" in remark for remark in report.remarks)
    assert not [change for change in report.plan.changes if change.defect == number]
    assert "x" not in str(stage.server.world.part(WorkItems).get(number).fields.get("System.Tags", "")).split("; ")
