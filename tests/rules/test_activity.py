"""People act and answer; the bot does neither."""

from __future__ import annotations

from rules.activity import answer_since, last_activity
from tests.rules.builders import BOT, RESOLVER, TESTER, a_defect, facts_of, uk


def test_an_answer_is_the_first_thing_somebody_else_did() -> None:
    """Comments count; who raised it and the bot do not."""
    defect = a_defect(
        history=[
            ("2024-06-10 09:00", "New", TESTER),
            ("2024-06-10 10:00", {"title": "Clearer"}, TESTER),
            ("2024-06-10 11:00", {"tags": "x"}, BOT),
            ("2024-06-10 13:00", "Open", RESOLVER),
        ],
        comments=[("2024-06-10 12:00", RESOLVER, "We see it"), ("2024-06-10 11:30", BOT, "Hello")],
    )
    facts = facts_of(defect)
    answer = answer_since(facts, defect, defect.created_at)
    assert answer is not None
    assert (answer.by, answer.at, answer.what) == (RESOLVER, uk("2024-06-10 12:00"), "commented")
    last = last_activity(facts, defect)
    assert last is not None
    assert last.what == "set it to Open"
    assert answer_since(facts, defect, uk("2024-06-10 13:00")) is None


def test_the_people_of_a_defect_are_told_apart_by_mail_or_else_by_name() -> None:
    """Azure DevOps gives services no mail."""
    assert BOT.is_same_as(type(BOT)("ENVBOT", ""))
    assert not BOT.is_same_as(type(BOT)("envbot", "other@example.com"))
