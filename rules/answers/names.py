"""How the panel may call a rule: by its id, or by the number that stands before its suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from rules.registry import Rule

EVERY = "all"
"""Stands for every suggestion on a defect."""
_CLOSE = 0.75


class RuleNames:
    """The names of rules. A rule's number is its own, the same on every defect, so that no list can shift under it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._ids: dict[str, str] = {EVERY: EVERY}
        self._numbers: dict[str, int] = {}
        for rule in rules:
            self._ids[rule.id] = rule.id
            if rule.number is not None:
                self._ids[str(rule.number)] = rule.id
                self._numbers[rule.id] = rule.number

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rules."""
        return tuple(rule for name, rule in self._ids.items() if name == rule != EVERY)

    def find(self, word: str) -> str:
        """Give the id of the rule that a word calls, or `all`; empty where it calls none."""
        return self._ids.get(_plain(word), "")

    def nearest(self, word: str) -> str:
        """Give the name that comes closest to a word, if one comes close; else empty."""
        close = get_close_matches(_plain(word), (name for name in self._ids if not name.isdigit()), n=1, cutoff=_CLOSE)
        return close[0] if close else ""

    def place(self, rule: str) -> tuple[bool, int, str]:
        """Give a rule's place where several are listed: by number, those without one last."""
        return rule not in self._numbers, self._numbers.get(rule, 0), rule

    def called(self, rule: str) -> str:
        """Give what the panel best calls a rule: its number where it has one, else its id."""
        return str(self._numbers.get(rule, rule))


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-").strip(".,:;!?#()[]")
