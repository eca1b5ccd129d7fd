"""Read the api-version of a request and refuse the versions that Azure DevOps refuses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.answers import AdoError
from sandbox.routing import Resource

_VERSION = re.compile(r"^(\d+\.\d+)(-preview(\.(\d+))?)?$")
_IN_ACCEPT = re.compile(r"api-version\s*=\s*([^\s;,]+)", re.IGNORECASE)
_COMMON = "Microsoft.VisualStudio.Services.WebApi"


def asked_version(query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The api-version of the query, else that of the Accept header; empty where neither has one."""
    if query.get("api-version"):
        return query["api-version"]
    found = _IN_ACCEPT.search(headers.get("accept", ""))
    return found[1] if found else ""


def check_version(method: str, version: str, resource: Resource) -> None:
    """Refuse a missing version of a write, an unknown one, and a preview resource without `-preview`.

    Raises:
        AdoError: 400.
    """
    if not version:
        if method in {"GET", "OPTIONS", "HEAD"}:
            return
        raise AdoError(
            400,
            "VssVersionNotSpecifiedException",
            f'No api-version was supplied for the "{method}" request. The version must be supplied either as part of '
            'the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter '
            '(e.g. "?api-version=1.0").',
            namespace=_COMMON,
        )
    found = _VERSION.match(version)
    if found is None:
        raise AdoError(
            400, "VssInvalidApiVersionException", f"The api-version {version} is not a version.", namespace=_COMMON
        )
    number = float(found[1])
    if not float(resource.min_version) <= number <= float(resource.max_version):
        raise AdoError(
            400,
            "VssVersionOutOfRangeException",
            f"The requested REST API version of {version} is out of range for this server. The latest REST API version "
            f"this server supports is {resource.max_version}.",
            namespace=_COMMON,
        )
    if not found[2] and number > float(resource.released_version):
        raise AdoError(
            400,
            "VssInvalidPreviewVersionException",
            f'The requested version "{version}" of the resource is under preview. The -preview flag must be supplied '
            f'in the api-version for such requests. For example: "{version}-preview"',
            namespace=_COMMON,
        )
