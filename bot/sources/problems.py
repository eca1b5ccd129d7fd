"""What is wrong in a source: one thing, while everything else in it still counts; or the source as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mistakes import Mistake


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


class SourceRefused(Mistake):
    """A whole source that cannot be used; nothing of it was.

    Attributes:
        what: what became of it: `cannot be read`.
        where: so that a person finds it: `outages.xlsx, sheet June`.
        why: what is wrong.
        advice: what to do.
        is_passing: True where it may well be readable later without anybody mending it.
    """

    def __init__(self, what: str, where: str, why: str, advice: str, *, is_passing: bool = False) -> None:
        super().__init__(f"{where} {what}: {why} {advice}")
        self.what, self.where, self.why, self.advice = what, where, why, advice
        self.is_passing = is_passing

    @property
    def problem(self) -> SourceProblem:
        """The same as one thing to tell people."""
        return SourceProblem(self.where, f"it {self.what}: {self.why}", self.advice)
