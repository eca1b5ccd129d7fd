"""The syntax tree of a query: frozen nodes, each with its place in the text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum, StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node stands in the text it was read from.

    Attributes:
        line: counted from 1.
        column: counted from 1.
        start: offset of the first character.
        end: offset after the last character.
        source: the whole text, so that an error found later can still show the place.
    """

    line: int
    column: int
    start: int
    end: int
    source: str = dataclasses.field(default="", repr=False)


_NOWHERE = Span(0, 0, 0, 0)


class Side(StrEnum):
    """Which work item of a link a field belongs to; a flat query has no sides."""

    NONE = ""
    SOURCE = "Source"
    TARGET = "Target"


class Operator(StrEnum):
    """How a clause holds a field against its values; the value is the keyword."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    GREATER = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    IN = "IN"
    NOT_IN = "NOT IN"
    IN_GROUP = "IN GROUP"
    NOT_IN_GROUP = "NOT IN GROUP"
    CONTAINS = "CONTAINS"
    NOT_CONTAINS = "NOT CONTAINS"
    CONTAINS_WORDS = "CONTAINS WORDS"
    NOT_CONTAINS_WORDS = "NOT CONTAINS WORDS"
    UNDER = "UNDER"
    NOT_UNDER = "NOT UNDER"
    IS_EMPTY = "IS EMPTY"
    IS_NOT_EMPTY = "IS NOT EMPTY"

    @property
    def opposite(self) -> Operator:
        """What `NOT` makes of this operator. `NOT <` is `>=`, as in Azure DevOps: an empty field meets neither."""
        return _OPPOSITES[self]


_OPPOSITE_PAIRS = (
    (Operator.EQUAL, Operator.NOT_EQUAL),
    (Operator.LESS, Operator.AT_LEAST),
    (Operator.GREATER, Operator.AT_MOST),
    (Operator.IN, Operator.NOT_IN),
    (Operator.IN_GROUP, Operator.NOT_IN_GROUP),
    (Operator.CONTAINS, Operator.NOT_CONTAINS),
    (Operator.CONTAINS_WORDS, Operator.NOT_CONTAINS_WORDS),
    (Operator.UNDER, Operator.NOT_UNDER),
    (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY),
)
_OPPOSITES = {a: b for pair in _OPPOSITE_PAIRS for a, b in (pair, pair[::-1])}


class When(Enum):
    """Which revisions of an item a clause looks at."""

    NOW = "the item as it stands"
    EVER = "any revision up to now"
    NEVER = "no revision up to now"


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field by the name that the query gives it: `State`, `System.State`, `Source.[System.State]`."""

    name: str
    side: Side = Side.NONE
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out. A date is a text until its field is known."""

    value: str | int | float | bool
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Macro:
    """A value that the context knows: `@StartOfMonth('+3d') - 1`.

    Attributes:
        name: without the `@`, as it was written; macros are equal whatever their case.
        argument: the text in parentheses.
        offset: what is added, in the macro's own unit (days, weeks, iterations...).
    """

    name: str
    argument: str | None = None
    offset: int = 0
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


Operand = FieldRef | Literal | Macro


@dataclass(frozen=True, slots=True)
class Clause:
    """One test of one field: `[State] IN ('New', 'Open')`."""

    field: FieldRef
    operator: Operator
    values: tuple[Operand, ...] = ()
    when: When = When.NOW
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Holds when all its parts hold; it has at least two."""

    parts: tuple[Condition, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Holds when one of its parts holds; it has at least two."""

    parts: tuple[Condition, ...]
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Condition
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


Condition = Clause | And | Or | Not


@dataclass(frozen=True, slots=True)
class Sorting:
    """One field of ORDER BY."""

    field: FieldRef
    descending: bool = False
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)


class Table(StrEnum):
    """What a query asks for."""

    WORK_ITEMS = "WorkItems"
    LINKS = "WorkItemLinks"


class LinkMode(StrEnum):
    """Which links and work items a link query returns.

    `RETURN_MATCHING_CHILDREN` starts a tree from the children that match, the others from the top.
    """

    MUST_CONTAIN = "MustContain"
    MAY_CONTAIN = "MayContain"
    DOES_NOT_CONTAIN = "DoesNotContain"
    RECURSIVE = "Recursive"
    RETURN_MATCHING_CHILDREN = "Recursive, ReturnMatchingChildren"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query.

    Attributes:
        columns: None for `SELECT *`.
        mode: None where the query names none; a link query then means MustContain.
    """

    columns: tuple[FieldRef, ...] | None
    table: Table = Table.WORK_ITEMS
    where: Condition | None = None
    order: tuple[Sorting, ...] = ()
    as_of: Literal | Macro | None = None
    mode: LinkMode | None = None
    span: Span = dataclasses.field(default=_NOWHERE, compare=False, repr=False)
