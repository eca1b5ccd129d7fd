"""Link a defect to the outage that explains it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import AddComment, Decision, LinkWorkItem, Mode, PutOnAgenda, Section
from rules.facts import Defect, Outage
from rules.outage_match import CLEAR_LEAD, POSSIBLE_SCORE, OutageMatch, is_clear
from rules.registry import Finding, NotNow, RuleSettings, Scope, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A link is easily taken away and is not set again then: it is applied by default."""

    mode: Mode = Mode.APPLY


@rule("outage-linked", settings=Settings, scope=Scope.OPEN)
def outage_linked(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Link the outage that a person named in the defect, or the one that its time, environment and system point to.

    Each part counts (see `rules.outage_match`), and the reasons say which held. Where no outage is clearly ahead,
    the panel is asked and nothing is linked. What is no environment defect is linked only where a person named the
    outage. By default the rule is applied.

    Example:
        >>> from rules.example import a_defect, an_outage, ask
        >>> print(ask("outage-linked", a_defect(raised="2024-06-12 07:30"), outages=[an_outage()]))
        #1: link to #4711
            It was raised Wed 12 Jun 2024 07:30, while OUT-4711 was under way (Wed 12 Jun 2024 07:00 to open
              end).
            Both concern SIT A.
            Both concern DIP.
        #1: comment: It seems to come from the outage OUT-4711 (unplanned: server down) of SIT A and DIP
          since Wed 12 Jun 2024 07:00.
            It was raised Wed 12 Jun 2024 07:30, while OUT-4711 was under way (Wed 12 Jun 2024 07:00 to open
              end).
            Both concern SIT A.
            Both concern DIP.
    """
    matches = view.outage_matches(defect)
    if not matches:
        yield NotNow("No outage on record fits its time, environment and system.")
        return
    first = matches[0]
    if first.is_linked:
        yield NotNow(f"It is linked to {first.outage.reference} already.")
    elif not (first.is_said or view.concerns_environment(defect)):
        yield NotNow("It is no environment defect, and nobody named an outage in it.")
    elif is_clear(matches):
        yield from _linked(view, defect, first)
    elif first.is_said or first.score >= POSSIBLE_SCORE:
        yield _asked(defect, [each for each in matches if _is_level(each, first)])
    else:
        yield NotNow(f"{first.outage.reference} fits too little to be named: {' '.join(first.because)}")


def _linked(view: View, defect: Defect, match: OutageMatch) -> Iterator[Decision]:
    outage = match.outage
    if outage.work_item is not None:
        link = LinkWorkItem(outage.work_item, f"envbot: raised during {outage.reference}")
        yield Decision("outage-linked", defect.id, link, match.because, outage.reference)
    text = f"It seems to come from the outage {_described(outage)} since {view.when(outage.starts)}."
    yield Decision("outage-linked", defect.id, AddComment(text), match.because, outage.reference)


def _is_level(match: OutageMatch, best: OutageMatch) -> bool:
    """Whether a match is as good as the best, as far as one can tell."""
    return match.is_said if best.is_said else best.score - match.score < CLEAR_LEAD


def _asked(defect: Defect, matches: list[OutageMatch]) -> Decision:
    references = [match.outage.reference for match in matches]
    text = f"It may come from {listed((_described(match.outage) for match in matches), 'or')}: which is it, if any?"
    because = tuple(f"{match.outage.reference}: {' '.join(match.because)}" for match in matches)
    return Decision(
        "outage-linked", defect.id, PutOnAgenda(Section.SUGGESTIONS, text), because, "+".join(sorted(references))
    )


def _described(outage: Outage) -> str:
    return f"{outage.reference} ({outage.kind}: {outage.reason}) of {listed((*outage.environments, *outage.systems))}"
