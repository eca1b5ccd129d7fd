"""People name outages by reference and by the number of the record; what only looks like it, or is denied, is none."""

from __future__ import annotations

import pytest

from rules.outage_mentions import OutageMentions
from tests.rules.builders import an_outage

OUTAGES = (
    an_outage("OUT-14", starts="2024-06-11 10:00", work_item=4711),
    an_outage("EL02385a", starts="2024-06-11 10:00"),
    an_outage("PW/2024-06_3", starts="2024-06-11 10:00"),
    an_outage("12", starts="2024-06-11 10:00"),
    an_outage("P1", starts="2024-06-11 10:00"),
    an_outage("Sunday window", starts="2024-06-11 10:00"),
)


def named(text: str) -> list[tuple[str, str]]:
    """Give reference and words of the outages that a text names."""
    found = OutageMentions(OUTAGES).in_text(text)
    return [(each.outage.reference, each.words) for each in found if not each.is_denied]


@pytest.mark.parametrize(
    ("text", "reference", "words"),
    [
        ("Since OUT-14 nothing works", "OUT-14", "OUT-14"),
        ("since out-14.", "OUT-14", "out-14"),
        ("see OUT 14", "OUT-14", "OUT 14"),
        ("see OUT_14", "OUT-14", "OUT_14"),
        ("as in #4711", "OUT-14", "#4711"),
        ("as in AB#4711", "OUT-14", "AB#4711"),
        ("#4711", "OUT-14", "#4711"),
        ("el02385A again", "EL02385a", "el02385A"),
        ("(PW/2024-06_3)", "PW/2024-06_3", "PW/2024-06_3"),
    ],
)
def test_a_reference_or_the_records_number_names_an_outage(text: str, reference: str, words: str) -> None:
    """As people write them, in any case and with the usual signs between the parts."""
    assert named(text) == [(reference, words)]


@pytest.mark.parametrize(
    "text",
    [
        "we were out 14 days",
        "OUT-145",
        "OUT-14-2 is another one",
        "CHECKOUT-14",
        "SHUT-OUT-14x",
        "4711 messages",
        "XY#4711",
        "CAB#4711",
        "#47110",
        "12 of them, P1 and the Sunday window",
        "14",
        "",
    ],
)
def test_what_only_looks_like_it_names_none(text: str) -> None:
    """Other numbers, longer references, references too short to be told from words."""
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "This is not OUT-14.",
        "It is not the outage OUT-14",
        "unrelated to #4711",
        "Nothing to do with OUT-14",
        "OUT-14? No: it has nothing to do with OUT-14.",
        "rather than OUT-14",
    ],
)
def test_a_denied_outage_is_denied(text: str) -> None:
    """Also where the same text names it without denial."""
    (mention,) = OutageMentions(OUTAGES).in_text(text)
    assert mention.is_denied


def test_a_denial_holds_for_its_sentence() -> None:
    """What is said of something else denies nothing."""
    assert named("It does not work. Since OUT-14.") == [("OUT-14", "OUT-14")]
    assert named("OUT-14: not solved. OUT-14!") == [("OUT-14", "OUT-14")]
