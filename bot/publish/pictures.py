"""Take pictures of pages with the Chromium of the machine, where there is one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.publish.browser import SHELL, Browser, BrowserRefusal

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
"""Programs that take pictures alike, in the order in which they are looked for."""
SECONDS = 40.0
"""How long pictures may take before they are given up."""

_QUIET = (
    "--headless",
    "--no-sandbox",  # in containers Chromium's own sandbox cannot start; the pages are our own and hold no script
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-pings",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture, or the reason why there is none."""

    png: Path | None
    reason: str = ""


def find_chromium(path: str | None = None) -> Path | None:
    """Find a Chromium on the search path (`path`, else the environment's); None where there is none."""
    for name in NAMES:
        if found := shutil.which(name, path=path):
            return Path(found)
    return None


def take(
    pages: Mapping[Path, Path],
    *,
    chromium: Path | None,
    width: int = 1280,
    height: int = 1800,
    seconds: float = SECONDS,
) -> tuple[Taken, ...]:
    """Take a picture of the top of each HTML page; never raises for a browser that is missing, broken or slow.

    Args:
        pages: the page -> the file for its picture.
        chromium: the browser; it starts once for all of them.
        width: of every picture.
        height: of every picture.
        seconds: that they may take together.
    """
    if chromium is None:
        return _none_of(pages, f"no Chromium was found (looked for {', '.join(NAMES)})")
    taken: list[Taken] = []
    reason = f"{chromium} ended before it was taken"
    with tempfile.TemporaryDirectory(prefix="envbot-chromium-", ignore_cleanup_errors=True) as profile:
        command = ["/bin/sh", "-c", SHELL, str(chromium), *_QUIET, f"--user-data-dir={profile}"]
        with subprocess.Popen(  # noqa: S603 -- a program found by its name; the shell gets it as one word
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:

            def give_up() -> None:
                nonlocal reason
                reason = f"{chromium.name} took more than {seconds:g} s"
                process.kill()

            timer = threading.Timer(seconds, give_up)
            timer.start()
            try:
                browser = Browser.of(process, width=width, height=height)
                for page, png in pages.items():
                    png.write_bytes(browser.picture(page.resolve().as_uri()))
                    taken.append(Taken(png))
                browser.close()
                process.wait()
            except BrowserRefusal as refusal:
                reason = f"{chromium.name} says: {refusal}"
                process.kill()
            except BrokenPipeError:
                pass  # the reason stands already
            finally:
                timer.cancel()
    return (*taken, *_none_of(list(pages)[len(taken) :], reason))


def _none_of(pages: Iterable[Path], reason: str) -> tuple[Taken, ...]:
    return tuple(Taken(None, f"No picture of {page.name}: {reason}.") for page in pages)
