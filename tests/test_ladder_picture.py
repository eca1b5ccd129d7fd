"""The picture of docs/escalation.md is what the ladder of the programme is today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def test_the_committed_picture_is_up_to_date() -> None:
    """Renew it with `.venv/bin/python docs/pictures/draw_ladder.py`, and look at the difference."""
    spec = importlib.util.spec_from_file_location("draw_ladder", FOLDER / "draw_ladder.py")
    assert spec is not None
    assert spec.loader is not None
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    for name, svg in draw.pictures().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == svg
