"""Names are found in text as whole words, and only where they mean something."""

from __future__ import annotations

import pytest

from rules.text import Mention, PhraseError, Phrases, plain, words

PLACES = Phrases({"SIT A": ("SIT A", "DCC UIT-B", "functional"), "UIT": ("UIT",), "none": ("", "-")})


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("seen in SIT A", [Mention("SIT A", "SIT A")]),
        ("seen in SIT-A, SIT_A", [Mention("SIT A", "SIT-A"), Mention("SIT A", "SIT_A")]),
        ("we sit a while", []),
        ("DEPOSIT A", []),
        ("Functional tests", [Mention("SIT A", "Functional")]),
        ("dysfunctional", []),
        ("UIT-wide", [Mention("UIT", "UIT")]),
        ("UIT-B", []),
        ("DCC UIT-B", [Mention("SIT A", "DCC UIT-B")]),
        ("UIT and UIT and uit", [Mention("UIT", "UIT")]),
    ],
)
def test_a_name_is_found_as_people_write_it(text: str, mentions: list[Mention]) -> None:
    """Abbreviations in capitals, other names in any case; longer names before shorter ones; each wording once."""
    assert list(PLACES.mentions(text)) == mentions


def test_a_pattern_is_found_as_a_whole_word() -> None:
    """Groups inside a pattern do no harm."""
    flows = Phrases({}, {"DTN": (r"D0(1|2)\d{2}",), "DIP": (r"IF-(\d)\d\d",)})
    assert flows.mentions("D0150 and if-031, not D01500") == (Mention("DTN", "D0150"), Mention("DIP", "if-031"))


def test_nothing_to_look_for_finds_nothing() -> None:
    """A programme without words."""
    assert Phrases({}).mentions("anything") == ()


def test_a_pattern_that_is_no_regular_expression_is_refused_by_name() -> None:
    """The programme file is to be corrected."""
    with pytest.raises(PhraseError, match=r"The pattern 'IF-\(' of DIP is no regular expression: .* Correct the"):
        Phrases({}, {"DIP": ("IF-(",)})


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>one</div><div>two</div>", "one two"),
        ("in<b>side</b> &amp; out<br/>next", "inside & out next"),
        ("if a < b then", "if a < b then"),
        ("plain   text\n", "plain text"),
    ],
)
def test_html_is_read_as_a_reader_sees_it(html: str, text: str) -> None:
    """Blocks part words, emphasis does not."""
    assert plain(html) == text


def test_words_are_taken_without_case_and_punctuation() -> None:
    """Hyphens and apostrophes stay inside."""
    assert words("IF-031: DIP's queue, dip's QUEUE") == {"if-031", "dip's", "queue"}
