"""Read outages from the work items that record them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.sources.names import Names, environment_names, system_names
from bot.sources.outages.words import impact_of_words, is_all, words_of_list
from bot.sources.problems import SourceProblem
from rules.facts import Defect, Impact, Outage, OutageKind
from rules.programme import Programme


def read_outages(
    records: Iterable[Defect], programme: Programme
) -> tuple[tuple[Outage, ...], tuple[SourceProblem, ...]]:
    """Give the outages of records as `History.defects` gives them, and what is wrong in records.

    A record without a usable kind, start or place gives no outage.
    """
    outages: list[Outage] = []
    problems: list[SourceProblem] = []
    reader = _RecordReader(programme, problems)
    for record in records:
        outage = reader.read(record)
        if outage is not None:
            outages.append(outage)
    return tuple(outages), tuple(problems)


class _RecordReader:
    """Reads one record after the other and notes what is wrong in them."""

    def __init__(self, programme: Programme, problems: list[SourceProblem]) -> None:
        self._fields = programme.fields
        self._records = programme.outages
        self._environments = environment_names(programme)
        self._systems = system_names(programme)
        self._problems = problems

    def read(self, record: Defect) -> Outage | None:
        kind = self._kind(record)
        starts = self._instant(record, self._records.starts)
        environments = self._named(record, self._fields.environment, self._environments)
        systems = self._named(record, self._fields.system, self._systems)
        if starts is None and not record.text(self._records.starts):
            self._note(record, "it has no start, so it is left out.", "Fill in when the outage began or will begin.")
        if environments is None or systems is None:
            return None
        if not environments and is_all(record.text(self._fields.system)):
            systems = self._systems.every
        if not environments and not systems:
            self._note(
                record,
                "it names no environment and no system of the programme, so it is left out.",
                "Say where the outage is.",
            )
        if kind is None or starts is None or not (environments or systems):
            return None
        return Outage(
            reference=f"OUT-{record.id}",
            kind=kind,
            reason=record.text(self._records.reason),
            environments=environments,
            systems=systems,
            starts=starts,
            ends=self._end(record, starts),
            title=record.title,
            party=record.text(self._fields.party),
            cancelled=record.state in self._records.cancelled,
            work_item=record.id,
            url=record.url,
            source=f"work item {record.id}",
            announced=self._announced(record),
            impact=self._impact(record),
            slots=words_of_list(self._listed(record, self._records.slots)),
            stages=words_of_list(record.text(self._fields.stage)),
            defects=tuple(dict.fromkeys(each.target for each in record.relations if each.target is not None)),
        )

    def _kind(self, record: Defect) -> OutageKind | None:
        written = record.text(self._records.kind)
        try:
            return OutageKind(written.strip().casefold())
        except ValueError:
            says = f"its kind is '{written}'" if written else "it has no kind"
            self._note(record, f"{says}, so it is left out.", "Say whether it is planned or unplanned.")
            return None

    def _announced(self, record: Defect) -> datetime | None:
        """Give when those concerned were told: as its field says, else since when its state says so."""
        said = self._instant(record, self._records.announced) if self._records.announced else None
        told = (each.at for each in record.revisions if each.fields.get("System.State") in self._records.told)
        return said or next(told, None)

    def _impact(self, record: Defect) -> Impact:
        written = self._listed(record, self._records.impact)
        impact = impact_of_words(written) if written else Impact.DOWN
        if impact is None:
            what = f"its impact is '{written}'; it is taken as down."
            self._note(record, what, "Write down or degraded.")
        return impact or Impact.DOWN

    def _listed(self, record: Defect, field: str) -> str:
        return record.text(field) if field else ""

    def _named(self, record: Defect, field: str, names: Names) -> tuple[str, ...] | None:
        """Give the known names; None where no name is known, because without any it would hit more than is said."""
        text = record.text(field)
        if is_all(text):
            # No system means every system of the environment.
            return names.every if names is self._environments else ()
        named, unknown = names.read(text)
        is_lost = bool(unknown) and not named
        if unknown:
            left_out = ", so the record is left out" if is_lost else " and is left out"
            what = f"'{'; '.join(unknown)}' is no {names.kind} of the programme{left_out}."
            self._note(record, what, names.advice(unknown))
        return None if is_lost else named

    def _end(self, record: Defect, starts: datetime) -> datetime | None:
        ends = self._instant(record, self._records.ends)
        if ends is not None and ends < starts:
            self._note(record, "it ends before it starts; its end is taken as unknown.", "Correct start or end.")
            ends = None
        if ends is None and record.state in self._records.ended:
            since = _state_since(record)
            self._note(
                record,
                "it has ended but does not say when; it is taken to have ended when its state said so.",
                "Fill in when the outage ended.",
            )
            return max(since, starts)
        return ends

    def _instant(self, record: Defect, field: str) -> datetime | None:
        written = record.text(field)
        if not written:
            return None
        try:
            instant = datetime.fromisoformat(written)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self._note(record, f"{field} is '{written}', which is no instant.", f"Fill in {field} again.")
            return None
        return instant

    def _note(self, record: Defect, what: str, advice: str) -> None:
        where = f"outage record {record.id} '{record.title}'"
        self._problems.append(SourceProblem(where, what, advice, record.url))


def _state_since(record: Defect) -> datetime:
    """Give when the record came into the state it is in."""
    since = record.latest.at
    for revision in reversed(record.revisions):
        if revision.fields.get("System.State") != record.state:
            break
        since = revision.at
    return since
