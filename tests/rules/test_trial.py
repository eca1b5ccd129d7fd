"""A declared rule is held to the examples beside it, with clear words where it does otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from rules.declared_settings import DeclaredSettings
from rules.registry import RuleError
from rules.settings import read_settings
from rules.trial import Trial, try_rule
from tests.rules.builders import a_programme

MINE = {"title": "Certificate has expired"}


def tried(*examples: dict[str, Any], **more: Any) -> tuple[Trial, ...]:
    """Try a rule that tags and comments what speaks of a certificate."""
    rule = {
        "when": "[System.Title] CONTAINS 'certificate'",
        "reason": "Security renews them.",
        "then": [{"add_tag": "certificate"}, {"comment": "Please renew: {System.Title}."}],
        "examples": [{"name": "an example"} | each for each in examples],
    }
    settings = read_settings({"renewed": rule | more})["renewed"]
    assert isinstance(settings, DeclaredSettings)
    return try_rule("renewed", settings, a_programme())


def test_what_is_expected_and_asked_for_is_right() -> None:
    """Texts are filled in; other defects get nothing; the mode does not matter."""
    expect = [{"add_tag": "certificate"}, {"comment": "Please renew: Certificate has expired."}]
    right = {"given": MINE, "expect": expect}
    other = {"given": {"title": "Other"}, "expect": "nothing"}
    assert [trial.failures for trial in tried(right, other, mode="off")] == [(), ()]


def test_what_is_missing_says_what_kept_the_rule_away() -> None:
    """Clause by clause, and what would have to change."""
    (trial,) = tried({"given": {"title": "Other"}, "expect": [{"add_tag": "certificate"}]})
    assert trial.failures == (
        "It is to add the tag certificate, and does not.",
        "The condition `when` of the rule is not met ([System.Title] CONTAINS 'certificate': Other).",
        "`when` would have to be met; against it: [System.Title] CONTAINS 'certificate' (it is Other).",
    )


def test_what_is_too_much_is_named() -> None:
    """Each action that is not expected."""
    (trial,) = tried({"given": MINE, "expect": [{"add_tag": "certificate"}]})
    assert trial.failures == ("It is not to comment: Please renew: Certificate has expired., and does.",)
    (trial,) = tried({"given": MINE, "expect": [{"add_tag": "certificates"}, {"comment": "Please renew it."}]})
    assert trial.failures[0] == "It is to add the tag certificates, and does not."
    assert len(trial.failures) == 4


def test_an_example_may_have_a_history() -> None:
    """What the bot did and a person undid is not done again; the clock can be set."""
    undone = [
        {"at": "2024-06-12T08:10", "by": "envbot", "set": {"tags": "certificate"}},
        {"at": "2024-06-12T08:20", "by": "Lead", "set": {"tags": ""}, "comment": "No."},
        {"at": "2024-06-12T08:25", "by": "envbot", "comment": "Please renew: Certificate has expired."},
    ]
    quiet = {"given": MINE, "history": undone, "expect": "nothing", "now": "2024-06-13T08:00+01:00"}
    assert [trial.failures for trial in tried(quiet)] == [()]


def test_a_field_that_is_not_there_is_a_mistake() -> None:
    """With its place and what comes near."""
    with pytest.raises(RuleError, match=r"examples\.0\.given\.titel: there is no such field\. Did you mean Title"):
        tried({"given": {"titel": "x"}, "expect": "nothing"})
