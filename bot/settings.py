"""The settings of one installation, as `envbot.yaml` gives them; nothing secret stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.announcement_settings import AnnouncementSettings, PagePath, SlotSettings
from bot.outage_settings import OutageSources
from bot.release_settings import ReleaseSources
from bot.secret_places import EnvironmentName, FromHere, Part, SecretPart
from bot.yaml_file import FileMistake, Place, SettingsError, YamlFile, parse_yaml, read_yaml
from rules.programme import ClockPolicy

__all__ = ["Settings", "SettingsError", "load_settings", "read_settings"]

Address = Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="A mail address.")]
HttpUrl = Annotated[str, Field(pattern=r"^https?://[^@\s?#]+$"), AfterValidator(lambda url: url.rstrip("/"))]


def _store_from_here(url: str, info: ValidationInfo) -> str:
    """Check a store's URL; a relative SQLite file counts from the folder of the settings file."""
    try:
        target = make_url(url)
    except ArgumentError:
        raise ValueError("this is no URL of a database; write sqlite:///envbot.sqlite") from None
    if target.password:
        raise ValueError("a password does not belong in this file; name a variable that holds the URL with `url_env`")
    if target.get_backend_name() == "sqlite" and target.database and target.database != ":memory:":
        folder = Path((info.context or {}).get("folder", Path()))
        return target.set(database=str(folder / target.database)).render_as_string()
    return url


def _programme_from_here(programme: str, info: ValidationInfo) -> str:
    if programme.endswith((".yaml", ".yml")):
        return str(Path((info.context or {}).get("folder", Path())) / programme)
    return programme


class StoreSettings(SecretPart):
    """Where the bot remembers."""

    holds: ClassVar[str] = "url"
    may_be_none: ClassVar[bool] = True

    url: Annotated[str, AfterValidator(_store_from_here)] | None = Field(
        None, description="`sqlite:///envbot.sqlite`, from this file's folder, or `postgresql://user@host/database`."
    )
    url_env: EnvironmentName | None = Field(
        default=None, description="Variable that holds the URL, where it has a password."
    )
    url_file: FromHere | None = Field(default=None, description="File that holds the URL, where it has a password.")

    @model_validator(mode="after")
    def _is_somewhere(self) -> StoreSettings:
        if sum(place is not None for place in (self.url, self.url_env, self.url_file)) != 1:
            raise ValueError("give one of `url`, `url_env` and `url_file`")
        return self

    def where(self, environment: Mapping[str, str]) -> str:
        """Give the store's URL, which may hold a password: it is not for logs.

        Raises:
            Mistake: It is not where the settings say.
        """
        return self.url if self.url is not None else self.secret(environment).get_secret_value()


class PatSignIn(SecretPart):
    """Sign in with a personal access token."""

    holds: ClassVar[str] = "token"

    kind: Literal["pat"]
    token_env: EnvironmentName | None = Field(default=None, description="Variable that holds the token.")
    token_file: FromHere | None = Field(default=None, description="File that holds the token.")


class ClientSecretSignIn(SecretPart):
    """Sign in as an application of Entra ID."""

    holds: ClassVar[str] = "secret"

    kind: Literal["client secret"]
    tenant: str = Field(description="Id or domain of the directory.")
    client: str = Field(description="Id of the application (client).")
    secret_env: EnvironmentName | None = Field(default=None, description="Variable that holds the secret's value.")
    secret_file: FromHere | None = Field(default=None, description="File that holds the secret's value.")


class CertificateSignIn(SecretPart):
    """Sign in as an application of Entra ID with its certificate."""

    holds: ClassVar[str] = "certificate"

    kind: Literal["certificate"]
    tenant: str = Field(description="Id or domain of the directory.")
    client: str = Field(description="Id of the application (client).")
    certificate_env: EnvironmentName | None = Field(default=None, description="Variable with certificate and key, PEM.")
    certificate_file: FromHere | None = Field(default=None, description="File with certificate and key, PEM.")


class WorkloadIdentitySignIn(Part):
    """Sign in without a stored secret, by the word of a cluster or of an Azure Pipelines service connection."""

    kind: Literal["workload identity"]
    tenant: str | None = Field(default=None, description="Id or domain of the directory; else AZURE_TENANT_ID.")
    client: str | None = Field(default=None, description="Id of the application; else AZURE_CLIENT_ID.")


class ManagedIdentitySignIn(Part):
    """Sign in as the identity that Azure gave to this machine."""

    kind: Literal["managed identity"]
    client: str | None = Field(default=None, description="Id of an identity assigned to it; else the machine's own.")


class DeviceCodeSignIn(Part):
    """Sign in as a person at a terminal, who enters a code in a browser; later runs take the token that was kept."""

    kind: Literal["device code"]
    tenant: str = Field(description="Id or domain of the directory.")
    client: str = Field(description="Id of an application that allows public client flows.")
    token_file: FromHere = Field(
        Path(".envbot-token"), validate_default=True, description="Where the token is kept, for its owner only."
    )


SignInSettings = (
    PatSignIn
    | ClientSecretSignIn
    | CertificateSignIn
    | WorkloadIdentitySignIn
    | ManagedIdentitySignIn
    | DeviceCodeSignIn
)


class AzureDevOpsSettings(Part):
    """Which project the bot serves, and as whom."""

    organization: HttpUrl = Field(description="Address of the organisation: https://dev.azure.com/your-organisation")
    project: str
    team: str = Field(description="The team whose dashboards the bot keeps.")
    account: Address = Field(description="The account that the bot signs in as: its own edits are never activity.")
    account_name: str = Field(default="envbot", description="How Azure DevOps shows that account.")
    sign_in: SignInSettings = Field(discriminator="kind")


class WikiFolder(Part):
    """A folder of a project wiki."""

    wiki: str = Field(description="Name of the wiki: MHHS.wiki")
    folder: PagePath


class SourceSettings(Part):
    """What the bot reads besides work items."""

    release_notes: WikiFolder | None = Field(
        default=None, description="The page below which each release has its page."
    )
    releases: ReleaseSources = Field(default=ReleaseSources(), description="Release notes as documents, deployments.")
    outages: OutageSources = Field(
        default=(), description="Where outages are read besides Azure DevOps; of contradictions the first counts."
    )


class CapSettings(Part):
    """A plan larger than either cap is not applied: it waits for a person."""

    count: int = Field(default=50, ge=0, description="Most defects that one plan may change.")
    percent: float = Field(default=20, ge=0, le=100, description="Most of all defects that one plan may change.")


class AttentionSettings(Part):
    """How much one person is told in a day; what is over it waits, is shown on the agenda, and is told later."""

    per_person_per_day: int | None = Field(
        default=None, ge=1, description="Most mails about single matters; what is escalated counts and never waits."
    )


class PanelSettings(Part):
    """Whose answers to suggestions count."""

    members: tuple[str, ...] = Field(
        default=(),
        description="Roles that `roles` fills, or mail addresses; nobody named: everybody who can comment.",
    )


class DashboardSettings(Part):
    """The dashboard in Azure DevOps; only the bot's own widgets on it are touched."""

    name: str
    queries: str = Field(default="Shared Queries/envbot", description="Folder of the shared queries behind its tiles.")


class TeamsChannel(SecretPart):
    """A Teams channel, by the address of its Workflows webhook: who knows the address can post, so it is a secret."""

    holds: ClassVar[str] = "url"

    url_env: EnvironmentName | None = Field(default=None, description="Variable that holds the webhook's address.")
    url_file: FromHere | None = Field(default=None, description="File that holds the webhook's address.")
    escalations: bool = Field(default=False, description="Also post there, one by one, what roles are told at once.")


class MailSecurity(StrEnum):
    """How the connection to a mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Only for a server on the same machine."""


class MailServer(SecretPart):
    """An SMTP server."""

    holds: ClassVar[str] = "password"
    may_be_none: ClassVar[bool] = True

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: MailSecurity = MailSecurity.STARTTLS
    user: str | None = Field(default=None, description="Leave out for a server that asks for none.")
    password_env: EnvironmentName | None = Field(default=None, description="Variable that holds the password.")
    password_file: FromHere | None = Field(default=None, description="File that holds the password.")

    @model_validator(mode="after")
    def _user_has_a_password(self) -> MailServer:
        if (self.user is None) != (self.password_env is None and self.password_file is None):
            raise ValueError("`user` and the place of its password belong together: give both or neither")
        return self


class GraphMail(SecretPart):
    """Microsoft Graph's sendMail, for Microsoft 365."""

    holds: ClassVar[str] = "secret"

    tenant: str = Field(description="Id or domain of the directory.")
    client: str = Field(description="Id of the application that may send as the sender.")
    secret_env: EnvironmentName | None = Field(default=None, description="Variable that holds the secret's value.")
    secret_file: FromHere | None = Field(default=None, description="File that holds the secret's value.")


class MailSettings(Part):
    """How mail leaves."""

    sender: Address
    server: MailServer | None = None
    graph: GraphMail | None = None

    @model_validator(mode="after")
    def _leaves_one_way(self) -> MailSettings:
        if (self.server is None) == (self.graph is None):
            raise ValueError("give either `server` (SMTP) or `graph` (Microsoft 365)")
        return self


class PublishSettings(Part):
    """Where documents go; what is left out is not posted."""

    wiki: WikiFolder | None = Field(default=None, description="The page below which each stand-up has its page.")
    releases: WikiFolder | None = Field(
        default=None, description="The page below which the bot keeps a page for each release; none that people write."
    )
    dashboard: DashboardSettings | None = None
    teams: Mapping[str, TeamsChannel] = Field(default_factory=dict, description="Channels by name: `stand-up`.")
    mail: MailSettings | None = None
    announcements: AnnouncementSettings | None = Field(
        default=None, description="Planned outages; nothing is announced without it."
    )


class Settings(Part):
    """Everything that `envbot.yaml` may say."""

    programme: Annotated[str, AfterValidator(_programme_from_here)] = Field(
        description="A programme that ships with envbot (`mhhs`), or the path of a programme file."
    )
    now: AwareDatetime | None = Field(
        default=None, description="For rehearsals: the instant that the bot takes for now."
    )
    apply: bool = Field(default=False, description="Let `envbot run` apply its plan without --apply.")
    store: StoreSettings
    azure_devops: AzureDevOpsSettings
    defects: str = Field(default="", description="A WIQL condition: which of the programme's defects the bot looks at.")
    rules: Mapping[str, Mapping[str, Any] | None] = Field(default_factory=dict, description="Rules by id.")
    clocks: tuple[ClockPolicy, ...] = Field(
        (), description="SLA clocks beside the programme's; one of the same name takes the place of the programme's."
    )
    sources: SourceSettings = SourceSettings()
    caps: CapSettings = CapSettings()
    attention: AttentionSettings = AttentionSettings()
    panel: PanelSettings = PanelSettings()
    publish: PublishSettings = PublishSettings()
    slots: tuple[SlotSettings, ...] = Field((), description="Booked test slots, for clashes with planned outages.")
    roles: Mapping[str, tuple[Address, ...]] = Field(default_factory=dict, description="Who fills a role.")
    out: FromHere = Field(
        default=Path("out"), validate_default=True, description="Folder for copies of what was posted."
    )

    _file: YamlFile = PrivateAttr()

    @property
    def panel_members(self) -> tuple[str, ...]:
        """The mail addresses, in small letters, of those whose answers count; none for everybody."""
        every = (self.roles.get(member, (member,)) for member in self.panel.members)
        return tuple(sorted({address.casefold() for addresses in every for address in addresses}))

    @property
    def file(self) -> YamlFile:
        """The file that they were read from, for what turns out wrong only later."""
        return self._file

    def mistake(self, place: Place, reason: str, advice: str) -> FileMistake:
        """Name something in the file that turned out wrong only later, with its line."""
        return self._file.mistake(place, reason, advice)


def load_settings(path: Path) -> Settings:
    """Read the settings file.

    Raises:
        SettingsError: It is missing or wrong; names every mistake with its line.
    """
    return _settings_of(read_yaml(path), path.parent)


def read_settings(text: str, name: str = "envbot.yaml", folder: Path = Path()) -> Settings:
    """Read settings from text; relative paths in it count from `folder`.

    Raises:
        SettingsError: It is wrong; names every mistake with its line.
    """
    return _settings_of(parse_yaml(text, name), folder)


def _settings_of(file: YamlFile, folder: Path) -> Settings:
    try:
        settings = Settings.model_validate(file.value, context={"folder": folder})
    except ValidationError as error:
        raise SettingsError(*file.mistakes_of(error, Settings.model_json_schema())) from error
    settings._file = file  # noqa: SLF001 - a private attribute of pydantic's is set after construction
    return settings
