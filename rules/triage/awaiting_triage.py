"""Put new defects on the agenda until triage has accepted or rejected them."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View


class Settings(RuleSettings):
    """It changes nothing on the defect, so that it runs by default."""

    mode: Mode = Mode.APPLY


@rule("awaiting-triage", settings=Settings)
def awaiting_triage(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Put each new environment defect on the agenda of the next panel.

    New to Open is the panel's to decide; the rule only writes on the agenda, so that it runs by default.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("awaiting-triage", a_defect(state="New")))
        #1: put on the agenda under "New and blocked": New since Wed 12 Jun 2024 08:00, raised by Tester.
            It has been New since Wed 12 Jun 2024 08:00.
    """
    if not view.is_new(defect):
        yield NotNow(f"It is {defect.state}, so that triage has seen it.")
        return
    since = view.when(view.state_since(defect))
    raised_by = defect.text(view.programme.fields.raised_by_party) or defect.revisions[0].by.name
    yield Decision(
        "awaiting-triage",
        defect.id,
        PutOnAgenda(Section.BLOCKED, f"{defect.state} since {since}, raised by {raised_by}."),
        (f"It has been {defect.state} since {since}.",),
    )
