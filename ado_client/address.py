"""Take the address of an organisation as people write it."""

from __future__ import annotations

from urllib.parse import urlsplit

from ado_client.errors import Unreachable, without_secrets


def organization_address(url: str) -> str:
    """Give an organisation's address without the user name that Azure DevOps puts into clone addresses.

    Raises:
        Unreachable: it is no address.
    """
    try:
        parts = urlsplit(url.strip())
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise Unreachable(
            f"'{without_secrets(url) if '@' in url else url}' is no address of an organisation",
            may_have_arrived=False,
            advice="Give it as https://dev.azure.com/ORGANISATION.",
        )
    return without_secrets(url.strip()).rstrip("/")
