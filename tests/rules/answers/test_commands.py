"""Commands are read out of what people write, and out of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from rules.answers.commands import Command, Verb, commands, tag_command
from rules.answers.names import RuleNames
from rules.registry import registry

NAMES = RuleNames(registry().values())
USAGE = "The answers are accept, reject, skip and why."


def read(text: str) -> list[tuple[Any, ...]]:
    """Give the commands of a text in short: what, about which rule, and the reason or the problem."""
    return [(each.verb, each.about, each.problem or each.reason) for each in commands(text, NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        "/envbot accept 2",
        "  /EnvBot ACCEPT 2.",
        "/envbot: accept environment-inferred",
        "- /envbot accept environment_inferred",
        "@<Sam, SI> /envbot accept 2",
        "@ /envbot accept 2",
        "@Sam, @<8f1d> /envbot accept 2",
        "Thank you.\n\n/envbot accept 2",
        "> /envbot reject 2\n/envbot accept 2",
        "```\n/envbot reject 2\n```\n/envbot accept 2",
        "```ORA-00942```\n/envbot accept 2",
    ],
)
def test_a_command_is_a_line_of_its_own(text: str) -> None:
    """In any case, behind mentions and marks of a list; quotations and code do not count."""
    assert read(text) == [(Verb.ACCEPT, "environment-inferred", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Please write /envbot accept 2",
        "> /envbot accept 2",
        "~~~\n/envbot accept\n~~~",
        "/var/log accept",
        "/envelope",
        "//envbot accept",
        "",
    ],
)
def test_other_lines_are_no_commands(text: str) -> None:
    """A path, a quotation, a sentence about commands."""
    assert read(text) == []


def test_the_reason_of_a_rejection_may_go_on() -> None:
    """Up to the next command; what stands before any command belongs to none."""
    text = "Hello.\n/envbot reject 2 It is UIT,\nas the tester said.\n> quoted\n/envbot skip 3\n/envbot why"
    assert read(text) == [
        (Verb.REJECT, "environment-inferred", "It is UIT, as the tester said."),
        (Verb.SKIP, "system-inferred", ""),
        (Verb.WHY, "", ""),
    ]


@pytest.mark.parametrize("which", ["2 and 3", "2, 3", "2,3", "2 & system-inferred", "2 3 2"])
def test_one_line_may_name_several_rules(which: str) -> None:
    """Each is answered."""
    assert read(f"/envbot accept {which}") == [
        (Verb.ACCEPT, "environment-inferred", ""),
        (Verb.ACCEPT, "system-inferred", ""),
    ]


def test_a_reason_need_not_name_a_rule() -> None:
    """Words that come close to no rule are the reason."""
    assert read("/envbot reject the text is wrong") == [(Verb.REJECT, "", "the text is wrong")]
    assert read("/envbot accept all, thanks") == [(Verb.ACCEPT, "all", "thanks")]
    assert read("/envbot reject and so on") == [(Verb.REJECT, "", "and so on")]


@pytest.mark.parametrize(
    ("text", "written", "problem"),
    [
        ("/envbot", "/envbot", USAGE),
        ("/envbot acept 2", "/envbot acept", f"Did you mean /envbot accept? {USAGE}"),
        ("/envbot banana", "/envbot banana", USAGE),
        ("/evnbot accept 2", "/evnbot accept", f"Did you mean /envbot accept? {USAGE}"),
        ("/envbot accept 77", "/envbot accept 77", 'There is no rule "77".'),
        (
            "/envbot reject environment-infered no",
            "/envbot reject environment-infered",
            'There is no rule "environment-infered". Did you mean environment-inferred?',
        ),
    ],
)
def test_what_is_not_understood_is_said_with_what_comes_nearest(text: str, written: str, problem: str) -> None:
    """Nobody waits in vain."""
    (command,) = commands(text, NAMES)
    assert (command.written, command.problem) == (written, problem)


@pytest.mark.parametrize(
    ("tag", "command"),
    [
        ("envbot:accept", Command("envbot:accept", Verb.ACCEPT)),
        ("EnvBot: Reject :2", Command("EnvBot: Reject :2", Verb.REJECT, "environment-inferred")),
        ("envbot:skip:all", Command("envbot:skip:all", Verb.SKIP, "all")),
        ("envbot:acept", Command("envbot:acept", problem=f"Did you mean envbot:accept? {USAGE}")),
        ("envbot:accept:77", Command("envbot:accept:77", Verb.ACCEPT, problem='There is no rule "77".')),
        ("envbot:hands-off", None),
        ("envbot", None),
        ("accept", None),
    ],
)
def test_a_tag_may_be_a_command(tag: str, command: Command | None) -> None:
    """Other tags are left alone."""
    assert tag_command(tag, NAMES) == command
