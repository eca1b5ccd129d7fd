"""What was not delivered is told with its cause, each cause once."""

from __future__ import annotations

from bot.deliver.delivery import Channel, Delivery, Fate, undelivered

DOWN = "Teams could not be reached: its name is not known."


def test_deliveries_with_one_cause_are_told_in_one_line() -> None:
    """With the list of what did not arrive; a cause of its own keeps its own line."""
    told = undelivered([
        Delivery(Channel.TEAMS, "card", "stand-up", Fate.FAILED, reason=DOWN),
        Delivery(Channel.TEAMS, "alert", "stand-up", Fate.POSTED),
        Delivery(Channel.WIKI, "agenda", "/Stand-ups", Fate.FAILED, reason="People wrote it."),
        Delivery(Channel.TEAMS, "alert", "on-call", Fate.FAILED, reason=DOWN),
        Delivery(Channel.TEAMS, "alert", "on-call", Fate.FAILED, reason=DOWN),
        Delivery(Channel.MAIL, "digest", "qag@example.com", Fate.WITHHELD, reason="It may have arrived."),
        Delivery(Channel.MAIL, "digest", "sitag@example.com", Fate.UNCHANGED),
    ])  # fmt: skip
    assert told == (
        f"{DOWN} Not delivered: card to stand-up, alert to on-call (2 times).",
        "agenda to /Stand-ups: People wrote it.",
        "digest to qag@example.com: It may have arrived.",
    )
