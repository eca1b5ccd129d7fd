"""Draw the picture of docs/escalation.md from a climb: `.venv/bin/python docs/pictures/draw_ladder.py`."""  # noqa: INP001 - a script, no package

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot.programme_file import load_programme
from bot.publish import render
from rules.example import local
from rules.facts import Defect, Facts, Person, Revision
from rules.view import View
from rules.wording import listed


def pictures() -> Mapping[str, str]:
    """Give the picture as SVG, by its file name."""
    programme = load_programme("mhhs")
    names = programme.fields
    fields = {
        "System.State": "New",
        "System.Title": "DIP refuses every message",
        names.category: programme.environment_category,
        names.severity: programme.severities[0],
        names.environment: "UIT",
        names.system: "DIP",
    }
    raised = Revision(1, local("2024-05-24 15:00"), Person("Tester"), fields)
    answer = Revision(2, local("2024-05-29 10:00"), Person("Resolver"), {**fields, "System.State": "Open"})
    defect = Defect(1, "Example", (raised, answer))
    facts = Facts(local("2024-05-30 09:00"), programme, Person("envbot"), MappingProxyType({1: defect}))
    view = View(facts)
    climb = next(each for each in view.climbs(defect) if each.ladder.name == "UIT blocker")
    steps = [
        {
            "number": step.number,
            "roles": listed(step.roles),
            "when": f"{step.after}: {view.when(step.due)}",
            "is_told": climb.ended_at is not None and step.due <= climb.ended_at,
        }
        for step in climb.steps
    ]
    svg = render.html(
        "ladder_picture.svg.j2",
        title=f'The ladder "{climb.ladder.name}" over a bank holiday',
        started=f"Raised {view.when(climb.started.began)}. Monday 27 May is a bank holiday: it does not count.",
        steps=steps,
        ended=f"Stood down: {climb.ended} Step {climb.steps[-1].number} is never told.",
    )
    return {"ladder.svg": svg.strip() + "\n"}


if __name__ == "__main__":
    for name, drawn in pictures().items():
        (Path(__file__).parent / name).write_text(drawn, encoding="utf-8", newline="\n")
