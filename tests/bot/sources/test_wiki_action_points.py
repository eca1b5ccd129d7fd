"""Action points stay open from stand-up to stand-up until somebody ticks them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.sources.wiki_action_points import read_action_points
from bot.store.history import StoredPage
from rules.facts import ActionPoint
from tests.bot.a_programme import a_programme

TODAY = date(2024, 6, 12)


def a_page(day: str, *lines: str, heading: str = "## Actions") -> StoredPage:
    """Give the page of a stand-up."""
    return StoredPage("MHHS.wiki", f"/Environments/Stand-ups/{day}", "\n".join((heading, "", *lines)), f"https://{day}")


def test_an_open_point_says_what_who_and_about_which_defect() -> None:
    """It was raised on the day of its page, local time."""
    page = a_page("2024-06-11", "- [ ] Send the *harness* log (of 28 May) again (Supplier C, #12)", "- [x] Done (A)")
    points, problems = read_action_points([page], a_programme(), TODAY)
    assert problems == ()
    assert points == (
        ActionPoint(
            text="Send the harness log (of 28 May) again",
            owner="Supplier C",
            raised=datetime(2024, 6, 10, 23, tzinfo=UTC),
            defect=12,
            url="https://2024-06-11",
        ),
    )


def test_a_point_that_is_carried_on_was_raised_when_it_first_stood_there() -> None:
    """The same text about the same defect is the same point; its last page is the one to open."""
    pages = [a_page(f"2024-06-{day}", "- [ ] Check the firewall (LDSO B, #7)") for day in ("11", "07")]
    (point,), _ = read_action_points(pages, a_programme(), TODAY)
    assert point.raised == datetime(2024, 6, 6, 23, tzinfo=UTC)
    assert point.url == "https://2024-06-11"


def test_a_point_is_done_once_its_last_page_says_so() -> None:
    """Earlier pages on which it is open do not open it again."""
    pages = [a_page("2024-06-10", "- [ ] Check it (A)"), a_page("2024-06-11", "- [X] check it (A)")]
    assert read_action_points(pages, a_programme(), TODAY) == ((), ())


def test_points_of_today_and_of_other_pages_do_not_count() -> None:
    """Today's page is being written; a page that is not named for a day is no stand-up's."""
    pages = [a_page("2024-06-12", "- [ ] New (A)"), a_page("Template", "- [ ] Sample (A)")]
    assert read_action_points(pages, a_programme(), TODAY) == ((), ())


def test_only_boxes_under_a_heading_about_actions_count() -> None:
    """Other lists have boxes too."""
    pages = [
        a_page("2024-06-10", "- [ ] Not this (A)", heading="## Checks"),
        a_page("2024-06-11", "- No box (A)", "- [ ] This (A)", heading="## Minutes and new actions"),
    ]
    points, _ = read_action_points(pages, a_programme(), TODAY)
    assert [point.text for point in points] == ["This"]


def test_a_point_that_nobody_owns_is_told_and_still_counts() -> None:
    """The bot itself writes `nobody` where there is no owner."""
    page = a_page("2024-06-11", "- [ ] Ask about #9", "- [ ] Call DCC (nobody)", "- [ ] (in brackets)")
    points, problems = read_action_points([page], a_programme(), TODAY)
    assert [(point.text, point.owner, point.defect) for point in points] == [
        ("Ask about #9", "", 9),
        ("Call DCC", "", None),
        ("(in brackets)", "", None),
    ]
    assert str(problems[0]) == (
        "wiki page /Environments/Stand-ups/2024-06-11, line 3: nobody owns 'Ask about #9'. "
        "Write who does it: `(Owner, #1234)`."
    )
    assert len(problems) == 3
