"""Keep the shared queries of a project: folders, stored WIQL, what was deleted and can come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from uuid import NAMESPACE_URL, UUID, uuid5

from sandbox.answers import AdoError
from sandbox.state import Person

MOST_IN_A_FOLDER = 999
"""Queries and folders that one folder may hold."""
MY_QUERIES = "My Queries"
SHARED_QUERIES = "Shared Queries"


@dataclass(slots=True, eq=False)
class QueryItem:
    """One query or folder.

    Attributes:
        id: Its GUID, which stays when it is renamed or moved.
        name: Its name, unlike any other in its folder (in any case).
        wiql: The stored text; empty for a folder.
        parent: The folder it is in; `None` for the two roots.
        created: When it came.
        created_by: Whose it is; `None` for what the service made.
        changed: When it was last written.
        changed_by: By whom.
        is_deleted: Whether it is gone, and can still be brought back.
        children: What a folder holds, deleted ones too.
    """

    id: str
    name: str
    wiql: str
    parent: QueryItem | None
    created: datetime
    created_by: Person | None
    changed: datetime
    changed_by: Person | None
    is_deleted: bool = False
    children: list[QueryItem] = field(default_factory=list)

    @property
    def is_folder(self) -> bool:
        """Whether it holds others."""
        return not self.wiql

    @property
    def root(self) -> QueryItem:
        """`My Queries` or `Shared Queries`."""
        return self if self.parent is None else self.parent.root

    @property
    def is_public(self) -> bool:
        """Whether everybody in the project sees it."""
        return self.root.name != MY_QUERIES

    @property
    def path(self) -> str:
        """The names from the root down, with slashes between them."""
        return self.name if self.parent is None else f"{self.parent.path}/{self.name}"

    def live(self) -> tuple[QueryItem, ...]:
        """Give the children that are not deleted: folders first, then by name."""
        found = [child for child in self.children if not child.is_deleted]
        return tuple(sorted(found, key=lambda child: (not child.is_folder, child.name.casefold())))

    def below(self) -> Iterator[QueryItem]:
        """Give all that is below, deleted ones too."""
        for child in self.children:
            yield child
            yield from child.below()


def refused(status: int, type_key: str, message: str) -> AdoError:
    """Word a refusal as work item tracking does."""
    return AdoError(
        status, type_key, message, namespace="Microsoft.TeamFoundation.WorkItemTracking.Server", event_id=3200
    )


def not_found(reference: str) -> AdoError:
    """Refuse a query that is not there."""
    message = f"TF401243: The query {reference} does not exist, or you do not have permission to read it."
    return refused(404, "QueryItemNotFoundException", message)


class Queries:
    """The queries of all projects.

    `My Queries` is one folder for everybody here, where Azure DevOps has one for each person.
    """

    def __init__(self) -> None:
        self._born = count(1)
        self._roots: dict[str, tuple[QueryItem, QueryItem]] = {}
        self._temporary: dict[str, str] = {}

    def roots(self, project: str, now: datetime) -> tuple[QueryItem, QueryItem]:
        """Give `My Queries` and `Shared Queries` of a project (by its GUID), which every project has."""
        if project not in self._roots:
            mine, shared = (
                QueryItem(self._new_id(), name, "", None, now, None, now, None) for name in (MY_QUERIES, SHARED_QUERIES)
            )
            self._roots[project] = (mine, shared)
        return self._roots[project]

    def find(self, project: str, reference: str, now: datetime, *, deleted: bool = False) -> QueryItem:
        """Give the item of a GUID or a path; a deleted one only by its GUID, and only when asked for.

        Raises:
            AdoError: TF401243, 404.
        """
        found = self._by_id(project, reference, now) if _is_guid(reference) else self._by_path(project, reference, now)
        if found is None or (found.is_deleted and not deleted):
            raise not_found(reference)
        return found

    def by_id(self, identity: str) -> QueryItem | None:
        """Give the live item of a GUID, whichever project it belongs to."""
        for roots in self._roots.values():
            for root in roots:
                for item in (root, *root.below()):
                    if item.id == identity.lower() and not item.is_deleted:
                        return item
        return None

    def keep_for_a_while(self, wiql: str) -> str:
        """Keep a text that is no query of any folder, and give the GUID by which it can be run."""
        identity = self._new_id()
        self._temporary[identity] = wiql
        return identity

    def text_of(self, identity: str) -> str | None:
        """Give the WIQL of a live query, or of one kept for a while; `None` where there is none."""
        item = self.by_id(identity)
        return self._temporary.get(identity.lower()) if item is None else item.wiql or None

    def project_of(self, item: QueryItem) -> str:
        """Give the GUID of the project that an item belongs to."""
        return next(project for project, roots in self._roots.items() if item.root in roots)

    def search(self, project: str, words: str, now: datetime) -> tuple[QueryItem, ...]:
        """Give the live queries (never folders) whose name has the words in it."""
        wanted = words.casefold()
        return tuple(
            item
            for root in self.roots(project, now)
            for item in root.below()
            if wanted in item.name.casefold() and not item.is_folder and not item.is_deleted
        )

    def create(
        self, folder: QueryItem, name: str, now: datetime, *, wiql: str = "", by: Person | None = None
    ) -> QueryItem:
        """Add a query, or a folder where there is no WIQL.

        Raises:
            AdoError: TF237018 for a name that is taken, or a folder that is full or is none; each 400.
        """
        self._welcome(folder, name)
        item = QueryItem(self._new_id(), name, wiql, folder, now, by, now, by)
        folder.children.append(item)
        return item

    def update(
        self, item: QueryItem, now: datetime, *, name: str = "", wiql: str = "", by: Person | None = None
    ) -> None:
        """Rename an item, give a query another text, or both.

        Raises:
            AdoError: TF237018 for a name that is taken, 400; 400 for a folder that is to get WIQL.
        """
        if wiql and item.is_folder:
            raise refused(400, "LegacyQueryItemException", f"'{item.path}' is a folder and cannot hold WIQL.")
        if name and item.parent is not None and name.casefold() != item.name.casefold():
            self._welcome(item.parent, name)
        item.name = name or item.name
        item.wiql = wiql or item.wiql
        item.changed, item.changed_by = now, by

    def move(self, item: QueryItem, folder: QueryItem, now: datetime, by: Person | None = None) -> None:
        """Put an item into another folder.

        Raises:
            AdoError: 400: TF237018 for a name that is taken there, or a folder that is full, none, or inside.
        """
        if item.parent is None or folder is item or folder in item.below():
            raise refused(400, "LegacyQueryItemException", f"'{item.path}' cannot be moved into '{folder.path}'.")
        self._welcome(folder, item.name)
        item.parent.children.remove(item)
        item.parent = folder
        folder.children.append(item)
        item.changed, item.changed_by = now, by

    def delete(self, item: QueryItem) -> None:
        """Delete an item and all below it; they can be brought back by their GUID.

        Raises:
            AdoError: TF237023 for a root, 400.
        """
        if item.parent is None:
            raise refused(400, "LegacyQueryItemException", "TF237023: You cannot delete root folders.")
        for gone in (item, *item.below()):
            gone.is_deleted = True

    def undelete(self, item: QueryItem, now: datetime, *, descendants: bool, by: Person | None = None) -> None:
        """Bring back an item, with all below it where that is asked for; an item that is live stays as it is.

        Raises:
            AdoError: TF237018 when its name was taken meanwhile, 400.
        """
        if not item.is_deleted or item.parent is None:
            return
        self._welcome(item.parent, item.name)
        item.is_deleted = False
        item.changed, item.changed_by = now, by
        if descendants:
            for back in item.below():
                back.is_deleted = False

    def _welcome(self, folder: QueryItem, name: str) -> None:
        """Refuse a newcomer that the folder cannot take."""
        if not folder.is_folder:
            raise refused(400, "LegacyQueryItemException", f"'{folder.path}' is a query, not a folder.")
        if not name.strip() or "/" in name:
            raise refused(400, "LegacyQueryItemException", f"'{name}' cannot be the name of a query or folder.")
        live = folder.live()
        if any(child.name.casefold() == name.casefold() for child in live):
            message = f"TF237018: A query or a query folder on the server has the same name: '{folder.path}/{name}'."
            raise refused(400, "LegacyQueryItemException", message)
        if len(live) >= MOST_IN_A_FOLDER:
            message = f"The folder '{folder.path}' holds {MOST_IN_A_FOLDER} items and can take no more."
            raise refused(400, "LegacyQueryItemException", message)

    def _new_id(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"query/{next(self._born)}"))

    def _by_id(self, project: str, identity: str, now: datetime) -> QueryItem | None:
        everything = (item for root in self.roots(project, now) for item in (root, *root.below()))
        return next((item for item in everything if item.id == identity.lower()), None)

    def _by_path(self, project: str, path: str, now: datetime) -> QueryItem | None:
        level: tuple[QueryItem, ...] = self.roots(project, now)
        found = None
        for name in path.strip("/").split("/"):
            found = next((item for item in level if item.name.casefold() == name.casefold()), None)
            if found is None:
                return None
            level = found.live()
        return found


def _is_guid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
