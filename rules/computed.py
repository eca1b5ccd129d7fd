"""Fields that the bot computes and Azure DevOps does not know: `envbot.…`, beside a defect's own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from rules.facts import Defect
from rules.programme import Programme
from wiql import Catalog, Field, FieldType

if TYPE_CHECKING:
    from rules.view import View

_PREFIX = "envbot."
_PLAIN: Mapping[str, tuple[str, Callable[[View, Defect], str]]] = {
    "envbot.environment": ("Environment (envbot)", lambda view, defect: view.environment_of(defect)),
    "envbot.system": ("System (envbot)", lambda view, defect: view.system_of(defect)),
    "envbot.outage": (
        "Outage (envbot)",
        lambda view, defect: outage.reference if (outage := view.outage_of(defect)) else "",
    ),
    "envbot.phase": ("Phase (envbot)", lambda view, defect: view.phase_of(defect)),
    "envbot.raised_in_outage": (
        "Raised in planned outage (envbot)",
        lambda view, defect: outage.reference if (outage := view.planned_outage_at_start(defect)) else "",
    ),
    "envbot.waits_on": ("Waits on (envbot)", lambda view, defect: view.waits_on(defect)),
}


def computed_fields(programme: Programme) -> tuple[Field, ...]:
    """Give the fields that a rule's conditions may use besides those of Azure DevOps."""
    plain = [Field(reference, name, FieldType.STRING) for reference, (name, _) in _PLAIN.items()]
    for clock in programme.clocks:
        plain.append(Field(f"envbot.sla.{clock.name}.state", f"SLA {clock.name} state (envbot)", FieldType.STRING))
        plain.append(Field(f"envbot.sla.{clock.name}.due", f"SLA {clock.name} due (envbot)", FieldType.DATE_TIME))
    return tuple(plain)


def rule_catalog(programme: Programme, known: Catalog | None = None) -> Catalog:
    """Give the fields that a rule's conditions may name.

    Args:
        programme: its own fields and clocks are known.
        known: the fields of the organisation; without it, those of the stock processes.
    """
    catalog = known or Catalog.standard()
    names = programme.fields
    own = (
        Field(reference, reference.rpartition(".")[2], FieldType.STRING)
        for reference in (
            names.category,
            names.environment,
            names.system,
            names.party,
            names.raised_by_party,
            names.stage,
            names.fixed_in,
            names.found_in,
            names.severity,
            names.blocked,
        )
        if reference not in catalog
    )
    return catalog.extended((*own, *computed_fields(programme)))


class ComputedFields(Mapping[str, object]):
    """A defect's fields and the computed ones as one mapping; a computed field is worked out when it is read."""

    def __init__(self, view: View, defect: Defect) -> None:
        self._view = view
        self._defect = defect
        self._raw = defect.latest.fields

    def __getitem__(self, name: str) -> object:
        value = self._computed(name) if name.startswith(_PREFIX) else self._raw[name]
        if value in ("", None):
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self._raw
        for field in computed_fields(self._view.programme):
            if field.reference_name in self:
                yield field.reference_name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _computed(self, name: str) -> object:
        if name in _PLAIN:
            return _PLAIN[name][1](self._view, self._defect)
        clock_name, _, aspect = name.removeprefix("envbot.sla.").rpartition(".")
        clock = self._view.clock_named(self._defect, clock_name)
        if clock is None:
            return None
        return clock.due if aspect == "due" else self._view.clock_state(clock)
