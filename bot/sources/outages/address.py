"""Fetch a document from an HTTPS address: only when it changed, within limits, and from no other host than named."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx

from bot.sources.files import MOST_BYTES, SourceFile, source_file
from bot.sources.kinds import ENDINGS
from bot.sources.outages.places import Fetched
from bot.sources.problems import SourceRefused

_SECONDS = 30.0
_MOST_REDIRECTS = 5
_TYPES = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/calendar": ".ics",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/html": ".html",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
}
"""Media types, for addresses whose path does not end like a file."""


async def fetch_address(http: httpx.AsyncClient, url: str, name: str, *, etag: str = "", modified: str = "") -> Fetched:
    """Ask for a document; what did not change since is not sent again.

    Args:
        http: sends; it must not follow redirects by itself.
        url: of the document; what it holds behind its path may be a secret, and is shown nowhere.
        name: what people call it.
        etag: of the document as it is known.
        modified: when it was changed, as the server said last time.
    """
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    # What is packed for the way could unpack to anything.
    headers = {"Accept-Encoding": "identity", **{key: value for key, value in known.items() if value}}
    try:
        return await _followed(http, url, name, headers)
    except SourceRefused as error:
        return Fetched(name, refused=error)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"the address does not answer ({type(error).__name__})."
        silent = SourceRefused("cannot be read now", name, why, "It is asked again next time.", is_passing=True)
        return Fetched(name, refused=silent)


async def _followed(http: httpx.AsyncClient, url: str, name: str, headers: dict[str, str]) -> Fetched:
    first, here = urlsplit(url), url
    for _ in range(_MOST_REDIRECTS):
        if urlsplit(here).scheme != "https":
            raise _refused(name, "it leads to an address that is not https.", "Name the https address of the document.")
        async with http.stream("GET", here, headers=headers, timeout=_SECONDS, follow_redirects=False) as answer:
            if not answer.has_redirect_location:
                return await _answered(answer, name)
            here = urljoin(here, answer.headers["Location"])
        if urlsplit(here).netloc != first.netloc:
            where = urlsplit(here).netloc
            raise _refused(name, f"it leads to another host, {where}.", "Name the address there, if that is right.")
    raise _refused(name, f"it leads on more than {_MOST_REDIRECTS} times.", "Name the address that it leads to.")


async def _answered(answer: httpx.Response, name: str) -> Fetched:
    if answer.status_code == httpx.codes.NOT_MODIFIED:
        return Fetched(name)
    if answer.status_code != httpx.codes.OK:
        raise _refused(name, f"the server answers {answer.status_code} {answer.reason_phrase}.", "Look at the address.")
    content = bytearray()
    async for some in answer.aiter_bytes():
        content += some
        if len(content) > MOST_BYTES:
            break  # source_file refuses it in its own words
    file = _file(name, bytes(content), answer)
    return Fetched(name, file, etag=answer.headers.get("ETag", ""), modified=answer.headers.get("Last-Modified", ""))


def _file(name: str, content: bytes, answer: httpx.Response) -> SourceFile:
    path = answer.url.path
    if not path.casefold().endswith(tuple(ENDINGS)):
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
        path = f"document{_TYPES.get(media, '')}"
    return source_file(name, content, kind_of_name=path.rpartition("/")[2])


def _refused(name: str, why: str, advice: str) -> SourceRefused:
    return SourceRefused("cannot be read", name, why, advice)
