"""Links are known from both their ends, as they stand."""

from __future__ import annotations

from ado_client.results import LinkChange
from bot.store.engine import Store
from rules.facts import Relation
from tests.bot.store.building import a_revision

RELATED, HIERARCHY = "System.LinkTypes.Related", "System.LinkTypes.Hierarchy"
STREAM = "links"


def came(source: int, target: int, kind: str = RELATED, comment: str = "") -> LinkChange:
    """Give a link that came."""
    return LinkChange(kind, source, target, is_there=True, comment=comment)


def went(source: int, target: int, kind: str = RELATED) -> LinkChange:
    """Give a link that went."""
    return LinkChange(kind, source, target, is_there=False)


def links(store: Store, number: int) -> list[tuple[str, int | None]]:
    """Give kind and target of the links of a work item."""
    return [(link.kind, link.target) for link in store.history.defects()[number].relations]


def test_both_ends_see_a_link(store: Store) -> None:
    """With its direction, if it has one; the other end may be of a type that is not stored."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(2, 1)], "1")
    store.history.save_links(STREAM, [came(1, 2, HIERARCHY), came(2, 1, comment="same cause"), came(7, 2)], "9")
    assert links(store, 1) == [(f"{HIERARCHY}-Forward", 2), (RELATED, 2)]
    assert links(store, 2) == [(RELATED, 1), (f"{HIERARCHY}-Reverse", 1), (RELATED, 7)]
    address = "https://dev.azure.com/example/_apis/wit/workItems/1"
    assert Relation(RELATED, 1, address, "same cause") in store.history.defects()[2].relations
    assert store.history.watermark(STREAM) == "9"


def test_a_link_may_be_told_before_its_work_items(store: Store) -> None:
    """The streams of links and of revisions are read one after the other."""
    store.history.save_links(STREAM, [came(1, 2)], "1")
    store.history.save_page("s", [a_revision(1, 1)], "1")
    assert links(store, 1) == [(RELATED, 2)]


def test_a_link_that_went_is_gone_from_whichever_end_it_is_told(store: Store) -> None:
    """Within a page and across pages, the last word counts."""
    store.history.save_page("s", [a_revision(1, 1), a_revision(2, 1)], "1")
    store.history.save_links(STREAM, [came(1, 2), went(2, 1), came(1, 3)], "1")
    assert links(store, 1) == [(RELATED, 3)]
    store.history.save_links(STREAM, [went(3, 1), came(2, 1)], "2")
    assert links(store, 1) == [(RELATED, 2)]


def test_a_page_of_links_that_comes_again_changes_nothing(store: Store) -> None:
    """A comment that was changed takes the place of the old one."""
    store.history.save_page("s", [a_revision(1, 1)], "1")
    store.history.save_links(STREAM, [came(1, 2)], "1")
    store.history.save_links(STREAM, [came(1, 2, comment="same cause")], "1")
    store.history.save_links(STREAM, [], "1")
    assert [link.comment for link in store.history.defects()[1].relations] == ["same cause"]
