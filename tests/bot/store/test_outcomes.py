"""One hash stands for everything stored that outcomes rest on: whatever changes changes it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ado_client.results import LinkChange
from bot.store.engine import Store
from bot.store.history import StoredPage
from bot.store.outcomes import KeptOutcome, Outcomes
from bot.store.runs import RunState
from rules.facts import Comment, Person
from tests.bot.store.building import a_revision

LATER = datetime(2024, 7, 1, tzinfo=UTC)
SOMEBODY = Person("Tester A", "tester.a@example.com")
Act = Callable[[Store], object]


@pytest.fixture
def filled(store: Store) -> Store:
    """A store in which two defects have a revision each."""
    store.history.save_page("s", [a_revision(1, 1, CommentCount=1), a_revision(2, 1)], "1")
    return store


def contents(store: Store) -> str:
    """Give the hash."""
    return Outcomes(store.engine).contents(LATER)[0]


def a_comment(text: str) -> Comment:
    """Give a comment."""
    return Comment(1, datetime(2024, 6, 1, 9, tzinfo=UTC), SOMEBODY, text)


CHANGES: dict[str, Act] = {
    "a new revision": lambda store: store.history.save_page("s", [a_revision(1, 2)], "2"),
    "a new defect": lambda store: store.history.save_page("s", [a_revision(3, 1)], "2"),
    "a revision that came again": lambda store: store.history.save_page("s", [a_revision(1, 1, Title="Other")], "2"),
    "a discussion": lambda store: store.history.save_comments(1, [a_comment("Seen again.")], count=1),
    "a link": lambda store: store.history.save_links(
        "l", [LinkChange("System.LinkTypes.Related", 1, 2, is_there=True)], "2"
    ),
    "a wiki page": lambda store: store.history.save_wiki_pages("w", "/A", [StoredPage("w", "/A/B", "text", "url")]),
    "an act": lambda store: store.ledger.intend(
        "mail/1", kind="mail", target="a@example.com", payload_hash="1", run=store.runs.start("run")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(filled: Store, change: Act) -> None:
    """Each by itself."""
    before = contents(filled)
    change(filled)
    assert contents(filled) != before


def test_what_runs_write_of_themselves_changes_nothing(filled: Store) -> None:
    """Neither does a page that came again."""
    before = contents(filled)
    run = filled.runs.start("run")
    filled.runs.finish(run, RunState.DONE, {})
    Outcomes(filled.engine).keep(KeptOutcome("run", before, run, LATER, ()))
    filled.history.save_page("s", [], "3")
    assert contents(filled) == before


def test_an_act_that_failed_and_is_tried_again_is_seen(filled: Store) -> None:
    """So is one that is confirmed."""
    filled.ledger.intend("mail/1", kind="mail", target="a", payload_hash="1", run=filled.runs.start("run"))
    hashes = [contents(filled)]
    for act in (lambda: filled.ledger.fail("mail/1", "no"), lambda: filled.ledger.confirm("mail/1", "yes")):
        act()
        hashes.append(contents(filled))
    assert len(set(hashes)) == 3


def test_what_is_dated_ahead_is_named(filled: Store) -> None:
    """The next of it: a revision of another machine's clock, a comment."""
    outcomes = Outcomes(filled.engine)
    assert outcomes.contents(LATER)[1] is None
    now = datetime(2024, 6, 2, tzinfo=UTC)
    filled.history.save_page("s", [a_revision(1, 4), a_revision(1, 5)], "2")
    assert outcomes.contents(now)[1] == datetime(2024, 6, 4, 8, 0, 0, 500_000, tzinfo=UTC)
    filled.history.save_comments(2, [replace_at(a_comment("x"), now + timedelta(hours=1))], count=1)
    assert outcomes.contents(now)[1] == now + timedelta(hours=1)


def replace_at(comment: Comment, at: datetime) -> Comment:
    """Give a comment of another instant."""
    return Comment(comment.id, at, comment.by, comment.text)


def test_the_last_outcome_of_a_command_is_kept(filled: Store) -> None:
    """It comes back as it was."""
    outcomes, run = Outcomes(filled.engine), filled.runs.start("run")
    assert outcomes.kept("run") is None
    for of_what in ("a", "b"):
        outcomes.keep(KeptOutcome("run", of_what, run, LATER, ("index.html", "agenda.html")))
    assert outcomes.kept("run") == KeptOutcome("run", "b", run, LATER, ("index.html", "agenda.html"))
