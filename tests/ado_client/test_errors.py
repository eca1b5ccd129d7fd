"""Errors say what failed, where, why and what to do, and never a secret."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from ado_client import errors
from ado_client.errors import AdoError, Exchange, NotFound, RuleViolation, Unreachable, without_secrets


def test_the_text_of_an_error_names_the_request_the_reason_the_evidence_and_the_advice() -> None:
    """One line holds all that a person needs, and all that a supporter asks for."""
    exchange = Exchange(
        "GET", "https://dev.azure.com/org/_apis/wit/workItems/7?x=1", 404, "WorkItemUnauthorizedAccessException", "a1"
    )
    assert str(NotFound("TF401232: Work item 7 does not exist.", exchange)) == (
        "Azure DevOps does not find this (GET https://dev.azure.com/org/_apis/wit/workItems/7): TF401232: Work item 7 "
        "does not exist [HTTP 404, WorkItemUnauthorizedAccessException, activity a1]. Check the name or id, and that "
        "the bot's account may read it."
    )


def test_an_error_without_a_request_still_reads_as_a_sentence() -> None:
    """Where no request was made, there is nothing between the brackets."""
    error = Unreachable("no such host", may_have_arrived=False)
    assert str(error).startswith("Azure DevOps cannot be reached: no such host. Check the network")
    assert (error.status, error.url, error.method, error.type_key, error.activity) == (None, "", "", "", "")


def test_an_error_carries_the_delay_the_server_asked_for() -> None:
    """Whoever decides about a repeat finds the delay on the error."""
    assert AdoError("slow down", Exchange(delay=timedelta(seconds=3))).delay == timedelta(seconds=3)


def test_a_rule_violation_names_its_fields_in_the_advice() -> None:
    """The person sees which fields to correct."""
    text = str(RuleViolation("required", fields=("System.Title", "Custom.Party")))
    assert "Fields: System.Title, Custom.Party." in text
    assert "Fields:" not in str(RuleViolation("required"))


def test_an_address_is_shown_without_user_password_and_query() -> None:
    """A token that was put into the address by mistake is never shown."""
    assert (
        without_secrets("https://me:secret@dev.azure.com/org/_apis?token=secret") == "https://dev.azure.com/org/_apis"
    )


def test_the_outline_at_the_top_of_the_file_is_the_tree() -> None:
    """Each class of the tree stands in the outline, below its parent."""
    drawn = re.findall(r"^([│ ├└─]*)(\w+)", (errors.__doc__ or "").partition("\n\n")[2], re.MULTILINE)
    above: list[str] = []
    tree: dict[str, str] = {}
    for indent, name in drawn:
        depth = len(indent) // 4
        above[depth:] = [name]
        tree[name] = above[depth - 1] if depth else "Exception"
    real = {
        name: thing.__bases__[0].__name__
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, Exception)
    }
    assert tree == real


@pytest.mark.parametrize("kind", [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, AdoError)])
def test_every_kind_of_error_has_its_own_words(kind: type[AdoError]) -> None:
    """What happened, and what to do about it, is said for each kind."""
    assert kind.what
    assert kind.usual_advice.endswith(".")
