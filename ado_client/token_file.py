"""Keep a person's tokens in a file that nobody else may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from ado_client.errors import SignInNeeded

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenFile:
    """A file with the mode 0600; one that others may read is refused, since what is in it is no secret any more."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> str:
        """Give what was kept; empty where there is no file.

        Raises:
            SignInNeeded: others may read or write the file.
        """
        if not self._path.exists():
            return ""
        if os.name == "posix" and self._path.stat().st_mode & _OTHERS:
            raise SignInNeeded(
                f"the token file {self._path} may be read by others",
                advice=f"Delete it (rm {self._path}) and sign in again: a new one is made that only you may read.",
            )
        return self._path.read_text(encoding="utf-8")

    def save(self, text: str) -> None:
        """Keep this instead, in one step: a reader sees the old file or the new one, never half of it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Python gives a temporary file the mode 0600.
        with NamedTemporaryFile("w", encoding="utf-8", dir=self._path.parent, delete=False) as new:
            new.write(text)
        Path(new.name).replace(self._path)
