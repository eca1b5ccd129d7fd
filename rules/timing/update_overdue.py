"""Put defects on the agenda that nobody has said anything about for longer than their cadence allows."""

from __future__ import annotations

from collections.abc import Iterator

from rules.activity import last_activity
from rules.clock_words import breach_words, clock_reasons, waiting_words
from rules.decisions import Decision, Mode, PutOnAgenda, Section
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View


class Settings(RuleSettings):
    """It changes nothing on the defect, so that it runs by default."""

    mode: Mode = Mode.APPLY


@rule("update-overdue", settings=Settings)
def update_overdue(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Put a defect on the agenda whose last update by a person is longer ago than its severity allows.

    What the bot itself does is no update. The rule only writes on the agenda, so that it runs by default.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("update-overdue", a_defect(severity="2 - High", state="Open", raised="2024-06-10 12:00")))
        #1: put on the agenda under "SLA breached": update (1 working day) breached Tue 11 Jun 2024 12:00;
          waits on DIP service provider.
            The update clock (1 working day) has run since Mon 10 Jun 2024 12:00 and breached Tue 11 Jun
              2024 12:00.
            The last update was by Tester on Mon 10 Jun 2024 12:00.
    """
    clocks = view.open_cadences(defect)
    if not clocks:
        yield NotNow("No cadence of updates runs on it now.")
    for clock in clocks:
        sentences = clock_reasons(view, defect, clock)
        if clock.is_breached:
            text = f"{breach_words(view, clock)}{waiting_words(view, defect)}."
            because = (*sentences, *_last_update(view, defect))
            action = PutOnAgenda(Section.BREACHED, text)
            yield Decision("update-overdue", defect.id, action, because, clock.name, clock.cycle)
        else:
            yield NotNow(
                " ".join(sentences),
                None,
                clock.due if clock.is_running else None,
                "puts it on the agenda as not updated",
            )


def _last_update(view: View, defect: Defect) -> tuple[str, ...]:
    last = last_activity(view.facts, defect)
    if last is None:
        return ("No person has touched it yet.",)
    return (f"The last update was by {last.by.name} on {view.when(last.at)}.",)
