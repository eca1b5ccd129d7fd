"""Say what kinds of work items there are: fields, states, required and allowed values, by process and by project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.answers import AdoError
from sandbox.state import Project
from sandbox.stock_types import STOCK_FIELDS, STOCK_TYPES

_TRACKING = "Microsoft.TeamFoundation.WorkItemTracking.Server"


@dataclass(frozen=True, slots=True)
class Field:
    """A field, which the whole organisation shares.

    Attributes:
        reference_name: `System.State`.
        name: `State`.
        type: `string`, `integer`, `double`, `dateTime`, `html`, `plainText`, `history`, `treePath`, `boolean`, `guid`.
        is_identity: Whether its values are people.
        read_only: Whether only the server writes it (and whoever bypasses the rules).
    """

    reference_name: str
    name: str
    type: str = "string"
    is_identity: bool = False
    read_only: bool = False

    @property
    def is_long_text(self) -> bool:
        """Whether reports leave it out unless asked."""
        return self.type in {"html", "plainText", "history"}


@dataclass(frozen=True, slots=True)
class State:
    """A state of a work item type.

    Attributes:
        name: `Active`.
        category: `Proposed`, `InProgress`, `Resolved`, `Completed` or `Removed`; it decides which dates are kept.
        reason: The reason that entering it sets, unless the change names one.
    """

    name: str
    category: str
    reason: str = ""

    @property
    def color(self) -> str:
        """The colour that ADO gives to the category."""
        colors = {"Proposed": "b2b2b2", "InProgress": "007acc", "Resolved": "ff9d00", "Completed": "339933"}
        return colors.get(self.category, "ffffff")


@dataclass(frozen=True, slots=True)
class WorkItemType:
    """A type of work item in one project.

    Attributes:
        name: `Bug`.
        states: The first one is that of a new item.
        fields: Reference names of the fields that its items may have.
        required: Fields that must not be empty.
        allowed: Values that a field is limited to; an empty value is always allowed where the field is not required.
        defaults: Values of a new item.
        transitions: States that may follow a state; a state that is not named may be followed by any.
        color: Hexadecimal, without `#`.
        icon: Name of the icon.
        description: For people.
        reference_name: `Microsoft.VSTS.WorkItemTypes.Bug`.
    """

    name: str
    states: tuple[State, ...]
    fields: tuple[str, ...]
    required: frozenset[str] = frozenset({"System.Title"})
    allowed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    transitions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    color: str = "CC293D"
    icon: str = "icon_insect"
    description: str = ""
    reference_name: str = ""

    @property
    def full_name(self) -> str:
        """The reference name, derived where none is given."""
        return self.reference_name or f"Microsoft.VSTS.WorkItemTypes.{self.name.replace(' ', '')}"

    def state(self, name: str) -> State | None:
        """The state of that name, in any case."""
        wanted = name.casefold()
        return next((each for each in self.states if each.name.casefold() == wanted), None)


def stock_type(process: str, name: str) -> WorkItemType:
    """A type as the process delivers it, to start a definition of one's own from (`dataclasses.replace`)."""
    return next(each for each in _stock_types(process) if each.name == name)


class Tracking:
    """Fields of the organisation and types of its projects; reach it by `world.part(Tracking)`."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {}
        self._by_name: dict[str, Field] = {}
        self._types: dict[str, dict[str, WorkItemType]] = {}
        self.add_fields(Field(*row) for row in STOCK_FIELDS)

    def add_fields(self, fields: Iterable[Field]) -> None:
        """Add fields to the organisation, or replace them."""
        for each in fields:
            self.fields[each.reference_name] = each
            self._by_name[each.reference_name.casefold()] = each
            self._by_name[each.name.casefold()] = each

    @property
    def long_texts(self) -> frozenset[str]:
        """Reference names of the fields that reports leave out unless asked; tags are reported all the same."""
        return frozenset(name for name, each in self.fields.items() if each.is_long_text and name != "System.Tags")

    def remove_field(self, known: Field) -> None:
        """Take a field away from the organisation; what items hold in it stays and is not shown by name any more."""
        del self.fields[known.reference_name]
        for name in (known.reference_name, known.name):
            self._by_name.pop(name.casefold(), None)

    def field(self, name: str) -> Field:
        """Find a field by name or reference name, in any case.

        Raises:
            AdoError: TF51535, 400.
        """
        found = self._by_name.get(name.casefold())
        if found is None:
            raise AdoError(
                400,
                "WorkItemTrackingFieldDefinitionNotFoundException",
                f"TF51535: Cannot find field {name}.",
                namespace=_TRACKING,
                event_id=3200,
            )
        return found

    def types(self, project: Project) -> dict[str, WorkItemType]:
        """The types of a project by name."""
        found = self._types.get(project.id)
        if found is None:
            found = self._types[project.id] = {each.name: each for each in _stock_types(project.process)}
        return found

    def define(self, project: Project, *types: WorkItemType) -> None:
        """Add types to a project, or replace those of the same name."""
        self.types(project).update({each.name: each for each in types})

    def type(self, project: Project, name: str) -> WorkItemType:
        """Find a type of a project by name or reference name, in any case.

        Raises:
            AdoError: VS402323, 404.
        """
        wanted = name.casefold()
        for each in self.types(project).values():
            if wanted in {each.name.casefold(), each.full_name.casefold()}:
                return each
        raise AdoError(
            404,
            "WorkItemTypeNotFoundException",
            f"VS402323: Work item type {name} does not exist in project {project.name} or you do not have permission "
            "to access it.",
            namespace=_TRACKING,
            event_id=3200,
        )


def _stock_types(process: str) -> list[WorkItemType]:
    rows = STOCK_TYPES.get(process, STOCK_TYPES["Agile"])
    made = []
    for row in rows:
        states = tuple(State(*each) for each in row["states"])
        base = WorkItemType(row["name"], states, tuple(row["fields"]))
        made.append(
            replace(
                base,
                allowed=row.get("allowed", {}),
                defaults=row.get("defaults", {}),
                color=row["color"],
                icon=row["icon"],
                description=row["description"],
            )
        )
    return made
