"""One clause: checked when a condition is compiled, bound to a context when it is first asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wiql import judges
from wiql.context import DATE_MACROS, Context, check_macro, literal_texts, macro_has_time, moment_of
from wiql.dates import day_in, has_time, instant_in, read_date
from wiql.errors import WiqlError
from wiql.fields import Catalog, Field, FieldType, Kind
from wiql.groups import members_of
from wiql.judges import Judge
from wiql.syntax import Clause, FieldRef, Literal, Macro, Operand, Operator, When
from wiql.values import NOBODY, folded, identity, instant, number, path, truth

Fields = Mapping[str, Any]
Test = Callable[[Fields], bool]

NEGATIVE = frozenset(
    {
        Operator.NOT_EQUAL,
        Operator.NOT_IN,
        Operator.NOT_IN_GROUP,
        Operator.NOT_CONTAINS,
        Operator.NOT_CONTAINS_WORDS,
        Operator.NOT_UNDER,
        Operator.IS_NOT_EMPTY,
    }
)
"""The operators that hold exactly where their opposite does not; so they hold for empty fields."""

_EQUALITY = {Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.NOT_IN}
_ORDER = set(judges.ORDER)
_PARTS = {Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.CONTAINS_WORDS, Operator.NOT_CONTAINS_WORDS}
_GROUPS = {Operator.IN_GROUP, Operator.NOT_IN_GROUP}
_EMPTINESS = {Operator.IS_EMPTY, Operator.IS_NOT_EMPTY}
_ALLOWED: dict[Kind, set[Operator]] = {
    Kind.TEXT: _EQUALITY | _ORDER | _PARTS | _GROUPS | _EMPTINESS,
    Kind.NUMBER: _EQUALITY | _ORDER | _EMPTINESS,
    Kind.INSTANT: _EQUALITY | _ORDER | _EMPTINESS,
    Kind.TRUTH: _EQUALITY | _EMPTINESS,
    Kind.IDENTITY: _EQUALITY | _ORDER | _PARTS | _GROUPS | _EMPTINESS,
    Kind.PATH: _EQUALITY | {Operator.UNDER, Operator.NOT_UNDER} | _EMPTINESS,
    Kind.LONG_TEXT: _PARTS | _EMPTINESS,
    Kind.TAGS: _EQUALITY | _PARTS | _EMPTINESS,
}
_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: folded,
    Kind.NUMBER: number,
    Kind.INSTANT: instant,
    Kind.TRUTH: truth,
    Kind.IDENTITY: identity,
    Kind.PATH: path,
}
_PART_JUDGES: dict[Operator, Callable[[Kind, str], Judge]] = {
    Operator.CONTAINS: judges.contains,
    Operator.CONTAINS_WORDS: lambda _kind, text: judges.contains_words(text),
    Operator.UNDER: lambda _kind, text: judges.under(text),
}
_LEVEL = re.compile(r"System\.(Area|Iteration)Level([1-7])")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A clause that has been checked.

    Attributes:
        field: the field it asks about.
        read: gives the field's value from an item's fields.
        bind: gives the test for one context; raises WiqlError where the context lacks what a macro asks for.
        is_constant: True where every context gives the same test.
    """

    field: Field
    read: Callable[[Fields], Any]
    bind: Callable[[Context], Test]
    is_constant: bool


def prepare(clause: Clause, catalog: Catalog, *, time_precision: bool) -> Prepared:
    """Check a clause against the catalog, and make ready to ask it.

    Raises:
        WiqlError: where the field does not exist, or does not take this operator or this value.
    """
    field = catalog.field(clause.field)
    clause = _meant(clause, field)
    _check_operator(clause, field)
    read = reader(field)
    if clause.operator not in _EMPTINESS and isinstance(clause.values[0], FieldRef):
        test = _between_fields(clause, clause.values[0], field, catalog)
        return Prepared(field, read, lambda _context: _over_time(clause, test), is_constant=True)
    find_judge = _finder(clause, field, time_precision=time_precision)

    def bind(context: Context) -> Test:
        return _over_time(clause, _test(field, read, find_judge(context)))

    return Prepared(field, read, bind, is_constant=_is_constant(clause, field.kind))


def reader(field: Field) -> Callable[[Fields], Any]:
    """Give what reads a field's value; node names and levels follow from the paths where an item lacks them."""
    name = field.reference_name
    level = _LEVEL.fullmatch(name)
    if level:
        path_name, index = f"System.{level[1]}Path", int(level[2]) - 1
        return lambda fields: fields.get(name) or "".join(_nodes(fields.get(path_name))[index : index + 1])
    if name == "System.NodeName":
        return lambda fields: fields.get(name) or "".join(_nodes(fields.get("System.AreaPath"))[-1:])
    return lambda fields: fields.get(name)


def _nodes(value: Any) -> list[str]:
    return [node for node in str(value or "").split("\\") if node]


def _test(field: Field, read: Callable[[Fields], Any], judge: Judge) -> Test:
    name = field.reference_name
    if _LEVEL.fullmatch(name) or name == "System.NodeName":
        return lambda fields: judge(read(fields))
    return lambda fields: judge(fields.get(name))


def _meant(clause: Clause, field: Field) -> Clause:
    """Give the clause that is meant where the text only hints at it: `[Any]`, and history, which is always EVER."""
    if clause.operator is Operator.EQUAL and _is_any(clause.values[0]):
        return replace(clause, operator=Operator.IS_NOT_EMPTY, values=())
    if field.type is FieldType.HISTORY and clause.when is When.NOW and clause.operator in _PARTS:
        if clause.operator in NEGATIVE:
            return replace(clause, operator=clause.operator.opposite, when=When.NEVER)
        return replace(clause, when=When.EVER)
    return clause


def _is_any(value: Operand) -> bool:
    text = f"[{value.name}]" if isinstance(value, FieldRef) else value.value if isinstance(value, Literal) else ""
    return str(text).casefold() == "[any]"


def _check_operator(clause: Clause, field: Field) -> None:
    kind, asked = field.kind, clause.operator
    if asked not in _ALLOWED[kind]:
        allowed = tuple(str(known) for known in Operator if known in _ALLOWED[kind])
        message = (
            f"{asked} does not work on {field.reference_name}, a field of {kind.value}: write {', '.join(allowed)}"
        )
        raise WiqlError(f"{message}.", clause.span, allowed)
    if any(isinstance(value, Literal) and value.value == "" for value in clause.values) and asked not in (
        _EQUALITY | {Operator.CONTAINS, Operator.NOT_CONTAINS}
    ):
        raise WiqlError(f"{asked} cannot be asked about the empty text.", clause.span, ("= ''", "<> ''"))


def _is_constant(clause: Clause, kind: Kind) -> bool:
    if any(isinstance(value, Macro) for value in clause.values) or clause.operator in _GROUPS:
        return False
    return kind is not Kind.INSTANT or not any(_text(value) for value in clause.values)


def _text(value: Operand) -> str:
    return str(value.value) if isinstance(value, Literal) else ""


def _finder(clause: Clause, field: Field, *, time_precision: bool) -> Callable[[Context], Judge]:
    """Give what finds the judge of a clause in a context; literals are read and refused here and now."""
    wanted = tuple(value for value in clause.values if isinstance(value, Literal | Macro))
    for value in wanted:
        _check_value(value, field)
    asked = clause.operator
    positive = asked.opposite if asked in NEGATIVE else asked
    if field.kind is Kind.INSTANT and any(_text(value) or isinstance(value, Macro) for value in wanted):
        find = _date_finder(positive, wanted, time_precision=time_precision)
    else:
        kind = Kind.IDENTITY if field.kind is Kind.TEXT and _asks_for_me(wanted) else field.kind

        def find(context: Context) -> Judge:
            return _judge(kind, positive, wanted, context)

    if asked in NEGATIVE:
        return lambda context: judges.opposite_of(find(context))
    return find


def _asks_for_me(wanted: tuple[Literal | Macro, ...]) -> bool:
    return any(isinstance(value, Macro) and value.name.casefold() == "me" for value in wanted)


def _judge(kind: Kind, asked: Operator, wanted: tuple[Literal | Macro, ...], context: Context) -> Judge:
    if asked is Operator.IS_EMPTY:
        return judges.is_empty(kind)
    texts = tuple(text for value in wanted for text in literal_texts(value, context))
    if asked in {Operator.EQUAL, Operator.IN}:
        return judges.equals(kind, texts)
    if asked in judges.ORDER:
        return judges.compares(kind, asked, texts[0])
    text = str(texts[0])
    if asked is Operator.IN_GROUP:
        return judges.in_group(kind, members_of(text, context, wanted[0].span))
    return _PART_JUDGES[asked](kind, text)


def _date_finder(
    asked: Operator, wanted: tuple[Literal | Macro, ...], *, time_precision: bool
) -> Callable[[Context], Judge]:
    literals = {value: read_date(value) for value in wanted if isinstance(value, Literal)}
    for value in wanted:
        timed = has_time(literals[value]) if isinstance(value, Literal) else macro_has_time(value)
        if timed and not time_precision:
            message = "A time of day cannot be asked for without time precision: dates are compared by the day."
            raise WiqlError(message, value.span, ("a date without a time",))

    def find(context: Context) -> Judge:
        moments = tuple(
            literals[value] if isinstance(value, Literal) else moment_of(value, context) for value in wanted
        )
        if time_precision:
            return judges.at_instants(asked, tuple(instant_in(moment, context.zone) for moment in moments))
        return judges.on_days(asked, tuple(day_in(moment, context.zone) for moment in moments))

    return find


def _check_value(value: Literal | Macro, field: Field) -> None:
    """Refuse a value that the field can never have."""
    if isinstance(value, Macro):
        check_macro(value)
        is_date = value.name.casefold() in DATE_MACROS
        if is_date != (field.kind is Kind.INSTANT) or field.kind is Kind.TRUTH:
            message = f"@{value.name} is no value for {field.reference_name}, a field of {field.kind.value}."
            raise WiqlError(message, value.span)
        return
    text = _text(value)
    whole = field.type in {FieldType.INTEGER, FieldType.PICKLIST_INTEGER}
    wrong = (
        (field.kind is Kind.NUMBER and text and number(text) is None)
        or (whole and text and not re.fullmatch(r"\s*[+-]?\d+\s*", text))
        or (field.kind is Kind.TRUTH and text and truth(text) is None)
    )
    if wrong:
        what = "a whole number" if whole else "a number" if field.kind is Kind.NUMBER else "true or false"
        raise WiqlError(f"{field.reference_name} wants {what}, not '{text}'.", value.span, (what,))
    if field.kind is Kind.PATH and text.startswith("\\"):
        raise WiqlError("A path begins with the project, not with a backslash.", value.span)


def _between_fields(clause: Clause, other: FieldRef, field: Field, catalog: Catalog) -> Test:
    """Compare two fields of one item; only `<>` holds where one of them is empty."""
    second = catalog.field(other)
    if second.kind is not field.kind or field.kind not in _READ:
        message = f"{field.reference_name} holds {field.kind.value}, {second.reference_name} {second.kind.value}"
        raise WiqlError(f"{message}: they cannot be compared.", clause.span)
    if clause.field.side is not other.side:
        raise WiqlError("Both fields of a comparison belong to the same side of a link.", clause.span)
    first, then, meant = reader(field), reader(second), _READ[field.kind]
    asked = clause.operator

    def test(fields: Fields) -> bool:
        left, right = meant(first(fields)), meant(then(fields))
        if left in _NONE or right in _NONE:
            return asked is Operator.NOT_EQUAL and left != right
        if asked in judges.ORDER:
            left, right = (left.name, right.name) if field.kind is Kind.IDENTITY else (left, right)
            return judges.ORDER[asked](left, right)
        same = left.is_same(right) if field.kind is Kind.IDENTITY else left == right
        return bool(same) is (asked is Operator.EQUAL)

    return test


_NONE = (None, "", NOBODY)


def _over_time(clause: Clause, test: Test) -> Test:
    """Ask the test of every revision up to now, where the clause wants that."""
    if clause.when is When.NOW:
        return test

    def asked(fields: Fields) -> bool:
        earlier: tuple[Fields, ...] | None = getattr(fields, "earlier", None)
        if earlier is None:
            message = (
                f"{clause.when.name} on [{clause.field.name}] needs the item's revisions, which are not known here."
            )
            raise WiqlError(message, clause.span)
        return (test(fields) or any(map(test, earlier))) is (clause.when is When.EVER)

    return asked
