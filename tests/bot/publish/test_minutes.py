"""Hold that people's words on an agenda page outlive the bot's next writing."""

from __future__ import annotations

from bot.publish.minutes import MINUTES, keep_minutes

OURS = f"# Agenda\n- [ ] Call (A, #1)\n- [ ] Write (B)\n\n{MINUTES}\n\nhint\n"


def test_a_page_that_nobody_touched_is_written_as_it_is() -> None:
    """Equal facts give an equal page."""
    assert keep_minutes(OURS, OURS) == OURS


def test_minutes_are_kept() -> None:
    """What stands under the people's heading stays."""
    theirs = OURS.replace("hint\n", "We agreed.\n- [ ] New point (C)\n")
    newer = OURS.replace("# Agenda", "# Newer")
    assert keep_minutes(newer, theirs) == theirs.replace("# Agenda", "# Newer")


def test_a_ticked_point_stays_ticked() -> None:
    """A tick is a person's word; a point that was not ticked is not."""
    kept = keep_minutes(OURS, OURS.replace("- [ ] Call", "- [X] Call"))
    assert "- [x] Call (A, #1)\n- [ ] Write (B)" in kept


def test_windows_line_ends_are_no_change() -> None:
    """A page saved by a browser has other line ends."""
    assert keep_minutes(OURS, OURS.replace("\n", "\r\n")) == OURS


def test_a_page_without_the_heading_gets_it() -> None:
    """Somebody who deleted the heading finds it again."""
    assert keep_minutes(OURS, "something else") == OURS
