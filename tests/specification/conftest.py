"""Read the official specification once."""

from __future__ import annotations

import pytest

from tests.shared import shared_path
from tests.specification.oracle import Oracle
from tests.specification.swagger import Operation, read_operations


@pytest.fixture(scope="session")
def operations() -> tuple[Operation, ...]:
    """Give all operations of the specification."""
    return read_operations(shared_path("ado/specs"))


@pytest.fixture(scope="session")
def oracle(operations: tuple[Operation, ...]) -> Oracle:
    """Give who knows the specification."""
    return Oracle(operations)
