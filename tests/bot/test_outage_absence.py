"""What people were told of counts as gone only where every source of outages was read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.outage_absence import Absence
from bot.settings import read_settings
from bot.sources.outages.reading import DocumentReading
from bot.sources.problems import SourceProblem
from bot.store.engine import Store, open_store
from bot.store.outages import Mark
from rules.announcing import Told
from rules.facts import OutageKind
from tests.bot.sources.documents import MHHS
from tests.bot.test_known_outages import SETTINGS
from tests.rules.builders import an_outage

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
TOLD = Told(0, NOW, NOW, {}, {}, an_outage(starts="2024-06-13 10:00", kind=OutageKind.PLANNED))
SOURCES = "sources: {outages: [{kind: file, path: outages.csv}, {kind: folder, path: changes}]}\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    with open_store(f"sqlite:///{tmp_path / 'envbot.sqlite'}", now=lambda: NOW) as opened:
        yield opened


def test_an_outage_is_gone_once_every_source_was_read(store: Store) -> None:
    """Not while one was never read, or not whole; a folder may be empty."""
    settings = read_settings(SETTINGS + SOURCES)
    outages = store.history.outages

    def is_certain() -> bool:
        return Absence(store.history, MHHS, settings, NOW).is_certain(TOLD)

    assert not is_certain()
    outages.keep("outages.csv", DocumentReading("outages.csv"), Mark("digest"))
    assert is_certain()
    problem = SourceProblem("outages.csv, row 4", "it has no start, so it is left out.", "Fill it in.")
    outages.refuse("changes/", "changes/june.csv", problem)
    assert not is_certain()
    outages.gone("changes/", [])
    assert is_certain()
