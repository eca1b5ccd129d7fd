"""Of an outage's record those words count that tell it from others; places, parties and common words do not."""

from __future__ import annotations

from rules.outage_words import OutageWords, dull_words, words_by_term
from tests.rules.builders import a_programme, an_outage


def test_words_are_known_by_their_terms_as_they_are_written() -> None:
    """Without their endings, and without the little ones."""
    assert words_by_term("Patching of the gateways, no 9 or 10") == {"patch": "Patching", "gateway": "gateways"}


def test_places_parties_and_words_of_any_outage_tell_nothing() -> None:
    """What remains is what happened."""
    told = an_outage("OUT-1", starts="2024-06-11 10:00", title="DIP outage in SIT A: firewall", reason="network error")
    words = OutageWords([told], dull_words(a_programme()))
    assert words.telling(told) == {"firewall", "network", "error"}
    assert words.telling(told) is words.telling(told)


def test_a_word_of_many_records_tells_none_of_them_apart() -> None:
    """Three may share one; where one in twenty records has it, it is common."""
    records = [
        an_outage(f"OUT-{number}", starts="2024-06-11 10:00", title=f"firewall {word}", reason="")
        for number, word in enumerate(("alpha", "bravo", "charlie", "delta"))
    ]
    assert OutageWords(records).telling(records[0]) == {"alpha"}
    assert OutageWords(records[:3]).telling(records[0]) == {"alpha", "firewall"}
