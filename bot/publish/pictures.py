"""Take pictures of pages with the Chromium of the machine, where there is one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
"""Programs that take pictures alike, in the order in which they are looked for."""
SECONDS = 40.0
"""How long one picture may take before it is given up."""

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
    page: Path, png: Path, *, chromium: Path | None, width: int = 1280, height: int = 1800, seconds: float = SECONDS
) -> Taken:
    """Take a picture of the top of an HTML page; never raises for a browser that is missing, broken or slow."""
    if chromium is None:
        return Taken(None, f"No picture of {page.name}: no Chromium was found (looked for {', '.join(NAMES)}).")
    with tempfile.TemporaryDirectory(prefix="envbot-chromium-", ignore_cleanup_errors=True) as profile:
        command = [
            str(chromium),
            *_QUIET,
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            f"--screenshot={png}",
            page.resolve().as_uri(),
        ]
        try:
            run = subprocess.run(  # noqa: S603 -- a program found by its name, and no shell
                command, capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return Taken(None, f"No picture of {page.name}: {chromium.name} took more than {seconds:g} s.")
        except OSError as error:
            return Taken(None, f"No picture of {page.name}: {chromium} does not start ({error.strerror}).")
    if run.returncode or not png.exists():
        return Taken(None, f"No picture of {page.name}: {chromium.name} ended with {run.returncode} and wrote none.")
    return Taken(png)
