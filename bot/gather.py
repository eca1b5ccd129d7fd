"""Gather the facts as of an instant from the store: defects, outages, release notes, action points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.known_outages import known_outages
from bot.known_releases import known_releases
from bot.settings import Settings
from bot.settings_checks import chosen_defects
from bot.sources.problems import SourceProblem
from bot.sources.wiki_action_points import read_action_points
from bot.store.history import History
from rules.facts import Facts, Person
from rules.programme import Programme


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts, and what could not be read of the sources; the rest of them counts."""

    facts: Facts
    problems: tuple[SourceProblem, ...]


def gather(history: History, programme: Programme, settings: Settings, now: datetime) -> Gathered:
    """Read everything that the rules may know as of `now`. Wiki pages are as they were last pulled."""
    every = history.known_defects(now, programme.defect_types)
    defects = chosen_defects(every, settings, programme, now)
    known = known_outages(history, programme, settings, now)
    releases = known_releases(history, programme, settings, defects)
    stand_ups_in = settings.publish.wiki
    points, point_problems = (
        read_action_points(
            history.wiki_pages(stand_ups_in.wiki, stand_ups_in.folder),
            programme,
            now.astimezone(ZoneInfo(programme.zone)).date(),
        )
        if stand_ups_in
        else ((), ())
    )
    ado = settings.azure_devops
    facts = Facts(
        now=now,
        programme=programme,
        me=Person(ado.account_name, ado.account),
        defects=defects,
        outages=known.outages,
        release_notes=releases.notes,
        deployments=releases.deployments,
        action_points=points,
        panel=settings.panel_members,
    )
    return Gathered(facts, (*known.problems, *releases.problems, *point_problems))
