"""Count what people have been told today, so that nobody is told more than the settings allow."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.assemble import House
from bot.deliver.delivery import Channel
from bot.plan import Attention


def attention_left(house: House, now: datetime) -> Attention | None:
    """Give how much people can still be told on the local day of `now`; None where the settings set no budget.

    Digests do not count: they come once a day, whatever they hold.
    """
    a_day = house.settings.attention.per_person_per_day
    if a_day is None:
        return None
    local = now.astimezone(ZoneInfo(house.programme.zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    mails = house.store.ledger.confirmed_since(Channel.MAIL, midnight)
    spent = Counter(mail.target for mail in mails if not mail.key.startswith(f"mail/{mail.target}/digest/"))
    return Attention(a_day, house.settings.roles, spent)
