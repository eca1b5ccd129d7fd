"""Read what Azure Pipelines built with which work items, and what was deployed to its environments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ado_client.answer import Answer
from ado_client.errors import Broken
from ado_client.session import Session

_PAGE = 200
_TOKEN = "x-ms-continuationtoken"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Build:
    """One finished build; `number` is what people call it, `url` opens it."""

    id: int
    number: str
    pipeline: str
    finished: datetime
    url: str


@dataclass(frozen=True, slots=True)
class EnvironmentDeployment:
    """One finished run on an environment; `build` is the number of what was deployed."""

    id: int
    environment: str
    build_id: int
    build: str
    pipeline: str
    finished: datetime


class Builds:
    """The builds and environments of a project."""

    def __init__(self, session: Session, project: str) -> None:
        self._session = session
        self._home = f"{quote(project, safe='')}/_apis"

    async def finished(self, pipelines: Sequence[str], since: datetime) -> tuple[Build, ...]:
        """Give the builds of some pipelines that succeeded since an instant, the oldest first.

        Raises:
            AdoError: as `Session.request` does.
        """
        wanted = {name.casefold() for name in pipelines}
        definitions = [
            str(each["id"]) async for each in self._pages("build/definitions") if str(each["name"]).casefold() in wanted
        ]
        if not definitions:
            return ()
        params = {
            "definitions": ",".join(definitions),
            "statusFilter": "completed",
            "resultFilter": "succeeded,partiallySucceeded",
            "minTime": since.isoformat(),
            "queryOrder": "finishTimeAscending",
        }
        return tuple([_build(each) async for each in self._pages("build/builds", params)])

    async def work_items(self, build: int) -> tuple[int, ...]:
        """Give the work items that a build is associated with.

        Raises:
            AdoError: as `Session.request` does.
        """
        return tuple([int(each["id"]) async for each in self._pages(f"build/builds/{build}/workitems")])

    async def deployments(self) -> tuple[EnvironmentDeployment, ...]:
        """Give what was deployed with success to every environment, the oldest first.

        Raises:
            AdoError: as `Session.request` does.
        """
        found: list[EnvironmentDeployment] = []
        async for environment in self._pages("distributedtask/environments"):
            path = f"distributedtask/environments/{int(environment['id'])}/environmentdeploymentrecords"
            records = self._pages(path)
            found += [_deployment(each, str(environment["name"])) async for each in records if _is_done(each)]
        return tuple(sorted(found, key=lambda each: (each.finished, each.id)))

    async def _pages(self, path: str, params: dict[str, Any] | None = None) -> AsyncIterator[dict[str, Any]]:
        token, been = None, set[str]()
        while True:
            asked = {**(params or {}), "$top": _PAGE, "continuationToken": token}
            answer = await self._session.request("GET", f"{self._home}/{path}", params=asked)
            for each in answer.read(_values):
                yield each
            token = _next(answer)
            if not token:
                return
            if token in been:
                raise Broken("the list goes back to where it was, and would never end", answer.exchange)
            been.add(token)


def _next(answer: Answer) -> str | None:
    return next((value for name, value in answer.headers.items() if name.casefold() == _TOKEN), None)


def _values(value: Any) -> list[dict[str, Any]]:
    return [dict(each) for each in value["value"]]


def _build(told: dict[str, Any]) -> Build:
    return Build(
        int(told["id"]),
        str(told["buildNumber"]),
        str(told["definition"]["name"]),
        datetime.fromisoformat(told["finishTime"]),
        str(told.get("_links", {}).get("web", {}).get("href", "")),
    )


def _is_done(told: dict[str, Any]) -> bool:
    return str(told.get("result", "")).casefold() in {"succeeded", "succeededwithissues"} and bool(
        told.get("finishTime")
    )


def _deployment(told: dict[str, Any], environment: str) -> EnvironmentDeployment:
    return EnvironmentDeployment(
        int(told["id"]),
        environment,
        int(told["owner"]["id"]),
        str(told["owner"]["name"]),
        str(told["definition"]["name"]),
        datetime.fromisoformat(told["finishTime"]),
    )
