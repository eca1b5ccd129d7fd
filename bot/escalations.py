"""Bring the records of escalations to the rules: ladders that started, who has been told, who can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from bot.assemble import House
from bot.gather import Gathered
from bot.inspection import Finding, State
from bot.post import ESCALATION, alerted_channels
from bot.store.ladders import Ladders
from rules.decisions import Mode
from rules.escalation.records import EscalationRecords
from rules.escalation.watchdog import ESCALATION_LADDER, stuck
from rules.view import View

APPLYING = "run --apply"
"""The runs that can tell anybody anything."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def records_of(house: House) -> EscalationRecords:
    """Give what the store and the settings say of escalations."""
    told = house.store.ledger.confirmed_since(ESCALATION, _EVER)
    last = house.store.runs.last_ended(APPLYING)
    return EscalationRecords(
        started=_ladders(house).kept(),
        told=MappingProxyType({each.key: each.settled_at or each.intended_at for each in told}),
        filled=_filled(house),
        last_run=last.started_at if last else None,
    )


def _filled(house: House) -> frozenset[str]:
    """Give the roles that somebody hears for: their people by mail or, where there is none, whoever reads Teams."""
    if house.settings.publish.mail is None and alerted_channels(house.settings):
        return frozenset(house.programme.roles)
    return frozenset(role for role, people in house.settings.roles.items() if people)


def with_records(house: House, gathered: Gathered) -> Gathered:
    """Give the facts with the records of escalations."""
    return replace(gathered, facts=replace(gathered.facts, escalations=records_of(house)))


def keep_ladders(house: House, view: View) -> int:
    """Keep every ladder that runs, as it stands, so that it is climbed so to its end; give how many were new."""
    if not _is_climbed(house):
        return 0
    running = (climb for defect in view.environment_defects for climb in view.climbs(defect) if climb.runs)
    return _ladders(house).keep(climb.started for climb in running)


def stuck_words(house: House, view: View) -> Iterator[str]:
    """Say which ladders should have moved and did not."""
    if _is_climbed(house):
        for each in stuck(view):
            yield " ".join(part for part in (each.said, each.because, each.advice) if part)


def ladder_findings(house: House, view: View) -> Iterator[Finding]:
    """Say for a check which ladders should have moved and did not, and how many there are."""
    running = sum(climb.runs for defect in view.environment_defects for climb in view.climbs(defect))
    if not house.programme.ladders:
        return
    if not _is_climbed(house):
        yield Finding(
            "ladders", State.WARNING, f"The rule {ESCALATION_LADDER} is not applied: nobody is told of any step.",
            f"Set `rules.{ESCALATION_LADDER}.mode` to `apply`.",
        )  # fmt: skip
        return
    late = tuple(stuck(view))
    for each in late:
        advice = each.advice or "The next `envbot run --apply` tells it; let it run as often as the shortest step."
        yield Finding("ladders", State.BAD if each.advice else State.WARNING, f"{each.said} {each.because}", advice)
    if not late:
        yield Finding("ladders", State.GOOD, f"{len(house.programme.ladders)} in the programme, {running} running now; "
                      "every step that is due was told.")  # fmt: skip


def _is_climbed(house: House) -> bool:
    return house.rules[ESCALATION_LADDER].mode is Mode.APPLY


def _ladders(house: House) -> Ladders:
    return Ladders(house.store.engine, house.now)
