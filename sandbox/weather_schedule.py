"""Let weather befall requests by a seed, so that a failure can be repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sandbox.weather import Asked, Blow, Kind, attributes, blow

if TYPE_CHECKING:
    from sandbox.state import World

_WORD = 8
_ALL = 2 ** (8 * _WORD)


@dataclass(slots=True)
class Schedule:
    """Weather that looks like chance and is none.

    Whether a request is hit follows from the seed, its method and address, and how often exactly this was asked before:
    not from the order in which requests arrive, since clients send several at once. Asking again may fare better.

    Attributes:
        seed: Another seed, other weather.
        rate: The share of requests that are hit.
        kinds: What befalls them, each as likely.

    Raises:
        ValueError: For a rate that is no share, or without kinds.
    """

    seed: int
    rate: float
    kinds: tuple[Kind, ...]
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    _struck: Counter[Kind] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 1:
            raise ValueError(f"rate={self.rate:g} is no share; it lies between 0 and 1")
        if not self.kinds:
            raise ValueError(f"kinds is empty; name some of {[kind.value for kind in Kind]}")

    def strike(self, asked: Asked, world: World) -> Blow | None:  # noqa: ARG002 - other weather looks at the world
        """Hit the request if its turn has come."""
        same = (asked.method, asked.target)
        self._asked[same] += 1
        drawn = blake2b(f"{self.seed} {self._asked[same]} {asked.method} {asked.target}".encode()).digest()
        if int.from_bytes(drawn[:_WORD]) >= self.rate * _ALL:
            return None
        kind = self.kinds[int.from_bytes(drawn[_WORD : 2 * _WORD]) % len(self.kinds)]
        self._struck[kind] += 1
        return blow(kind)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Schedule:
        """Read a schedule.

        Raises:
            ValueError: For an unknown kind or attribute, a missing one, or a rate that is no share.
        """
        return cls(**attributes(value, {"seed": int, "rate": float, "kinds": _kinds}, needed=("rate", "kinds")))

    def to_json(self) -> dict[str, Any]:
        """The schedule, and how many requests it saw and hit."""
        return {
            "seed": self.seed,
            "rate": self.rate,
            "kinds": [kind.value for kind in self.kinds],
            "seen": self._asked.total(),
            "struck": {kind.value: self._struck[kind] for kind in Kind if kind in self._struck},
        }


def _kinds(value: str | Sequence[str]) -> tuple[Kind, ...]:
    """Read kinds, from a list or with `+` between them."""
    return tuple(Kind(name) for name in (value.split("+") if isinstance(value, str) else value))
