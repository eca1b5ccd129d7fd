"""One cycle: pull, gather, decide, plan, apply, publish; says what it did and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, overload

from bot.apply import ApplyReport, Outcome, apply_plan, reconcile
from bot.assemble import Azure, House
from bot.attention import attention_left
from bot.build_sources import read_build_sources
from bot.deliver.dashboards import dashboard_key
from bot.deliver.delivery import Channel
from bot.escalations import APPLYING, keep_ladders, stuck_words, with_records
from bot.gather import Gathered, gather
from bot.judging import keep_verdicts
from bot.kept_outcome import Memory, UnchangedReport
from bot.outage_documents import outage_documents, outage_news
from bot.outage_sources import read_outage_sources
from bot.plan import Caps, Plan, make_plan
from bot.post import Post, Posting
from bot.publish.briefing import Briefing, deferred_words
from bot.publish.dashboard import board_of
from bot.publish.documents import Kind
from bot.publish.links import Links
from bot.publish.press import Publication, publication
from bot.publish.views import Audience
from bot.pull import PagesBelow, Progress, PullReport, pull
from bot.release_sources import read_release_sources
from bot.store.ledger import LedgerState
from bot.store.runs import RunState
from rules.engine import Outcome as Decided
from rules.engine import decide
from rules.restraint import Restraint

Tell = Callable[[str], None]
"""Is told in a few words what is being done, for people who wait."""


@dataclass(frozen=True, slots=True)
class CycleReport:
    """What one cycle saw, decided and did.

    Attributes:
        run: its number in the store.
        verdicts: how many verdicts on clocks that stopped were new, and kept.
        remarks: what a person should know that is no failure: defects that moved, earlier runs that were cut off.
        problems: what failed, each with what to do; empty for a run that did its work.
    """

    run: int
    is_dry: bool
    pulled: PullReport
    gathered: Gathered
    decided: Decided
    plan: Plan
    applied: ApplyReport
    publication: Publication
    posting: Posting
    verdicts: int
    remarks: tuple[str, ...]
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the report for programs."""
        posting, plan, view = self.posting, self.plan, self.decided.view
        return {
            "run": self.run,
            "dry": self.is_dry,
            "now": self.plan.as_of.isoformat(),
            "defects": len(self.gathered.facts.defects),
            "open_environment_defects": len(view.environment_defects),
            "outages": len(self.gathered.facts.outages),
            "release_notes": len(self.gathered.facts.release_notes),
            "pulled": self.pulled.as_json(),
            "decisions": len(self.decided.decisions),
            "changes": {
                "planned": len(plan.changes),
                "applied": self.applied.count(Outcome.APPLIED),
                "moved": self.applied.count(Outcome.MOVED),
                "failed": self.applied.count(Outcome.FAILED),
                "waiting": plan.over_caps,
                "plan": plan.hash,
            },
            "escalations": len(plan.escalations),
            "deferred": len(plan.deferred),
            "verdicts": self.verdicts,
            "posted": {channel.value: posting.count(channel) for channel in Channel},
            "deliveries": [one.as_json() for one in posting.deliveries],
            "sources": [{"where": one.where, "what": one.what, "advice": one.advice} for one in self.gathered.problems],
            "remarks": list(self.remarks),
            "problems": list(self.problems),
            "unchanged_since_run": None,
            "holds_until": view.horizon.until.isoformat(),
        }


async def pull_all(house: House, azure: Azure, progress: Callable[[Progress], None] = lambda _: None) -> PullReport:
    """Bring the store up to date: defects, outages of every source, and the wiki pages that sources read."""
    folders = [house.settings.sources.release_notes, house.settings.publish.wiki]
    pulled = await pull(
        azure.work_items,
        house.store.history,
        project=azure.project,
        types=house.pulled_types,
        now=house.now,
        closed=house.closed_states,
        pages=[PagesBelow(azure.wiki(folder.wiki), folder.folder) for folder in folders if folder],
        progress=progress,
    )
    await read_outage_sources(house, azure)
    read_release_sources(house)
    await read_build_sources(house, azure)
    return pulled


def decide_now(house: House) -> tuple[Gathered, Decided, Plan]:
    """Gather the facts of this instant from the store, ask the rules, and plan what is not yet so."""
    gathered = with_records(house, gather(house.store.history, house.programme, house.settings, house.now()))
    decided = decide(gathered.facts, house.rules)
    caps = Caps(house.settings.caps.count, house.settings.caps.percent)
    plan = make_plan(
        decided.decisions,
        gathered.facts.defects,
        as_of=gathered.facts.now,
        caps=caps,
        is_done=lambda key: house.store.ledger.state(key) is LedgerState.CONFIRMED,
        attention=attention_left(house, gathered.facts.now),
    )
    return gathered, decided, plan


def briefing_now(house: House, gathered: Gathered, decided: Decided, plan: Plan) -> Briefing:
    """Give what there is to say at this instant."""
    return Briefing.of(decided, plan, links_of(house), gathered.problems, outage_news(house, decided.view))


def publish_now(house: House, gathered: Gathered, decided: Decided, plan: Plan) -> Publication:
    """Make every document of this instant; nothing is sent."""
    briefing = briefing_now(house, gathered, decided, plan)
    made = publication(briefing, audiences_of(house), retesters_of(house))
    return replace(made, documents=(*made.documents, *outage_documents(house, briefing)))


def audiences_of(house: House) -> tuple[Audience, ...]:
    """Give who gets a digest: the environment manager, and those of parties whom the settings name."""
    role = house.programme.environment_manager
    own = tuple(
        Audience(role, name.removeprefix(f"{role} of "))
        for name in house.settings.roles
        if name.startswith(f"{role} of ")
    )
    return (Audience(role), *own)


def retesters_of(house: House) -> tuple[Audience, ...]:
    """Give who gets a list of retests: the release manager, and the testers of parties whom the settings name."""
    tester = house.programme.tester
    own = (
        Audience(tester, name.removeprefix(f"{tester} of "))
        for name in house.settings.roles
        if name.startswith(f"{tester} of ")
    )
    return (Audience(house.programme.release_manager), *own)


def links_of(house: House) -> Links:
    """Give the addresses of the project, with the dashboard's once there is one."""
    wanted = house.settings.publish.dashboard
    entry = house.store.ledger.entry(dashboard_key(wanted.name)) if wanted else None
    if entry is None or not entry.reference:
        return house.links
    return replace(house.links, dashboard_id=entry.reference.rstrip("/").rpartition("/")[2])


@overload
async def run_cycle(
    house: House, azure: Azure, *, apply: bool, tell: Tell = ..., progress: Callable[[Progress], None] = ...
) -> CycleReport: ...


@overload
async def run_cycle(
    house: House,
    azure: Azure,
    *,
    apply: bool,
    memory: Memory,
    tell: Tell = ...,
    progress: Callable[[Progress], None] = ...,
) -> CycleReport | UnchangedReport: ...


async def run_cycle(
    house: House,
    azure: Azure,
    *,
    apply: bool,
    memory: Memory | None = None,
    tell: Tell = lambda _: None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> CycleReport | UnchangedReport:
    """Run one cycle; without `apply` nothing is written anywhere but to the store.

    With a memory the rules are not asked while the outcome of an earlier run stands.

    Raises:
        PullError: Azure DevOps failed during the pull; nothing was decided on half a history.
        Mistake: a secret for posting is not where the settings say; nothing was changed.
    """
    run = house.store.runs.start(APPLYING if apply else "run")
    try:
        report = await _run(house, azure, run, memory, apply=apply, tell=tell, progress=progress)
    except BaseException as error:
        house.store.runs.finish(run, RunState.FAILED, {"error": str(error)})
        raise
    state = RunState.FAILED if report.problems else RunState.DONE
    house.store.runs.finish(run, state, report.as_json())
    return report


async def _run(
    house: House,
    azure: Azure,
    run: int,
    memory: Memory | None,
    *,
    apply: bool,
    tell: Tell,
    progress: Callable[[Progress], None],
) -> CycleReport | UnchangedReport:
    post = Post(house, azure, run)
    if apply:
        post.require_secrets()
    tell("Reading Azure DevOps")
    pulled = await pull_all(house, azure, progress)
    remarks: list[str] = []
    if apply:
        remarks += await reconcile(azure.work_items, house.store.ledger)
    if memory is not None and (unchanged := memory.recall(run, pulled, apply=apply)) is not None:
        return unchanged
    tell("Deciding")
    gathered, decided, plan = decide_now(house)
    if apply:
        keep_ladders(house, decided.view)
    remarks += stuck_words(house, decided.view)
    remarks += (*_stopped(decided), *deferred_words(plan.deferred))
    applied = ApplyReport()
    first_plan, verdicts = plan, 0
    if apply:
        if plan.changes and not plan.over_caps:
            tell(f"Changing {len(plan.changes)} defects")
            applied = await apply_plan(plan, azure.work_items, house.store.ledger, run)
            # What was just written belongs to what is published.
            await pull_all(house, azure)
            gathered, decided, plan = decide_now(house)
        remarks += [result.reason for result in applied.results if result.outcome is Outcome.MOVED]
        tell("Writing the dashboard")
        await post.dashboard(board_of(Briefing.of(decided, plan, links_of(house)).dashboard()))
    tell("Writing the agenda, the card and the digest")
    made = publish_now(house, gathered, decided, plan)
    if apply:
        others = [document for document in made.documents if document.kind is not Kind.DASHBOARD]
        await post.documents(others, tell)
        post.settle(plan.escalations)
        verdicts = keep_verdicts(house, decided.view)
    problems = (*applied.problems, *post.posting.problems, *_waits(first_plan))
    return CycleReport(
        run=run,
        is_dry=not apply,
        pulled=pulled,
        gathered=gathered,
        decided=decided,
        plan=first_plan,
        applied=applied,
        publication=made,
        posting=post.posting,
        verdicts=verdicts,
        remarks=tuple(remarks),
        problems=problems,
    )


def _stopped(decided: Decided) -> Iterator[str]:
    """Say what was stopped because rules contradict one another; a person must tell them apart."""
    for held in decided.held_back:
        if held.restraint in (Restraint.CONTESTED, Restraint.FLIPPING):
            yield f"#{held.decision.defect}: {held.because}"


def _waits(plan: Plan) -> tuple[str, ...]:
    if not plan.over_caps:
        return ()
    return (f"{plan.over_caps} Nothing was changed. Read the plan, then `envbot apply PLAN --approve`.",)
