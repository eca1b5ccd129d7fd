"""The blocker's ladder over a day and a half: each step told once, a failure reported, an answer said once."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import Any

import yaml

from bot.escalations import ladder_findings, with_records
from bot.gather import gather
from bot.inspection import State
from bot.store.ladders import Ladders
from rules.view import View
from sandbox.wiki import Wikis
from sandbox.work_item_state import WorkItems
from tests.scenarios.conftest import Stage

MANAGERS = ["defect-manager.si@example.com", "environment-manager.si@example.com"]


def at(stage: Stage, hour: str, **mail: Any) -> None:
    """Let it be a later hour of the same day, with the bot started anew; `mail` changes its server."""
    settings = yaml.safe_load(stage.config.read_text(encoding="utf-8"))
    settings["now"] = f"2024-06-12T{hour}:00+01:00"
    settings["publish"]["mail"]["server"] |= mail
    stage.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    stage.reopen()


def told(stage: Stage, since: int) -> list[str]:
    """Give who was told of the blocker since so many mails, in the order of the alphabet."""
    number = f"#{stage.id_of('blocker')}"
    mails = (each for each in stage.post.mails[since:] if number in str(each.message["Subject"]))
    return sorted(recipient for each in mails for recipient in each.recipients)


def findings(stage: Stage) -> list[tuple[State, str]]:
    """Give what a check says of the ladders."""
    house = stage.house
    facts = with_records(house, gather(house.store.history, house.programme, house.settings, house.now())).facts
    return [(each.state, each.said) for each in ladder_findings(house, View(facts))]


def a_closed_port() -> int:
    """Give a port of this machine on which nobody listens."""
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_a_ladder_is_climbed_reported_when_it_sticks_and_stands_down_once(stage: Stage) -> None:
    """As the people of the programme would see it."""
    first = stage.cycle()
    step = f'#{stage.id_of("blocker")}: step 1 of the ladder "SIT blocker" should have told the SI defect manager'
    assert [one for one in first.remarks if one.startswith(step)]
    assert told(stage, 0) == MANAGERS
    (wiki,) = stage.server.world.part(Wikis).all()
    agenda = wiki.page("/Environments/Stand-ups/2024-06-12").content
    assert "step 2 tells the SI defect manager and the environment manager on Wed 12 Jun 2024 09:20." in agenda
    kept = Ladders(stage.house.store.engine, stage.house.now).kept()
    assert "SIT blocker" in {each.ladder.name for each in kept}

    mails = len(stage.post.mails)
    at(stage, "09:20")
    stage.cycle()
    assert told(stage, mails) == MANAGERS
    mails = len(stage.post.mails)
    assert not stage.cycle().remarks
    assert told(stage, mails) == []

    port = stage.house.settings.publish.mail.server.port  # type: ignore[union-attr]
    at(stage, "13:25", port=a_closed_port())
    assert stage.cycle().problems
    at(stage, "13:40")
    should = 'step 3 of the ladder "SIT blocker" should have told SITAG on Wed 12 Jun 2024 13:20.'
    stuck = f"#{stage.id_of('blocker')}: {should}"
    assert (State.BAD, f"{stuck} envbot ran Wed 12 Jun 2024 13:25 and did not get it out.") in findings(stage)

    at(stage, "13:40", port=port)
    assert [one for one in stage.cycle().remarks if one.startswith(stuck)]
    # Its resolve clock ran out at 13:20 as well: the ladder for that begins with the defect manager.
    assert told(stage, mails) == [MANAGERS[0], "sitag@example.com"]
    assert [state for state, _ in findings(stage)] == [State.GOOD]

    mails = len(stage.post.mails)
    answered(stage)
    at(stage, "16:00")
    stage.cycle()
    assert told(stage, mails) == [*MANAGERS, "sitag@example.com"]
    assert "stood down" in stage.post.mails[-1].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    mails = len(stage.post.mails)
    stage.cycle()
    assert told(stage, mails) == []


def answered(stage: Stage) -> None:
    """Let triage accept the blocker."""
    someone = stage.server.world.add_person("Triage Lead, SI", "triage-lead.si@example.com")
    items = stage.server.world.part(WorkItems)
    item = items.get(stage.id_of("blocker"))
    items.record(item, {"System.State": "Open", "System.ChangedBy": someone}, stage.server.world.now(), someone)


def test_without_mail_the_channel_that_gets_escalations_is_told_instead(stage: Stage) -> None:
    """One card for each matter, once; the roles count as told, whoever fills them."""
    settings = yaml.safe_load(stage.config.read_text(encoding="utf-8"))
    del settings["publish"]["mail"]
    settings["roles"] = {}
    stage.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    stage.reopen()
    stage.cycle()
    assert not stage.post.mails
    cards = len(stage.post.posts)
    assert cards > 1
    assert [state for state, _ in findings(stage)] == [State.GOOD]
    second = stage.cycle()
    assert len(stage.post.posts) == cards
    assert not [one for one in second.remarks if "ladder" in one]
