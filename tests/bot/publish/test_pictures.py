"""Hold that pictures of pages are taken where a Chromium is, and that nothing breaks where none is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.publish.pictures import find_chromium, take


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Give a small page."""
    path = tmp_path / "page.html"
    path.write_text("<!DOCTYPE html><title>x</title><p>Hello", encoding="utf-8")
    return path


def a_program(folder: Path, script: str) -> Path:
    """Make a program that stands for a browser."""
    program = folder / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_page_becomes_a_picture(page: Path, tmp_path: Path) -> None:
    """With the Chromium of the machine."""
    chromium = find_chromium()
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium was found, and CI is set")
        pytest.skip("no Chromium was found")
    taken = take(page, tmp_path / "page.png", chromium=chromium, width=300, height=200)
    assert taken.png is not None, taken.reason
    assert taken.png.read_bytes().startswith(b"\x89PNG")


def test_a_browser_is_found_on_the_search_path(tmp_path: Path) -> None:
    """By any of the names that it has."""
    program = a_program(tmp_path, "exit 0")
    assert find_chromium(str(tmp_path)) == program
    assert find_chromium(str(tmp_path / "elsewhere")) is None


def test_without_a_browser_the_reason_is_given(page: Path, tmp_path: Path) -> None:
    """It names the page and what was looked for."""
    taken = take(page, tmp_path / "page.png", chromium=None)
    assert taken.png is None
    assert taken.reason.startswith("No picture of page.html: no Chromium was found (looked for chromium,")


def test_a_browser_that_fails_is_no_failure(page: Path, tmp_path: Path) -> None:
    """Its end is said."""
    taken = take(page, tmp_path / "page.png", chromium=a_program(tmp_path, "exit 3"))
    assert taken.reason == "No picture of page.html: chromium ended with 3 and wrote none."


def test_a_browser_that_hangs_is_given_up(page: Path, tmp_path: Path) -> None:
    """After the time it may take."""
    taken = take(page, tmp_path / "page.png", chromium=a_program(tmp_path, "exec sleep 60"), seconds=0.2)
    assert taken.reason == "No picture of page.html: chromium took more than 0.2 s."


def test_a_browser_that_does_not_start_is_said(page: Path, tmp_path: Path) -> None:
    """A file that cannot be run is no browser."""
    taken = take(page, tmp_path / "page.png", chromium=tmp_path)
    assert taken.reason == f"No picture of page.html: {tmp_path} does not start (Permission denied)."
