"""What can go wrong at the edges, in two kinds: a mistake that the user mends, a failure of something outside."""

from __future__ import annotations


class Mistake(Exception):
    """Wrong usage or configuration: nothing was done. The message says what, where, why and what to do. Exit code 2."""


class Failure(Exception):
    """Something outside failed on the way. The message says what, what is safe, and what to do. Exit code 1."""
