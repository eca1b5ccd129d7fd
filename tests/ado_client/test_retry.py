"""Only what is safe is sent again, and the server's own delay comes before ours."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ado_client.errors import AdoError, Broken, Conflict, Exchange, Invalid, SignInNeeded, Throttled, Unreachable
from ado_client.retry import Patience, wait_before_repeat

PATIENCE = Patience(attempts=3, first=timedelta(seconds=1), longest=timedelta(seconds=60))
LOST = Unreachable("lost", may_have_arrived=True)
NEVER_SENT = Unreachable("refused", may_have_arrived=False)


def server_error(status: int, reason: str = "oops") -> Broken:
    """Build the error of a server that failed."""
    return Broken(reason, Exchange(status=status))


@pytest.mark.parametrize("error", [LOST, NEVER_SENT, Throttled("slow"), *map(server_error, (200, 408, 500, 502, 503))])
def test_a_read_is_sent_again_after_what_may_pass(error: AdoError) -> None:
    """Each further wait is twice as long, until the attempts are used up."""
    waits = [wait_before_repeat(error, attempt, repeatable=True, patience=PATIENCE) for attempt in (1, 2, 3)]
    assert waits == [timedelta(seconds=1), timedelta(seconds=2), None]


@pytest.mark.parametrize(
    "error",
    [
        SignInNeeded("who?"),
        Conflict("stale"),
        Invalid("bad"),
        server_error(501),
        server_error(301),
        server_error(503, "TF24668: The organization is deactivated."),
    ],
)
def test_what_will_not_pass_is_not_sent_again(error: AdoError) -> None:
    """Waiting helps against none of these."""
    assert wait_before_repeat(error, 1, repeatable=True, patience=PATIENCE) is None


@pytest.mark.parametrize(
    ("error", "again"), [(NEVER_SENT, True), (LOST, False), (Throttled("slow"), False), (server_error(503), False)]
)
def test_a_write_is_sent_again_only_if_it_surely_never_arrived(error: AdoError, *, again: bool) -> None:
    """A connection that was never made carried nothing."""
    assert (wait_before_repeat(error, 1, repeatable=False, patience=PATIENCE) is not None) is again


def test_the_servers_delay_is_kept_and_one_beyond_patience_is_not_waited_for() -> None:
    """Whoever has to wait longer than is reasonable is told so instead."""
    asked = [Throttled("slow", Exchange(delay=timedelta(seconds=seconds))) for seconds in (7, 61)]
    assert [wait_before_repeat(error, 1, repeatable=True, patience=PATIENCE) for error in asked] == [
        timedelta(seconds=7),
        None,
    ]
