"""The panel answers over HTTP what envbot suggests; it is obeyed, remembered, and answered once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.cycle import CycleReport
from rules.explanation import why
from sandbox.scenarios import PANEL_TOKEN, mhhs
from sandbox.wiki import Wikis
from sandbox.work_item_state import WorkItem, WorkItems
from tests.scenarios.conftest import Stage

ENVIRONMENT = "Custom.Environment"
AGENDA = "/Environments/Stand-ups/2024-06-12"


def says(stage: Stage, key: str, text: str, kind: str = "html") -> None:
    """Comment as a member of the panel."""
    url = f"{stage.server.base_url}/{mhhs.PROJECT}/_apis/wit/workItems/{stage.id_of(key)}/comments"
    answer = httpx.post(
        url,
        params={"api-version": "7.1-preview.4", "format": kind},
        json={"text": text},
        auth=("", PANEL_TOKEN),
    )
    answer.raise_for_status()


def writes(stage: Stage, key: str, field: str, text: str) -> None:
    """Change a defect as a member of the panel."""
    patch = [{"op": "add", "path": f"/fields/{field}", "value": text}]
    answer = httpx.patch(
        f"{stage.server.base_url}/_apis/wit/workItems/{stage.id_of(key)}",
        params={"api-version": "7.1"},
        json=patch,
        headers={"Content-Type": "application/json-patch+json"},
        auth=("", PANEL_TOKEN),
    )
    answer.raise_for_status()


def item(stage: Stage, key: str) -> WorkItem:
    """Give a defect as the sandbox has it."""
    return stage.server.world.part(WorkItems).get(stage.id_of(key))


def said_by_the_bot(stage: Stage, key: str) -> list[str]:
    """Give what the bot wrote in a discussion."""
    return [str(each.text) for each in item(stage, key).comments if each.by.display_name == "envbot"]


def agenda(stage: Stage) -> str:
    """Give what the page says on suggestions."""
    (wiki,) = stage.server.world.part(Wikis).all()
    return wiki.page(AGENDA).content.partition("## Suggestions for the panel")[2].partition("\n## ")[0]


def changes(report: CycleReport) -> dict[str, Any]:
    """Give how much a run changed and posted."""
    told = report.as_json()
    return {"applied": told["changes"]["applied"], "posted": sum(told["posted"].values())}


def test_an_accepted_suggestion_is_carried_out_once(stage: Stage) -> None:
    """In one write that names the person; the second run changes and posts nothing."""
    says(
        stage, "flag-tr04", '<div><a href="#" data-vss-mention="version:2.0,1">@envbot</a>&nbsp;/envbot Accept 2</div>'
    )
    before = item(stage, "flag-tr04").rev
    stage.cycle()
    assert item(stage, "flag-tr04").fields[ENVIRONMENT] == "SIT B"
    assert item(stage, "flag-tr04").rev == before + 1
    (said,) = said_by_the_bot(stage, "flag-tr04")
    assert "Accepted by Triage Lead, SI on Wed 12 Jun 2024 08:30" in said
    assert (
        "Triage Lead, SI accepted 2 (environment-inferred) on Wed 12 Jun 2024 08:30: set environment to SIT B."
        in agenda(stage)
    )
    stage.reopen()
    assert changes(stage.cycle()) == {"applied": 0, "posted": 0}


def test_a_rejection_is_remembered_with_its_reason(stage: Stage) -> None:
    """`why` and the agenda say so, and until what changes."""
    says(
        stage,
        "flag-tr04",
        "> /envbot accept 2\n\n/envbot reject environment_inferred The gateway serves both.",
        "markdown",
    )
    stage.cycle()
    number = stage.id_of("flag-tr04")
    assert ENVIRONMENT not in item(stage, "flag-tr04").fields
    assert said_by_the_bot(stage, "flag-tr04") == []
    assert "rejected 2 (environment-inferred) on Wed 12 Jun 2024 08:30: The gateway serves both." in agenda(stage)
    considered = {each.rule: each for each in why(stage.cycle().gathered.facts, stage.house.rules, number)}
    assert "It is suggested again when its title," in considered["environment-inferred"].because[-1]


def test_what_was_rejected_is_suggested_again_when_a_fact_changes(stage: Stage) -> None:
    """Another title may mean another thing."""
    number = stage.id_of("answer-rejected")
    stage.cycle()
    assert "rejected 2 (environment-inferred) on Tue 11 Jun 2024 10:15: Staging is a step of the load" in agenda(stage)
    writes(stage, "answer-rejected", "System.Title", "VAS: volumes wait in Staging")
    stage.cycle()
    (line,) = (line for line in agenda(stage).splitlines() if f"[#{number} " in line and line.startswith("|"))
    assert "(2) Set environment to SIT Staging" in line


def test_a_question_is_answered_in_the_discussion_once(stage: Stage) -> None:
    """A typo gets the nearest command, `why` the explanation."""
    says(stage, "flag-tr04", "/envbot acept 2")
    says(stage, "flag-tr03", "/envbot why")
    stage.cycle()
    stage.reopen()
    assert changes(stage.cycle()) == {"applied": 0, "posted": 0}
    (nearest,) = said_by_the_bot(stage, "flag-tr04")
    assert "Did you mean /envbot accept?" in nearest
    (explained,) = said_by_the_bot(stage, "flag-tr03")
    assert "envbot suggests to the panel to set Custom.Environment to SIT A" in explained


@pytest.mark.parametrize("tag", ["envbot:accept:2", "ENVBOT:ACCEPT"])
def test_a_tag_is_obeyed_and_taken_away(stage: Stage, tag: str) -> None:
    """In the same write; the other tags stay."""
    writes(stage, "flag-tr04", "System.Tags", f"late; {tag}")
    stage.cycle()
    assert item(stage, "flag-tr04").fields[ENVIRONMENT] == "SIT B"
    assert item(stage, "flag-tr04").fields["System.Tags"] == "late"
    assert changes(stage.cycle()) == {"applied": 0, "posted": 0}


def test_the_answers_of_the_scenario_are_obeyed(stage: Stage) -> None:
    """Accepted, rejected, skipped, asked, disagreed, unclear and by tag."""
    stage.cycle()
    assert item(stage, "answer-accepted").fields[ENVIRONMENT] == "SIT B"
    for key in ("answer-rejected", "answer-skipped", "answer-disputed"):
        assert ENVIRONMENT not in item(stage, key).fields
        assert said_by_the_bot(stage, key) == []
    assert len(said_by_the_bot(stage, "answer-why")) == 1
    assert "There are 4 suggestions; say which, or all." in said_by_the_bot(stage, "answer-unclear")[0]
    assert item(stage, "answer-tagged").fields.get("System.Tags", "") == ""
    assert item(stage, "answer-tagged").fields["System.State"] == "New"


def test_the_settings_may_name_whose_answers_count(stage: Stage) -> None:
    """Others are told so."""
    text = stage.config.read_text(encoding="utf-8")
    stage.config.write_text(f"{text}\npanel: {{members: [environment manager]}}\n", encoding="utf-8")
    stage.reopen()
    says(stage, "flag-tr04", "/envbot accept 2")
    stage.cycle()
    assert ENVIRONMENT not in item(stage, "flag-tr04").fields
    assert "Not obeyed, because the settings name whose answers count" in said_by_the_bot(stage, "flag-tr04")[0]
