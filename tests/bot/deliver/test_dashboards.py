"""The dashboard has the bot's widgets as they are wanted, and everybody else's as they were."""

from __future__ import annotations

from collections.abc import Sequence

from ado_client.boards import Boards, Dashboard
from ado_client.widgets import Arrangement, Widget
from bot.deliver.dashboards import MARK, dashboard_key, put_dashboard
from bot.deliver.delivery import Fate
from bot.publish.board import MARKDOWN
from bot.store.ledger import Ledger, LedgerState
from sandbox.state import World
from sandbox.weather import Kind, Spell
from tests.bot.deliver.documents import WIQL, a_board

KEY = dashboard_key("Environments")


class BusyBoards(Boards):
    """Dashboards on which somebody saves just before the bot does, so many times."""

    def __init__(self, boards: Boards, edits: int, who: str) -> None:
        self.__dict__.update(boards.__dict__)
        self.edits = edits
        self.who = who
        self._theirs = boards

    async def arrange(self, dashboard: Dashboard, wanted: Sequence[Widget], *, marker: str) -> Arrangement:
        """Let somebody be faster, then do it."""
        if self.edits:
            self.edits -= 1
            theirs = Widget(f"{self.who} {self.edits}", MARKDOWN, "by hand", 7 + self.edits, 1, 1, 1)
            await self._theirs.arrange(dashboard, [theirs], marker=theirs.name)
        return await super().arrange(dashboard, wanted, marker=marker)


async def names_on(boards: Boards) -> list[str]:
    """Give the names of all widgets, in order."""
    (dashboard,) = [one for one in await boards.dashboards() if one.name == "Environments"]
    return sorted(widget.name for widget in (await boards.dashboard(dashboard.id)).widgets)


async def test_a_dashboard_is_made_with_its_queries_once(boards: Boards, ledger: Ledger, run: int) -> None:
    """A second run finds it as it should be, and gives its address."""
    first = await put_dashboard(a_board(), boards, ledger, run)
    assert first.fate is Fate.POSTED
    assert await names_on(boards) == [f"New{MARK}", f"Today{MARK}"]
    query = await boards.ensure_query("Shared Queries/envbot/New", WIQL)
    second = await put_dashboard(a_board(), boards, ledger, run)
    assert (second.fate, second.reference) == (Fate.UNCHANGED, first.reference)
    (dashboard,) = await boards.dashboards()
    assert any(query.id in widget.settings for widget in (await boards.dashboard(dashboard.id)).widgets)


async def test_only_own_widgets_are_touched(boards: Boards, ledger: Ledger, run: int) -> None:
    """A person's widget of a similar name stays; the bot's is renewed in its place."""
    await put_dashboard(a_board(), boards, ledger, run)
    (dashboard,) = await boards.dashboards()
    theirs = Widget("Today", "another kind of widget", "Ours", 5, 1, 1, 1)
    await boards.arrange(await boards.dashboard(dashboard.id), [theirs], marker="Today")
    assert (await put_dashboard(a_board("Two outages"), boards, ledger, run)).fate is Fate.POSTED
    widgets = (await boards.dashboard(dashboard.id)).widgets
    assert {widget.name: widget.settings for widget in widgets if widget.name.startswith("Today")} == {
        "Today": "Ours",
        f"Today{MARK}": "Two outages",
    }


async def test_someone_who_edits_at_the_same_moment_is_read_again(boards: Boards, ledger: Ledger, run: int) -> None:
    """The first write meets another version of the dashboard; the second reading knows it."""
    await put_dashboard(a_board(), boards, ledger, run)
    busy = BusyBoards(boards, edits=2, who="Supplier A")
    assert (await put_dashboard(a_board("Two outages"), busy, ledger, run)).fate is Fate.POSTED
    assert busy.edits == 0
    still_busy = BusyBoards(boards, edits=3, who="Supplier B")
    lost = await put_dashboard(a_board("Three outages"), still_busy, ledger, run)
    assert (lost.fate, ledger.state(KEY)) == (Fate.FAILED, LedgerState.FAILED)
    assert (await put_dashboard(a_board("Three outages"), boards, ledger, run)).fate is Fate.POSTED


async def test_a_run_that_died_in_between_goes_on(boards: Boards, ledger: Ledger, run: int, world: World) -> None:
    """Queries and the first widget were made, then the server failed: the next run makes the rest, and no more."""
    world.weather.append(Spell(Kind.SERVER_ERROR, method="POST", path="/widgets", first=2, times=0))
    assert (await put_dashboard(a_board(), boards, ledger, run)).fate is Fate.FAILED
    world.weather.clear()
    assert (await put_dashboard(a_board(), boards, ledger, run)).fate is Fate.POSTED
    assert await names_on(boards) == [f"New{MARK}", f"Today{MARK}"]
    ledger.intend(KEY, kind="dashboards", target="Environments", payload_hash="other", run=run, resend_changed=True)
    settled = await put_dashboard(a_board(), boards, ledger, run)
    assert (settled.fate, ledger.state(KEY)) == (Fate.UNCHANGED, LedgerState.CONFIRMED)
