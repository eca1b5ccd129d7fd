"""What a check finds: what is in place, what a person may want to know, and what is wrong, with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assemble import House, connect, open_house
from bot.inspection import Finding, State, inspect_offline, inspect_online
from bot.rehearsal import rehearsal
from sandbox.scenarios import scenario
from sandbox.server import SandboxServer

Opened = Callable[..., House]


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    """The scenario, served for the tests of this file, which only look at it."""
    with SandboxServer(scenario("mhhs")) as running:
        yield running


@pytest.fixture
def opened(server: SandboxServer, tmp_path: Path) -> Iterator[Opened]:
    """Open a house on the scenario, with some top-level parts of its settings replaced."""
    practice = rehearsal(server)
    config = tmp_path / "envbot.yaml"
    houses: list[House] = []

    async def no_wait(seconds: float) -> None:
        assert seconds >= 0

    def open_it(environment: dict[str, str] | None = None, **parts: Any) -> House:
        settings = yaml.safe_load(yaml.safe_dump(dict(practice.settings))) | parts
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        known = dict(practice.environment) if environment is None else environment
        houses.append(open_house(config, known, sleep=no_wait))
        return houses[-1]

    yield open_it
    for house in houses:
        house.store.close()


def online(house: House) -> tuple[Finding, ...]:
    """Look at what needs the connection."""

    async def look() -> tuple[Finding, ...]:
        async with connect(house) as azure:
            return await inspect_online(house, azure)

    return asyncio.run(look())


def of(findings: Any, about: str) -> list[Finding]:
    """Give what was found about one thing."""
    return [each for each in findings if each.about == about]


@pytest.fixture
def publish(server: SandboxServer) -> dict[str, Any]:
    """The `publish` part of the settings."""
    return dict(rehearsal(server).settings["publish"])


def test_what_is_assumed_is_named_and_is_no_fault(opened: Opened) -> None:
    """Clocks, calendars, ladders and the workflow of the shipped programme."""
    (note,) = [each for each in of(inspect_offline(opened()), "programme") if each.state is State.WARNING]
    assert note.said.startswith("Assumed, not confirmed: clock respond, clock resolve, clock update, ")
    assert "ladder SIT blocker" in note.said
    assert note.said.endswith("workflow.")


def test_a_role_that_nobody_fills_is_a_note_with_what_to_write(opened: Opened) -> None:
    """What it should be told goes nowhere."""
    findings = of(inspect_offline(opened(roles={"environment manager": ["em@example.com"]})), "roles")
    assert {(each.state, each.said.split("'")[1]) for each in findings} == {
        (State.WARNING, "SI defect manager"),
        (State.WARNING, "qualification defect manager"),
    }
    assert "[somebody@example.com]" in findings[0].advice


def test_a_secret_that_is_not_there_is_wrong_and_names_its_variable(opened: Opened) -> None:
    """Never the secret."""
    findings = tuple(inspect_offline(opened(environment={})))
    wrong = {each.about: each.said for each in findings if each.state is State.BAD}
    assert wrong.keys() == {"azure_devops.sign_in", "publish.teams.stand-up"}
    assert "ENVBOT_PAT" in wrong["azure_devops.sign_in"]


def test_no_place_for_the_agenda_is_a_note(opened: Opened, publish: dict[str, Any]) -> None:
    """It may be meant."""
    house = opened(publish={name: part for name, part in publish.items() if name != "wiki"})
    (note,) = of(inspect_offline(house), "publish.wiki")
    assert (note.state, note.said) == (State.WARNING, "No agenda is posted.")


def test_the_secrets_of_mail_are_looked_up(opened: Opened, publish: dict[str, Any]) -> None:
    """Of a server that asks for a user, and of Microsoft Graph."""
    server = {"host": "mail.example.com", "user": "envbot", "password_env": "MAIL_PASSWORD"}
    smtp = opened(publish=publish | {"mail": {"sender": "envbot@example.com", "server": server}})
    assert [each.state for each in of(inspect_offline(smtp), "publish.mail.server")] == [State.BAD]
    graph = {"tenant": "example.com", "client": "1", "secret_env": "GRAPH_SECRET"}
    by_graph = opened(publish=publish | {"mail": {"sender": "envbot@example.com", "graph": graph}})
    assert [each.state for each in of(inspect_offline(by_graph), "publish.mail.graph")] == [State.BAD]


def test_a_connection_that_has_everything_is_good(opened: Opened) -> None:
    """Types, fields and the mail server among it."""
    findings = online(opened())
    assert [each for each in findings if each.state is State.BAD] == []
    (fields,) = of(findings, "fields")
    assert fields.said.startswith("All ")
    (mail,) = of(findings, "publish.mail")
    assert mail.said.endswith(" answers.")


def test_types_and_fields_that_are_not_there_are_wrong(opened: Opened, tmp_path: Path) -> None:
    """Named as the programme file names them."""
    from importlib.resources import files  # noqa: PLC0415 - used once

    text = (files("bot.programmes") / "mhhs.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(text.replace("type: Outage", "type: Disruption").replace("Custom.TestStage", "Custom.Gone"), "utf-8")
    findings = online(opened(programme=str(own)))
    assert [each.said for each in of(findings, "azure_devops") if each.state is State.BAD] == [
        "The project has no work item type Disruption."
    ]
    assert [each.said for each in of(findings, "fields")] == ["The organisation has no field Custom.Gone."]


def test_a_mail_server_that_is_not_there_is_wrong(opened: Opened, publish: dict[str, Any]) -> None:
    """The reason is the server's, or that there is none."""
    mail = publish["mail"]
    house = opened(publish=publish | {"mail": {**mail, "server": {**mail["server"], "port": 1}}})
    (finding,) = of(online(house), "publish.mail")
    assert finding.state is State.BAD


def test_without_a_sign_in_nothing_further_is_looked_at(opened: Opened) -> None:
    """Only what stopped it."""
    findings = online(opened(environment={"ENVBOT_PAT": "another", "ENVBOT_TEAMS_STAND_UP": "http://127.0.0.1:1"}))
    assert [each for each in findings if each.state is State.BAD]
    assert of(findings, "fields") == []
