"""Look over the rules of a house on its stored history, before they run."""

from __future__ import annotations

from datetime import timedelta

from bot.assemble import House
from bot.backtest.replay import Replay, instants
from bot.inspection import Finding, State
from rules.lint import Fault, lint

_BACK = timedelta(weeks=13)
_EVERY = timedelta(weeks=1)
_ADVICE = {
    Fault.FIGHT: "Change one of them, or keep them apart with `only` and `unless`.",
    Fault.ECHO: "Let its condition no longer hold after its own change.",
    Fault.NEVER: "Correct its conditions, or take it away.",
    Fault.CONSTANT: "Correct the condition, or leave it out.",
}
_BAD = (Fault.FIGHT, Fault.ECHO)


def lint_findings(house: House) -> tuple[Finding, ...]:
    """Ask the rules about a quarter of stored history, week by week, and say what is wrong with them."""
    programme, now = house.programme, house.now()
    replay = Replay(house.store.history, programme, house.settings, now)
    at = instants(now - _BACK, now, zone=programme.zone, panel=programme.panel, every=_EVERY)
    findings = tuple(
        Finding(
            f"rules: {remark.fault}",
            State.BAD if remark.fault in _BAD else State.WARNING,
            remark.said,
            _ADVICE[remark.fault],
        )
        for remark in lint(replay.facts(at), house.rules)
    )
    said = f"Tried on {len(at)} instants of {_BACK.days // 7} weeks: no rule fights another, none triggers itself."
    if any(one.state is State.BAD for one in findings):
        return findings
    return (Finding("rules", State.GOOD, said), *findings)
