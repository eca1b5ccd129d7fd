"""The history gives defects as they were at any instant, and knows what it still lacks."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.store.engine import Store
from bot.store.history import Counts, StoredPage
from rules.facts import Comment, Person
from tests.bot.store.building import TESTER, a_revision

SOMEBODY = Person("Tester A", "tester.a@example.com")
NOON = datetime(2024, 6, 2, 12, tzinfo=UTC)


def a_comment(number: int, at: datetime, text: str = "Seen again.") -> Comment:
    """Give a comment."""
    return Comment(number, at, SOMEBODY, text)


def test_a_defect_comes_back_with_its_whole_history(store: Store) -> None:
    """Instants, people, fields and the address that a person opens."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 2, State="Open", Tags="sit; dip")], "1")
    defect = store.history.defects()[1]
    assert (defect.id, defect.project, defect.state, defect.tags) == (1, "MHHS", "Open", ("sit", "dip"))
    assert defect.url == "https://dev.azure.com/example/MHHS/_workitems/edit/1"
    first, second = defect.revisions
    assert (first.number, first.at) == (1, datetime(2024, 6, 1, 8, 0, 0, 500_000, tzinfo=UTC))
    assert second.by == SOMEBODY
    assert "System.Tags" not in first.fields


def test_a_defect_as_of_an_instant_is_what_it_was_then(store: Store) -> None:
    """Later revisions and comments are not known, and what was not raised yet is not there."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 3, State="Open"), a_revision(2, 4)], "1")
    store.history.save_comments(1, [a_comment(1, NOON), a_comment(2, NOON.replace(day=3))], count=2)
    defects = store.history.defects(as_of=NOON)
    assert list(defects) == [1]
    assert defects[1].state == "New"
    assert [comment.id for comment in defects[1].comments] == [1]


def test_a_field_that_lost_its_value_is_absent_from_then_on(store: Store) -> None:
    """Azure DevOps leaves out what is empty."""
    store.history.save_page("s", [a_revision(1, 1, Tags="sit"), a_revision(1, 2)], "1")
    first, second = store.history.defects()[1].revisions
    assert first.fields["System.Tags"] == "sit"
    assert "System.Tags" not in second.fields


def test_defects_are_chosen_by_number_and_type(store: Store) -> None:
    """Outage records stand in the same history."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(2, 1), a_revision(3, 1, WorkItemType="Outage")], "1")
    assert set(store.history.defects(ids=[2, 3, 99])) == {2, 3}
    assert set(store.history.defects(types=["Outage"])) == {3}
    assert set(store.history.defects(ids=[1, 3], types=["Bug"])) == {1}
    assert store.history.defects(ids=[]) == {}


def test_very_many_numbers_may_be_asked_for(store: Store) -> None:
    """They are asked for in several statements."""
    store.history.save_page("s", [a_revision(number, 1) for number in (1, 12_000)], "1")
    assert set(store.history.defects(ids=range(1, 12_001))) == {1, 12_000}


def test_a_deleted_defect_is_gone_since_its_deletion(store: Store) -> None:
    """As of an instant before, it was still there."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(1, 3, deleted=True)], "1")
    assert store.history.defects() == {}
    assert set(store.history.defects(as_of=NOON)) == {1}
    assert store.history.counts().deleted == 1


def test_people_of_reports_are_read_as_text_too(store: Store) -> None:
    """`Name <mail>` is the other way in which identities come."""
    revisions = [a_revision(1, 1, ChangedBy="Tester A <tester.a@example.com>"), a_revision(2, 1, ChangedBy="Service")]
    unnamed = a_revision(3, 1, ChangedBy=None)
    store.history.save_page("s", [*revisions, unnamed], "1")
    by = {number: defect.latest.by for number, defect in store.history.defects().items()}
    assert by == {1: SOMEBODY, 2: Person("Service"), 3: Person("")}


def test_people_of_the_reporting_api_get_name_and_mail_apart(store: Store) -> None:
    """It writes both into the unique name, as no other API does."""
    reported = {"id": "d291b0c4", "uniqueName": "Tester A <tester.a@example.com>"}
    odd = {"kind": "no identity"}
    store.history.save_page("s", [a_revision(1, 1, ChangedBy=reported, AssignedTo=reported, Odd=odd)], "1")
    latest = store.history.defects()[1].latest
    assert latest.by == SOMEBODY
    assert latest.fields["System.AssignedTo"] == {"id": "d291b0c4", **TESTER}
    assert latest.fields["System.Odd"] == odd


def test_revisions_share_what_they_have_in_common(store: Store) -> None:
    """Equal values and people are one object, so that a large history fits into memory."""
    store.history.save_page("s", [a_revision(number, rev) for number in (1, 2) for rev in (1, 2)], "1")
    one, two = store.history.defects().values()
    fields = [revision.fields for defect in (one, two) for revision in defect.revisions]
    for name in ("System.State", "System.ChangedBy"):
        assert len({id(values[name]) for values in fields}) == 1
    assert one.latest.by is two.latest.by


def test_wiki_pages_below_a_page_are_replaced_together(store: Store) -> None:
    """A page that is gone from the wiki is gone from the store; other folders and wikis stay."""
    one, two = (StoredPage("MHHS.wiki", f"/Releases/DIP 4.2.{part}", "text", "https://x") for part in (1, 2))
    other = StoredPage("MHHS.wiki", "/Releases%/odd", "text", "")
    store.history.save_wiki_pages("MHHS.wiki", "/Releases", [one, two])
    store.history.save_wiki_pages("MHHS.wiki", "/Releases%", [other])
    store.history.save_wiki_pages("MHHS.wiki", "/Releases", [two])
    assert store.history.wiki_pages("MHHS.wiki", "/Releases") == (two,)
    assert store.history.wiki_pages("MHHS.wiki", "/Releases%") == (other,)
    assert store.history.wiki_pages("Other.wiki", "/Releases") == ()
    store.history.save_wiki_pages("MHHS.wiki", "/Releases", [])
    assert store.history.wiki_pages("MHHS.wiki", "/Releases") == ()


def test_the_watermark_is_of_its_stream(store: Store) -> None:
    """Another project or other types begin at the beginning."""
    assert store.history.watermark("revisions of MHHS: Bug") is None
    store.history.save_page("revisions of MHHS: Bug", [], "17;2")
    assert store.history.watermark("revisions of MHHS: Bug") == "17;2"
    assert store.history.watermark("revisions of MHHS: Bug, Outage") is None


def test_the_history_counts_what_it_holds(store: Store) -> None:
    """Deleted work items are counted apart."""
    store.history.save_page(
        "s", [a_revision(1, 1, CommentCount=1), a_revision(2, 1), a_revision(2, 2, deleted=True)], "1"
    )
    store.history.save_comments(1, [a_comment(1, NOON)], count=1)
    store.history.save_wiki_pages("w", "/Releases", [StoredPage("w", "/Releases/1", "text", "")])
    assert store.history.counts() == Counts(work_items=1, deleted=1, revisions=3, comments=1, wiki_pages=1)


def test_identity_values_stay_as_azure_devops_writes_them(store: Store) -> None:
    """Conditions over people see the object that came."""
    store.history.save_page("s", [a_revision(1, 1)], "1")
    assert store.history.defects()[1].latest.fields["System.ChangedBy"] == TESTER
