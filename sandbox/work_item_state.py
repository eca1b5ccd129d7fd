"""Keep work items: revisions as what they changed, links, comments, the recycle bin, the order of all changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from sandbox.answers import AdoError
from sandbox.state import Person

TRACKING_SERVER = "Microsoft.TeamFoundation.WorkItemTracking.Server"
_HISTORY = "System.History"


@dataclass(slots=True)
class Revision:
    """One saved version of a work item.

    Attributes:
        number: 1 for the first.
        at: When it was saved, in UTC.
        by: Who saved it.
        changes: New values by field reference name; `None` where the field became empty.
        watermark: Place in the order of all revisions of the organisation; 0 until it is given one.
        rendered: The report form of the revision and what it was rendered for; reports are read often.
    """

    number: int
    at: datetime
    by: Person
    changes: dict[str, Any]
    watermark: int = 0
    rendered: tuple[Hashable, bytes] | None = None


@dataclass(slots=True, eq=False)
class Relation:
    """A link from a work item to another one or to an address.

    Attributes:
        kind: `System.LinkTypes.Hierarchy-Forward`, `Hyperlink`, `ArtifactLink`, `AttachedFile`.
        target: Id of the other work item; `None` for addresses.
        url: The address; empty for work items.
        attributes: Comment, isLocked, name and the like.
    """

    kind: str
    target: int | None = None
    url: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """Links that came and went at once; they do not make a revision."""

    at: datetime
    by: Person
    revision: int
    added: tuple[Relation, ...] = ()
    removed: tuple[Relation, ...] = ()


@dataclass(slots=True)
class Comment:
    """A comment in the discussion of a work item."""

    id: int
    text: str
    by: Person
    at: datetime
    format: str = "html"
    version: int = 1
    changed_by: Person | None = None
    changed_at: datetime | None = None
    is_deleted: bool = False
    earlier: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class WorkItem:
    """A work item with its whole past.

    Attributes:
        id: Unique in the organisation.
        project: GUID of its project.
        fields: Current values by reference name; empty fields are absent; people are `Person`.
        revisions: Oldest first.
        markdown: Fields whose text is Markdown instead of HTML.
        deleted: Who deleted it and when, while it lies in the recycle bin.
    """

    id: int
    project: str
    fields: dict[str, Any] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    link_changes: list[LinkChange] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    markdown: set[str] = field(default_factory=set)
    deleted: tuple[Person, datetime] | None = None

    @property
    def rev(self) -> int:
        """Number of the current revision."""
        return self.revisions[-1].number

    @property
    def type(self) -> str:
        """Name of its work item type."""
        return str(self.fields["System.WorkItemType"])

    def save(self, changes: Mapping[str, Any], at: datetime, by: Person) -> Revision:
        """Append a revision with these changes and make them current."""
        kept = {name: value for name, value in changes.items() if self.fields.get(name) != value or name == _HISTORY}
        revision = Revision(len(self.revisions) + 1, at, by, kept)
        if self.revisions:
            self.revisions[-1].rendered = None  # it shows when the next revision came
        self.revisions.append(revision)
        _fold(self.fields, revision)
        return revision

    def snapshot(self, number: int) -> dict[str, Any]:
        """The fields as of a revision."""
        fields: dict[str, Any] = {}
        for revision in self.revisions[:number]:
            _fold(fields, revision)
        return fields

    def rev_at(self, moment: datetime) -> int:
        """Number of the revision that was current at an instant; 0 before the first."""
        return bisect_right(self.revisions, moment, key=attrgetter("at"))


def _fold(fields: dict[str, Any], revision: Revision) -> None:
    fields.pop(_HISTORY, None)
    fields.update(revision.changes)
    if None in revision.changes.values():
        for name in [name for name, value in revision.changes.items() if value is None]:
            del fields[name]


def no_such_item(reference: object) -> AdoError:
    """Refuse a work item that is not there, or not as of that instant."""
    return AdoError(
        404,
        "WorkItemUnauthorizedAccessException",
        f"TF401232: Work item {reference} does not exist, or you do not have permissions to read it.",
        namespace=TRACKING_SERVER,
        event_id=3200,
    )


class WorkItems:
    """All work items of the organisation; reach it by `world.part(WorkItems)`."""

    def __init__(self) -> None:
        self._items: dict[int, WorkItem] = {}
        self._last_id = 0
        self._waiting: list[tuple[datetime, int, int]] = []
        self._log: list[tuple[WorkItem, Revision]] = []
        self._last_comment = 0
        self.tags: dict[str, str] = {}

    def __iter__(self) -> Iterator[WorkItem]:
        """All items that are not in the recycle bin, by id."""
        return (item for _, item in sorted(self._items.items()) if item.deleted is None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def next_id(self) -> int:
        """The number that the next new item gets."""
        return self._last_id + 1

    def new(self, project: str, item_id: int | None = None) -> WorkItem:
        """Enter an item without a revision; the first `record` gives it one."""
        number = self.next_id if item_id is None else item_id
        self._last_id = max(self._last_id, number)
        item = self._items[number] = WorkItem(number, project)
        return item

    def record(self, item: WorkItem, changes: Mapping[str, Any], at: datetime, by: Person) -> Revision:
        """Save a revision of an item and note it in the order of all changes."""
        revision = item.save(changes, at, by)
        self._waiting.append((at, item.id, revision.number))
        return revision

    def find(self, item_id: int, *, deleted: bool = False) -> WorkItem | None:
        """The item of that id, in the recycle bin or outside of it; `None` where there is none."""
        item = self._items.get(item_id)
        return item if item is not None and (item.deleted is not None) == deleted else None

    def get(self, item_id: int) -> WorkItem:
        """The item of that id.

        Raises:
            AdoError: TF401232, 404.
        """
        item = self.find(item_id)
        if item is None:
            raise no_such_item(item_id)
        return item

    def in_bin(self, project: str | None = None) -> list[WorkItem]:
        """Deleted items, of one project or of all."""
        items = [item for _, item in sorted(self._items.items()) if item.deleted is not None]
        return [item for item in items if project is None or item.project == project]

    def destroy(self, item: WorkItem) -> None:
        """Remove an item for good."""
        del self._items[item.id]
        self.log()
        self._log = [(each, revision) for each, revision in self._log if each is not item]

    def forget_project(self, project: str) -> None:
        """Remove all items of a project for good."""
        for item in [each for each in self._items.values() if each.project == project]:
            self.destroy(item)

    def log(self) -> list[tuple[WorkItem, Revision]]:
        """All revisions in the order in which they were saved, each with its watermark.

        What is recorded between two calls is put in order by time first, so that histories may be entered item by item.
        """
        if self._waiting:
            last = self._log[-1][1].watermark if self._log else 0
            for place, (_, item_id, number) in enumerate(sorted(self._waiting), start=last + 1):
                item = self._items.get(item_id)
                if item is not None:
                    revision = item.revisions[number - 1]
                    revision.watermark = place
                    self._log.append((item, revision))
            self._waiting.clear()
        return self._log

    def next_comment_id(self) -> int:
        """A number that no comment has yet."""
        self._last_comment += 1
        return self._last_comment
