"""Say of what the rules ask for what the ledger holds as done: in which run, and when."""

from __future__ import annotations

from bot.store.ledger import Ledger, LedgerState
from rules.carrying_out import is_write
from rules.decisions import Decision
from rules.explanation import Consideration
from rules.view import View
from rules.wording import in_words


def acts_with_done(each: Consideration, ledger: Ledger, view: View) -> tuple[str, ...]:
    """Say what becomes of each decision of a rule; one that the ledger holds as done was done, and is not repeated."""
    return tuple(done_in(decision, ledger, view) or each.act(decision) for decision in each.decisions)


def done_in(decision: Decision, ledger: Ledger, view: View) -> str:
    """Say in which run and when a decision was carried out; empty where the ledger does not hold it as done."""
    entry = ledger.entry(decision.key)
    if entry is None or entry.state is not LedgerState.CONFIRMED:
        return ""
    settled = entry.settled_at or entry.intended_at
    if is_write(decision):  # it would not be asked for if it were still so
        when = view.when(settled)
        return f"done in run {entry.run}, {when}, and taken back since; not done again: {in_words(decision.action)}"
    return f"done in run {entry.run}, {view.when(settled)}: {in_words(decision.action)}"
