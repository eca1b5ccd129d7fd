"""What was told the day before the demonstration: so that there is an announcement to change and one to cancel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.assemble import Azure, House
from bot.cycle import briefing_now, decide_now, pull_all
from bot.outage_documents import outage_documents
from bot.post import Post, Posting
from bot.publish.documents import Kind
from bot.pull import PullReport
from bot.store.runs import RunState


@dataclass(frozen=True, slots=True)
class DayBefore:
    """What was read and told as of the day before, in a run of its own."""

    run: int
    pulled: PullReport
    posting: Posting


async def announce_the_day_before(house: House, azure: Azure) -> DayBefore:
    """Announce planned outages as a run of the day before would have."""
    yesterday = house.now() - timedelta(days=1)
    earlier = replace(house, now=lambda: yesterday)
    pulled = await pull_all(house, azure)
    run = house.store.runs.start("publish announcement")
    post = Post(earlier, azure, run)
    documents = outage_documents(earlier, briefing_now(earlier, *decide_now(earlier)))
    await post.documents([each for each in documents if each.kind is Kind.ANNOUNCEMENT], lambda _: None)
    house.store.runs.finish(run, RunState.DONE, {"problems": list(post.posting.problems)})
    return DayBefore(run, pulled, post.posting)
