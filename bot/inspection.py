"""Check an installation: what the settings name must exist, be reachable and be allowed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ado_client.diagnose import State as Ability
from ado_client.diagnose import diagnose
from ado_client.errors import AdoError
from bot.assemble import Azure, House, postman
from bot.deliver.once import NotSent
from bot.deliver.smtp import SmtpServer
from bot.mistakes import Mistake
from bot.outage_settings import OutageAddress
from bot.sign_in import sign_in
from rules.decisions import Mode
from rules.wording import counted

_SECONDS = 10


class State(StrEnum):
    """How one thing was found."""

    GOOD = "ok"
    WARNING = "note"
    """It works, but a person may want to know."""
    BAD = "wrong"


_STATES = {Ability.GOOD: State.GOOD, Ability.MISSING: State.BAD, Ability.UNTRIED: State.WARNING}
_FIRST_OF_ALL = 2
"""Signing in and seeing the project: where one fails, nothing further can be looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `advice` is what to do where it is not good."""

    about: str
    state: State
    said: str
    advice: str = ""


def inspect_offline(house: House) -> Iterator[Finding]:
    """Look at what needs no connection: settings, programme, rules, secrets, roles, store."""
    programme, settings = house.programme, house.settings
    yield Finding("settings", State.GOOD, "The file was read, and every rule and condition in it.")
    yield Finding("programme", State.GOOD, f"{programme.title}: {len(programme.environments)} environments, "
                  f"{len(programme.systems)} systems, {len(programme.clocks)} SLA clocks.")  # fmt: skip
    assumed = [
        *(f"clock {clock.name}" for clock in programme.clocks if clock.assumed),
        *(f"calendar {name}" for name, calendar in programme.calendars.items() if calendar.assumed),
        *(f"ladder {ladder.name}" for ladder in programme.ladders if ladder.assumed),
        *(["workflow"] if programme.workflow.assumed else []),
    ]
    if assumed:
        yield Finding(
            "programme", State.WARNING, f"Assumed, not confirmed: {', '.join(assumed)}.",
            "Have the programme confirm them before anybody is measured by them, then take `assumed` out of the file.",
        )  # fmt: skip
    counts = {mode: sum(rule.mode is mode for rule in house.rules.values()) for mode in Mode}
    yield Finding("rules", State.GOOD, ", ".join(f"{count} {mode.value}" for mode, count in counts.items()) + ".")
    yield from _roles(house)
    for place, secret in _secrets(house):
        try:
            secret()
        except Mistake as mistake:
            yield Finding(place, State.BAD, str(mistake))
        else:
            yield Finding(place, State.GOOD, "What it needs is there.")
    yield from _outage_sources(house)
    stored = house.store.history.counts()
    said = f"It opens and holds {stored.work_items:,} work items with {stored.revisions:,} revisions."
    yield Finding("store", State.GOOD, said)
    if settings.publish.wiki is None:
        yield Finding("publish.wiki", State.WARNING, "No agenda is posted.", "Name `publish.wiki` to have one.")


def _roles(house: House) -> Iterator[Finding]:
    programme, filled = house.programme, house.settings.roles
    wanted = (programme.environment_manager, *programme.defect_managers.values())
    for role in dict.fromkeys(wanted):
        if not filled.get(role):
            yield Finding(
                "roles", State.WARNING, f"Nobody fills the role '{role}': what it should be told goes nowhere.",
                f"Add `{role}: [somebody@example.com]` below `roles`.",
            )  # fmt: skip


def _outage_sources(house: House) -> Iterator[Finding]:
    """Tell how each source of outages was read last; nothing is read here."""
    known = house.store.history.outages
    for source in house.settings.sources.outages:
        about = f"sources.outages, {source.title}"
        documents = [each for each in known.documents([source.title]) if each.is_there]
        wrong = [problem for each in documents for problem in each.problems]
        count = sum(not each.outage.withdrawn for each in known.outages([source.title], house.now()))
        said = f"{counted(count, 'outage')} in {counted(len(documents), 'document')}."
        if not documents:
            yield Finding(about, State.WARNING, "It was not read yet.", "Run `envbot pull`.")
        elif wrong:
            advice = "See `envbot outages sources`."
            yield Finding(
                about, State.WARNING, f"{said} Told there: {counted(len(wrong), 'problem')}, first: {wrong[0]}", advice
            )
        else:
            yield Finding(about, State.GOOD, said)


def _secrets(house: House) -> Iterator[tuple[str, Callable[[], object]]]:
    settings, environment = house.settings, house.environment
    yield "azure_devops.sign_in", lambda: sign_in(settings.azure_devops, environment)
    for name, channel in settings.publish.teams.items():
        yield f"publish.teams.{name}", lambda channel=channel: channel.secret(environment)  # type: ignore[misc]
    for source in settings.sources.outages:
        if isinstance(source, OutageAddress) and source.url is None:
            yield f"sources.outages, {source.title}", lambda source=source: source.secret(environment)  # type: ignore[misc]
    mail = settings.publish.mail
    if mail is not None and mail.server is not None and mail.server.user:
        yield "publish.mail.server", lambda: mail.server and mail.server.secret(environment)
    if mail is not None and mail.graph is not None:
        yield "publish.mail.graph", lambda: mail.graph and mail.graph.secret(environment)


async def inspect_online(house: House, azure: Azure) -> tuple[Finding, ...]:
    """Look at what needs the connection: what the account may do, then what the settings and the programme name."""
    publish = house.settings.publish
    found = await diagnose(
        azure.session,
        azure.project,
        house.settings.azure_devops.team,
        wiki=publish.wiki.wiki if publish.wiki else None,
        kind=house.programme.defect_types[0],
    )
    findings = [
        Finding(one.ability, _STATES[one.state], f"{one.detail[:1].upper()}{one.detail[1:]}.", one.advice)
        for one in found
    ]
    if len(found) > _FIRST_OF_ALL:
        findings.append(await _types(house, azure))
        findings.append(await _fields(house, azure))
    findings += await _mail(house, azure)
    return tuple(findings)


async def _seen(about: str, look: Awaitable[Finding | str]) -> Finding:
    """Turn what was seen, or the error on the way, into a finding."""
    try:
        found = await look
    except AdoError as error:
        return Finding(about, State.BAD, str(error))
    return found if isinstance(found, Finding) else Finding(about, State.GOOD, found)


async def _types(house: House, azure: Azure) -> Finding:
    async def look() -> Finding | str:
        present = {str(kind["name"]).casefold() for kind in await azure.work_items.types()}
        missing = [name for name in house.pulled_types if name.casefold() not in present]
        if missing:
            return Finding(
                "azure_devops", State.BAD, f"The project has no work item type {', '.join(missing)}.",
                "Correct `defect_types` and `outages.type` in the programme file.",
            )  # fmt: skip
        return f"Signed in to {azure.session.organization_url}; the project {azure.project} has what is needed."

    return await _seen("azure_devops", look())


async def _fields(house: House, azure: Azure) -> Finding:
    async def look() -> Finding | str:
        present = {str(field["referenceName"]) for field in await azure.work_items.fields()}
        names, records = house.programme.fields, house.programme.outages
        wanted = [getattr(names, name) for name in names.__dataclass_fields__ if not name.startswith("_")]
        wanted += [records.kind, records.reason, records.starts, records.ends]
        missing = sorted(set(wanted) - present)
        if missing:
            return Finding(
                "fields", State.BAD, f"The organisation has no field {', '.join(missing)}.",
                "Correct `fields` and `outages` in the programme file: they take reference names.",
            )  # fmt: skip
        return f"All {len(set(wanted))} fields that the programme names are there."

    return await _seen("fields", look())


async def _mail(house: House, azure: Azure) -> tuple[Finding, ...]:
    server = postman(house, azure.http)
    if not isinstance(server, SmtpServer):
        return ()
    try:
        await replace(server, seconds=_SECONDS).greet()
    except NotSent as error:
        return (Finding("publish.mail", State.BAD, str(error)),)
    return (Finding("publish.mail", State.GOOD, f"{server} answers."),)
