"""Say of an outage that people were told of and that is not found any more, whether it is certainly gone."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from bot.known_outages import chosen_records
from bot.outage_settings import OutageFolder
from bot.settings import Settings
from bot.store.history import History
from rules.announcing import Told
from rules.programme import Programme


class Absence:
    """Knows whether every source of outages was read whole when it was read last: that is, in this run."""

    def __init__(self, history: History, programme: Programme, settings: Settings, now: datetime) -> None:
        self._history = history
        self._programme = programme
        self._settings = settings
        self._now = now

    def is_certain(self, told: Told) -> bool:
        """Whether an outage that no source gave is in none. What could not be read may still have it."""
        return told.outage is not None and self._is_read and told.outage.reference.casefold() not in self._records

    @cached_property
    def _is_read(self) -> bool:
        """Whether each source of the settings was read, and nothing in it was left out."""
        for source in self._settings.sources.outages:
            known = self._history.outages.documents((source.title,))
            if not known and not isinstance(source, OutageFolder):  # a folder may be empty
                return False
            if any(each.is_there and not each.is_whole for each in known):
                return False
        return True

    @cached_property
    def _records(self) -> frozenset[str]:
        """The references of the records in Azure DevOps; one that gives no outage could not be read."""
        records = self._history.defects(as_of=self._now, types=(self._programme.outages.type,))
        chosen = chosen_records(records, self._settings, self._programme, self._now)
        return frozenset(f"OUT-{number}".casefold() for number in chosen)
