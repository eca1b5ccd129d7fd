"""A small part of the MHHS scenario in bad weather, where nobody really waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from ado_client.errors import AdoError
from bot.cycle import CycleReport
from bot.deliver.delivery import Fate
from bot.pull import PullError
from bot.rehearsal import TOKEN_VARIABLE, rehearsal
from sandbox.dashboards import Dashboards
from sandbox.files import enter
from sandbox.queries import Queries
from sandbox.scenarios import BOT, TOKEN, empty_world, mhhs
from sandbox.scenarios.mhhs.types import FIELDS, types
from sandbox.server import SandboxServer
from sandbox.state import World
from sandbox.weather import Kind
from sandbox.weather_budget import Budget
from sandbox.weather_schedule import Schedule
from sandbox.weather_tokens import TokenLife
from sandbox.wiki import WikiKind, Wikis
from sandbox.work_item_state import WorkItems
from sandbox.work_item_types import Tracking
from tests.bot.command_line import changed
from tests.scenarios.conftest import Stage

STORIES = (
    "blocker", "breached", "severity-raised", "retest-ready-1", "retest-ready-2", "hands-off", "paused",
    "original", "duplicate", "outage-dip", "during-outage-1", "during-outage-2", "during-outage-3", "during-outage-4",
    "outage-ees-patching", "in-planned-outage",
)  # fmt: skip
_MOST_RUNS = 20


@cache
def _told() -> tuple[tuple[Mapping[str, Any], ...], Mapping[str, str]]:
    numbers = mhhs.ids()
    kept = {numbers[key] for key in STORIES}
    return tuple(item for item in mhhs.work_items() if item["id"] in kept), mhhs.pages()


def a_part_of_the_programme() -> World:
    """Give some stories of the scenario, with its wiki."""
    begins = mhhs.instant()
    world = empty_world(mhhs.ORGANIZATION, lambda: begins)
    project = world.add_project(mhhs.PROJECT)
    world.part(Tracking).add_fields(FIELDS)
    world.part(Tracking).define(project, *types())
    items, pages = _told()
    for item in items:
        enter(world, item)
    wiki = world.part(Wikis).create(project=project.id, name=f"{mhhs.PROJECT}.wiki", kind=WikiKind.PROJECT)
    for path, content in pages.items():
        wiki.plant(path, content, begins)
    return world


class Passing:
    """A clock that runs only when somebody waits, and then at once."""

    def __init__(self) -> None:
        self.now = mhhs.instant()

    def __call__(self) -> datetime:
        """Look at it."""
        return self.now

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@contextmanager
def staged_part(folder: Path) -> Iterator[Stage]:
    """Serve that part, with a bot that may change all of it and waits in no time."""
    world, passing = a_part_of_the_programme(), Passing()
    world.running_clock, world.sleep = passing, passing.wait
    with SandboxServer(world) as server:
        practice = rehearsal(server)
        practice.write(folder / "envbot.yaml")
        config = changed(folder / "envbot.yaml", caps={"percent": 100})
        stage = Stage(server, config, dict(practice.environment), passing.wait)
        try:
            yield stage
        finally:
            stage.house.store.close()


def storm(seed: int) -> tuple[Schedule, Budget, TokenLife]:
    """Give bad weather of every kind: by chance, by a budget that is soon spent, and by tokens that soon expire."""
    return Schedule(seed, 0.04, tuple(Kind)), Budget(2), TokenLife(token_requests=60)


@dataclass(frozen=True, slots=True)
class Done:
    """What it took until nothing failed any more: the last run's report, how many runs, and the cards in doubt.

    Attributes:
        in_doubt: cards of which any run said that they may have arrived or not.
    """

    report: CycleReport
    runs: int
    in_doubt: int


def run_until_done(stage: Stage) -> Done:
    """Start the bot again and again, each time with a new token, until nothing failed."""
    world = stage.server.world
    in_doubt = 0
    for run in range(1, _MOST_RUNS + 1):
        token = f"{TOKEN}-{run}"
        world.add_token(token, world.add_person(*BOT))
        stage.environment[TOKEN_VARIABLE] = token
        try:
            report = stage.cycle()
        except (AdoError, PullError):
            continue
        fates = Counter(one.fate for one in report.posting.deliveries)
        in_doubt += fates[Fate.WITHHELD]
        if not report.applied.problems and not fates[Fate.FAILED]:
            return Done(report, run, in_doubt)
    raise AssertionError(f"after {_MOST_RUNS} runs something still fails: {world.weather}")


@dataclass(frozen=True, slots=True)
class Left:
    """What a bot leaves behind, the same wherever it is served.

    Attributes:
        items: Each work item: number of revisions, fields, relations, comments.
        store: Each defect as the bot's store has it, in full.
        pages: The wiki by path.
        boards: Names of stored queries and widgets, and how often there is one of each.
        mails: Recipients and subject, and how often that was sent.
        cards: Channels, and how many cards were posted there.
    """

    items: Mapping[int, Any]
    store: Mapping[int, str]
    pages: Mapping[str, str]
    boards: Counter[str]
    mails: Counter[tuple[tuple[str, ...], str]]
    cards: Counter[str]


def left_by(stage: Stage) -> Left:
    """Look at everything that the bot may have touched."""
    world, home = stage.server.world, stage.server.base_url
    project, [wiki] = world.project(mhhs.PROJECT), world.part(Wikis).all()
    _, shared = world.part(Queries).roots(project.id, world.now())
    dashboards = world.part(Dashboards).all(project.id)
    return Left(
        items={
            item.id: (
                item.rev,
                dict(item.fields),
                sorted((link.kind, str(link.target), link.attributes.get("comment", "")) for link in item.relations),
                [comment.text for comment in item.comments],
            )
            for item in world.part(WorkItems)
        },
        store={number: repr(each).replace(home, "") for number, each in stage.house.store.history.defects().items()},
        pages={page.path: page.content.replace(home, "") for page in wiki.pages()},
        boards=Counter(
            [
                *(query.path for query in shared.below()),
                *(dashboard.name for dashboard in dashboards),
                *(widget.name for dashboard in dashboards for widget in dashboard.widgets.values()),
            ]
        ),
        mails=Counter((mail.recipients, mail.subject) for mail in stage.post.mails),
        cards=Counter(post.channel for post in stage.post.posts if post.is_shown),
    )
