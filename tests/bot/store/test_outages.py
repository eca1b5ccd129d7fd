"""What sources say of outages is kept with its versions; nothing that was read is ever deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.sources.outages.reading import DocumentReading, ReadOutage
from bot.sources.problems import SourceProblem
from bot.store.engine import Store
from bot.store.outage_keeping import Kept
from bot.store.outages import KeptOutage, Mark, Outages
from rules.facts import Outage, OutageKind, OutageState

START = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
SOURCE, DOCUMENT = "tracker", "outages.xlsx"
PROBLEM = SourceProblem("outages.xlsx, line 9", "it is wrong.", "Mend it.")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Give the time."""
        return self.now

    def passes(self) -> None:
        """Let an hour pass."""
        self.now += timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    """A clock at the time of the scenario."""
    return Clock()


@pytest.fixture
def outages(store: Store, clock: Clock) -> Outages:
    """The outages of an empty store, on each engine."""
    return Outages(store.engine, clock)


def read(
    reference: str = "PO-1", *, starts: datetime | None = None, place: str = "row 2", **more: object
) -> ReadOutage:
    begins = starts or datetime(2024, 6, 20, 7, tzinfo=UTC)
    outage = Outage(
        reference, OutageKind.PLANNED, "data refresh", ("SIT A",), (), begins, begins + timedelta(hours=2),
        source=f"{DOCUMENT}, {place}",
    )  # fmt: skip
    return ReadOutage(reference, replace(outage, **more))  # type: ignore[arg-type]


def keep(outages: Outages, *read_outages: ReadOutage, **more: object) -> Kept:
    reading = DocumentReading(DOCUMENT, read_outages, **more)  # type: ignore[arg-type]
    return outages.keep(SOURCE, reading, Mark("digest", "etag", "modified"))


def known(outages: Outages, as_of: datetime) -> dict[str, KeptOutage]:
    return {each.outage.reference: each for each in outages.outages([SOURCE], as_of)}


def test_what_was_read_is_given_as_it_was_read(outages: Outages, clock: Clock) -> None:
    """With its place, and with when it was first and last read."""
    first = read(defects=(12, 13), stages=("Functional",), announced=START)
    assert keep(outages, first) == Kept(new=("PO-1",))
    [kept] = outages.outages([SOURCE], clock.now)
    assert (kept.outage, kept.version, kept.first_seen, kept.last_seen) == (first.outage, 1, START, START)
    assert outages.outages([], clock.now) == ()


def test_reading_the_same_again_changes_nothing_but_when_it_was_last_seen(outages: Outages, clock: Clock) -> None:
    """Even where the row stands further down now."""
    keep(outages, read())
    clock.passes()
    assert keep(outages, read(place="row 7")) == Kept(same=1)
    [kept] = outages.outages([SOURCE], clock.now)
    assert (kept.version, kept.since, kept.last_seen) == (1, START, clock.now)
    assert kept.outage.source == "outages.xlsx, row 7"


def test_a_corrected_row_is_a_new_version_and_the_old_one_is_kept(outages: Outages, clock: Clock) -> None:
    """As of an instant before the correction the old one is given."""
    keep(outages, read())
    clock.passes()
    assert keep(outages, read(title="Corrected")) == Kept(changed=("PO-1",))
    now, then = known(outages, clock.now)["PO-1"], known(outages, START)["PO-1"]
    assert (now.outage.title, now.version, now.first_seen) == ("Corrected", 2, START)
    assert (then.outage.title, then.version) == ("", 1)
    assert [each.outage.title for each in outages.versions(now)] == ["", "Corrected"]


def test_a_vanished_row_is_withdrawn_and_stays(outages: Outages, clock: Clock) -> None:
    """It counts as cancelled from then on, is told once, and comes back if the row does."""
    keep(outages, read(), read("PO-2"))
    clock.passes()
    assert keep(outages, read("PO-2")) == Kept(withdrawn=("PO-1",), same=1)
    gone = known(outages, clock.now)["PO-1"].outage
    assert (gone.withdrawn_at, gone.state_at(clock.now)) == (clock.now, OutageState.CANCELLED)
    assert not known(outages, START)["PO-1"].outage.withdrawn
    assert keep(outages, read("PO-2")) == Kept(same=1)
    assert keep(outages, read(), read("PO-2")) == Kept(changed=("PO-1",), same=1)
    assert not known(outages, clock.now)["PO-1"].outage.withdrawn


def test_a_bad_row_leaves_what_was_known_of_it(outages: Outages, clock: Clock) -> None:
    """So does a sheet whose columns are not clear any more; only what is surely gone is withdrawn."""
    keep(outages, read(), read("PO-2", place="sheet July, row 3"), read("PO-3"))
    changed = keep(outages, read("PO-4"), standing=frozenset({"PO-1"}), unread=("outages.xlsx, sheet July",))
    assert changed == Kept(new=("PO-4",), withdrawn=("PO-3",))


def test_a_row_without_a_reference_that_cannot_be_read_leaves_all_that_was_known(outages: Outages) -> None:
    """It may be any of them; once it is mended, what is gone is withdrawn."""
    keep(outages, read(), read("PO-2"))
    assert keep(outages, read(), standing=frozenset({""})) == Kept(same=1)
    assert keep(outages, read()) == Kept(withdrawn=("PO-2",), same=1)


def test_a_series_that_cannot_be_read_leaves_its_instances(outages: Outages, clock: Clock) -> None:
    """They are known by the UID of the series and their own start."""
    keep(outages, replace(read(), key="uid/2024-06-20"), replace(read("PO-2"), key="uid-2/2024-06-20"))
    changed = keep(outages, read("PO-3"), standing=frozenset({"uid"}))
    assert changed.withdrawn == ("PO-2",)


def test_a_source_that_fails_withdraws_nothing(outages: Outages, clock: Clock) -> None:
    """Be it refused as a whole, or every row of it wrong."""
    keep(outages, read())
    outages.refuse(SOURCE, DOCUMENT, PROBLEM)
    assert keep(outages, problems=(PROBLEM,)) == Kept()
    assert not known(outages, clock.now)["PO-1"].outage.withdrawn
    [document] = outages.documents([SOURCE])
    assert document.problems == (PROBLEM,)


def test_a_document_that_could_not_be_read_whole_may_hold_what_was_not_found(outages: Outages) -> None:
    """What was only assumed in it hides nothing."""

    def is_whole() -> bool:
        document = outages.document(SOURCE, DOCUMENT)
        return document is not None and document.is_whole

    keep(outages, read(), problems=(PROBLEM,))
    assert is_whole()
    keep(outages, read(), problems=(PROBLEM,), standing=frozenset({"PO-2"}))
    assert not is_whole()
    keep(outages, read(), problems=(PROBLEM,), unread=("outages.xlsx, sheet July",))
    assert not is_whole()
    outages.refuse(SOURCE, DOCUMENT, PROBLEM)
    assert not is_whole()


def test_a_refused_document_is_read_again_though_it_did_not_change(outages: Outages) -> None:
    """The mark by which it is known is taken away."""
    keep(outages, read())
    assert (known_mark := outages.document(SOURCE, DOCUMENT)) is not None
    assert known_mark.mark == Mark("digest", "etag", "modified")
    outages.refuse(SOURCE, DOCUMENT, PROBLEM)
    assert (refused := outages.document(SOURCE, DOCUMENT)) is not None
    assert refused.mark == Mark("")


def test_a_document_that_did_not_change_was_seen_all_the_same(outages: Outages, clock: Clock) -> None:
    """What was withdrawn before is not seen by that."""
    keep(outages, read(), read("PO-2"))
    clock.passes()
    keep(outages, read())
    clock.passes()
    outages.same(SOURCE, DOCUMENT)
    outages.same(SOURCE, "never read.xlsx")
    seen = known(outages, clock.now)
    assert (seen["PO-1"].last_seen, seen["PO-2"].last_seen) == (clock.now, START)


def test_a_document_that_is_gone_takes_its_outages_with_it(outages: Outages, clock: Clock) -> None:
    """They are withdrawn, and it says nothing is wrong any more."""
    keep(outages, read(), problems=(PROBLEM,))
    assert outages.gone(SOURCE, [DOCUMENT]) == Kept()
    assert outages.gone(SOURCE, []) == Kept(withdrawn=("PO-1",))
    [document] = outages.documents([SOURCE])
    assert (document.is_there, document.problems) == (False, ())


def test_what_ended_before_a_calendar_begins_is_not_withdrawn(outages: Outages, clock: Clock) -> None:
    """Instances of long ago fall out of the horizon; that says nothing of them."""
    old, recent = read(starts=START - timedelta(days=400)), read("PO-2", starts=START - timedelta(days=3))
    keep(outages, old, recent)
    assert keep(outages, read("PO-3"), says_from=START - timedelta(days=366)).withdrawn == ("PO-2",)


def test_who_was_told_without_a_date_was_told_when_it_was_first_read_so(outages: Outages, clock: Clock) -> None:
    """A later correction does not move that."""
    keep(outages, read())
    clock.passes()
    keep(outages, replace(read(), is_told=True))
    told = clock.now
    assert known(outages, clock.now)["PO-1"].outage.announced == told
    clock.passes()
    keep(outages, replace(read(title="Corrected"), is_told=True))
    assert known(outages, clock.now)["PO-1"].outage.announced == told
    assert known(outages, START)["PO-1"].outage.announced is None


def test_sources_are_given_in_the_order_that_is_asked_for(outages: Outages, clock: Clock) -> None:
    """Within one, by document and start."""
    keep(outages, read())
    other = DocumentReading("a.csv", (read("PO-9"), read("PO-8", starts=START)))
    outages.keep("imported: a.csv", other, Mark("digest"))
    given = [each.outage.reference for each in outages.outages(["imported: a.csv", SOURCE], clock.now)]
    assert given == ["PO-8", "PO-9", "PO-1"]
    assert outages.imported("imported: ") == ("imported: a.csv",)
