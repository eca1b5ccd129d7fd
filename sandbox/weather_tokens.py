"""Let tokens expire, after so many requests or at an instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.weather import Asked, Blow, Kind, attributes

if TYPE_CHECKING:
    from sandbox.state import World


@dataclass(slots=True)
class TokenLife:
    """How long tokens are good; after that a caller is asked to sign in.

    Attributes:
        token_requests: Each token is good for so many requests; None for any number.
        token_until: An instant of the world's clock at which tokens expire; None for never.
        token: Only this token; empty for every one, each with a count of its own.

    Raises:
        ValueError: Neither number nor instant is given, or the instant has no time zone.
    """

    token_requests: int | None = None
    token_until: datetime | None = None
    token: str = ""
    _used: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.token_requests is None and self.token_until is None:
            raise ValueError("give token_requests or token_until")
        if self.token_until is not None and self.token_until.tzinfo is None:
            raise ValueError(f"token_until={self.token_until.isoformat()} has no time zone; add Z or +01:00")

    def strike(self, asked: Asked, world: World) -> Blow | None:
        """Send the caller to sign in if the token has expired; counts its uses."""
        if not asked.token or (self.token and self.token != asked.token):
            return None
        self._used[asked.token] += 1
        is_used_up = self.token_requests is not None and self._used[asked.token] > self.token_requests
        is_past = self.token_until is not None and world.now() >= self.token_until
        return Blow(Kind.SIGN_IN) if is_used_up or is_past else None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> TokenLife:
        """Read how long tokens are good.

        Raises:
            ValueError: For an unknown attribute, or an instant that is none.
        """
        return cls(**attributes(value, {"token_requests": int, "token_until": datetime.fromisoformat, "token": str}))

    def to_json(self) -> dict[str, Any]:
        """How long tokens are good, and how many requests they signed; a token of a sandbox is no secret."""
        until = self.token_until
        return {
            "token_requests": self.token_requests,
            "token_until": until.isoformat() if until else None,
            "token": self.token,
            "seen": self._used.total(),
        }
