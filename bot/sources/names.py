"""Read lists of environments and systems as people write them in records, in the programme's own names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.programme import Programme


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one kind of thing, and the other words for them."""

    kind: str
    known: Mapping[str, str]

    @property
    def every(self) -> tuple[str, ...]:
        """All things of the kind."""
        return tuple(dict.fromkeys(self.known.values()))

    def read(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the things that a text lists between semicolons or commas, and the words that name none."""
        named: list[str] = []
        unknown: list[str] = []
        for word in text.replace(",", ";").split(";"):
            if word.strip():
                name = self.known.get(word.strip().casefold())
                (named if name else unknown).append(name or word.strip())
        return tuple(dict.fromkeys(named)), tuple(unknown)

    def advice(self, unknown: Iterable[str]) -> str:
        """Say what may have been meant."""
        known = sorted(self.every)
        close = [near for word in unknown for near in difflib.get_close_matches(word, known, n=1)]
        meant = f"Perhaps {', '.join(close)} was meant. " if close else ""
        return f"{meant}Write one of: {', '.join(known)}."


def environment_names(programme: Programme) -> Names:
    """Give the environments of a programme."""
    return Names("environment", _known((each.name, (*each.aliases, *each.flags)) for each in programme.environments))


def system_names(programme: Programme) -> Names:
    """Give the systems of a programme."""
    return Names("system", _known((each.name, each.aliases) for each in programme.systems))


def _known(names: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    return {word.casefold(): name for name, others in names for word in (*others, name)}
