"""The calendar file is written when it changes, and only then."""

from __future__ import annotations

from pathlib import Path

from bot.deliver.delivery import Channel, Fate
from bot.deliver.feed import keep_feed
from bot.publish.documents import Document, Kind
from tests.bot.deliver.documents import DAY


def a_feed(content: bytes) -> Document:
    """Give the outage page with a calendar."""
    return Document(Kind.OUTAGES, "outages", "Outages", DAY, "<p>outages</p>", feed=content)


def test_it_is_written_where_it_is_not_yet_so(tmp_path: Path) -> None:
    """The folder is made; the same content is not written again."""
    path = tmp_path / "calendars" / "outages.ics"
    fates = [keep_feed(a_feed(content), path).fate for content in (b"one", b"one", b"two")]
    assert fates == [Fate.POSTED, Fate.UNCHANGED, Fate.POSTED]
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["outages.ics"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "calendars").write_text("a file")
    told = keep_feed(a_feed(b"one"), tmp_path / "calendars" / "outages.ics")
    assert (told.channel, told.fate) == (Channel.CALENDAR, Fate.FAILED)
    assert "publish.announcements.feed" in told.reason
