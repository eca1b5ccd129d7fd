"""Check what the settings say against the programme that they name: roles, and which defects the bot looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.programme_checks import condition_mistakes
from bot.settings import Settings
from bot.yaml_file import FileMistake, SettingsError, nearest
from rules.computed import rule_catalog
from rules.facts import Defect
from rules.programme import Programme
from wiql import Context, compile_condition, parse_condition


def check_settings_against(settings: Settings, programme: Programme) -> None:
    """Check settings against their programme.

    Raises:
        SettingsError: A role that the programme does not have, or a condition that cannot be; each with its line.
    """
    mistakes = tuple(_mistakes(settings, programme))
    if mistakes:
        raise SettingsError(*mistakes)


def chosen_defects(
    defects: Mapping[int, Defect], settings: Settings, programme: Programme, now: datetime
) -> Mapping[int, Defect]:
    """Give the defects that the condition `defects:` of the settings chooses; all, where it says nothing.

    Raises:
        WiqlError: The condition cannot be; `check_settings_against` says so earlier and better.
    """
    if not settings.defects:
        return defects
    holds = compile_condition(parse_condition(settings.defects), rule_catalog(programme))
    ado = settings.azure_devops
    context = Context(now=now, project=ado.project, me=ado.account, zone=ZoneInfo(programme.zone))
    return {number: defect for number, defect in defects.items() if holds(defect.latest.fields, context)}


def _mistakes(settings: Settings, programme: Programme) -> Iterator[FileMistake]:
    for role in settings.roles:
        # `participant environment manager of Elexon`: the role is the programme's, the party may be anybody.
        if role.partition(" of ")[0] not in programme.roles:
            advice = nearest(role, programme.roles)
            yield settings.mistake(("roles", role), f"{programme.name} has no such role.", advice)
    for place, member in enumerate(settings.panel.members):
        if "@" not in member and not settings.roles.get(member):
            reason = f"{member} is no mail address, and no role that `roles` fills."
            advice = f"{nearest(member, settings.roles)} Or fill the role below `roles`."
            yield settings.mistake(("panel", "members", place), reason, advice)
    for place, pipeline in enumerate(settings.sources.releases.pipelines):
        for system in pipeline.systems:
            if system not in {each.name for each in programme.systems}:
                advice = nearest(system, (each.name for each in programme.systems))
                where = ("sources", "releases", "pipelines", place, "systems")
                yield settings.mistake(where, f"{programme.name} has no system {system}.", advice)
    yield from _slot_mistakes(settings, programme)
    kept, read = settings.publish.releases, settings.sources.release_notes
    if kept and read and kept.wiki == read.wiki and f"{kept.folder}/".startswith(f"{read.folder}/"):
        reason = f"{kept.folder} lies where release notes are read: the bot would read its own pages."
        yield settings.mistake(("publish", "releases", "folder"), reason, "Name another page: /Environments/Releases.")
    if settings.defects:
        yield from condition_mistakes(settings.defects, rule_catalog(programme), ("defects",), settings.file)


def _slot_mistakes(settings: Settings, programme: Programme) -> Iterator[FileMistake]:
    """Name the places of booked test slots that the programme does not have."""
    environments, systems = ([each.name for each in those] for those in (programme.environments, programme.systems))
    for place, slot in enumerate(settings.slots):
        named = [
            ("environment", slot.environment, environments),
            *(("systems", name, systems) for name in slot.systems),
        ]
        for part, name, known in named:
            if name not in known:
                reason = f"{programme.name} has no {part.removesuffix('s')} {name}."
                yield settings.mistake(("slots", place, part), reason, nearest(name, known))
