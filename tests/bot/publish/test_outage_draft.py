"""A proposed outage record opens in Azure DevOps with everything filled in that is known."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bot.publish.outage_draft import outage_draft
from rules.decisions import ProposeOutage
from tests.bot.publish.situation import LINKS
from tests.rules.builders import a_programme, uk


def draft(*systems: str) -> dict[str, list[str]]:
    """Give the values that a draft is filled in with."""
    proposed = ProposeOutage("SIT A", systems, uk("2024-06-11 15:52"), (1, 2))
    address = urlsplit(outage_draft(proposed, a_programme(), LINKS))
    assert address.path == "/mhhs/MHHS/_workitems/create/Outage"
    return parse_qs(address.query)


def test_what_is_known_is_filled_in() -> None:
    """The start as an instant, the party of the system."""
    assert draft("DIP") == {
        "[System.Title]": ["SIT A, DIP not available"],
        "[System.Description]": ["Several defects were raised one after the other: #1 and #2."],
        "[Custom.OutageKind]": ["unplanned"],
        "[Custom.OutageStart]": ["2024-06-11T14:52:00Z"],
        "[Custom.Environment]": ["SIT A"],
        "[Custom.System]": ["DIP"],
        "[Custom.Party]": ["DIP service provider"],
    }


def test_what_is_not_known_is_left_to_whoever_saves_it() -> None:
    """No system, or systems of several parties."""
    assert "[Custom.System]" not in draft()
    assert "[Custom.Party]" not in draft()
    several = draft("DIP", "MPRS")
    assert several["[Custom.System]"] == ["DIP; MPRS"]
    assert "[Custom.Party]" not in several
