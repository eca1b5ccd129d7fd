"""Know the bank holidays of countries and their parts, by date, with their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date


def bank_holidays(code: str, years: Iterable[int]) -> Mapping[date, str]:
    """Give the bank holidays of `COUNTRY` or `COUNTRY-SUBDIVISION` with their names, in order."""
    # Imported where it is needed: it takes longer to load than most commands take to answer.
    from holidays import country_holidays  # noqa: PLC0415

    country, _, subdivision = code.partition("-")
    known = country_holidays(country, subdiv=subdivision or None, years=years, language="en_US")
    return {day: known[day] for day in sorted(known)}


def what_is_wrong_with(code: str) -> str:
    """Say why no bank holidays are known by a code; empty where they are."""
    import holidays  # noqa: PLC0415 (see above)
    from holidays.registry import EntityLoader  # noqa: PLC0415 (see above)

    country, _, subdivision = code.partition("-")
    # Not `list_supported_countries`: it loads every country to say whether one is there.
    if country not in EntityLoader.get_country_codes():
        return f"'{country}' is no country code (two letters: GB, IE, DE)"
    known = getattr(holidays, country).subdivisions
    if subdivision and subdivision not in known:
        return f"{country} has only: {', '.join(known)}"
    return ""
