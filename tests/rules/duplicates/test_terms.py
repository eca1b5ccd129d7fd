"""What people report is cut so that the same thing in other words has the same terms."""

from __future__ import annotations

import pytest

from rules.duplicates.terms import cuts, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Connection is refused", ["connection", "refus"]),
        ("refuses, refusing, refuse", ["refus", "refus", "refus"]),
        ("DFSClient.write", ["dfsclient.writ", "dfs", "client", "writ"]),
        ("NullPointerException", ["nullpointerexception", "null", "pointer", "exception"]),
        ("NameNode, Namenode", ["namenod", "nam", "nod", "namenod"]),
        ("meter_reads.csv", ["meter_reads.csv", "meter", "read", "csv"]),
        ("IF-031 gives HTTP503", ["if-031", "031", "giv", "http503", "http", "503"]),
        ("a plan B on node 7", ["plan", "nod", "7"]),
        ("Zürich", ["zürich"]),
        ("... --- ?", []),
    ],
)
def test_a_text_is_cut_into_terms(text: str, expected: list[str]) -> None:
    """Words lose their endings, little words go; names from code stay whole and are taken apart too."""
    assert terms(text) == expected


def test_each_term_is_known_as_it_is_written() -> None:
    """People are shown their own words, not stems; a little word has no term."""
    assert cuts("Refused by NameNode") == [
        (("refus", "Refused"),),
        (),
        (("namenod", "NameNode"), ("nam", "Name"), ("nod", "Node")),
    ]
