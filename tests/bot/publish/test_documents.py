"""Hold what makes two documents the same, and that a page needs no file beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.publish.board import Board, Place, SharedQuery, tile
from bot.publish.documents import Document, Kind, Picture

DOCUMENT = Document(
    Kind.DIGEST,
    "digest/x",
    "Digest",
    date(2024, 6, 12),
    '<img src="cid:chart">',
    pictures=(Picture("chart", "image/png", b"PNG", "a chart"),),
)


def test_a_page_has_its_pictures_inside() -> None:
    """No `cid:` is left in a copy that a browser opens."""
    assert DOCUMENT.page == '<img src="data:image/png;base64,UE5H">'


def test_the_fingerprint_follows_the_content() -> None:
    """Every medium counts; the bytes of a picture do not."""
    board = Board("B", "", "F", (SharedQuery("q", "SELECT"),), (tile("q", Place(1, 1, 1, 1)),))
    others = [
        replace(DOCUMENT, html="other"),
        replace(DOCUMENT, text="other"),
        replace(DOCUMENT, markdown="other"),
        replace(DOCUMENT, card={"type": "message"}),
        replace(DOCUMENT, board=board),
        DOCUMENT,
    ]
    assert len({other.fingerprint for other in others}) == len(others)
    assert replace(DOCUMENT, pictures=()).fingerprint == DOCUMENT.fingerprint
