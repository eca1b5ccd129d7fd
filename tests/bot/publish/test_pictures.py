"""Hold that pictures of pages are taken where a Chromium is, and that nothing breaks where none is."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from bot.publish.pictures import Taken, find_chromium, take


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


@pytest.fixture
def chromium() -> Path:
    """Give the Chromium of the machine."""
    found = find_chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium was found, and CI is set")
        pytest.skip("no Chromium was found")
    return found


def size_of(png: Path) -> tuple[int, ...]:
    """Read width and height out of the header of a PNG."""
    content = png.read_bytes()
    assert content.startswith(b"\x89PNG")
    return struct.unpack(">II", content[16:24])


def test_pages_become_pictures(page: Path, tmp_path: Path, chromium: Path) -> None:
    """Each its own, of the size that was asked for, also of an empty page."""
    empty = tmp_path / "empty.html"
    empty.write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
    pages = {page: tmp_path / "page.png", empty: tmp_path / "empty.png"}
    taken = take(pages, chromium=chromium, width=300, height=200)
    assert [one.png for one in taken] == list(pages.values()), taken
    assert [size_of(png) for png in pages.values()] == [(300, 200)] * 2
    assert (tmp_path / "page.png").read_bytes() != (tmp_path / "empty.png").read_bytes()


def test_a_page_that_is_not_there_is_said(page: Path, tmp_path: Path, chromium: Path) -> None:
    """In the browser's words; what was taken before is kept."""
    taken = take({page: tmp_path / "1.png", tmp_path / "gone.html": tmp_path / "2.png"}, chromium=chromium)
    assert taken == (
        Taken(tmp_path / "1.png"),
        Taken(None, f"No picture of gone.html: {chromium.name} says: net::ERR_FILE_NOT_FOUND."),
    )


def test_a_browser_is_found_on_the_search_path(tmp_path: Path) -> None:
    """By any of the names that it has."""
    program = a_program(tmp_path, "exit 0")
    assert find_chromium(str(tmp_path)) == program
    assert find_chromium(str(tmp_path / "elsewhere")) is None


def test_without_a_browser_the_reason_is_given(page: Path, tmp_path: Path) -> None:
    """It names the page and what was looked for."""
    (taken,) = take({page: tmp_path / "page.png"}, chromium=None)
    assert taken.png is None
    assert taken.reason.startswith("No picture of page.html: no Chromium was found (looked for chromium,")


def test_a_browser_that_fails_is_no_failure(page: Path, tmp_path: Path) -> None:
    """Its end is said."""
    broken = a_program(tmp_path, "exit 3")
    taken = take({page: tmp_path / "page.png"}, chromium=broken)
    assert taken == (Taken(None, f"No picture of page.html: {broken} ended before it was taken."),)


def test_a_browser_that_does_not_know_what_is_asked_is_ended(page: Path, tmp_path: Path) -> None:
    """Its own words say why there is no picture."""
    answer = r"""printf '{"id":1,"error":{"message":"I am none"}}\0' >&4; exec sleep 60"""
    taken = take({page: tmp_path / "page.png"}, chromium=a_program(tmp_path, answer))
    assert taken == (Taken(None, "No picture of page.html: chromium says: I am none."),)


def test_a_browser_that_hangs_is_given_up(page: Path, tmp_path: Path) -> None:
    """After the time it may take."""
    taken = take({page: tmp_path / "page.png"}, chromium=a_program(tmp_path, "exec sleep 60"), seconds=0.2)
    assert taken == (Taken(None, "No picture of page.html: chromium took more than 0.2 s."),)


def test_a_browser_that_does_not_start_is_said(page: Path, tmp_path: Path) -> None:
    """A file that cannot be run is no browser."""
    taken = take({page: tmp_path / "page.png"}, chromium=tmp_path)
    assert taken == (Taken(None, f"No picture of page.html: {tmp_path} ended before it was taken."),)
