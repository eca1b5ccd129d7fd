"""Read csv, JSON and JSON lines as tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import orjson

from bot.sources.files import SourceFile, text_of
from bot.sources.problems import SourceRefused
from bot.sources.rows import Cell, Row, Table, header_row, headings, row_of

MOST_ROWS = 200_000
_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED = 20
_DEPTH = 4
_TOO_MUCH = "Keep what is current in a file of its own."


def csv_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give the one table of a csv file; its delimiter is found, line breaks in quotes belong to their cell.

    Raises:
        SourceRefused: it is no text, a quotation mark is never closed, or it is larger than anybody's list.
    """
    text = text_of(file)
    named, _, rest = text.partition("\n")
    skipped = 0
    if named.casefold().startswith("sep=") and len(named.strip()) == len("sep=") + 1:
        # Excel writes its delimiter so, and reads it.
        delimiter, text, skipped = named.strip()[-1], rest, 1
    else:
        delimiter = _delimiter(text)
    records = _records(file, text, delimiter, skipped)
    first = header_row([cells for _, cells in records])
    if first is None:
        return ()
    header = headings(records[first][1])
    rows = (row_of(f"{file.name}, line {line}", header, cells) for line, cells in records[first + 1 :])
    above = (row_of(f"{file.name}, line {line}", (), cells) for line, cells in records[:first])
    return (
        Table(
            file.name,
            header,
            tuple(row for row in rows if row is not None),
            above=tuple(row for row in above if row is not None),
        ),
    )


def json_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give the table of a JSON list of objects, or of the first such list within an object (`value`, `items`).

    Raises:
        SourceRefused: it is no JSON, or there is no such list in it.
    """
    found = _list_in(_parsed(file, text_of(file), file.name))
    if found is None:
        why = "there is no list of objects in it."
        raise SourceRefused("cannot be read", file.name, why, "Export the records as a list of objects.")
    return _object_table(file, ((f"{file.name}, entry {number}", each) for number, each in enumerate(found, start=1)))


def json_line_tables(file: SourceFile) -> tuple[Table, ...]:
    """Give the table of a file with one JSON object a line.

    Raises:
        SourceRefused: a line is no JSON object; names the line.
    """
    lines = ((number, line) for number, line in enumerate(text_of(file).split("\n"), start=1) if line.strip())
    places = ((f"{file.name}, line {number}", line) for number, line in lines)
    return _object_table(file, ((place, _parsed(file, line, place)) for place, line in places))


def _delimiter(text: str) -> str:
    """Give the delimiter that cuts the first records into the most columns, and all of them alike."""

    def alike(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), _SNIFFED)]
        usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(_DELIMITERS, key=alike)
    except csv.Error:
        return ","


def _records(file: SourceFile, text: str, delimiter: str, skipped: int) -> list[tuple[int, list[Cell]]]:
    """Give every record with the line on which it begins; only a quotation mark that is never closed is refused."""
    records: list[tuple[int, list[Cell]]] = []
    line = skipped + 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=_has_open_quote(text, delimiter))
        for record in reader:
            records.append((line, [cell.strip() or None for cell in record]))
            line = skipped + reader.line_num + 1
            if len(records) > MOST_ROWS:
                raise SourceRefused("is not read", file.name, f"it has more than {MOST_ROWS:,} rows.", _TOO_MUCH)
    except csv.Error as error:
        why = f"the record that begins on line {line} is no csv ({error}); is a quotation mark never closed?"
        raise SourceRefused("cannot be read", file.name, why, "Close it, or export the list again.") from error
    return records


def _has_open_quote(text: str, delimiter: str) -> bool:
    """Whether the last record never ends: without `strict` it would swallow every row from there on."""
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            if next(strict, None) is None:
                return False
        except csv.Error as error:
            if "unexpected end" in str(error):
                return True


def _parsed(file: SourceFile, text: str, place: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        why = f"it is no {file.kind.value} ({error})."
        raise SourceRefused("cannot be read", place, why, "It may be cut off: export it again.") from error


def _list_in(value: Any, depth: int = 0) -> list[Any] | None:
    if isinstance(value, list):
        return value if any(isinstance(each, Mapping) for each in value) else None
    if isinstance(value, Mapping) and depth < _DEPTH:
        return next((found for each in value.values() if (found := _list_in(each, depth + 1)) is not None), None)
    return None


def _object_table(file: SourceFile, entries: Iterable[tuple[str, Any]]) -> tuple[Table, ...]:
    rows: list[Row] = []
    header: dict[str, None] = {}
    for place, entry in entries:
        if not isinstance(entry, Mapping):
            raise SourceRefused("cannot be read", place, "it is no object.", "Export the records as objects.")
        cells = dict(_cells(entry, "", 0))
        header.update(dict.fromkeys(cells))
        row = row_of(place, tuple(cells), tuple(cells.values()))
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            raise SourceRefused("is not read", file.name, f"it has more than {MOST_ROWS:,} records.", _TOO_MUCH)
    return (Table(file.name, tuple(header), tuple(rows)),) if rows else ()


def _cells(entry: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Cell]]:
    """Give the values of an object; those of objects in it as `outer.inner`, lists of words joined by semicolons."""
    for name, value in entry.items():
        if isinstance(value, Mapping):
            if depth < _DEPTH:
                yield from _cells(value, f"{before}{name}.", depth + 1)
        elif isinstance(value, list):
            words = [str(each) for each in value if isinstance(each, str | int | float)]
            yield f"{before}{name}", "; ".join(words)
        else:
            yield f"{before}{name}", value
