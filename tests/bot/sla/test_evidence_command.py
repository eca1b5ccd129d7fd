"""`envbot sla ID --evidence` writes a file, and `envbot verify` recomputes it where nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sandbox.scenarios import mhhs
from tests.bot.sla.conftest import Envbot


@pytest.mark.parametrize("suffix", ["html", "json"])
def test_evidence_is_written_and_verified(envbot: Envbot, pulled: Path, tmp_path: Path, suffix: str) -> None:
    """Verification needs neither configuration nor store: both are gone."""
    path = tmp_path / f"evidence.{suffix}"
    written = envbot("sla", mhhs.ids()["breached"], "--evidence", path, "--json").document["evidence"]
    said = envbot("sla", mhhs.ids()["breached"], "--evidence", path).out
    assert f"fingerprint {written['fingerprint']}" in said
    shutil.rmtree(pulled)
    verified = envbot("verify", path, "--json")
    assert (verified.code, verified.document["is_equal"], verified.document["different"]) == (0, True, 0)
    assert verified.document["fingerprint"] == written["fingerprint"]
    assert "figures are as stated." in envbot("verify", path).out


def test_a_changed_file_is_told_with_exit_code_one(envbot: Envbot, tmp_path: Path) -> None:
    """What was stated, and what comes out."""
    path = tmp_path / "evidence.json"
    envbot("sla", mhhs.ids()["breached"], "--evidence", path)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"verdict": null', '"verdict": "met"', 1), encoding="utf-8"
    )
    said = envbot("verify", path)
    assert said.code == 1
    assert "different resolve, cycle 1" in said.out or "different clock" in said.out
    assert "the file was changed, or made by a program that computes otherwise" in said.out
    assert envbot("verify", path, "--json").document["is_equal"] is False


def test_a_page_of_another_version_is_remarked(envbot: Envbot, tmp_path: Path) -> None:
    """Its words cannot be compared."""
    path = tmp_path / "evidence.html"
    envbot("sla", mhhs.ids()["breached"], "--evidence", path)
    text = path.read_text(encoding="utf-8")
    _, _, layout = text.partition('"layout": "')
    path.write_text(text.replace(layout[:16], "0" * 16), encoding="utf-8")
    assert "only its data was compared" in " ".join(envbot("verify", path).out.split())


@pytest.mark.parametrize("arguments", [("--all", "--evidence", "x.html"), (1, "--evidence", "x.pdf")])
def test_evidence_is_about_one_defect_as_html_or_json(envbot: Envbot, arguments: tuple[str | int, ...]) -> None:
    """Anything else is wrong usage."""
    said = envbot("sla", *arguments)
    assert (said.code, "ends with .html or .json" in said.err) == (2, True)
