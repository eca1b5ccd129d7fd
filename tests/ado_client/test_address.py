"""An organisation's address is taken as people write it, and refused without showing what it may hold."""

from __future__ import annotations

import pytest

from ado_client.address import organization_address
from ado_client.errors import Unreachable


def test_an_organisations_address_is_taken_without_what_does_not_belong_to_it() -> None:
    """Clone addresses carry the organisation as a user name; people add slashes."""
    assert organization_address(" https://org@dev.azure.com/org/ ") == "https://dev.azure.com/org"


@pytest.mark.parametrize("address", ["dev.azure.com/org", "ftp://dev.azure.com/org", "https://", "https://[", ""])
def test_what_is_no_address_is_named_with_what_to_do(address: str) -> None:
    """A mistake in the settings is told before anything is sent."""
    with pytest.raises(Unreachable, match=r"no address of an organisation.*Give it as https://dev\.azure\.com/"):
        organization_address(address)


def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    """Even a wrong address may hold a secret."""
    with pytest.raises(Unreachable) as caught:
        organization_address("ftp://me:secret@dev.azure.com/org")
    assert "secret" not in str(caught.value)
