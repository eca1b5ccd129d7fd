"""The composition root: here real things are built from the settings, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from ado_client.boards import Boards
from ado_client.control import Control
from ado_client.session import Session
from ado_client.wiki import Wiki
from ado_client.work_items import WorkItems
from bot.deliver.graph import GraphMailbox, graph_authorization
from bot.deliver.mail import Postman
from bot.deliver.smtp import SmtpServer
from bot.programme_checks import clock_mistakes
from bot.programme_file import load_programme, shipped_programmes
from bot.publish.links import Links
from bot.request_file import request_file
from bot.rules_file import rules_of
from bot.settings import Settings, load_settings
from bot.settings_checks import check_settings_against
from bot.sign_in import sign_in
from bot.store.engine import Store, StoreError, open_store
from bot.yaml_file import SettingsError
from rules.facts import Person
from rules.programme import Programme
from rules.registry import RuleSettings

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """Everything that one installation of the bot works with, built once; use it in a `with` statement.

    Attributes:
        sleep: waits for so many seconds, between tries.
        now: the clock; stands still in a rehearsal (`now:` in the settings).
        environment: environment variables, where secrets are looked up when they are needed.
        requests_to: the file in which every request to Azure DevOps is written down; None for nowhere.
    """

    settings: Settings
    programme: Programme
    rules: Mapping[str, RuleSettings]
    store: Store
    now: Clock
    environment: Mapping[str, str]
    sleep: Callable[[float], Awaitable[object]]
    requests_to: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    @property
    def me(self) -> Person:
        """The account that the bot signs in as."""
        return Person(self.settings.azure_devops.account_name, self.settings.azure_devops.account)

    @property
    def links(self) -> Links:
        """Addresses of the project for people."""
        ado, wiki = self.settings.azure_devops, self.settings.publish.wiki
        links = Links(str(ado.organization), ado.project, wiki.wiki if wiki else f"{ado.project}.wiki")
        return replace(links, stand_ups=wiki.folder) if wiki else links

    @property
    def pulled_types(self) -> tuple[str, ...]:
        """The work item types that the store holds: defects and outage records."""
        return (*self.programme.defect_types, self.programme.outages.type)

    @property
    def closed_states(self) -> tuple[str, ...]:
        """The states in which nobody links defects and outage records any more."""
        outages = self.programme.outages
        return (*self.programme.workflow.closed, *outages.ended, *outages.cancelled)


@dataclass(frozen=True, slots=True)
class Azure:
    """An open connection to Azure DevOps and to the places that documents go to."""

    session: Session
    work_items: WorkItems
    control: Control
    boards: Boards
    http: httpx.AsyncClient
    project: str

    def wiki(self, name: str) -> Wiki:
        """Give a wiki of the project."""
        return Wiki(self.control, self.project, name)


def open_house(
    config: Path,
    environment: Mapping[str, str],
    clock: Clock = lambda: datetime.now(UTC),
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    requests_to: Path | None = None,
) -> House:
    """Read and check settings, programme and rules, and open the store.

    Raises:
        SettingsError: the settings or the programme are wrong, or the store cannot be opened.
    """
    settings, programme, rules = read_configuration(config)
    standing = settings.now
    now: Clock = clock if standing is None else lambda: standing.astimezone(UTC)
    store_url, organization = settings.store.where(environment), str(settings.azure_devops.organization)
    try:
        store = open_store(store_url, now=now, organization=organization)
    except StoreError as error:
        raise SettingsError(settings.mistake(("store",), str(error), "Nothing was changed.")) from error
    return House(settings, programme, rules, store, now, environment, sleep, requests_to)


def read_configuration(config: Path) -> tuple[Settings, Programme, Mapping[str, RuleSettings]]:
    """Read and check settings, programme and rules; no store is opened.

    Raises:
        SettingsError: the settings or the programme are wrong.
    """
    settings = load_settings(config)
    programme = _programme(settings)
    check_settings_against(settings, programme)
    return settings, programme, rules_of(settings.file, settings.rules, ("rules",), programme)


@asynccontextmanager
async def connect(house: House, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Azure]:
    """Open the connections of a house; nothing is sent yet.

    Raises:
        Mistake: a secret is not where the settings say.
    """
    ado = house.settings.azure_devops
    organization, signed = str(ado.organization), sign_in(ado, house.environment)
    with request_file(house.requests_to, house.now) as log:
        async with (
            Session(organization, signed, transport=transport, sleep=house.sleep, log=log) as session,
            Control(session) as control,
            httpx.AsyncClient() as http,
        ):
            items, boards = WorkItems(session, ado.project), Boards(control, ado.project, ado.team)
            yield Azure(session, items, control, boards, http, ado.project)


def postman(house: House, http: httpx.AsyncClient) -> Postman | None:
    """Give the way that mail leaves; None where the settings name none."""
    mail = house.settings.publish.mail
    if mail is None:
        return None
    if mail.server is not None:
        server = mail.server
        secret = server.secret(house.environment).get_secret_value() if server.user else None
        return SmtpServer(server.host, server.port, server.security, server.user, secret)
    graph = mail.graph
    if graph is None:
        raise AssertionError("the settings hold that mail leaves one way")
    secret = graph.secret(house.environment).get_secret_value()
    return GraphMailbox(mail.sender, graph_authorization(graph.tenant, graph.client, secret), http)


def _programme(settings: Settings) -> Programme:
    name = settings.programme
    if not name.endswith((".yaml", ".yml")) and name not in shipped_programmes():
        advice = f"Shipped: {', '.join(shipped_programmes())}. For your own, give the path of a .yaml file."
        reason = f"no programme {name!r} ships with envbot."
        raise SettingsError(settings.mistake(("programme",), reason, advice))
    return _with_clocks(load_programme(name), settings)


def _with_clocks(programme: Programme, settings: Settings) -> Programme:
    """Put the SLA clocks of the settings beside the programme's, or in the place of those of the same name."""
    if not settings.clocks:
        return programme
    clocks = {clock.name: clock for clock in (*programme.clocks, *settings.clocks)}
    programme = replace(programme, clocks=tuple(clocks.values()))
    if mistakes := clock_mistakes(settings.clocks, programme, settings.file):
        raise SettingsError(*mistakes)
    return programme
