"""Find the decisions that contradict one another: one field of one defect to be set to two values.

Whichever were carried out last would win, and the next run might turn it back: so neither is, and a person is told. A
tag that one rule adds and another takes away is not among them: one of both is already so. The restraint notices it
when it is turned back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rules.decisions import Decision, Mode, SetField
from rules.facts import Value, is_same_value
from rules.restraint import HeldBack, Restraint
from rules.wording import in_words, listed


def contested(decisions: Iterable[Decision]) -> tuple[HeldBack, ...]:
    """Give the decisions to apply that contradict another, each with the sentence that says so."""
    fields: defaultdict[tuple[int | None, str], list[tuple[Decision, Value]]] = defaultdict(list)
    for decision in decisions:
        if decision.mode is Mode.APPLY and isinstance(decision.action, SetField):
            fields[decision.defect, decision.action.field].append((decision, decision.action.value))
    return tuple(
        HeldBack(decision, _sentence(each for each, _ in wishes), Restraint.CONTESTED)
        for wishes in fields.values()
        if any(not is_same_value(wishes[0][1], value) for _, value in wishes)
        for decision, _ in wishes
    )


def _sentence(decisions: Iterable[Decision]) -> str:
    wanted = dict.fromkeys(f"{decision.rule} wants to {in_words(decision.action)}" for decision in decisions)
    return f"Rules contradict one another: {listed(wanted)}. Neither is done; change one of them."
