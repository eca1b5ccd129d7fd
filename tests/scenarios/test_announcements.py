"""Planned outages of the scenario are announced, changed and cancelled once, and update the same calendar entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import Message

import httpx
import pytest
import yaml
from icalendar import Calendar, Component
from openpyxl import load_workbook

from bot.announcing import keep_told
from bot.announcing import told as told_of
from bot.assemble import Azure, postman
from bot.commands.outage_lists import OutageLists
from bot.cycle import decide_now, publish_now, pull_all
from bot.deliver.delivery import Channel, Fate
from bot.deliver.mail import compose, send_mail
from bot.demo_yesterday import announce_the_day_before
from bot.known_outages import known_outages
from bot.publish.documents import Kind
from bot.rehearsal_outages import TRACKER
from rules.facts import OutageState
from sandbox.wiki import Wikis
from tests.scenarios.conftest import Stage

MANAGER = "environment-manager.si@example.com"


def entries(stage: Stage, recipient: str = MANAGER) -> list[tuple[str, Component]]:
    """Give the calendar entries that somebody received by mail, each with its method, in their order."""
    messages = (mail.message for mail in stage.post.mails if mail.recipients == (recipient,))
    parts = (part for message in messages for part in message.walk())
    return [entry_of(part) for part in parts if part.get_content_type() == "text/calendar"]


def entry_of(part: Message) -> tuple[str, Component]:
    """Read a calendar part; what the part says of its method must be what the calendar says."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = Calendar.from_ical(content)
    assert part.get_param("method") == calendar["METHOD"]
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def told(stage: Stage) -> list[tuple[str, str, int]]:
    """Give method, summary and sequence of what the environment manager received."""
    return [(method, str(event["SUMMARY"]), int(str(event["SEQUENCE"]))) for method, event in entries(stage)]


@pytest.fixture
def announced(stage: Stage) -> Stage:
    """The morning after a day on which outages were announced."""
    stage.act(lambda azure: announce_the_day_before(stage.house, azure))
    return stage


def test_the_day_before_tells_what_was_planned_by_then(announced: Stage) -> None:
    """Four planned outages were due, one of them from a file; a mail has its entry inside."""
    ids = announced.id_of
    assert told(announced) == [
        ("REQUEST", f"EES patching in SIT A (OUT-{ids('outage-ees-patching')})", 0),
        ("REQUEST", f"DIP patching in UIT (OUT-{ids('outage-cancelled')})", 0),
        ("REQUEST", f"MPRS 9.3 deployment in SIT A and SIT Staging (OUT-{ids('outage-mprs-deployment')})", 0),
        ("REQUEST", "DIP 4.2.2 deployment (PO-101)", 0),
    ]


def test_the_morning_changes_cancels_and_adds_and_a_second_run_tells_nothing(announced: Stage) -> None:
    """Moved and cancelled outages keep their identity and count up; new ones are new."""
    before = {str(event["SUMMARY"]): event["UID"] for _, event in entries(announced)}
    announced.cycle()
    later = entries(announced)[len(before) :]
    by_summary = {str(event["SUMMARY"]).removeprefix("Cancelled: "): (method, event) for method, event in later}
    for summary, method, status in (
        ("DIP patching in UIT", "CANCEL", "CANCELLED"),
        ("MPRS 9.3 deployment in SIT A and SIT Staging", "REQUEST", "CONFIRMED"),
    ):
        key = next(each for each in by_summary if each.startswith(summary))
        found, event = by_summary[key]
        assert (found, event["STATUS"], event["SEQUENCE"]) == (method, status, 1)
        assert event["UID"] == before[key]
    assert not any("EES patching" in summary for summary in by_summary)
    refresh = next(event for summary, (_, event) in by_summary.items() if "data refresh" in summary)
    assert 'The test slot "Settlement run 3" is booked' in str(refresh["DESCRIPTION"])
    count, cards = len(announced.post.mails), len(announced.post.posts)
    announced.reopen()
    second = announced.cycle()
    assert {one.fate for one in second.posting.deliveries} == {Fate.UNCHANGED}
    assert (len(announced.post.mails), len(announced.post.posts)) == (count, cards)


def test_a_run_that_was_killed_between_two_mails_is_finished_and_repeats_none(stage: Stage) -> None:
    """Everybody has each announcement once, whoever had it before."""

    async def begun(azure: Azure) -> None:
        """Do what a run had done when it was killed: keep what is told, and send it to the first recipient."""
        await pull_all(stage.house, azure)
        house = stage.house
        document = publish_now(house, *decide_now(house)).of(Kind.ANNOUNCEMENT)[0]
        assert document.announcement
        run = house.store.runs.start("run --apply")
        keep_told(document.announcement, house.store.ledger, run)
        post, mail = postman(house, azure.http), house.settings.publish.mail
        assert post
        assert mail
        message = compose(document, MANAGER, mail.sender, house.now())
        await send_mail(document, message, post, house.store.ledger, run)

    stage.act(begun)
    assert len(entries(stage)) == 1
    stage.reopen()
    stage.cycle()
    summaries = [summary for _, summary, _ in told(stage)]
    assert len(summaries) == len(set(summaries)) > 3
    for recipient in ("environment-manager.elexon@example.com", "defect-manager.si@example.com"):
        received = [str(event["SUMMARY"]) for _, event in entries(stage, recipient)]
        assert len(received) == len(set(received)) > 0


def test_the_page_and_the_calendar_hold_what_is_coming(announced: Stage) -> None:
    """With what is late, what clashes, and how available everything was."""
    report = announced.cycle()
    (wiki,) = announced.server.world.part(Wikis).all()
    page = wiki.page("/Environments/Outages").content
    assert "Announced too late: 2 working days ahead, and 3 working days are agreed." in page
    assert "SIT B data refresh before Non-Functional" in page
    assert "| SIT A | **99\\.52 %** |" in page
    assert "DTN maintenance in UIT" in _row_with(page, "planned, announced by envbot")
    assert "PO-101 " in _row_with(page, "planned, announced by its record")
    feed = Calendar.from_ical((announced.config.parent / "outages.ics").read_bytes())
    statuses = {str(event["SUMMARY"]): str(event["STATUS"]) for event in feed.walk("VEVENT")}
    cancelled = [summary for summary, status in statuses.items() if status == "CANCELLED"]
    assert cancelled == [f"Cancelled: DIP patching in UIT (OUT-{announced.id_of('outage-cancelled')})"]
    assert report.posting.count(Channel.CALENDAR) == 1


def take_away(stage: Stage, *sources: str) -> None:
    """Delete two records that were announced, and name no source of outages but these files in the settings."""
    token = next(iter(stage.environment.values()))
    for key in ("outage-ees-patching", "outage-mprs-deployment"):
        address = f"{stage.server.base_url}/MHHS/_apis/wit/workitems/{stage.id_of(key)}"
        httpx.delete(address, params={"api-version": "7.1"}, auth=("", token)).raise_for_status()
    settings = yaml.safe_load(stage.config.read_text())
    settings["sources"]["outages"] = [{"kind": "file", "path": each} for each in sources]
    stage.config.write_text(yaml.safe_dump(settings))
    stage.reopen()


def test_what_no_source_has_any_more_is_cancelled_once_or_gets_its_end(announced: Stage) -> None:
    """A record that was deleted, an outage of a list that the settings do not name any more; one was under way."""
    first = told(announced)
    take_away(announced)
    announced.cycle()
    later = told(announced)[len(first) :]
    mprs = f"MPRS 9.3 deployment in SIT A and SIT Staging (OUT-{announced.id_of('outage-mprs-deployment')})"
    assert ("CANCEL", f"Cancelled: {mprs}", 1) in later
    assert ("CANCEL", "Cancelled: DIP 4.2.2 deployment (PO-101)", 1) in later
    assert ("REQUEST", f"EES patching in SIT A (OUT-{announced.id_of('outage-ees-patching')})", 1) in later
    why = [str(event["DESCRIPTION"]).partition("\n")[0] for _, event in entries(announced)[len(first) :]]
    assert why.count("No source of outages has it any more.") == 2
    assert "No source of outages has it any more, so that it is taken to have ended when that was seen." in why
    count, cards = len(announced.post.mails), len(announced.post.posts)
    announced.reopen()
    assert {one.fate for one in announced.cycle().posting.deliveries} == {Fate.UNCHANGED}
    assert (len(announced.post.mails), len(announced.post.posts)) == (count, cards)


@pytest.mark.parametrize("source", ["nowhere.csv", TRACKER])
def test_a_source_that_cannot_be_read_cancels_nothing(announced: Stage, source: str) -> None:
    """It may have what is not found; the calendar that people subscribe to has it, too."""
    first = told(announced)
    (announced.config.parent / TRACKER).write_bytes(b"no workbook")
    take_away(announced, source)
    announced.cycle()
    later = [summary for _, summary, _ in told(announced)[len(first) :]]
    assert not any(name in summary for summary in later for name in ("EES patching", "MPRS 9.3", "PO-101"))
    feed = (announced.config.parent / "outages.ics").read_text()
    assert "MPRS 9.3 deployment" in feed
    assert "Cancelled: MPRS" not in feed


@pytest.mark.parametrize("reference", ["PO-101", ""])
def test_a_row_that_cannot_be_read_any_more_cancels_nothing(announced: Stage, reference: str) -> None:
    """Even where its reference is gone with its start: the outage stands as it was announced."""
    first = told(announced)
    tracker = announced.config.parent / TRACKER
    book = load_workbook(tracker)
    row = next(row for sheet in book.worksheets for row in sheet.iter_rows() if row[0].value == "PO-101")
    row[0].value, row[3].value = reference, "soon"
    book.save(tracker)
    announced.cycle()
    assert not any("PO-101" in summary for _, summary, _ in told(announced)[len(first) :])
    house = announced.house
    known = known_outages(house.store.history, house.programme, house.settings, house.now())
    (outage,) = (each for each in known.outages if each.reference == "PO-101")
    assert (outage.withdrawn, outage.state_at(house.now())) == (False, OutageState.ANNOUNCED)
    assert any("soon" in problem.what for problem in known.problems)


def test_the_list_says_the_same_as_the_page_of_who_announced_it(announced: Stage) -> None:
    """The record, or envbot itself; as of before nobody."""
    announced.cycle()
    house, sunday = announced.house, "dtn-sunday@example.com/2024-06-16"

    def listed(now: datetime) -> dict[str, tuple[str, str | None]]:
        known = known_outages(house.store.history, house.programme, house.settings, now)
        lists = OutageLists(house.programme.zone, now, told_of(house.store.ledger))
        document = lists.list_document(known.outages, known, ())
        return {each["reference"]: (each["state"], each["announced_by"]) for each in document["outages"]}

    after = listed(house.now())
    assert after[sunday] == ("announced", "envbot")
    assert after["PO-101"] == ("announced", "its record")
    assert listed(house.now() - timedelta(days=3))[sunday] == ("to come", None)


def _row_with(page: str, words: str) -> str:
    return " ".join(line for line in page.splitlines() if words in line)
