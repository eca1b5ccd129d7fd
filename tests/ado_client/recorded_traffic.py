"""Serve what was recorded from the real Azure DevOps to the client, through vcrpy, without any network."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import vcr  # type: ignore[import-untyped]  # it publishes no types
from vcr.request import Request  # type: ignore[import-untyped]  # the same

from tests.shared import shared_path

Interaction = dict[str, Any]

_ORGANIZATION = re.compile(r"https://(?:(?:\w+\.)?dev\.azure\.com/[^/]+|[^/]+)")


@cache
def recorded() -> tuple[Interaction, ...]:
    """Read the recordings once."""
    with gzip.open(shared_path("ado/recordings/interactions.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@cache
def _foundations() -> tuple[tuple[str, str], ...]:
    """What the SDK asks of any organisation first: the real route table, and that it has no other addresses."""
    routes = shared_path("ado/routes/options_apis_dev.azure.com_2025-01-09.json").read_text(encoding="utf-8-sig")
    return ("OPTIONS", routes), ("GET", '{"count":0,"value":[]}')


def organization(interaction: Interaction) -> str:
    """Give the address of the organisation that a recorded request went to."""
    uri: str = interaction["uri"]
    found = _ORGANIZATION.match(uri)
    assert found
    return found.group(0)


def below(interaction: Interaction) -> str:
    """Give the address of a recorded request below its organisation, without the query."""
    path: str = urlsplit(interaction["uri"][len(organization(interaction)) :]).path
    return path.lstrip("/")


def project(interaction: Interaction) -> str:
    """Give the project of a recorded address; any name where it has none."""
    return unquote(below(interaction).partition("_apis")[0].strip("/")) or "P"


def asked(interaction: Interaction, name: str) -> str | None:
    """Give a parameter of a recorded address."""
    found = parse_qs(urlsplit(interaction["uri"]).query).get(name)
    return found[0] if found else None


def resource(request: Request) -> str:
    """Give what a request is about: what comes after `_apis`, in one case, since our paths name the project too."""
    path: str = urlsplit(request.uri).path
    return unquote(path).lower().partition("_apis")[2].strip("/")


def same_resource(one: Request, other: Request) -> None:
    """Match a request of the client with a recorded one."""
    assert resource(one) == resource(other), f"{resource(one)} is not {resource(other)}"


class OneInteraction:
    """A persister whose cassettes are single recorded interactions, named by their number."""

    @classmethod
    def load_cassette(cls, cassette_path: str | Path, serializer: object) -> tuple[list[Request], list[Any]]:
        """Give the recorded request and answer, after those the SDK begins with."""
        del serializer
        interaction = recorded()[int(Path(cassette_path).name)]
        where = organization(interaction)
        (options, routes), (get, areas) = _foundations()
        requests = [
            Request(options, f"{where}/_apis", None, {}),
            Request(get, f"{where}/_apis/ResourceAreas", None, {}),
            Request(interaction["method"], interaction["uri"], interaction["req_body"], {}),
        ]
        if resource(requests[-1]) == "resourceareas":
            del requests[1]
        kind = {"content-type": ["application/json; charset=utf-8"]}
        answers = {
            options: _answer(200, kind, routes),
            get: _answer(200, kind, areas),
        }
        told = [answers[request.method] for request in requests[:-1]]
        return requests, [*told, _answer(interaction["status"], interaction["resp_headers"], interaction["resp_body"])]

    @staticmethod
    def save_cassette(cassette_path: str, cassette_dict: object, serializer: object) -> None:
        """Never write: these answers were given once, by the real service."""


def _answer(status: int, headers: dict[str, list[str]], body: str) -> dict[str, Any]:
    return {"status": {"code": status, "message": ""}, "headers": headers, "body": {"string": body.encode()}}


player = vcr.VCR(record_mode="none", match_on=("method", "same_resource"))
player.register_matcher("same_resource", same_resource)
player.register_persister(OneInteraction)


def play(number: int) -> Any:
    """Let the next requests be answered by one recorded interaction; anything else is refused."""
    return player.use_cassette(str(number), allow_playback_repeats=True)
