"""`rule` lists the rules and holds declared ones to their examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot, changed

RULES = """\
renewed:
  when: "[System.Title] CONTAINS 'certificate'"
  reason: Security renews certificates.
  then: [{add_tag: certificate}]
  examples:
    - {name: a certificate, given: {title: Certificate has expired}, expect: [{add_tag: certificate}]}
    - {name: another matter, given: {title: Other}, expect: nothing}
asked:
  when: "[System.State] = 'New'"
  reason: Nobody has looked yet.
  then: [{add_tag: asked}]
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A file with two rules, one of them with examples."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_examples_that_hold_are_ok(envbot: Envbot, rules: Path) -> None:
    """A rule without any is named."""
    said = envbot("rule", "test", rules)
    assert (said.code, "ok renewed: a certificate" in said.out) == (0, True)
    assert "untried asked: it has no examples." in said.out
    assert "2 examples, 0 failed." in said.out


def test_an_example_that_fails_says_why(envbot: Envbot, rules: Path) -> None:
    """To people and to programs; the command fails."""
    rules.write_text(RULES.replace("title: Other", "title: Certificate of another"), encoding="utf-8")
    said = envbot("rule", "test", rules)
    assert (said.code, "It is not to add the tag certificate, and does." in said.out) == (1, True)
    document = envbot("rule", "test", rules, "--json").document
    assert (document["failed"], [row["ok"] for row in document["examples"]]) == (1, [True, False])


def test_an_example_that_cannot_be_is_a_mistake(envbot: Envbot, rules: Path) -> None:
    """The file, the rule and the place are named."""
    rules.write_text(RULES.replace("{title: Other}", "{titel: Other}"), encoding="utf-8")
    said = envbot("rule", "test", rules)
    assert (said.code, "rules.renewed.examples.1.given.titel" in said.err) == (2, True)


def test_a_condition_that_cannot_be_is_named_once_with_a_caret(envbot: Envbot, rules: Path) -> None:
    """File, line, rule and setting, the reason, and below it the place within the condition."""
    rules.write_text(RULES.replace("'New'", "New'"), encoding="utf-8")
    said = envbot("rule", "test", rules)
    assert said.code == 2
    assert said.err.startswith(f"envbot: {rules}, line 9: asked.when: ")
    assert "rules.asked" not in said.err
    *_, caret, advice = said.err.rstrip("\n").splitlines()
    assert (set(caret.strip()), advice.strip()) == ({"^"}, "Correct this rule.")


def test_every_rule_is_listed_with_its_mode(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """In the order in which they are asked."""
    _, config = served
    assert "sla-breached" in envbot("rule", "list", "--config", config).out
    rows = envbot("rule", "list", "--config", config, "--json").document["rules"]
    assert {row["rule"]: row["mode"] for row in rows}["possible-duplicate"] == "suggest"
    assert not [*config.parent.glob("*.sqlite")]


def test_without_settings_the_rules_are_those_that_ship_with_envbot(
    envbot: Envbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that is said; settings that are named must be there, and no store is made of those that are."""
    monkeypatch.chdir(tmp_path)
    said = envbot("rule", "list", "--json")
    modes = {row["rule"]: row["mode"] for row in said.document["rules"]}
    assert (said.code, modes["sla-breached"], modes["party-inferred"]) == (0, "apply", "suggest")
    assert " ".join(said.err.split()) == (
        "There is no envbot.yaml here: these are the rules that ship with envbot, as they are set by default."
    )
    assert "Tag a defect whose open clock" in envbot("rule", "show", "sla-breached").out
    missing = envbot("rule", "list", "--config", "other.yaml")
    assert (missing.code, "other.yaml: there is no such file." in missing.err) == (2, True)
    assert not [*tmp_path.iterdir()]


def test_the_page_of_a_rule_is_shown(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """Of one that ships with envbot, and of one that the settings declare."""
    _, config = served
    own = {"when": "[System.State] = 'New'", "reason": "Nobody has looked yet.", "then": [{"add_tag": "asked"}]}
    changed(config, rules={"asked": own})
    page = envbot("rule", "show", "asked", "--config", config, "--json").document
    assert (page["mode"], "Nobody has looked yet." in page["page"]) == ("suggest", True)
    shipped = envbot("rule", "show", "escalation-ladder", "--config", config)
    assert "Tell the roles of the highest step" in shipped.out
    missing = envbot("rule", "show", "escalation-lader", "--config", config)
    assert (missing.code, "Did you mean escalation-ladder?" in missing.err) == (2, True)
