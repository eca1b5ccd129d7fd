"""`envbot verify`: recompute an evidence file from the file alone, and say what in it is not as stated."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from bot.verification import Verification

EQUAL, DIFFERENT = 0, 1


@click.command("verify")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@at_desk
def command(desk: Desk, file: Path) -> int:
    """Recompute every clock of an evidence file and compare it, figure by figure, with what the file states.

    It needs nothing but the file: no configuration, no store, no network. It exits 0 if all is as stated, 1 if
    something differs, 2 if the file is no evidence.
    """
    from bot.verification import verify_file  # noqa: PLC0415 - see bot.commands.desk

    verified = verify_file(file)
    document = {
        "file": str(file),
        "is_equal": not verified.differences,
        "fingerprint": verified.fingerprint,
        "compared": len(verified.comparisons),
        "different": len(verified.differences),
        "figures": [
            {
                "part": each.part,
                "what": each.what,
                "stated": each.stated,
                "computed": each.computed,
                "is_equal": each.is_equal,
            }
            for each in verified.comparisons
        ],
        "remarks": list(verified.remarks),
    }
    desk.answer(document, lambda console: _show(console, verified))
    return DIFFERENT if verified.differences else EQUAL


def _show(console: Console, verified: Verification) -> None:
    from rules.wording import counted  # noqa: PLC0415 - see bot.commands.desk

    compared = Counter(each.part for each in verified.comparisons)
    different = Counter(each.part for each in verified.differences)
    for part, count in compared.items():
        wrong = different[part]
        said = f"{wrong} of {counted(count, 'figure')}" if wrong else counted(count, "figure")
        console.print(f"  {'different' if wrong else 'equal':<10}{part} ({said})", markup=False)
    for each in verified.differences:
        console.print(f"\n{each.part}: {each.what}", markup=False, style="bold red")
        console.print(f"  stated    {each.stated}", markup=False, soft_wrap=True)
        console.print(f"  computed  {each.computed}", markup=False, soft_wrap=True)
    for remark in verified.remarks:
        console.print(f"\n{remark}", markup=False, soft_wrap=True)
    console.print(f"\nFingerprint {verified.fingerprint}", markup=False, soft_wrap=True)
    if verified.differences:
        console.print(
            f"{len(verified.differences)} of {len(verified.comparisons)} figures are not as stated: "
            "the file was changed, or made by a program that computes otherwise.",
            markup=False,
        )
    else:
        console.print(f"All {len(verified.comparisons)} figures are as stated.", markup=False)
