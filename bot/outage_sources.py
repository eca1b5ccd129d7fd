"""Read the sources of outages that the settings name and keep what they say; where one fails, the others go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from ado_client.errors import AdoError
from bot.assemble import Azure, House
from bot.mistakes import Mistake
from bot.outage_settings import (
    OutageAddress,
    OutageFile,
    OutageFolder,
    OutageFormPart,
    OutageSource,
    OutageWikiPage,
)
from bot.sources.moments import Reckoning
from bot.sources.outages.address import fetch_address
from bot.sources.outages.documents import digest_of, is_read_so, read_outage_document
from bot.sources.outages.places import Fetched, fetch_file, fetch_folder, fetch_page
from bot.sources.outages.reading import IMPORTED, DocumentReading, OutageForm
from bot.sources.problems import SourceProblem, SourceRefused
from bot.store.outage_keeping import Kept
from bot.store.outages import Mark
from rules.programme import Programme

ReadPage = Callable[[str, str], Awaitable[str | None]]
"""Reads a page of a wiki; None where there is none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing one file gave; `kept` is None where nothing was to be kept."""

    reading: DocumentReading
    kept: Kept | None


async def read_outage_sources(house: House, azure: Azure) -> None:
    """Read every source of the settings, in their order, and keep what each says, or why it could not be read."""

    async def page(wiki: str, path: str) -> str | None:
        found = await azure.wiki(wiki).get(path)
        return found.content if found else None

    for source in house.settings.sources.outages:
        await _Reader(house, source).read(azure.http, page)


def import_outages(house: House, path: Path, form: OutageForm, *, keep: bool) -> Imported:
    """Read one file, and keep what it says under its own name.

    Raises:
        SourceRefused: it cannot be read, or is no list of outages.
    """
    fetched = fetch_file(path)
    if fetched.file is None:
        raise fetched.refused or AssertionError("a file is read or refused")
    form = replace(form, is_import=True)
    reading = read_outage_document(fetched.file, form, house.now())
    if not keep:
        return Imported(reading, None)
    mark = Mark(digest_of(fetched.file, form, house.now()))
    return Imported(reading, house.store.history.outages.keep(f"{IMPORTED}{path.name}", reading, mark))


def form_of(part: OutageFormPart, programme: Programme) -> OutageForm:
    """Give how a source is read."""
    reckoning = Reckoning(part.zone or programme.zone, part.dates, part.ambiguous)
    return OutageForm(programme, reckoning, dict(part.columns), dict(part.defaults), part.sheets)


class _Reader:
    """Reads one source."""

    def __init__(self, house: House, source: OutageSource) -> None:
        self._house, self._source = house, source
        self._outages = house.store.history.outages
        self._now = house.now()
        self._form = form_of(source, house.programme)

    async def read(self, http: httpx.AsyncClient, page: ReadPage) -> None:
        source = self._source
        match source:
            case OutageFile():
                self._keep(fetch_file(source.path))
            case OutageFolder():
                self._folder(source)
            case OutageAddress():
                await self._address(source, http)
            case OutageWikiPage():
                await self._page(source, page)

    def _folder(self, source: OutageFolder) -> None:
        try:
            found = list(fetch_folder(source.path))
        except SourceRefused as refused:
            self._refuse("", refused)
            return
        for fetched in found:
            self._keep(fetched)
        self._outages.gone(source.title, [fetched.document for fetched in found])

    async def _address(self, source: OutageAddress, http: httpx.AsyncClient) -> None:
        known = self._outages.document(source.title, source.title)
        # What would be read otherwise now is asked for again, though it did not change.
        is_same_form = known is not None and is_read_so(known.mark.digest, self._form, self._now)
        mark = known.mark if known is not None and is_same_form else Mark("")
        try:
            url = source.where(self._house.environment)
        except Mistake as mistake:
            problem = SourceProblem(source.title, f"it is not read: {mistake}", "Look at it with `envbot check`.")
            self._outages.refuse(source.title, source.title, problem)
            return
        self._keep(await fetch_address(http, url, source.title, etag=mark.etag, modified=mark.modified))

    async def _page(self, source: OutageWikiPage, page: ReadPage) -> None:
        try:
            content = await page(source.wiki, source.page)
        except AdoError as error:
            problem = SourceProblem(source.title, f"it cannot be read now: {error}", "It is read again next time.")
            self._outages.refuse(source.title, f"wiki page {source.page}", problem)
            return
        self._keep(fetch_page(source.page, content))

    def _keep(self, fetched: Fetched) -> None:
        """Keep what a document says, unless it is as it was; of one that cannot be read, keep why."""
        title, document, file = self._source.title, fetched.document, fetched.file
        if fetched.refused is not None:
            self._refuse(document, fetched.refused)
            return
        if file is None:
            self._outages.same(title, document)
            return
        digest = digest_of(file, self._form, self._now)
        known = self._outages.document(title, document)
        if known is not None and known.is_there and known.mark.digest == digest:
            self._outages.same(title, document)
            return
        try:
            reading = read_outage_document(file, self._form, self._now)
        except SourceRefused as refused:
            self._refuse(document, refused)
        else:
            self._outages.keep(title, reading, Mark(digest, fetched.etag, fetched.modified))

    def _refuse(self, document: str, refused: SourceRefused) -> None:
        self._outages.refuse(self._source.title, document, refused.problem)
