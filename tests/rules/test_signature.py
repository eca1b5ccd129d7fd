"""The bot knows its own entries in a discussion by their mark."""

from __future__ import annotations

from rules.signature import signature, signed_by


def test_the_rules_that_wrote_an_entry_are_read_from_its_mark() -> None:
    """Wherever in the text it stands."""
    mark = signature(("sla-breached", "outage-linked"), "eb-1a2b3c4d")
    assert mark == "envbot (sla-breached, outage-linked) [eb-1a2b3c4d]"
    assert signed_by(f"It is late. {mark}") == {"sla-breached", "outage-linked"}


def test_other_texts_bear_no_mark() -> None:
    """Nor does talk about the bot."""
    assert signed_by("envbot (our bot) said so") == frozenset()
