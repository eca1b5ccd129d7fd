"""Keep wikis and their pages as Azure DevOps does: git blobs with ETags, ancestors first, ids that never move."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from sandbox.answers import AdoError, bad_argument

_SHA1 = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)


class WikiKind(StrEnum):
    """Where a wiki's pages live."""

    PROJECT = "projectWiki"
    """In a repository of its own, provisioned by Azure DevOps."""
    CODE = "codeWiki"
    """In a folder of a repository that exists for its code."""


@dataclass(frozen=True, slots=True)
class WikiPage:
    """One page.

    Attributes:
        id: The number that stays when the content changes.
        path: The path people see, from "/".
        content: The Markdown text.
        order: The place among its siblings.
        changed: When the content was last written.
        is_posted: Whether it was written through the API; a scenario's own pages are not.
    """

    id: int
    path: str
    content: str
    order: int
    changed: datetime
    is_posted: bool

    @property
    def etag(self) -> str:
        """The git blob id of the content, which is what Azure DevOps hands out as the page's version."""
        return blob_id(self.content)

    @property
    def git_item_path(self) -> str:
        """The file behind the page: spaces become hyphens, hyphens are escaped."""
        return self.path.replace("-", "%2D").replace(" ", "-") + ".md"


def blob_id(content: str) -> str:
    """Give the git blob id of a text, the version of a wiki page as the recorded answers show it."""
    text = content.encode()
    return hashlib.sha1(b"blob %d\0%b" % (len(text), text), usedforsecurity=False).hexdigest()


def page_path(path: str | None) -> str:
    """Give the path with its leading and without its trailing slash, as Azure DevOps writes it back."""
    return "/" + (path or "").strip("/")


@dataclass(slots=True)
class Wiki:
    """One wiki and its pages.

    Attributes:
        id: Its GUID.
        name: What people call it.
        project: The GUID of its project.
        kind: Project or code wiki.
        repository: The GUID of the repository behind it.
        versions: The branches that are shown; the first one is that of pages.
        mapped_path: The folder of the repository that is shown.
        numbers: Where page ids come from; shared by all wikis of the organisation.
    """

    id: str
    name: str
    project: str
    kind: WikiKind
    repository: str
    versions: list[str]
    mapped_path: str
    numbers: Iterator[int]
    _pages: dict[str, WikiPage] = field(default_factory=dict)

    def pages(self) -> tuple[WikiPage, ...]:
        """Give every page, parents before their children, siblings in their order."""
        return tuple(self._below("/"))

    def children(self, path: str) -> tuple[WikiPage, ...]:
        """Give the pages directly below a path."""
        prefix = path.rstrip("/") + "/"
        found = [
            page
            for page in self._pages.values()
            if page.path.startswith(prefix) and "/" not in page.path[len(prefix) :]
        ]
        return tuple(sorted(found, key=lambda page: page.order))

    @property
    def root_etag(self) -> str:
        """The version of the wiki as a whole, which changes with every page."""
        return blob_id("\n".join(f"{page.etag} {page.path}" for page in self.pages()))

    def page(self, path: str) -> WikiPage:
        """Give the page of a path.

        Raises:
            AdoError: 404 WikiPageNotFoundException.
        """
        found = self._pages.get(page_path(path))
        if found is None:
            raise _page_not_found(page_path(path))
        return found

    def page_by_id(self, number: int) -> WikiPage:
        """Give the page of an id.

        Raises:
            AdoError: 404 WikiPageNotFoundException.
        """
        for page in self._pages.values():
            if page.id == number:
                return page
        raise _page_not_found(str(number))

    def put(self, path: str, content: str, now: datetime, if_match: str | None = None) -> tuple[WikiPage, bool]:
        """Create the page without an ETag, replace its content with one; tell whether it was created.

        The ETag may come with or without its quotes: both work (recorded without).

        Raises:
            AdoError: 409 when it exists and no ETag came, 412 when the ETag is stale, 404 when the page to replace or
                the parent of the page to create is missing, 400 when the ETag is none or the path is the root.
        """
        path = page_path(path)
        if path == "/":
            raise bad_argument("path", "The path is that of the root. Name a page below '/'.")
        existing = self._pages.get(path)
        if if_match is None:
            if existing is not None:
                message = (
                    f"The page '{path}' specified in the add operation already exists in the wiki. "
                    "Please specify a new page path."
                )
                raise _refused(409, "WikiPageAlreadyExistsException", message)
            parent = path.rpartition("/")[0]
            if parent and parent not in self._pages:
                message = (
                    f"Wiki page '{path}' could not be created because its ancestor '{parent}' does not exist. "
                    "Create the ancestor pages first."
                )
                raise _refused(404, "WikiAncestorPageNotFoundException", message)
            return self._write(path, content, now, is_posted=True), True
        etag = if_match.strip().removeprefix('"').removesuffix('"')
        if not _SHA1.fullmatch(etag):
            message = f"The value '{if_match}' of the If-Match header is not a version of a wiki page."
            raise _refused(400, "InvalidArgumentValueException", message)
        if existing is None:
            raise _page_not_found(path)
        if existing.etag != etag.lower():
            message = (
                f"The wiki page '{path}' has conflicts: it was changed since version {etag} was read. "
                "Read it again before saving."
            )
            raise _refused(412, "WikiPageHasConflictsException", message)
        return self._write(path, content, now, is_posted=True), False

    def delete(self, path: str) -> WikiPage:
        """Take a page away, and every page below it.

        Raises:
            AdoError: 404 WikiPageNotFoundException.
        """
        gone = self.page(path)
        for page in [gone, *self._below(gone.path)]:
            del self._pages[page.path]
        return gone

    def move(self, path: str, new_path: str, order: int | None) -> WikiPage:
        """Give a page, with all below it, another place: below another page, among its siblings, or both.

        Raises:
            AdoError: 404 when the page or its new parent is missing, 409 when there is a page at the new path, 400
                when that is below the page itself.
        """
        page, new_path = self.page(path), page_path(new_path)
        parent = new_path.rpartition("/")[0]
        if parent and parent not in self._pages:
            message = f"Wiki page '{page.path}' could not be moved because '{parent}' does not exist."
            raise _refused(404, "WikiAncestorPageNotFoundException", message)
        if f"{new_path}/".startswith(f"{page.path}/") and new_path != page.path:
            raise bad_argument("newPath", f"The page '{page.path}' cannot be moved below itself.")
        if new_path != page.path and new_path in self._pages:
            raise _refused(409, "WikiPageAlreadyExistsException", f"There is a page '{new_path}' already.")
        for each in [page, *self._below(page.path)]:
            del self._pages[each.path]
            place = new_path + each.path[len(page.path) :]
            self._pages[place] = replace(each, path=place)
        siblings = [each for each in self.children(parent) if each.path != new_path]
        place_in_order = len(siblings) if order is None else order
        siblings.insert(place_in_order, self._pages[new_path])
        for number, each in enumerate(siblings):
            self._pages[each.path] = replace(each, order=number)
        return self._pages[new_path]

    def plant(self, path: str, content: str, now: datetime) -> WikiPage:
        """Write a page that was there before anything was posted, with the parents it needs."""
        path = page_path(path)
        parent = path.rpartition("/")[0]
        if parent and parent not in self._pages:
            self.plant(parent, "[[_TOSP_]]\n", now)
        return self._write(path, content, now, is_posted=False)

    def _write(self, path: str, content: str, now: datetime, *, is_posted: bool) -> WikiPage:
        existing = self._pages.get(path)
        if existing is not None:
            page = replace(existing, content=content, changed=now, is_posted=is_posted)
        else:
            order = len(self.children(path.rpartition("/")[0]))
            page = WikiPage(next(self.numbers), path, content, order, now, is_posted)
        self._pages[path] = page
        return page

    def _below(self, path: str) -> Iterator[WikiPage]:
        for page in self.children(path):
            yield page
            yield from self._below(page.path)


def _refused(status: int, type_key: str, message: str) -> AdoError:
    return AdoError(status, type_key, message, namespace="Microsoft.TeamFoundation.Wiki.Server")


def _page_not_found(what: str) -> AdoError:
    message = f"Wiki page ‘{what}’ could not be found. Ensure that the path of the page is correct and the page exists."  # noqa: RUF001 - recorded with these quotation marks
    return _refused(404, "WikiPageNotFoundException", message)


class Wikis:
    """The wikis of an organisation."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._born = count(1)
        self._wikis: dict[str, Wiki] = {}

    def all(self, project: str | None = None) -> tuple[Wiki, ...]:
        """Give the wikis of one project (by its GUID), or of the organisation."""
        return tuple(wiki for wiki in self._wikis.values() if project in (None, wiki.project))

    def create(
        self,
        *,
        project: str,
        name: str,
        kind: WikiKind = WikiKind.PROJECT,
        repository: str = "",
        version: str = "wikiMaster",
        mapped_path: str = "/",
    ) -> Wiki:
        """Provision a wiki.

        Raises:
            AdoError: 409 WikiAlreadyExistsException when the name is taken, or the project has its wiki already.
        """
        for other in self.all(project):
            if other.name.casefold() == name.casefold():
                raise AdoError(
                    409, "WikiAlreadyExistsException", f"A wiki with the name '{name}' already exists in the project."
                )
            if kind is other.kind is WikiKind.PROJECT:
                raise AdoError(
                    409, "WikiAlreadyExistsException", f"The project already has its project wiki '{other.name}'."
                )
        identity = str(uuid5(NAMESPACE_URL, f"wiki/{project}/{name}/{next(self._born)}"))
        wiki = Wiki(identity, name, project, kind, repository or identity, [version], mapped_path, self._numbers)
        self._wikis[identity] = wiki
        return wiki

    def find(self, identifier: str, project: str | None = None) -> Wiki:
        """Give the wiki of an id or name.

        Raises:
            AdoError: 404 WikiNotFoundException.
        """
        wanted = identifier.casefold()
        for wiki in self.all(project):
            if wanted in (wiki.id, wiki.name.casefold()):
                return wiki
        raise _refused(404, "WikiNotFoundException", f"Wiki with the identifier '{identifier}' could not be found.")

    def delete(self, wiki: Wiki) -> None:
        """Take a wiki away with its pages."""
        del self._wikis[wiki.id]
