"""Find the handler of an address, and tell clients which addresses there are (OPTIONS, resource areas)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

import orjson

from sandbox.answers import AdoError, Answer, ado_json, listing
from sandbox.state import Person, Project, Team, World

_PARAMETER = re.compile(r"^(\$?)\{(\*?)(\w+)\}$")


@dataclass(frozen=True, slots=True)
class Area:
    """A family of resources, which the SDK looks up by GUID in `_apis/ResourceAreas`; some have no GUID there."""

    name: str
    id: str


@dataclass(slots=True)
class Call:
    """One request, read as far as every handler needs it.

    Attributes:
        world: The state to read and change.
        who: Who signed in.
        method: HTTP method in capitals.
        values: Values of the route's parameters (`project`, `id`, ...), decoded; absent ones are missing.
        query: Query parameters by lower-case name; a repeated one keeps its last value.
        headers: Request headers by lower-case name.
        body: Raw body.
        version: The api-version asked for, such as `7.1-preview.4`; empty when none was.
        url: The address as asked for, with its query.
    """

    world: World
    who: Person
    method: str
    values: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    version: str
    url: str

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            AdoError: 400 where the body is no JSON.
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise AdoError(
                400,
                "VssPropertyValidationException",
                f"The body of the request is not JSON: {error}. Parameter name: body",
                namespace="Microsoft.VisualStudio.Services.Common",
            ) from error

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            AdoError: 400 where it is anything else.
        """
        value = self.json()
        if not isinstance(value, dict):
            raise AdoError(
                400,
                "VssPropertyValidationException",
                "The body of the request must be a JSON object. Parameter name: body",
                namespace="Microsoft.VisualStudio.Services.Common",
            )
        return value

    @property
    def project(self) -> Project | None:
        """The project of the address, if it names one."""
        name = self.values.get("project")
        return self.world.project(name) if name else None

    @property
    def the_project(self) -> Project:
        """The project of the address, which must name one.

        Raises:
            AdoError: 404 where the address names none or an unknown one.
        """
        project = self.project
        if project is None:
            raise AdoError(
                404,
                "ProjectDoesNotExistException",
                "TF200016: This address needs a project and names none.",
                namespace="Microsoft.TeamFoundation.Core.WebApi",
            )
        return project

    @property
    def team(self) -> Team | None:
        """The team of the address, if it names one."""
        name = self.values.get("team")
        return self.world.team(self.the_project, name) if name else None

    def flag(self, name: str) -> bool:
        """Whether a query parameter says true; names match in any case."""
        return self.query.get(name.lower(), "").lower() == "true"

    def number(self, name: str) -> int | None:
        """A query parameter as a whole number, `None` when it is absent.

        Raises:
            AdoError: 400 where it is no number.
        """
        text = self.query.get(name.lower())
        if not text:
            return None
        try:
            return int(text)
        except ValueError as error:
            raise AdoError(
                400,
                "VssPropertyValidationException",
                f"The value '{text}' of {name} is not a whole number.",
                namespace="Microsoft.VisualStudio.Services.Common",
            ) from error


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Resource:
    """One entry of the route table and the handlers behind it.

    Leading `{project}` and `{team}` and the parameters after the last literal are optional, as in ADO; a parameter
    constrained in `where` is required. Of several resources that fit an address, the first declared that has the
    method is taken, so declare the narrow one (`pages/{id}`) before the wide one (`pages/{*path}`).

    Attributes:
        area: Family.
        name: Resource name, which replaces `{resource}` in the template.
        id: GUID that the SDK asks for.
        template: Route template as in ADO's own table.
        methods: Handlers by HTTP method in capitals.
        min_version: Lowest version served.
        max_version: Highest version served.
        released_version: Highest version served without `-preview`; `0.0` means preview only.
        resource_version: Number after `-preview.`.
        where: Regular expressions by parameter, matched in any case.
        needs: Leading parameters that must be there (`project`, `team`).
    """

    area: Area
    name: str
    id: str
    template: str
    methods: Mapping[str, Handler]
    min_version: str = "1.0"
    max_version: str = "7.2"
    released_version: str = "7.1"
    resource_version: int = 1
    where: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The template as a regular expression over the path below the organisation, still percent-encoded."""
        segments = self.template.replace("{area}", self.area.name).replace("{resource}", self.name)
        parts = [segment for segment in segments.split("/") if segment]
        last_literal = max(i for i, part in enumerate(parts) if not _PARAMETER.match(part))
        first_literal = parts.index("_apis")
        text, closing = "", ""
        for i, part in enumerate(parts):
            found = _PARAMETER.match(part)
            if not found:
                text += re.escape("/" + part)
                continue
            dollar, star, name = found.groups()
            shape = self.where.get(name, ".+" if star else "[^/]+")
            value = f"/{re.escape(dollar)}(?P<{name}>{shape})"
            if dollar or name in self.where or name in self.needs or first_literal < i < last_literal:
                text += value
            elif i < first_literal:
                text += f"(?:{value}"
                closing += ")?"
            else:
                text += f"(?:{value})?"
            if i + 1 == first_literal:
                text, closing = text + closing, ""
        return re.compile(f"^{text}/?$", re.IGNORECASE)

    @property
    def location(self) -> dict[str, Any]:
        """The entry as OPTIONS shows it."""
        return {
            "id": self.id,
            "area": self.area.name,
            "resourceName": self.name,
            "routeTemplate": self.template,
            "resourceVersion": self.resource_version,
            "minVersion": self.min_version,
            "maxVersion": self.max_version,
            "releasedVersion": self.released_version,
        }


class NoSuchRoute(AdoError):
    """An address that nobody serves; refused in plain text, as recorded."""

    def __init__(self, path: str) -> None:
        message = f"The controller for path '{path}' was not found or does not implement IController."
        super().__init__(404, "HttpException", message, namespace="System.Web")

    def answer(self) -> Answer:
        """The refusal as an answer."""
        return Answer(self.status, self.message.encode(), {}, "text/plain; charset=utf-8")


LOCATION = Area("Location", "")


class RouteTable:
    """All resources of the sandbox, by the first segment behind `_apis`."""

    def __init__(self, resources: Iterable[Resource], areas: Iterable[Area] = ()) -> None:
        self._resources = (*resources, *self._own())
        every = (*areas, *(each.area for each in self._resources))
        self._areas = {area.id: area for area in every if area.id}
        self._by_start: dict[str, list[Resource]] = {}
        for resource in self._resources:
            tail = resource.template.split("_apis/", 1)[1].split("/")[0]
            start = tail.replace("{area}", resource.area.name).replace("{resource}", resource.name)
            self._by_start.setdefault(start.lower(), []).append(resource)

    def find(self, method: str, path: str) -> tuple[Resource, Handler, dict[str, str]]:
        """The resource, handler and values for a method and a path below the organisation (`/MHHS/_apis/wit/...`).

        Args:
            method: HTTP method in capitals.
            path: Percent-encoded path below the organisation, starting with a slash.

        Raises:
            AdoError: 404 for an unknown address, 405 for an address without that method.
        """
        path = path.replace("%24", "$")
        start = re.split("/_apis/", path, maxsplit=1, flags=re.IGNORECASE)[-1].split("/")[0].lower()
        fits = [(each, found) for each in self._by_start.get(start, ()) if (found := each.pattern.match(path))]
        for resource, found in fits:
            values = {name: unquote(value) for name, value in found.groupdict().items() if value is not None}
            if method == "OPTIONS":
                return resource, _location_of(resource), values
            handler = resource.methods.get(method)
            if handler is not None:
                return resource, handler, values
        if fits:
            raise AdoError(
                405,
                "VssRequestContentTypeNotSupportedException",
                f"The requested resource does not support http method '{method}'.",
                namespace="Microsoft.VisualStudio.Services.WebApi",
            )
        raise NoSuchRoute(unquote(path))

    def locations(self, path: str) -> Answer | None:
        """The whole route table for `OPTIONS _apis`, that of one area for `OPTIONS _apis/wit`; `None` for other paths.

        The vendor's Python client asks for the whole, its Node client area by area. A location of several resources is
        shown once.
        """
        head, _, area = path.strip("/").lower().partition("/")
        found = {each.id: each.location for each in self._resources if area in {"", each.area.name.lower()}}
        return listing([*found.values()]) if head == "_apis" and found else None

    def _own(self) -> tuple[Resource, ...]:
        return (
            Resource(
                LOCATION,
                "ResourceAreas",
                "e81700f7-3be2-46de-8624-2eb35882fcaa",
                "_apis/{resource}/{areaId}",
                {"GET": self._resource_areas},
                min_version="3.2",
                released_version="0.0",
            ),
        )

    async def _resource_areas(self, call: Call) -> Answer:
        home = f"{call.world.base_url}/"
        shown = [{"id": each.id, "name": each.name, "locationUrl": home} for each in self._areas.values()]
        wanted = call.values.get("areaId")
        if wanted is None:
            return listing(shown)
        return ado_json(next((each for each in shown if each["id"] == wanted.lower()), None))


def _location_of(resource: Resource) -> Handler:
    async def show(_call: Call) -> Answer:
        return ado_json(resource.location)

    return show
