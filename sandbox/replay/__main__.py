"""Play a file of recordings and print how many answers match, and why the others do not."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson

from sandbox.replay.playing import Miss, Played, play
from sandbox.replay.recordings import read_recordings

_OUT_OF_SCOPE = "the bot never calls this route, so the sandbox does not serve it"


def _shown(miss: Miss) -> dict[str, Any]:
    each = miss.interaction
    return {
        "src": each.source,
        "i": each.index,
        "method": each.method,
        "target": each.target,
        "area": each.area,
        "reasons": list(miss.reasons),
    }


def report(conversations: Sequence[Played], unreadable: Sequence[tuple[int, str]] = ()) -> dict[str, Any]:
    """What came of all conversations, and which lines could not be read, as one JSON document."""
    total = sum(each.total for each in conversations)
    misses = [miss for each in conversations for miss in each.misses]
    routes = Counter(each.route for played in conversations for each in played.out_of_scope)
    return {
        "matched": total - len(misses),
        "total": total,
        "behind_gaps": sum(each.behind_gaps for each in conversations),
        "share": round((total - len(misses)) / total, 4) if total else 1.0,
        "misses": [_shown(miss) for miss in misses],
        "out_of_scope": [
            {"route": route, "count": count, "reason": _OUT_OF_SCOPE} for route, count in sorted(routes.items())
        ],
        "unreadable": [{"line": number, "reason": reason} for number, reason in unreadable],
    }


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['matched']} of {found['total']} interactions in scope match ({found['share']:.2%})."]
    for miss in found["misses"]:
        lines.append(f"  {miss['src']} {miss['i']}: {miss['method']} {miss['target']}")
        lines += [f"    {reason}" for reason in miss["reasons"]]
    lines.append(
        f"{found['behind_gaps']} of them follow something that was not recorded; what it must have done was laid first."
    )
    count = sum(row["count"] for row in found["out_of_scope"])
    lines.append(f"{count} interactions are out of scope: {_OUT_OF_SCOPE}.")
    lines += [f"  {row['count']:5} {row['route']}" for row in found["out_of_scope"]]
    lines += [f"Not played: line {row['line']}: {row['reason']}" for row in found["unreadable"]]
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Play a file; 0 when all of it was played, 1 when lines could not be read, 2 when there is nothing to play."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.replay", description=__doc__)
    parser.add_argument("file", type=Path, help="recordings as JSON lines, plain or gzipped")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args(arguments)
    try:
        recordings = read_recordings(given.file)
    except OSError as error:
        sys.stderr.write(f"The recordings cannot be read: {error}\n")
        return 2
    if not recordings.conversations:
        why = "; ".join(f"line {number}: {reason}" for number, reason in recordings.unreadable[:1]) or "it is empty"
        sys.stderr.write(
            f"There is nothing to play in {given.file}: {why}. Give a file of JSON lines, gzipped or not.\n"
        )
        return 2
    with httpx.Client(timeout=30, verify=False) as client:  # noqa: S501 - nothing but plain HTTP on the loopback interface
        played = [play(client, each) for each in recordings.conversations.values()]
    found = report(played, recordings.unreadable)
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() if given.json else "\n".join(_lines(found))
    sys.stdout.write(text + "\n")
    return 1 if recordings.unreadable else 0


if __name__ == "__main__":
    sys.exit(main())
