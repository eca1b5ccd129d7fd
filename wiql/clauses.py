"""One clause: checked when a condition is compiled, bound to a context when it is first asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from wiql import judges
from wiql.checks import EMPTINESS, GROUPS, PARTS, check_operator, check_value, is_empty_text
from wiql.context import Context, literal_values, macro_has_time, moment_of
from wiql.dates import day_in, has_time, instant_in, read_date
from wiql.errors import WiqlError
from wiql.fields import Catalog, Field, FieldType, Kind
from wiql.groups import members_of
from wiql.judges import Judge
from wiql.readers import Fields, Read, is_stored, reader
from wiql.syntax import Clause, FieldRef, Literal, Macro, Operand, Operator, When
from wiql.values import NOBODY, folded, identity, instant, number, path, truth

Test = Callable[[Fields], bool]
Bind = Callable[[Context], Test]
Values = tuple[Literal | Macro, ...]

_NEGATIVE = {
    Operator.NOT_EQUAL,
    Operator.NOT_IN,
    Operator.NOT_IN_GROUP,
    Operator.NOT_CONTAINS,
    Operator.NOT_CONTAINS_WORDS,
    Operator.NOT_UNDER,
    Operator.IS_NOT_EMPTY,
}
_MEANING: dict[Kind, Callable[[Any], Any]] = {
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
_NO_VALUE = (None, "", NOBODY)


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
    read: Read
    bind: Bind
    is_constant: bool


def prepare(clause: Clause, catalog: Catalog, *, time_precision: bool) -> Prepared:
    """Check a clause against the catalog, and make ready to ask it.

    Raises:
        WiqlError: where the field does not exist, or does not take this operator or this value.
    """
    field = catalog.field(clause.field)
    clause = _meant(clause, field)
    check_operator(clause, field)
    read = reader(field)
    if clause.values and isinstance(clause.values[0], FieldRef):
        test = _over_time(clause, _between_fields(clause, clause.values[0], field, catalog))
        return Prepared(field, read, lambda _context: test, is_constant=True)
    values = tuple(value for value in clause.values if isinstance(value, Literal | Macro))
    for value in values:
        check_value(value, field)
    find = _finder(clause.operator, values, field, time_precision=time_precision)

    def bind(context: Context) -> Test:
        return _over_time(clause, _test(field, read, find(context)))

    return Prepared(field, read, bind, is_constant=_is_constant(clause.operator, values, field.kind))


def _meant(clause: Clause, field: Field) -> Clause:
    """Give the clause that is meant where the text only hints at it: `[Any]`, and history, which is always EVER."""
    if clause.operator is Operator.EQUAL and _is_any(clause.values[0]):
        return replace(clause, operator=Operator.IS_NOT_EMPTY, values=())
    if field.type is FieldType.HISTORY and clause.when is When.NOW and clause.operator in PARTS:
        if clause.operator in _NEGATIVE:
            return replace(clause, operator=clause.operator.opposite, when=When.NEVER)
        return replace(clause, when=When.EVER)
    return clause


def _is_any(value: Operand) -> bool:
    name = f"[{value.name}]" if isinstance(value, FieldRef) else getattr(value, "value", "")
    return str(name).casefold() == "[any]"


def _is_constant(asked: Operator, values: Values, kind: Kind) -> bool:
    if asked in GROUPS or any(isinstance(value, Macro) for value in values):
        return False
    return kind is not Kind.INSTANT or _asks_for_nothing(values)


def _asks_for_nothing(values: Values) -> bool:
    return all(is_empty_text(value) for value in values)


def _test(field: Field, read: Read, judge: Judge) -> Test:
    if not is_stored(field):
        return lambda fields: judge(read(fields))
    name = field.reference_name
    return lambda fields: judge(fields.get(name))


def _finder(asked: Operator, values: Values, field: Field, *, time_precision: bool) -> Callable[[Context], Judge]:
    """Give what finds the judge of a clause in a context; dates written out are read and refused here and now."""
    if asked in _NEGATIVE:
        find = _finder(asked.opposite, values, field, time_precision=time_precision)
        return lambda context: judges.opposite_of(find(context))
    if field.kind is Kind.INSTANT and not _asks_for_nothing(values):
        return _date_finder(asked, values, time_precision=time_precision)
    means_me = any(isinstance(value, Macro) and value.name.casefold() == "me" for value in values)
    kind = Kind.IDENTITY if means_me else field.kind
    return lambda context: _judge(kind, asked, values, context)


def _judge(kind: Kind, asked: Operator, values: Values, context: Context) -> Judge:
    if asked in EMPTINESS:
        return judges.is_empty(kind)
    wanted = tuple(found for value in values for found in literal_values(value, context))
    if asked in {Operator.EQUAL, Operator.IN}:
        return judges.equals(kind, wanted)
    if asked in judges.ORDER:
        return judges.compares(kind, asked, wanted[0])
    text = str(wanted[0])
    if asked is Operator.IN_GROUP:
        return judges.in_group(kind, members_of(text, context, values[0].span))
    return _PART_JUDGES[asked](kind, text)


def _date_finder(asked: Operator, values: Values, *, time_precision: bool) -> Callable[[Context], Judge]:
    literals = {value: read_date(value) for value in values if isinstance(value, Literal)}
    for value in values:
        timed = has_time(literals[value]) if isinstance(value, Literal) else macro_has_time(value)
        if timed and not time_precision:
            message = "A time of day cannot be asked for without time precision: dates are compared by the day."
            raise WiqlError(message, value.span, ("a date without a time",))

    def find(context: Context) -> Judge:
        moments = (literals[value] if isinstance(value, Literal) else moment_of(value, context) for value in values)
        if time_precision:
            return judges.at_instants(asked, tuple(instant_in(moment, context.zone) for moment in moments))
        return judges.on_days(asked, tuple(day_in(moment, context.zone) for moment in moments))

    return find


def _between_fields(clause: Clause, other: FieldRef, field: Field, catalog: Catalog) -> Test:
    """Compare two fields of one item; where one of them is empty only `<>` holds, and only if the other is not."""
    second = catalog.field(other)
    if second.kind is not field.kind or field.kind not in _MEANING:
        message = f"{field.reference_name} holds {field.kind.value}, {second.reference_name} {second.kind.value}"
        raise WiqlError(f"{message}: they cannot be compared.", clause.span)
    if clause.field.side is not other.side:
        raise WiqlError("Both fields of a comparison belong to the same side of a link.", clause.span)
    first, then, meaning = reader(field), reader(second), _MEANING[field.kind]
    asked, is_identity = clause.operator, field.kind is Kind.IDENTITY

    def test(fields: Fields) -> bool:
        left, right = meaning(first(fields)), meaning(then(fields))
        if left in _NO_VALUE or right in _NO_VALUE:
            return asked is Operator.NOT_EQUAL and left != right
        if asked in judges.ORDER:
            return judges.ORDER[asked](*((left.name, right.name) if is_identity else (left, right)))
        is_same: bool = left.is_same(right) if is_identity else left == right
        return is_same is (asked is Operator.EQUAL)

    return test


def _over_time(clause: Clause, test: Test) -> Test:
    """Ask the test of every revision up to now, where the clause wants that."""
    if clause.when is When.NOW:
        return test

    def asked(fields: Fields) -> bool:
        earlier: tuple[Fields, ...] | None = getattr(fields, "earlier", None)
        if earlier is None:
            message = f"{clause.when.name} on [{clause.field.name}] needs the item's revisions"
            raise WiqlError(f"{message}, which are not known here.", clause.span)
        return (test(fields) or any(map(test, earlier))) is (clause.when is When.EVER)

    return asked
