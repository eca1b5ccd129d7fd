"""Write copies of what was published into a folder, for people without access to where it was posted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.cycle import CycleReport
from bot.publish.press import copies


def write_copies(report: CycleReport, folder: Path, also: Iterable[Mapping[str, str]] = ()) -> tuple[Path, ...]:
    """Write pages, charts, cards, the mails that were sent, and the plan that was made; give the files.

    Args:
        report: of the run.
        folder: where to.
        also: further pages there for the index, see `bot.publish.press.copies`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = dict(copies(report.publication, also))
    for message in report.posting.copies:
        subject = re.sub(r"[^a-z0-9]+", "-", f"{message['To']}-{message['Subject']}".lower()).strip("-")[:80]
        files[f"mail-{subject}.eml"] = bytes(message)
    if report.plan.changes or report.plan.escalations:
        files[f"plan-{report.plan.hash[:12]}.json"] = report.plan.to_json()
    written = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return tuple(written)
