"""Draw the pictures of docs/sla.md from clocks that are really measured: `.venv/bin/python docs/pictures/draw.py`."""  # noqa: INP001 - a script, no package

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path
from types import MappingProxyType

from bot.evidence import evidence_of
from bot.evidence_timeline import Timeline, timeline
from bot.publish import render
from rules.example import PROGRAMME, local
from rules.facts import Defect, Facts, Outage, OutageKind, Person, Revision
from rules.programme import CalendarSpec, ClockPolicy, Goal, Hours, OutageEffect, ReopenPolicy, Weekday
from rules.view import View

POLICY = ClockPolicy(
    "resolve",
    start="[System.State] IN ('Open', 'Reopened')",
    stop="[System.State] = 'Fixed'",
    pause="[System.State] = 'Awaiting Information'",
    goals=(Goal("1 working day", "working hours"),),
)
OFFICE = CalendarSpec("Europe/London", dict.fromkeys(list(Weekday)[:5], (Hours(time(9), time(17)),)), holidays="GB-ENG")
OVER_A_BANK_HOLIDAY = (
    ("2024-05-24 13:00", "Open", "Supplier A"),
    ("2024-05-28 10:00", "Open", "LDSO B"),
    ("2024-05-28 11:00", "Awaiting Information", "LDSO B"),
    ("2024-05-28 15:00", "Open", "LDSO B"),
    ("2024-05-29 12:00", "Fixed", "LDSO B"),
)
REOPENED = (
    ("2024-06-10 10:00", "Open", "Supplier A"),
    ("2024-06-10 15:00", "Fixed", "Supplier A"),
    ("2024-06-11 11:00", "Reopened", "Supplier A"),
    ("2024-06-11 15:00", "Fixed", "Supplier A"),
)
IN_AN_OUTAGE = (("2024-06-12 09:00", "Open", "Supplier A"), ("2024-06-13 12:10", "Fixed", "Supplier A"))
DOWN = Outage(
    "OUT-14",
    OutageKind.UNPLANNED,
    "server down",
    ("SIT A",),
    ("DIP",),
    local("2024-06-12 09:50"),
    local("2024-06-12 16:00"),
)


def pictures() -> Mapping[str, str]:
    """Give each picture as SVG, by its file name."""
    reopened = {
        ReopenPolicy.RESUME: "resume: the clock goes on, and the time in between does not count",
        ReopenPolicy.NEW_CYCLE: "new cycle: the second cycle begins at nothing, and has its own verdict",
        ReopenPolicy.IGNORE: "ignore: the clock stays as it stopped the first time",
    }
    outages = {
        OutageEffect.ATTRIBUTE: "attribute: the outage counts, and the report says how much it was",
        OutageEffect.PAUSE: "pause: the outage does not count",
    }
    return {
        "sla-clock.svg": _picture(
            "A clock over a bank holiday",
            [
                (
                    "8 working hours; nights, weekend, bank holiday and the time in Awaiting Information do not count",
                    _line(OVER_A_BANK_HOLIDAY, POLICY),
                )
            ],
        ),
        "sla-reopen.svg": _picture(
            "What a re-opened defect does to a clock",
            [(said, _line(REOPENED, replace(POLICY, reopen=choice))) for choice, said in reopened.items()],
        ),
        "sla-outage.svg": _picture(
            "What an outage does to a clock",
            [(said, _line(IN_AN_OUTAGE, replace(POLICY, outages=choice), DOWN)) for choice, said in outages.items()],
        ),
    }


def _picture(title: str, rows: Sequence[tuple[str, Timeline]]) -> str:
    return render.html("sla_picture.svg.j2", title=title, rows=rows).strip() + "\n"


def _line(history: Sequence[tuple[str, str, str]], policy: ClockPolicy, *outages: Outage) -> Timeline:
    """Measure a defect with this history, and place the last cycle of its clock on a time line."""
    names = PROGRAMME.fields
    revisions = tuple(
        Revision(
            number,
            local(at),
            Person("Tester"),
            {"System.State": state, names.party: party, names.environment: "SIT A", names.system: "DIP"},
        )
        for number, (at, state, party) in enumerate(history, start=1)
    )
    programme = replace(PROGRAMME, clocks=(policy,), calendars={"working hours": OFFICE})
    defect = Defect(1, "Example", revisions)
    facts = Facts(local("2024-06-20 09:00"), programme, Person("envbot"), MappingProxyType({1: defect}), outages)
    document = evidence_of(View(facts), defect)
    return timeline(document["clocks"][-1], document)


if __name__ == "__main__":
    for name, svg in pictures().items():
        (Path(__file__).parent / name).write_text(svg, encoding="utf-8", newline="\n")
