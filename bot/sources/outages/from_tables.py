"""Read the tables of one document as outages: each row once, those that stand there twice told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from bot.sources.outages.columns import Columns, Said, columns_of, is_of_outages
from bot.sources.outages.from_rows import OutageRowReader
from bot.sources.outages.reading import DocumentReading, OutageForm, ReadOutage
from bot.sources.problems import SourceProblem, SourceRefused
from bot.sources.rows import Table
from rules.facts import Outage


def read_outage_tables(document: str, tables: Sequence[Table], form: OutageForm) -> DocumentReading:
    """Give what the tables of a document say.

    A table that is no list of outages is left alone, and said; one whose columns are not clear is told with a
    suggestion, while the others count.

    Raises:
        SourceRefused: no table of it can be read as outages.
    """
    wanted = _wanted(document, tables, form)
    reading = _Reading(form)
    refused: list[SourceRefused] = []
    for table in wanted:
        try:
            columns = columns_of(table, form.columns, frozenset(form.defaults), is_import=form.is_import)
        except SourceRefused as error:
            if not form.sheets and not is_of_outages(table) and len(wanted) > 1:
                reading.remarks.append(f"{table.place} is no list of outages and is left alone.")
            else:
                refused.append(error)
        else:
            reading.read(table, columns)
    if refused and not reading.mappings:
        raise refused[0]
    if not reading.mappings:
        why = "no table in it has columns of outages."
        raise SourceRefused("is not read", document, why, "Give a table with a header: Reference, Start, Environment.")
    return reading.done(document, refused)


def without_twins(found: Iterable[ReadOutage]) -> tuple[tuple[ReadOutage, ...], tuple[SourceProblem, ...]]:
    """Give each outage once, and what is to be told of those that stand there twice or overlap."""
    kept: dict[str, ReadOutage] = {}
    by_time: dict[tuple[object, ...], Outage] = {}
    problems: list[SourceProblem] = []
    for each in found:
        outage = each.outage
        at = (*_place(outage), *_time(outage))
        twin = by_time.get(at)
        if each.key in kept:
            problems.append(_same_reference(outage, kept[each.key].outage))
        elif twin is not None and not outage.cancelled and not twin.cancelled:
            first = f"{twin.reference} at {twin.source}"
            what = f"{outage.reference} is at the same place and time as {first}; it is left out."
            problems.append(SourceProblem(outage.source, what, "Keep one of them."))
        else:
            kept[each.key] = each
            by_time[at] = outage
    return tuple(kept.values()), (*problems, *_overlapping(each.outage for each in kept.values()))


class _Reading:
    """What was read so far."""

    def __init__(self, form: OutageForm) -> None:
        self.mappings: dict[str, Mapping[str, str]] = {}
        self.remarks: list[str] = []
        self._form = form
        self._found: list[ReadOutage] = []
        self._problems: list[SourceProblem] = []
        self._standing: set[str] = set()

    def read(self, table: Table, columns: Columns) -> None:
        reader = OutageRowReader(self._form, columns)
        self._found += [outage for row in table.rows if (outage := reader.read(row)) is not None]
        self._problems += reader.problems
        self._standing |= reader.standing
        self.mappings[table.place] = MappingProxyType(columns.as_json())
        if columns.unused:
            self.remarks.append(f"{table.place}: not used: {', '.join(columns.unused)}.")
        if Said.REFERENCE not in columns.headings:
            self.remarks.append(
                f"{table.place} has no column for references: an outage is known again by its kind, place and start, "
                "so a corrected start makes it another one."
            )

    def done(self, document: str, refused: Sequence[SourceRefused]) -> DocumentReading:
        outages, twins = without_twins(self._found)
        return DocumentReading(
            document,
            outages,
            (*(error.problem for error in refused), *self._problems, *twins),
            frozenset(self._standing - {each.key for each in outages}),
            tuple(error.where for error in refused),
            MappingProxyType(self.mappings),
            tuple(self.remarks),
        )


def _wanted(document: str, tables: Sequence[Table], form: OutageForm) -> Sequence[Table]:
    """Give the tables to read: the sheets that are named, else all that people see."""
    if not tables:
        why = "there is no table with a header in it."
        raise SourceRefused("is not read", document, why, "Give it a header: Reference, Start, End, Environment.")
    if not form.sheets:
        return [table for table in tables if not table.is_hidden] or tables
    by_name = {table.name.casefold(): table for table in tables}
    missing = [name for name in form.sheets if name.casefold() not in by_name]
    if missing:
        known = ", ".join(table.name for table in tables if table.name) or "none with rows"
        why = f"it has no sheet {' and no sheet '.join(missing)} with rows; its sheets are: {known}."
        raise SourceRefused("is not read", document, why, "Correct `sheets`.")
    return [by_name[name.casefold()] for name in form.sheets]


def _same_reference(outage: Outage, first: Outage) -> SourceProblem:
    is_same = _place(outage) == _place(first) and _time(outage) == _time(first)
    says = "says the same" if is_same else "says something else"
    what = f"{outage.reference} stands at {first.source} already, which {says}; this one is left out."
    return SourceProblem(outage.source, what, "Keep one of them, or give this one a reference of its own.")


def _overlapping(outages: Iterable[Outage]) -> Iterator[SourceProblem]:
    """Tell of outages of the same place that overlap: they may be one, but both are kept."""
    longest: dict[tuple[object, ...], Outage] = {}
    for outage in sorted(
        (each for each in outages if not each.cancelled), key=lambda each: (each.starts, each.reference)
    ):
        before = longest.get(_place(outage))
        if before is not None and (before.ends is None or outage.starts < before.ends):
            what = (
                f"{outage.reference} overlaps {before.reference} at {before.source} in the same place; both are kept."
            )
            yield SourceProblem(outage.source, what, "If they are one outage, make them one row.")
        if before is None or (before.ends is not None and (outage.ends is None or before.ends < outage.ends)):
            longest[_place(outage)] = outage


def _place(outage: Outage) -> tuple[object, ...]:
    return outage.kind, frozenset(outage.environments), frozenset(outage.systems)


def _time(outage: Outage) -> tuple[object, ...]:
    return outage.starts, outage.ends
