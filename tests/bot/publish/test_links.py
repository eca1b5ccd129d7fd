"""Hold where links lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.publish.links import Links

LINKS = Links("https://dev.azure.com/mhhs/", "MHHS Test", "MHHS.wiki")


def test_a_defect_opens_in_its_form() -> None:
    """A project's name with a space is encoded, a slash at the organisation's end is not doubled."""
    assert LINKS.defect(12) == "https://dev.azure.com/mhhs/MHHS%20Test/_workitems/edit/12"


def test_an_agenda_opens_on_its_page() -> None:
    """The path of the page is an argument of the wiki's address."""
    assert LINKS.agenda(date(2024, 6, 12)) == (
        "https://dev.azure.com/mhhs/MHHS%20Test/_wiki/wikis/MHHS.wiki?pagePath=%2FEnvironments%2FStand-ups%2F2024-06-12"
    )


def test_the_dashboard_opens_once_it_exists() -> None:
    """Before it is made, the list of dashboards opens."""
    assert LINKS.dashboard.endswith("/_dashboards/directory")
    assert replace(LINKS, dashboard_id="ab-1").dashboard.endswith("/_dashboards/dashboard/ab-1")
