"""Read and write the pages of a project's wiki, each write held to the version that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ado_client.control import Control
from ado_client.errors import NotFound

_PAGE_MISSING = "WikiPageNotFoundException"
_PARENT_MISSING = "WikiAncestorPageNotFoundException"
_CONTENTS = "[[_TOSP_]]"
"""Azure DevOps shows a list of the pages below; the text of a page that exists only to hold others."""


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page as it was read.

    Attributes:
        path: from the root, for example `/Environments/Stand-ups`.
        content: Markdown.
        etag: its version; give it to `put` to change exactly this.
        url: where a person reads it.
    """

    path: str
    content: str
    etag: str
    url: str


@dataclass(frozen=True, slots=True)
class WikiName:
    """A wiki of the project. `is_project_wiki` is False for one that publishes a folder of a repository."""

    id: str
    name: str
    is_project_wiki: bool


class Wiki:
    """The pages of one wiki."""

    def __init__(self, control: Control, project: str, name: str | None = None) -> None:
        """Choose the wiki.

        Args:
            control: runs the calls.
            project: whose wiki it is.
            name: of the wiki; the project wiki `PROJECT.wiki` where None.
        """
        self._control = control
        self._project = project
        self.name = name or f"{project}.wiki"

    async def get(self, path: str) -> WikiPage | None:
        """Read a page; None where there is none.

        Raises:
            NotFound: the wiki itself does not exist.
        """
        try:
            answer = await self._control.read(
                lambda clients: clients.get_wiki_client().get_page(
                    self._project, self.name, path=path, include_content=True
                )
            )
        except NotFound as error:
            if error.type_key == _PAGE_MISSING:
                return None
            raise
        return _page(answer)

    async def put(self, path: str, content: str, etag: str | None) -> WikiPage:
        """Write a page, and the pages above it where they are missing.

        Args:
            path: from the root.
            content: Markdown.
            etag: of the page as it was read; None only to create it.

        Raises:
            Conflict: someone changed the page since it was read, or created it.
        """
        try:
            return await self._written(path, content, etag)
        except NotFound as error:
            if error.type_key != _PARENT_MISSING:
                raise
        for above in _ancestors(path):
            if await self.get(above) is None:
                await self._written(above, _CONTENTS, None)
        return await self._written(path, content, etag)

    async def pages(self, below: str = "/") -> tuple[str, ...]:
        """Give the paths of all pages below a page, parents before their children; none where it does not exist."""
        try:
            answer = await self._control.read(
                lambda clients: clients.get_wiki_client().get_page(
                    self._project, self.name, path=below, recursion_level="full"
                )
            )
        except NotFound as error:
            if error.type_key == _PAGE_MISSING:
                return ()
            raise
        return tuple(_paths(answer.page.sub_pages))

    async def wikis(self) -> tuple[WikiName, ...]:
        """List the wikis of the project."""
        found = await self._control.read(lambda clients: clients.get_wiki_client().get_all_wikis(self._project))
        return tuple(_named(wiki) for wiki in found)

    async def ensure_wiki(self) -> WikiName:
        """Give the wiki, created as the project wiki where it is missing."""
        for wiki in await self.wikis():
            if wiki.name.casefold() == self.name.casefold():
                return wiki

        def create(clients: Any) -> Any:
            from azure.devops.v7_1.wiki.models import WikiCreateParametersV2  # noqa: PLC0415 - the SDK is slow

            project = clients.get_core_client().get_project(self._project)
            wanted = WikiCreateParametersV2(name=self.name, project_id=project.id, type="projectWiki")
            return clients.get_wiki_client().create_wiki(wanted, self._project)

        return _named(await self._control.write(create))

    async def _written(self, path: str, content: str, etag: str | None) -> WikiPage:
        def write(clients: Any) -> Any:
            from azure.devops.v7_1.wiki.models import (  # noqa: PLC0415 - the SDK is slow
                WikiPageCreateOrUpdateParameters,
            )

            wanted = WikiPageCreateOrUpdateParameters(content=content)
            return clients.get_wiki_client().create_or_update_page(wanted, self._project, self.name, path, etag)

        return _page(await self._control.write(write), content)


def _page(answer: Any, content: str | None = None) -> WikiPage:
    told = answer.page.content if content is None else content
    # Recorded clients send the ETag back without its quotes, and that is what works.
    return WikiPage(answer.page.path, told or "", (answer.eTag or "").strip('"'), answer.page.remote_url or "")


def _named(wiki: Any) -> WikiName:
    return WikiName(wiki.id, wiki.name, wiki.type == "projectWiki")


def _ancestors(path: str) -> Iterator[str]:
    parts = path.strip("/").split("/")
    return ("/" + "/".join(parts[:depth]) for depth in range(1, len(parts)))


def _paths(pages: Any) -> Iterator[str]:
    for page in pages or ():
        yield page.path
        yield from _paths(page.sub_pages)
