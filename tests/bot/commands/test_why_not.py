"""`why-not` says what keeps a rule from acting; `why` says what was done before as done."""

from __future__ import annotations

from pathlib import Path

from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer
from tests.bot.command_line import Envbot, changed


def test_why_not_takes_a_rule_apart(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """Clause by clause with what was seen, what would have to change, and when it acts by itself."""
    _, config = served
    changed(config, rules={"sla-at-risk": {"only": "[System.State] <> 'New' AND [Custom.System] = 'nowhere'"}})
    envbot("pull", "--config", config)
    number = mhhs.ids()["resolve-due-before-panel"]
    said = envbot("why-not", "sla-at-risk", number, "--config", config)
    assert said.code == 0
    assert "against only: [Custom.System] = 'nowhere' -> it is" in said.out
    assert "`only` would have to be met; against it: [Custom.System] = 'nowhere'" in said.out
    document = envbot("why-not", "sla-at-risk", number, "--config", config, "--json").document
    assert [clause["against"] for clause in document["clauses"]].count(True) >= 1
    assert document["acts"] == []


def test_why_not_says_when_time_alone_brings_it(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """With the instant and the act."""
    _, config = served
    envbot("pull", "--config", config)
    number = mhhs.ids()["resolve-due-before-panel"]
    said = envbot("why-not", "sla-breached", number, "--config", config)
    assert "Nothing but time: it acts on" in said.out
    assert "What happens next" in said.out
    acting = envbot("why-not", "sla-at-risk", number, "--config", config)
    assert "The rule does act on it:" in acting.out


def test_a_rule_or_defect_that_is_not_there_is_a_mistake(served: tuple[SandboxServer, Path], envbot: Envbot) -> None:
    """With the names that come near, and what to do."""
    _, config = served
    envbot("pull", "--config", config)
    said = envbot("why-not", "sla-breachd", mhhs.ids()["breached"], "--config", config)
    assert (said.code, "Did you mean sla-breached" in said.err) == (2, True)
    assert envbot("why-not", "sla-breached", 1, "--config", config).code == 2


def test_why_says_what_was_done_as_done(served: tuple[SandboxServer, Path], envbot: Envbot, tmp_path: Path) -> None:
    """An escalation that the ledger holds is not announced again."""
    _, config = served
    envbot("run", "--apply", "--config", config, "--out", tmp_path / "out")
    said = envbot("why", mhhs.ids()["blocker"], "--config", config)
    assert "done in run 1, Wed 12 Jun 2024 08:30: tell the SI defect manager at once" in said.out
    assert "envbot will put on the agenda" in said.out
