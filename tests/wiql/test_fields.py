"""The catalog finds fields by both their names and helps with a slip of the pen."""

from __future__ import annotations

import pytest

from wiql import Catalog, Field, FieldType, WiqlError
from wiql.fields import Kind
from wiql.syntax import FieldRef

CATALOG = Catalog.standard()


@pytest.mark.parametrize("name", ["System.AssignedTo", "system.assignedto", "Assigned To", "assigned to"])
def test_a_field_is_found_by_either_name_whatever_the_case(name: str) -> None:
    """Reference names and the names people see lead to the same field."""
    assert CATALOG.find(name) == Field("System.AssignedTo", "Assigned To", FieldType.IDENTITY)
    assert name in CATALOG


def test_what_is_not_there_is_not_found() -> None:
    """Neither is what is no name at all."""
    assert CATALOG.find("Environment") is None
    assert "Environment" not in CATALOG
    assert 5 not in CATALOG


def test_an_extended_catalog_has_the_new_fields_too() -> None:
    """The catalog itself stays as it was; of two fields with one reference name the later counts."""
    field = Field("Custom.Environment", "Environment", FieldType.PICKLIST_STRING)
    extended = CATALOG.extended([field, Field("System.State", "State of Play", FieldType.STRING)])
    assert extended.find("environment") == field
    assert extended.find("System.State") == Field("System.State", "State of Play", FieldType.STRING)
    assert extended.find("State") is None
    assert "Environment" not in CATALOG
    assert len(list(extended)) == len(list(CATALOG)) + 1


def test_an_unknown_field_is_named_with_the_nearest_ones() -> None:
    """A slip in either name leads to the reference name."""
    with pytest.raises(WiqlError, match=r"no field 'Asigned To'; did you mean .*System\.AssignedTo"):
        CATALOG.field(FieldRef("Asigned To"))
    with pytest.raises(WiqlError, match=r"no field 'System\.Stat'; did you mean System\.State") as caught:
        CATALOG.field(FieldRef("System.Stat"))
    assert caught.value.expected[0] == "System.State"


def test_an_unknown_field_like_no_other_is_just_named() -> None:
    """No guess is better than a wild one."""
    with pytest.raises(WiqlError, match=r"^There is no field 'Zzyzx'\.$"):
        CATALOG.field(FieldRef("Zzyzx"))


def test_null_is_answered_with_the_clause_that_was_meant() -> None:
    """People who know SQL write it."""
    with pytest.raises(WiqlError, match="write IS EMPTY"):
        CATALOG.field(FieldRef("NULL"))


def test_every_standard_field_has_both_names_and_a_kind() -> None:
    """No two share a name."""
    fields = list(CATALOG)
    assert len({field.name.casefold() for field in fields}) == len(fields)
    assert all(CATALOG.find(field.reference_name) is field for field in fields)
    assert {field.kind for field in fields} == set(Kind)
