"""What is wrong in a source: it is told to people, and everything else in the source still counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """One thing in a source that could not be used.

    Attributes:
        where: so that a person finds it: `wiki page /Releases/DIP 4.2.1, line 7`.
        what: what is wrong there, and what became of it.
        advice: what to do.
        url: where it is opened.
    """

    where: str
    what: str
    advice: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.advice}"
