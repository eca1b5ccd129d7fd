"""`envbot publish`: post one kind of document now."""

from __future__ import annotations

import click
from rich.console import Console

from bot.commands.desk import Desk, at_desk, connected, progress_of_pull

KINDS = ("agenda", "card", "digest", "dashboard", "escalation", "alert", "retest", "release", "announcement", "outages")


@click.command("publish")
@click.argument("what", type=click.Choice(KINDS))
@click.option("--again", is_flag=True, help="Send it once more, although it was sent before, or may have been.")
@at_desk
def command(desk: Desk, what: str, *, again: bool) -> int:
    """Bring the store up to date and post one kind of document; what stands there unchanged is not sent again."""
    from bot.assemble import Azure  # noqa: PLC0415 - see bot.commands.desk
    from bot.cycle import decide_now, publish_now, pull_all  # noqa: PLC0415 - the same
    from bot.deliver.delivery import Fate  # noqa: PLC0415 - the same
    from bot.post import Post, Posting  # noqa: PLC0415 - the same
    from bot.publish.documents import Kind  # noqa: PLC0415 - the same
    from bot.store.runs import RunState  # noqa: PLC0415 - the same

    with desk.house() as house, progress_of_pull(desk.aside) as progress:
        run = house.store.runs.start(f"publish {what}")

        async def act(azure: Azure) -> Posting:
            await pull_all(house, azure, progress)
            gathered, decided, plan = decide_now(house)
            documents = publish_now(house, gathered, decided, plan).of(Kind(what))
            post = Post(house, azure, run, again=again)
            await post.documents(documents, lambda _: None)
            return post.posting

        posting = connected(house, act)
        state = RunState.FAILED if posting.problems else RunState.DONE
        house.store.runs.finish(run, state, {"problems": list(posting.problems)})

    def show(console: Console) -> None:
        if not posting.deliveries:
            console.print(
                f"There is no {what} to post, or the settings name no place for it: see `publish` and `roles`."
            )
        for one in posting.deliveries:
            reason = f": {one.reason}" if one.reason else ""
            console.print(f"{one.document} to {one.target}: {one.fate.value}{reason} {one.reference}", markup=False)

    deliveries = [one.as_json() for one in posting.deliveries]
    posted = sum(one.fate is Fate.POSTED for one in posting.deliveries)
    desk.answer({"run": run, "posted": posted, "deliveries": deliveries}, show)
    return 1 if posting.problems else 0
