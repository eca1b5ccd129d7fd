"""Small documents of every kind that is delivered."""

from __future__ import annotations

from datetime import date

from bot.publish.board import Board, Place, SharedQuery, Widget, markdown, tile
from bot.publish.documents import Document, Kind, Picture

DAY = date(2024, 6, 12)
WIQL = "SELECT [System.Id] FROM workitems WHERE [System.State] = 'New'"


def an_agenda(markdown_text: str = "# Stand-up\n\n## Minutes and new actions\n\nWrite here.\n") -> Document:
    """Give a wiki page."""
    return Document(Kind.AGENDA, "agenda/2024-06-12", "Stand-up", DAY, "<h1>Stand-up</h1>", markdown=markdown_text)


def a_card(text: str = "5 breached") -> Document:
    """Give a Teams message."""
    card = {"type": "message", "attachments": [{"content": {"text": text}}]}
    return Document(Kind.CARD, "card/2024-06-12", "Stand-up", DAY, "<p>card</p>", card=card)


def a_digest(title: str = "Outages and SLAs") -> Document:
    """Give a mail with a picture."""
    return Document(
        Kind.DIGEST,
        "digest/2024-06-12",
        title,
        DAY,
        '<p>5 breached</p><img src="cid:chart.png" alt="a chart">',
        text="5 breached",
        pictures=(Picture("chart.png", "image/png", b"PNG", "a chart"),),
    )


def a_board(text: str = "All is well") -> Board:
    """Give a dashboard with a tile and words."""
    widgets: tuple[Widget, ...] = (tile("New", Place(1, 1, 1, 1)), markdown("Today", Place(1, 2, 2, 2), text))
    return Board("Environments", "Written by envbot", "Shared Queries/envbot", (SharedQuery("New", WIQL),), widgets)
