"""The catalog: which fields there are, by reference name and by the name people see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, StrEnum

from wiql.errors import WiqlError
from wiql.standard_fields import STANDARD_FIELDS
from wiql.syntax import FieldRef


class FieldType(StrEnum):
    """What a field holds; the values are those of Azure DevOps' list of fields."""

    STRING = "string"
    INTEGER = "integer"
    DOUBLE = "double"
    DATE_TIME = "dateTime"
    BOOLEAN = "boolean"
    IDENTITY = "identity"
    TREE_PATH = "treePath"
    PLAIN_TEXT = "plainText"
    HTML = "html"
    HISTORY = "history"
    GUID = "guid"
    PICKLIST_STRING = "picklistString"
    PICKLIST_INTEGER = "picklistInteger"
    PICKLIST_DOUBLE = "picklistDouble"


class Kind(Enum):
    """How the values of a field are compared; the value names it for people."""

    TEXT = "text"
    NUMBER = "numbers"
    INSTANT = "dates"
    TRUTH = "true and false"
    IDENTITY = "identities"
    PATH = "tree paths"
    LONG_TEXT = "long text"
    TAGS = "tags"


_KINDS = {
    FieldType.STRING: Kind.TEXT,
    FieldType.INTEGER: Kind.NUMBER,
    FieldType.DOUBLE: Kind.NUMBER,
    FieldType.DATE_TIME: Kind.INSTANT,
    FieldType.BOOLEAN: Kind.TRUTH,
    FieldType.IDENTITY: Kind.IDENTITY,
    FieldType.TREE_PATH: Kind.PATH,
    FieldType.PLAIN_TEXT: Kind.LONG_TEXT,
    FieldType.HTML: Kind.LONG_TEXT,
    FieldType.HISTORY: Kind.LONG_TEXT,
    FieldType.GUID: Kind.TEXT,
    FieldType.PICKLIST_STRING: Kind.TEXT,
    FieldType.PICKLIST_INTEGER: Kind.NUMBER,
    FieldType.PICKLIST_DOUBLE: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of work items.

    Attributes:
        reference_name: `System.State`; the key in a work item's JSON.
        name: `State`; what people see, and may write as well.
    """

    reference_name: str
    name: str
    type: FieldType

    @property
    def kind(self) -> Kind:
        """How its values are compared."""
        return Kind.TAGS if self.reference_name == "System.Tags" else _KINDS[self.type]


class Catalog:
    """The fields that a query may name, found whatever the case."""

    def __init__(self, fields: Iterable[Field]) -> None:
        """Take the fields; of two with one reference name the later counts."""
        self._fields = {field.reference_name.casefold(): field for field in fields}
        self._by_name = {field.name.casefold(): field for field in self._fields.values()}

    @classmethod
    def standard(cls) -> Catalog:
        """Give the fields that Azure DevOps has in every organisation, and those of its own processes."""
        return _STANDARD

    def extended(self, fields: Iterable[Field]) -> Catalog:
        """Give a catalog with these fields as well: a programme's own, or what the bot computes."""
        return Catalog((*self._fields.values(), *fields))

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def find(self, name: str) -> Field | None:
        """Give the field with this reference name or this name; None where there is none."""
        folded = name.casefold()
        return self._fields.get(folded) or self._by_name.get(folded)

    def field(self, reference: FieldRef) -> Field:
        """Give the field that a query means.

        Raises:
            WiqlError: where there is no such field, naming the nearest ones.
        """
        found = self.find(reference.name)
        if found is None:
            raise self._unknown(reference)
        return found

    def _unknown(self, reference: FieldRef) -> WiqlError:
        message = f"There is no field '{reference.name}'"
        if reference.name.casefold() == "null":
            return WiqlError(f"{message}: for an empty field write IS EMPTY.", reference.span, ("IS EMPTY",))
        names = {name: field for index in (self._by_name, self._fields) for name, field in index.items()}
        near = dict.fromkeys(
            names[close].reference_name
            for close in get_close_matches(reference.name.casefold(), names, n=3, cutoff=0.6)
        )
        if not near:
            return WiqlError(f"{message}.", reference.span)
        return WiqlError(f"{message}; did you mean {' or '.join(near)}?", reference.span, tuple(near))


_STANDARD = Catalog(
    Field(reference_name, name, FieldType(type_name)) for type_name, reference_name, name in STANDARD_FIELDS
)
