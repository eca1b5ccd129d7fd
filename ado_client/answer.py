"""What a request is answered with, read with care: a server that lies gives a named error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ado_client.errors import Broken, Exchange

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer.

    Attributes:
        status: the HTTP status.
        headers: names in any case.
        value: what the body carries, see `ado_client.wire.decode`.
        exchange: the request it answers, for the text of an error.
    """

    status: int
    headers: Mapping[str, str]
    value: Any
    exchange: Exchange = Exchange()  # noqa: RUF009 - frozen

    def read(self, reader: Callable[[Any], T]) -> T:
        """Give what a reader makes of the value.

        Raises:
            Broken: the value has another shape than the reader expects.
        """
        try:
            return reader(self.value)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            fault = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            raise Broken(f"the answer has another shape than expected: {fault}", self.exchange) from error
