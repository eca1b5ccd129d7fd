"""The demonstration: a sandbox with the MHHS scenario, one whole cycle, and a second one that changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.assemble import House, connect, open_house
from bot.backtest.page import write
from bot.backtest.run import backtest
from bot.copies import write_copies
from bot.cycle import CycleReport, run_cycle
from bot.demo_yesterday import DayBefore, announce_the_day_before
from bot.evidence import evidence_of
from bot.evidence_page import evidence_page
from bot.mistakes import Mistake
from bot.publish.pictures import find_chromium, take
from bot.rehearsal import MARK, rehearsal
from bot.rules_file import read_rules
from sandbox.scenarios import mhhs
from sandbox.server import SandboxServer

PICTURED = ("agenda", "card", "dashboard", "digest", "announcement", "outages")
CONFIG, RULES = "envbot.yaml", "tighter-rules.yaml"
TIGHTER = """\
# What if clocks were called at risk earlier? Try it: envbot backtest --rules tighter-rules.yaml
sla-at-risk:
  panels: 4 # breaches before the fourth panel from now, not the second
  share: 0.4
"""
_BACKTEST_ENTRY = {
    "href": "backtest.html",
    "label": "Backtest",
    "title": "An earlier warning of breaches",
    "about": "What another rule would have done in the last fortnight, beside today's.",
}
_SHOWN = ("blocker", "in-planned-outage")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demonstration did.

    Attributes:
        day_before: what was told first, so that there is something to change and to cancel.
        evidence: on the clocks of the blocker; recomputed from the file.
        shown: defects worth asking `envbot why` about, by what they are.
        pictures: of the pages, as far as a Chromium was found.
        remarks: why a picture is missing.
    """

    day_before: DayBefore
    first: CycleReport
    second: CycleReport
    config: Path
    files: tuple[Path, ...]
    pictures: tuple[Path, ...]
    evidence: Path
    shown: Mapping[str, int]
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the result for programs."""
        second = self.second.as_json()
        return {
            **self.first.as_json(),
            "day_before": {"run": self.day_before.run, "posted": len(self.day_before.posting.deliveries)},
            "second_run": {
                "changes": second["changes"]["applied"],
                "planned": second["changes"]["planned"],
                "posted": sum(second["posted"].values()),
                "problems": second["problems"],
            },
            "config": str(self.config),
            "files": [path.name for path in self.files],
            "evidence": self.evidence.name,
            "look_at": dict(self.shown),
            "pictures": [path.name for path in self.pictures],
            "pictures_missing": list(self.remarks),
        }


def demonstrate(server: SandboxServer, folder: Path, tell: Callable[[str], None]) -> Demonstration:
    """Run two cycles on a running sandbox and leave everything in a folder.

    The store of an earlier demonstration in that folder is removed: it belongs to a sandbox that is gone.

    Raises:
        Mistake: Something is in the folder that no demonstration wrote; nothing was written.
    """
    _require_own(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("envbot.sqlite*"):
        old.unlink()
    practice = rehearsal(server)
    config = folder / CONFIG
    practice.write(config)
    with open_house(config, practice.environment) as house:

        async def cycle() -> CycleReport:
            async with connect(house) as azure:
                return await run_cycle(house, azure, apply=True, tell=tell)

        async def day_before() -> DayBefore:
            async with connect(house) as azure:
                return await announce_the_day_before(house, azure)

        tell("Announcing what was known the day before")
        before = asyncio.run(day_before())
        first = replace(asyncio.run(cycle()), pulled=before.pulled)
        evidence, entry = _evidence(first, folder)
        files = write_copies(first, folder, [_BACKTEST_ENTRY, entry])
        tell("Taking pictures of the pages, and replaying a fortnight with another rule")
        with ThreadPoolExecutor(1) as camera:
            pictured = camera.submit(_pictures, folder)
            replayed = _backtest(house, folder)
            tell("Running the same cycle again")
            second = asyncio.run(cycle())
        pictures, remarks = pictured.result()
    numbers = mhhs.ids()
    return Demonstration(
        before,
        first,
        second,
        config,
        (*files, *replayed, evidence, *pictures),
        pictures,
        evidence,
        {key: numbers[key] for key in _SHOWN},
        remarks,
    )


def _require_own(folder: Path) -> None:
    """Hold that whatever is in a folder was written by a demonstration: it is removed or written over."""
    there = sorted(path.name for path in folder.iterdir() if path.name[0] != ".") if folder.exists() else []
    if CONFIG in there and _content(folder / CONFIG).startswith(MARK):
        # People are invited to change these rules.
        there = [RULES] if RULES in there and _content(folder / RULES) != TIGHTER else []
    if there:
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        raise Mistake(
            f"The demo writes over what is in its folder, and {folder} holds what it did not write: "
            f"{', '.join(there[:_NAMED])}{more}. Nothing was written. Name a new or empty folder with --out, or move "
            "that away."
        )


def _content(path: Path) -> str:
    """Give the text of a file; none for what is no file."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _evidence(report: CycleReport, folder: Path) -> tuple[Path, Mapping[str, str]]:
    """Write the evidence on the clocks of the blocker; give the file, and its entry in the list of what there is."""
    view = report.decided.view
    blocker = view.facts.defects[mhhs.ids()["blocker"]]
    path = folder / f"evidence-{blocker.id}.html"
    path.write_text(evidence_page(evidence_of(view, blocker)), encoding="utf-8", newline="\n")
    about = "What its SLA clocks were computed from; anybody can recompute it: envbot verify FILE."
    title = f"SLA evidence on #{blocker.id}"
    return path, {"href": path.name, "label": "Evidence", "title": title, "about": about}


def _backtest(house: House, folder: Path) -> tuple[Path, ...]:
    """Show what a tighter warning of breaches would have done in the last fortnight."""
    rules = folder / RULES
    rules.write_text(TIGHTER, encoding="utf-8")
    now = house.now()
    report = backtest(house, read_rules(rules, house.programme), now - timedelta(days=14), now)
    return (rules, *write(report, "An earlier warning of breaches", folder / "backtest.html"))


def _pictures(folder: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Take a picture of each page; say why one is missing."""
    chromium = find_chromium()
    # Without a Chromium one page is enough to say so.
    names = PICTURED if chromium else PICTURED[:1]
    taken = take({folder / f"{name}.html": folder / f"{name}.png" for name in names}, chromium=chromium)
    return tuple(one.png for one in taken if one.png), tuple(one.reason for one in taken if not one.png)
