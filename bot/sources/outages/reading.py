"""What one reading of a source of outages gives: outages by their keys, what is wrong, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from bot.sources.moments import Reckoning
from bot.sources.outages.columns import Said
from bot.sources.problems import SourceProblem
from rules.facts import Outage
from rules.programme import Programme

IMPORTED = "imported: "
"""How the source of a file that a person imported is called, before the name of the file."""


@dataclass(frozen=True, slots=True)
class OutageForm:
    """How the outages of one source are read.

    Attributes:
        columns: headings that a person named.
        defaults: what holds where a row says nothing, as a row would say it.
        sheets: names of the sheets to read; empty for all that hold outages.
        reckoning: how its local times are read.
        is_import: whether a person reads one file by hand.
    """

    programme: Programme
    reckoning: Reckoning
    columns: Mapping[Said, str] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[Said, str] = field(default_factory=lambda: MappingProxyType({}))
    sheets: tuple[str, ...] = ()
    is_import: bool = False


@dataclass(frozen=True, slots=True)
class ReadOutage:
    """An outage as one source has it.

    Attributes:
        key: by which it is known again in this source when it is read anew.
        is_told: whether the source says that those concerned were told, without saying when.
    """

    key: str
    outage: Outage
    is_told: bool = False

    def first_seen(self, now: datetime, told: datetime | None = None) -> Outage:
        """Give the outage as it is known when it is read at `now`.

        When they were told is not said: what is known from before counts, else when it was first read so, if it had not
        begun by then.
        """
        if not self.is_told or self.outage.announced is not None:
            return self.outage
        return replace(self.outage, announced=told or (now if now < self.outage.starts else None))


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What one document of a source says.

    Attributes:
        document: its name within the source.
        outages: each key once.
        problems: what is left out or was assumed, for people who keep the source.
        standing: keys of rows that cannot be read now; what was known of them stays. An empty key is of a row without a
            reference, which may be any outage of the document: all that was known stays.
        unread: places of tables that cannot be read now; what was read there stays.
        mappings: which column says what, by the place of the table.
        remarks: what else a person who looks at the reading wants to know.
        says_from: what ended before is not in the document any more, and says nothing by being gone.
    """

    document: str
    outages: tuple[ReadOutage, ...] = ()
    problems: tuple[SourceProblem, ...] = ()
    standing: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    remarks: tuple[str, ...] = ()
    says_from: datetime | None = None

    @property
    def is_empty_handed(self) -> bool:
        """Whether nothing could be read, though something stands there: then nothing is known to be gone."""
        return not self.outages and bool(self.problems)
