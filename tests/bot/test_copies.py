"""Copies of everything that was posted, in one folder, as people got it."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.policy import default
from pathlib import Path

import pytest

from bot.copies import write_copies
from bot.cycle import CycleReport
from bot.plan import Plan
from tests.scenarios.conftest import staged


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CycleReport]:
    """One cycle on the scenario, shared by the tests of this file."""
    with staged(tmp_path_factory.mktemp("stage")) as stage:
        yield stage.cycle()


def test_every_mail_that_was_sent_is_there_as_it_was_sent(report: CycleReport, tmp_path: Path) -> None:
    """One file a message, named after whom it went to and its subject, and readable as mail."""
    written = write_copies(report, tmp_path)
    mails = [path for path in written if path.suffix == ".eml"]
    assert len(mails) == len(report.posting.copies)
    read = [email.message_from_bytes(path.read_bytes(), policy=default) for path in mails]
    assert sorted(str(each["Message-ID"]) for each in read) == sorted(
        str(each["Message-ID"]) for each in report.posting.copies
    )
    named = [path.name for path in mails if "please-act" in path.name]
    assert {name.partition("-example-com-")[0] for name in named} >= {"mail-defect-manager-si"}


def test_the_plan_can_be_read_again(report: CycleReport, tmp_path: Path) -> None:
    """It is sealed by its hash, which names the file."""
    written = {path.name: path for path in write_copies(report, tmp_path)}
    name = f"plan-{report.plan.hash[:12]}.json"
    assert Plan.from_json(written[name].read_bytes(), name) == report.plan


def test_the_index_leads_to_every_document_and_to_further_pages(report: CycleReport, tmp_path: Path) -> None:
    """The folder is made where there is none."""
    entry = {"href": "more.html", "label": "More", "title": "Another page", "about": "For the test."}
    folder = tmp_path / "new" / "out"
    written = {path.name for path in write_copies(report, folder, [entry])}
    assert written == {path.name for path in folder.iterdir()}
    index = (folder / "index.html").read_text(encoding="utf-8")
    pages = {name for name in written if name.endswith(".html") and name != "index.html"}
    assert {"agenda.html", "card.html", "digest.html", "dashboard.html", "escalation.html", "alert.html"} <= pages
    assert all(f'href="{name}"' in index for name in (*pages, "more.html"))
