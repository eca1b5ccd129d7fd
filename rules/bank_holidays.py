"""Know the bank holidays of countries and their parts, by date, with their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache


def bank_holidays(code: str, years: Iterable[int]) -> Mapping[date, str]:
    """Give the bank holidays of `COUNTRY` or `COUNTRY-SUBDIVISION` with their names, in order."""
    # Imported where it is needed: it takes longer to load than most commands take to answer.
    from holidays import country_holidays  # noqa: PLC0415

    country, _, subdivision = code.partition("-")
    known = country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    return {day: known[day] for day in sorted(known)}


def what_is_wrong_with(code: str) -> str:
    """Say why no bank holidays are known by a code; empty where they are."""
    known = _known()
    country, _, subdivision = code.partition("-")
    if country not in known:
        return f"'{country}' is no country code (two letters: GB, IE, DE)"
    if subdivision and subdivision not in known[country]:
        return f"{country} has only: {', '.join(known[country])}"
    return ""


@cache
def _known() -> Mapping[str, list[str]]:
    """Give the subdivisions of every country; the library imports all of its countries for that."""
    from holidays import list_supported_countries  # noqa: PLC0415 (see above)

    return list_supported_countries()
