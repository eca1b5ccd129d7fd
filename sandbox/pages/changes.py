"""Tell what was done to work items since the sandbox was opened: fields before and after, links, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.pages.values import Names
from sandbox.state import World
from sandbox.work_item_state import Comment, LinkChange, Relation, WorkItem, WorkItems

_NOT_TOLD = frozenset(
    {
        "System.AuthorizedAs",
        "System.AuthorizedDate",
        "System.BoardColumn",
        "System.BoardColumnDone",
        "System.ChangedBy",
        "System.ChangedDate",
        "System.CommentCount",
        "System.History",
        "System.Id",
        "System.PersonId",
        "System.Rev",
        "System.RevisedDate",
        "System.Watermark",
        "Microsoft.VSTS.Common.StateChangeDate",
    }
)
"""Fields that change by themselves, or (History) are told as comments."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; either may be empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did to a work item.

    Attributes:
        by: Who.
        at: When.
        title: In a few words.
        fields: What changed.
        links: Links that came (`+`) and went (`-`).
        comment: What was said.
    """

    by: str
    at: datetime
    title: str
    fields: tuple[FieldChange, ...] = ()
    links: tuple[str, ...] = ()
    comment: Comment | None = None


class Opening:
    """How far each work item was when the sandbox was opened."""

    def __init__(self, world: World) -> None:
        self._names = Names(world)
        self._items = world.part(WorkItems)
        self._reached = {
            item.id: (len(item.revisions), len(item.link_changes), len(item.comments)) for item in self._items
        }

    def changed(self) -> list[WorkItem]:
        """Give the work items to which something was done since, the newest acts first."""
        found = [(steps[-1].at, item) for item in self._items if (steps := self.steps(item))]
        return [item for _, item in sorted(found, key=lambda pair: (pair[0], -pair[1].id), reverse=True)]

    def steps(self, item: WorkItem, *, since_opening: bool = True) -> list[Step]:
        """Tell what was done to an item, the oldest act first."""
        reached = self._reached.get(item.id, (0, 0, 0)) if since_opening else (0, 0, 0)
        found = [*self._edits(item, reached[0]), *self._links(item, reached[1]), *self._comments(item, reached[2])]
        return sorted(found, key=lambda step: step.at)

    def _edits(self, item: WorkItem, reached: int) -> Iterator[Step]:
        before: dict[str, Any] = item.snapshot(reached) if reached < len(item.revisions) else {}
        for revision in item.revisions[reached:]:
            told = (
                FieldChange(
                    self._names.of(name), self._names.told(name, before.get(name)), self._names.told(name, value)
                )
                for name, value in sorted(revision.changes.items())
                if name not in _NOT_TOLD
            )
            fields = tuple(change for change in told if change.before != change.after)
            before = item.snapshot(revision.number)
            if fields:
                title = "created this work item" if revision.number == 1 else "changed fields"
                yield Step(revision.by.display_name, revision.at, title, fields)

    def _links(self, item: WorkItem, reached: int) -> Iterator[Step]:
        for change in item.link_changes[reached:]:
            yield Step(change.by.display_name, change.at, "changed links", links=tuple(_link_lines(change)))

    def _comments(self, item: WorkItem, reached: int) -> Iterator[Step]:
        for comment in item.comments[reached:]:
            if not comment.is_deleted:
                yield Step(comment.by.display_name, comment.at, "commented", comment=comment)


def _link_lines(change: LinkChange) -> Iterator[str]:
    for sign, relations in (("+", change.added), ("-", change.removed)):
        for relation in relations:
            yield f"{sign} {_link_words(relation)}"


def _link_words(relation: Relation) -> str:
    kind = str(relation.attributes.get("name") or relation.kind.rpartition(".")[2])
    remark = relation.attributes.get("comment")
    target = f"#{relation.target}" if relation.target is not None else relation.url
    return f"{kind}: {target}" + (f" ({remark})" if remark else "")
