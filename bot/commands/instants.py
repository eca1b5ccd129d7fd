"""Read the instants that people give to commands."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click


def instant_of(text: str, zone: str, option: str) -> datetime:
    """Read an instant; without an offset it is local time of the programme.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is no instant. Write 2024-06-11T15:00, or with an offset 2024-06-11T15:00+01:00.",
            param_hint=option,
        ) from None
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
