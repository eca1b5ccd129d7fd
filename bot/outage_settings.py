"""Where outages are read besides Azure DevOps, as `sources.outages` of the settings says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from bot.secret_places import EnvironmentName, FromHere, Part, SecretPart
from bot.sources.moments import DayOrder, Twice
from bot.sources.outages.columns import Said

_MAY_BE_GIVEN = (
    Said.KIND, Said.REASON, Said.ENVIRONMENTS, Said.SYSTEMS, Said.PARTY, Said.IMPACT, Said.STAGES,
)  # fmt: skip


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone '{name}'; write an IANA name, such as Europe/London") from None
    return name


def _defaults(given: Mapping[Said, str]) -> Mapping[Said, str]:
    wrong = [said.value for said in given if said not in _MAY_BE_GIVEN]
    if wrong:
        may = ", ".join(said.value for said in _MAY_BE_GIVEN)
        raise ValueError(f"{', '.join(wrong)} cannot be the same for every outage; give some of: {may}")
    return given


class OutageFormPart(Part):
    """How a source of outages is read, whatever kind it is of."""

    name: str | None = Field(default=None, description="What it is called; else by its place. Unique.")
    columns: Mapping[Said, str] = Field(
        default_factory=dict, description="Headings of columns that are not found by themselves; empty for none."
    )
    defaults: Annotated[Mapping[Said, str], AfterValidator(_defaults)] = Field(
        default_factory=dict, description="What holds where a row says nothing: `kind: planned`, `environments: SIT A`."
    )
    sheets: tuple[str, ...] = Field((), description="Sheets to read; else all that people see and that hold outages.")
    zone: Annotated[str, AfterValidator(_zone)] | None = Field(
        default=None, description="Time zone of local times that name none; else the programme's."
    )
    dates: DayOrder = Field(default=DayOrder.DAY_FIRST, description="What 06/07/2024 means.")
    ambiguous: Twice = Field(
        default=Twice.EARLIER, description="Which of the two a local time is that comes twice, when clocks go back."
    )


class OutageFile(OutageFormPart):
    """A file: xlsx, csv, JSON, JSON lines, HTML, Markdown or ics."""

    kind: Literal["file"]
    path: FromHere = Field(description="Path of the file, from this file's folder.")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name or self.path.name


class OutageFolder(OutageFormPart):
    """A folder that is watched: every file of a known kind in it is read, and again when it changes."""

    kind: Literal["folder"]
    path: FromHere = Field(description="Path of the folder, from this file's folder.")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name or f"{self.path.name}/"


class OutageAddress(SecretPart, OutageFormPart):
    """A document at an HTTPS address, asked for only when it changed."""

    holds: ClassVar[str] = "url"
    may_be_none: ClassVar[bool] = True

    kind: Literal["address"]
    url: Annotated[str, Field(pattern=r"^https://[^@\s]+$")] | None = Field(
        default=None, description="Address of the document; https only."
    )
    url_env: EnvironmentName | None = Field(default=None, description="Variable that holds the address, if secret.")
    url_file: FromHere | None = Field(default=None, description="File that holds the address, if secret.")

    @model_validator(mode="after")
    def _is_somewhere(self) -> OutageAddress:
        if sum(place is not None for place in (self.url, self.url_env, self.url_file)) != 1:
            raise ValueError("give one of `url`, `url_env` and `url_file`")
        if self.url is None and self.name is None:
            raise ValueError("a secret address needs a `name`, since it is not shown")
        return self

    def where(self, environment: Mapping[str, str]) -> str:
        """Give the address, which may be a secret.

        Raises:
            Mistake: It is not where the settings say.
        """
        return self.url if self.url is not None else self.secret(environment).get_secret_value()

    @property
    def title(self) -> str:
        """What it is called; nothing behind the path of the address is shown."""
        if self.name is not None or self.url is None:
            return self.name or ""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"


class OutageWikiPage(OutageFormPart):
    """A wiki page of the project with a table of outages."""

    kind: Literal["wiki page"]
    wiki: str = Field(description="Name of the wiki: MHHS.wiki")
    page: Annotated[str, Field(pattern=r"^/.*[^/]$", description="Path of the page, from `/` on.")]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name or f"wiki page {self.page}"


OutageSource = Annotated[OutageFile | OutageFolder | OutageAddress | OutageWikiPage, Field(discriminator="kind")]


def _unique(sources: tuple[OutageSource, ...]) -> tuple[OutageSource, ...]:
    titles = [source.title for source in sources]
    twice = sorted({title for title in titles if titles.count(title) > 1})
    if twice:
        raise ValueError(f"several sources are called '{twice[0]}'; give them a `name` each")
    return sources


OutageSources = Annotated[tuple[OutageSource, ...], AfterValidator(_unique)]
