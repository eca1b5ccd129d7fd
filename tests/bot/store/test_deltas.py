"""A delta and the fields before it give the fields after it, whatever they are."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.store.deltas import applied, move, pack, unpack

_VALUES = st.one_of(
    st.text(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)
_FIELDS = st.dictionaries(st.sampled_from(["System.Title", "System.State", "System.Tags", "Custom.Party"]), _VALUES)


@given(_FIELDS, _FIELDS)
def test_a_delta_leads_from_one_revision_to_the_next(before: dict[str, object], after: dict[str, object]) -> None:
    """Fields that changed, came and went are all in it, and the fields themselves are moved on."""
    fields = before.copy()
    assert applied(before, move(fields, after)) == after == fields


def test_a_delta_holds_only_what_changed() -> None:
    """What stays the same takes no room."""
    before = {"System.Title": "Harness is down", "System.State": "New", "System.Tags": "sit"}
    after = {"System.Title": "Harness is down", "System.State": "Open"}
    assert unpack(move(before, after)) == [{"System.State": "Open"}, ["System.Tags"]]


def test_a_value_that_only_changed_its_type_is_a_change() -> None:
    """Azure DevOps tells true from 1."""
    assert unpack(move({"Custom.Flag": 1}, {"Custom.Flag": True})) == [{"Custom.Flag": True}]


def test_long_values_are_compressed() -> None:
    """A pasted log takes a fraction of its length."""
    log = "2024-06-12 08:30:00 ERROR connection refused\n" * 500
    assert unpack(pack({"log": log})) == {"log": log}
    assert len(pack({"log": log})) < len(log) / 20


def test_long_values_that_do_not_compress_survive() -> None:
    """Noise comes back as it was."""
    noise = "".join(chr(random.Random(7).randrange(32, 0x3000)) for _ in range(3000))  # noqa: S311 - no secret
    assert unpack(pack([noise])) == [noise]
