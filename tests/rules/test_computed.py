"""The bot's own fields stand beside those of Azure DevOps and read the same way."""

from __future__ import annotations

import pytest

from rules.computed import rule_catalog
from rules.facts import Facts
from rules.view import View
from tests.rules.builders import a_defect, a_programme, an_outage, facts_of, uk
from wiql import Catalog, Field, FieldType


def fields(facts: Facts) -> dict[str, object]:
    """Give all fields of the only defect."""
    (defect,) = facts.defects.values()
    return dict(View(facts).fields(defect))


def test_they_tell_environment_system_turn_outage_and_clocks() -> None:
    """Beside the raw fields, which stay as they are."""
    defect = a_defect(severity=3, environment=None, title="D0150 with TR03", history=[("2024-06-11 09:00", "Open")])
    seen = fields(facts_of(defect, outages=(an_outage(starts="2024-06-11 08:50"),)))
    computed = {name: value for name, value in seen.items() if name.startswith("envbot.")}
    assert computed == {
        "envbot.environment": "SIT A",
        "envbot.phase": "SIT",
        "envbot.system": "DIP",
        "envbot.waits_on": "DIP service provider",
        "envbot.outage": "OUT-14",
        "envbot.sla.resolve.state": "running",
        "envbot.sla.resolve.due": uk("2024-06-24 17:00"),
        "envbot.sla.update.state": "running",
        "envbot.sla.update.due": uk("2024-06-13 17:00"),
    }
    assert seen["System.Title"] == "D0150 with TR03"


def test_a_field_without_a_value_is_absent() -> None:
    """As in Azure DevOps' own answers."""
    facts = facts_of(a_defect(environment=None, system=None, party=None, history=[("2024-06-11 09:00", "Odd")]))
    view = View(facts)
    mapping = view.fields(facts.defects[1001])
    assert not [name for name in mapping if name.startswith("envbot.")]
    assert len(mapping) == len(facts.defects[1001].latest.fields)
    assert mapping.get("envbot.sla.resolve.state") is None
    with pytest.raises(KeyError):
        mapping["System.Nowhere"]


def test_the_catalog_knows_the_fields_of_the_programme_and_of_the_bot() -> None:
    """And what the organisation said about a field is not put aside."""
    known = Catalog([Field("Custom.Party", "Responsible", FieldType.PICKLIST_STRING)])
    catalog = rule_catalog(a_programme(), known)
    party, due = catalog.find("custom.party"), catalog.find("envbot.sla.resolve.due")
    assert party is not None
    assert party.type is FieldType.PICKLIST_STRING
    assert due is not None
    assert due.type is FieldType.DATE_TIME
    assert "Custom.Environment" in catalog
