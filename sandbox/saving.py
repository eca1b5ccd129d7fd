"""Save work items: defaults of new ones, rules of their type, dates and people that follow the state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandbox.answers import AdoError, instant
from sandbox.classification import Trees, tree
from sandbox.eras import Change
from sandbox.field_values import check_length, kept_value, rule_error
from sandbox.link_log import LinkLog
from sandbox.patches import Draft
from sandbox.relation_types import opposite_of
from sandbox.state import Person, Project, World
from sandbox.work_item_state import TRACKING_SERVER, Comment, LinkChange, Relation, WorkItem, WorkItems
from sandbox.work_item_types import State, Tracking, WorkItemType

_COMMON = "Microsoft.VSTS.Common."
_STATE, _REASON, _HISTORY = "System.State", "System.Reason", "System.History"
_CHANGED_DATE, _CHANGED_BY = "System.ChangedDate", "System.ChangedBy"
_MOST_REVISIONS = 10_000
_EARLIER = {"Proposed": (), "InProgress": ("Activated",), "Resolved": ("Activated", "Resolved")}


class Saver:
    """One save by one person, by the rules or past them.

    Args:
        world: Where.
        who: Who saves.
        bypass_rules: Whether rules are left aside and dates and people may be set.
    """

    def __init__(self, world: World, who: Person, *, bypass_rules: bool = False) -> None:
        self._world = world
        self._who = who
        self._bypass = bypass_rules
        self._items = world.part(WorkItems)
        self._tracking = world.part(Tracking)
        self._now = instant(world.now())

    def create(self, project: Project, kind: WorkItemType, made: Draft, *, keep: bool = True) -> WorkItem:
        """Create a work item; without `keep` it is only checked and shown."""
        changes = self._new_fields(project, kind) | self._kept(made, frozenset())
        self._follow_state(kind, changes, {})
        self._check(project, kind, changes, {})
        self._check_links(made)
        item = self._items.new(project.id) if keep else WorkItem(0, project.id)
        self._record(item, changes, keep=keep)
        if keep:
            self._link(item, made)
        else:
            item.relations = made.added
        return item

    def update(self, item: WorkItem, made: Draft, *, keep: bool = True) -> WorkItem:
        """Change a work item; without `keep`, a changed copy is checked and shown."""
        kept = self._kept(made, frozenset(item.markdown))
        changes = {name: value for name, value in kept.items() if item.fields.get(name) != value}
        project = self._world.project(str(changes.get("System.TeamProject", item.project)))
        kind = self._tracking.type(project, str(changes.get("System.WorkItemType", item.type)))
        if project.id != item.project:
            changes = {"System.AreaPath": project.name, "System.IterationPath": project.name} | changes
        if changes:
            self._follow_state(kind, changes, item.fields)
            self._check(project, kind, changes, item.fields)
        self._check_links(made)
        if changes:
            _check_revisions(item)
        if not keep:
            item = WorkItem(item.id, project.id, dict(item.fields), item.revisions[:], item.relations[:])
            item.fields.update({name: value for name, value in changes.items() if value is not None})
            for name in [name for name, value in changes.items() if value is None]:
                item.fields.pop(name, None)
            return item
        if changes:
            item.project = project.id
            self._record(item, {_CHANGED_DATE: self._now, _CHANGED_BY: self._who} | changes, keep=True)
        self._link(item, made)
        return item

    def mark_deleted(self, item: WorkItem, *, deleted: bool) -> None:
        """Note in the history that an item went into the recycle bin or came back."""
        changes = {"System.IsDeleted": deleted or None, _CHANGED_DATE: self._now, _CHANGED_BY: self._who}
        self._record(item, changes, keep=True)

    def comment(self, item: WorkItem, text: str) -> Comment:
        """Add a comment to the discussion, which makes a revision.

        Raises:
            AdoError: 400 for a text that is too long, or an item with too many revisions.
        """
        check_length(self._tracking.field(_HISTORY), text)
        _check_revisions(item)
        changes = {_HISTORY: text, _CHANGED_DATE: self._now, _CHANGED_BY: self._who}
        self._record(item, changes, keep=True)
        return item.comments[-1]

    def _new_fields(self, project: Project, kind: WorkItemType) -> dict[str, Any]:
        return {
            "System.AreaPath": project.name,
            "System.TeamProject": project.name,
            "System.IterationPath": project.name,
            "System.WorkItemType": kind.name,
            _STATE: kind.states[0].name,
            "System.CreatedDate": self._now,
            "System.CreatedBy": self._who,
            _CHANGED_DATE: self._now,
            _CHANGED_BY: self._who,
            "System.CommentCount": 0,
            **kind.defaults,
        }

    def _kept(self, made: Draft, markdown: frozenset[str]) -> dict[str, Any]:
        kept = {}
        for name, value in made.changes.items():
            known = self._tracking.field(name)
            if known.read_only and not self._bypass:
                raise rule_error(known, "readOnly, hasValues")
            check_length(known, value)
            if value is not None and made.formats.get(name, name in markdown):
                kept[name] = str(value)
            else:
                is_free = self._bypass and name != _CHANGED_BY
                kept[name] = kept_value(self._world, known, value, any_name=is_free)
        return kept

    def _follow_state(self, kind: WorkItemType, changes: dict[str, Any], before: Mapping[str, Any]) -> None:
        """Fill in reason, dates and people that a change of state brings, unless they were given."""
        state = kind.state(str(changes[_STATE])) if changes.get(_STATE) else None
        if state is None:
            return
        changes[_STATE] = state.name
        brought: dict[str, Any] = {_REASON: state.reason or state.name, f"{_COMMON}StateChangeDate": self._now}
        if before:
            brought |= self._state_dates(state, before, str(changes.get(_REASON, brought[_REASON])))
        if before and state.category == "Resolved" and not Change.RESOLVING_ASSIGNS_NOBODY.has_come(self._world):
            brought["System.AssignedTo"] = before.get("System.CreatedBy")
        for name, value in brought.items():
            if name in kind.fields and (value is not None or name in before):
                changes.setdefault(name, value)

    def _state_dates(self, state: State, before: Mapping[str, Any], reason: str) -> dict[str, Any]:
        dates: dict[str, Any] = {}
        earlier = _EARLIER.get(state.category, ("Activated", "Resolved", "Closed"))
        for step in ("Activated", "Resolved", "Closed"):
            done = before.get(f"{_COMMON}{step}Date")
            if step not in earlier:
                dates |= {f"{_COMMON}{step}Date": None, f"{_COMMON}{step}By": None}
            elif done is None or step == earlier[-1]:
                dates |= {f"{_COMMON}{step}Date": self._now, f"{_COMMON}{step}By": self._who}
        if state.category == "Resolved":
            dates[f"{_COMMON}ResolvedReason"] = reason
        elif state.category in {"Proposed", "InProgress"}:
            dates[f"{_COMMON}ResolvedReason"] = None
        return dates

    def _check(
        self, project: Project, kind: WorkItemType, changes: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        for group, label in (("area", "Area"), ("iteration", "Iteration")):
            path = changes.get(f"System.{label}Path")
            if path and self._world.part(Trees).at(tree(self._world, project, group), str(path)) is None:
                raise AdoError(
                    400,
                    "WorkItemTrackingTreeNodeNotFoundException",
                    f"TF401347: Invalid tree name given for work item -1, field 'System.{label}Path'.",
                    namespace=TRACKING_SERVER,
                    event_id=3200,
                )
        if self._bypass:
            return
        after = {**before, **changes}
        for name in sorted(kind.required):
            if after.get(name) in (None, ""):
                raise rule_error(self._tracking.field(name), "required, invalidEmpty")
        for name, value in changes.items():
            known = self._tracking.field(name)
            if value is not None and name not in kind.fields:
                raise rule_error(known, "invalidNotEmpty")
            allowed = kind.allowed.get(name)
            if value is not None and allowed is not None and value not in allowed:
                raise rule_error(known, "hasValues, limitedToValues, invalidListValue")
        self._check_state(kind, changes.get(_STATE), before.get(_STATE))

    def _check_state(self, kind: WorkItemType, after: str | None, before: str | None) -> None:
        if after is None:
            return
        known = kind.state(after) is not None
        follows = kind.transitions.get(before) if before and before != after else None
        if not known or (follows is not None and after not in follows):
            raise rule_error(self._tracking.field(_STATE), "hasValues, limitedToValues, invalidListValue")

    def _record(self, item: WorkItem, changes: dict[str, Any], *, keep: bool) -> None:
        text = changes.get(_HISTORY)
        if text:
            changes["System.CommentCount"] = int(item.fields.get("System.CommentCount", 0)) + 1
            item.comments.append(Comment(self._items.next_comment_id(), str(text), self._who, self._world.now()))
        at = datetime.fromisoformat(changes[_CHANGED_DATE])
        if keep:
            self._items.record(item, changes, at, changes[_CHANGED_BY])
        else:
            item.save(changes, at, changes[_CHANGED_BY])

    def _check_links(self, made: Draft) -> None:
        for relation in made.added:
            if relation.target is not None:
                self._items.get(relation.target)

    def _link(self, item: WorkItem, made: Draft) -> None:
        item.markdown |= {name for name, is_markdown in made.formats.items() if is_markdown}
        item.markdown -= {name for name, is_markdown in made.formats.items() if not is_markdown}
        for relation, text in made.commented:
            relation.attributes["comment"] = text
            self._note(item, relation)
        for relation in made.removed:
            item.relations.remove(relation)
            self._note(item, relation, is_active=False)
            self._unlink_opposite(item, relation)
        for relation in made.added:
            if relation.target is not None:
                other = self._items.get(relation.target)
                other.relations.append(Relation(opposite_of(relation.kind), item.id, "", dict(relation.attributes)))
            item.relations.append(relation)
            self._note(item, relation)
        if made.added or made.removed:
            change = LinkChange(self._world.now(), self._who, item.rev, tuple(made.added), tuple(made.removed))
            item.link_changes.append(change)

    def _note(self, item: WorkItem, relation: Relation, *, is_active: bool = True) -> None:
        self._world.part(LinkLog).note(item.id, relation, self._world.now(), self._who, is_active=is_active)

    def _unlink_opposite(self, item: WorkItem, relation: Relation) -> None:
        other = self._items.find(relation.target) if relation.target is not None else None
        if other is not None:
            kind = opposite_of(relation.kind)
            other.relations = [each for each in other.relations if (each.kind, each.target) != (kind, item.id)]


def _check_revisions(item: WorkItem) -> None:
    if len(item.revisions) >= _MOST_REVISIONS:
        raise AdoError(
            400,
            "WorkItemRevisionLimitExceededException",
            f"VS403677: Work item {item.id} has {_MOST_REVISIONS} revisions; no more updates are possible.",
            namespace=TRACKING_SERVER,
            event_id=3200,
        )
