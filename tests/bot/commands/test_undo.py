"""`undo` brings back what stood before a run, leaves what people changed since, and can itself be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from sandbox.work_item_state import WorkItem, WorkItems
from tests.bot.command_line import Envbot, changed


def item_of(server: SandboxServer, number: int) -> WorkItem:
    return server.world.part(WorkItems).get(number)


def edited(server: SandboxServer, number: int, **fields: Any) -> None:
    """Let a person change a defect."""
    someone = server.world.add_person("Triage Lead, SI", "triage-lead.si@example.com")
    changes = {name.replace("__", "."): value for name, value in fields.items()} | {"System.ChangedBy": someone}
    server.world.part(WorkItems).record(item_of(server, number), changes, server.world.now(), someone)


def ran(envbot: Envbot, config: Path, out: Path) -> dict[str, Any]:
    document: dict[str, Any] = envbot("run", "--apply", "--config", config, "--out", out, "--json").document
    return document


def tags_of(item: WorkItem) -> str:
    return str(item.fields.get("System.Tags", ""))


def test_a_run_is_undone_and_not_done_again(served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path) -> None:
    """Tags and links are gone, the discussion says why, the next run keeps away, and the undoing can be undone."""
    server, config = served
    run = ran(envbot, config, tmp_path / "out")
    breached, linked = (item_of(server, mhhs.ids()[key]) for key in ("breached", "in-planned-outage"))
    links = len(linked.relations)
    assert "sla-breached" in tags_of(breached)

    shown = envbot("undo", run["run"], "--config", config)
    assert shown.code == 0
    assert "Nothing was written." in shown.out
    assert "What people were sent cannot be unsaid" in shown.out

    undone = envbot("undo", run["run"], "--apply", "--because", "A trial.", "--config", config, "--json").document
    assert undone["changes"]["applied"] == run["changes"]["applied"]
    assert undone["kept"] == []
    assert "sla-breached" not in tags_of(breached)
    assert len(linked.relations) == links - 1
    assert any(f"which envbot did in run {run['run']}. A trial." in comment.text for comment in breached.comments)

    again = ran(envbot, config, tmp_path / "out")
    assert again["changes"]["planned"] == 0
    why = envbot("why-not", "sla-breached", breached.id, "--config", config)
    assert "A person had envbot undo the tag sla-breached" in why.out
    nothing = envbot("undo", run["run"], "--config", config)
    assert f"Nothing of run {run['run']} is left to undo." in nothing.out
    assert "envbot itself changed it again" in nothing.out

    redone = envbot("undo", undone["run"], "--apply", "--config", config)
    assert redone.code == 0
    assert "sla-breached" in tags_of(breached)
    assert len(linked.relations) == links


def test_what_people_changed_since_stays(served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path) -> None:
    """Field by field and tag by tag, with who and when."""
    server, config = served
    changed(
        config,
        rules={
            "marked": {
                "mode": "apply",
                "when": f"[System.Id] = {mhhs.ids()['breached']}",
                "reason": "For the test.",
                "then": [
                    {"add_tag": "first"},
                    {"add_tag": "second"},
                    {"set": {"field": "Custom.TestStage", "value": "Marked"}},
                    {"set": {"field": "System.Title", "value": "Another title"}},
                ],
            }
        },
    )
    breached = item_of(server, mhhs.ids()["breached"])
    title = breached.fields["System.Title"]
    run = ran(envbot, config, tmp_path / "out")
    assert breached.fields["System.Title"] == "Another title"
    tags = tags_of(breached).replace("first; ", "")
    edited(server, breached.id, System__Tags=tags, Custom__TestStage="SIT Functional")
    edited(server, breached.id, System__Tags=f"{tags}; theirs")
    undone = envbot("undo", run["run"], "--apply", "--config", config, "--json").document
    assert {(one["what"], one["because"]) for one in undone["kept"] if one["defect"] == breached.id} == {
        ("Custom.TestStage", "Triage Lead, SI changed it on Wed 12 Jun 2024 08:30."),
        ("the tag first", "Triage Lead, SI changed it on Wed 12 Jun 2024 08:30."),
    }
    assert breached.fields["Custom.TestStage"] == "SIT Functional"
    assert breached.fields["System.Title"] == title
    assert "second" not in tags_of(breached)
    assert "theirs" in tags_of(breached)


def test_a_person_is_shown_by_name_and_a_link_that_is_gone_as_taken_back(
    served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path
) -> None:
    """In the plan of the undoing, and afterwards to whom asks why."""
    _, config = served
    number, other = mhhs.ids()["breached"], mhhs.ids()["blocker"]
    mail = "environment-manager.si@example.com"
    then = [{"assign": mail}, {"link": {"target": other}}]
    rule = {"mode": "apply", "when": f"[System.Id] = {number}", "reason": "For the test.", "then": then}
    changed(config, rules={"marked": rule})
    run = ran(envbot, config, tmp_path / "out")
    shown = envbot("undo", run["run"], "--config", config).out
    assert f"System.AssignedTo: Environment Manager, SI <{mail}> -> " in " ".join(shown.split())
    envbot("undo", run["run"], "--apply", "--config", config)
    envbot("pull", "--config", config)
    why = " ".join(envbot("why", number, "--config", config).out.split())
    assert f"envbot linked #{other} before and the link was taken away since; it is not linked again." in why


def test_an_unknown_run_is_a_mistake(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """With those that there are."""
    _, config = served
    said = envbot("undo", 7, "--config", config)
    assert (said.code, "There is no run 7 in the store. The latest are: none." in said.err) == (2, True)
