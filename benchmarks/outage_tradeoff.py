"""Try every threshold of linking on labelled defects: how much is linked rightly, and how much is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.outage_cases import Case, CaseKind, Cases
from rules.facts import Defect
from rules.outage_match import CLEAR_LEAD, POSSIBLE_SCORE, OutageMatch, is_clear
from rules.view import View

SCORES = range(3, 13)


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled defect, and the outages that may explain it, the best first; none where no rule looks at it."""

    case: Case
    matches: tuple[OutageMatch, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What linking does to some labelled defects.

    Attributes:
        linked: how many are linked; `rightly` to the outage that they come from.
        named: how many are linked, or the panel is asked about; `rightly_named` with the right outage among them.
        of_outages: how many come from an outage.
        wrong: what was linked wrongly, by how the defect was made.
    """

    linked: int
    rightly: int
    named: int
    rightly_named: int
    of_outages: int
    wrong: Counter[CaseKind]

    def as_json(self) -> dict[str, Any]:
        """Give the shares, and what went wrong."""
        return {
            "precision": _share(self.rightly, self.linked),
            "recall": _share(self.rightly, self.of_outages),
            "precision_linked_or_asked": _share(self.rightly_named, self.named),
            "recall_linked_or_asked": _share(self.rightly_named, self.of_outages),
            "linked": self.linked,
            "of_outages": self.of_outages,
            "linked_wrongly": {kind.value: count for kind, count in sorted(self.wrong.items())},
        }


def judged(cases: Cases) -> tuple[Judged, ...]:
    """Look at every labelled defect as the rule does."""
    view = View(cases.facts)
    looked = ((case, view.outage_matches(case.defect)) for case in cases.cases)
    return tuple(Judged(case, matches if _is_looked_at(view, case.defect, matches) else ()) for case, matches in looked)


def found(them: Iterable[Judged]) -> Found:
    """Say what the thresholds of the rules do."""
    return _found([(each, bool(each.matches) and is_clear(each.matches), _is_named(each)) for each in them])


def at_score(them: Iterable[Judged], score: int, lead: int) -> Found:
    """Say what linking from another score on would do, and with another lead; a person's word links all the same."""
    return _found([(each, _is_ahead(each, score, lead), _is_named(each)) for each in them])


def tradeoff(them: Sequence[Judged]) -> list[dict[str, Any]]:
    """Give precision and recall at every score, for the half that chose and the half that is held out."""
    halves = {name: [each for each in them if each.case.is_held_out is held_out] for name, held_out in _HALVES}
    return [
        {"score": score, "half": name, **at_score(half, score, CLEAR_LEAD).as_json()}
        for score in SCORES
        for name, half in halves.items()
    ]


def _is_looked_at(view: View, defect: Defect, matches: Sequence[OutageMatch]) -> bool:
    return bool(matches) and (matches[0].is_said or view.concerns_environment(defect))


_HALVES = (("chosen on", False), ("held out", True))


def _found(seen: Sequence[tuple[Judged, bool, bool]]) -> Found:
    linked = [each for each, is_linked, _ in seen if is_linked]
    named = [each for each, is_linked, is_named in seen if is_linked or is_named]
    wrong = [each for each in linked if each.matches[0].outage.reference != each.case.outage]
    return Found(
        linked=len(linked),
        rightly=len(linked) - len(wrong),
        named=len(named),
        rightly_named=sum(each.case.outage in {match.outage.reference for match in each.matches} for each in named),
        of_outages=sum(each.case.outage is not None for each, _, _ in seen),
        wrong=Counter(each.case.kind for each in wrong),
    )


def _is_named(each: Judged) -> bool:
    return bool(each.matches) and (each.matches[0].is_said or each.matches[0].score >= POSSIBLE_SCORE)


def _is_ahead(each: Judged, score: int, lead: int) -> bool:
    """Whether the best would be linked: as `is_clear` says, with another score and lead in the place of its own."""
    if not each.matches or each.matches[0].is_said:
        return bool(each.matches) and is_clear(each.matches)
    first, *others = (match.score for match in each.matches)
    return first >= score and all(first - other >= lead for other in others)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
