"""Plan the inverse of a run from the values before it; what people changed since stays as they left it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise

from bot.apply import CHANGE
from bot.plan import TAGS, Change, FieldDiff, Plan
from bot.store.ledger import Entry, LedgerState
from rules.decisions import LinkWorkItem
from rules.facts import Defect, Person, Revision, Value, is_same_value
from rules.signature import UNDO

_Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that the run did and that is not undone."""

    defect: int
    what: str
    because: str


@dataclass(frozen=True, slots=True)
class Undo:
    """The inverse of a run.

    Attributes:
        kept: what stays, each with the reason.
        sent: how much the run posted on each way; what people have read cannot be unsaid.
    """

    run: int
    plan: Plan
    kept: tuple[Kept, ...]
    sent: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which run to be undone, and how instants are written.

    Attributes:
        because: why, as a sentence that goes into each defect's discussion.
        me: the bot's own account.
    """

    run: int
    because: str
    me: Person
    when: Callable[[datetime], str]


def plan_undo(asked: Asked, entries: Iterable[Entry], defects: Mapping[int, Defect], as_of: datetime) -> Undo:
    """Plan what brings back the values from before a run.

    Args:
        asked: which run, and why.
        entries: the ledger's acts of the run.
        defects: as they stand.
        as_of: the instant of the defects.
    """
    mine = [entry for entry in entries if entry.state is LedgerState.CONFIRMED]
    changes, kept = [], []
    for written in _writes(mine):
        defect = defects.get(int(written.target))
        if defect is None:
            kept.append(
                Kept(int(written.target), "everything", "The defect is gone, or outside what the bot looks at.")
            )
            continue
        inverse = _Inverse(asked, written, defect)
        inverse.work_out()
        kept.extend(inverse.kept)
        if inverse.is_anything:
            changes.append(inverse.change())
    sent: dict[str, int] = {}
    for entry in mine:
        if entry.kind != CHANGE:
            sent[entry.kind] = sent.get(entry.kind, 0) + 1
    plan = Plan(as_of, len(defects), tuple(sorted(changes, key=lambda change: change.defect)), ())
    return Undo(asked.run, plan, tuple(kept), sent)


def _writes(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Give one entry for each write; the decisions that one write carried share its payload."""
    changes = sorted((entry for entry in entries if entry.kind == CHANGE), key=_write_of)
    for _, together in groupby(changes, _write_of):
        yield next(together)


def _write_of(entry: Entry) -> tuple[int, str]:
    return int(entry.target), str(entry.payload["reference"])


@dataclass(slots=True)
class _Inverse:
    """The inverse of one write on one defect, as it is worked out."""

    asked: Asked
    written: Entry
    defect: Defect
    fields: list[FieldDiff] = field(default_factory=list)
    links: list[LinkWorkItem] = field(default_factory=list)
    unlinks: list[LinkWorkItem] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    withdraws: bool = False

    @property
    def is_anything(self) -> bool:
        return bool(self.fields or self.links or self.unlinks or self.withdraws)

    def work_out(self) -> None:
        payload = self.written.payload
        fields, links, unlinks = (payload.get(part, ()) for part in ("fields", "links", "unlinks"))
        for name, before, after in fields:
            if name == TAGS:
                self._tags(_tags(before), _tags(after))
            else:
                self._field(name, before, after)
        for kind, target, comment in links:
            self._link(LinkWorkItem(target, comment, kind), was_made=True)
        for kind, target, comment in unlinks:
            self._link(LinkWorkItem(target, comment, kind), was_made=False)
        if not (fields or links or unlinks):
            self.withdraws = not self._is_withdrawn()

    def change(self) -> Change:
        """Give what brings the defect back."""
        rev, reference = self.defect.latest.number, str(self.written.payload["reference"])
        key = f"{UNDO}/{self.asked.run}/{self.defect.id}/{reference}/{rev}"
        said = f"{_withdrawn(reference)}, which envbot did in run {self.asked.run}. {self.asked.because}"
        return Change(
            defect=self.defect.id,
            title=self.defect.title,
            rev=rev,
            keys=(key,),
            rules=(UNDO,),
            fields=tuple(self.fields),
            links=tuple(self.links),
            unlinks=tuple(self.unlinks),
            because=(f"Run {self.asked.run} did it. {self.asked.because}",),
            says=(said,),
            reference="eb-" + hashlib.sha256(key.encode()).hexdigest()[:8],
        )

    def _field(self, name: str, before: Value, after: Value) -> None:
        def is_set(fields: _Fields) -> bool:
            return is_same_value(fields.get(name), after)

        if self._stands(name, is_set):
            self.fields.append(FieldDiff(name, self.defect.latest.fields.get(name), _writable(before)))

    def _tags(self, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        given = [tag for tag in after if not _has(before, tag) and self._stands(f"the tag {tag}", _tagged(tag))]
        taken = [
            tag
            for tag in before
            if not _has(after, tag) and self._stands(f"that the tag {tag} is gone", _not_tagged(tag))
        ]
        tags = [*(tag for tag in self.defect.tags if not _has(given, tag)), *taken]
        if tuple(tags) != self.defect.tags:
            self.fields.append(FieldDiff(TAGS, "; ".join(self.defect.tags) or None, "; ".join(tags)))

    def _link(self, link: LinkWorkItem, *, was_made: bool) -> None:
        is_there = any((one.kind, one.target) == (link.kind, link.target) for one in self.defect.relations)
        if is_there and was_made:
            self.unlinks.append(link)
        elif not is_there and not was_made:
            self.links.append(link)
        else:
            said = "It is not there any more." if was_made else "It is there again."
            self.kept.append(Kept(self.defect.id, f"the link to #{link.target}", said))

    def _stands(self, what: str, holds: Callable[[_Fields], bool]) -> bool:
        """Whether what the write did is as it left it, and nobody has touched it since; else note why it stays."""
        touched = self._touched(holds)
        if touched is None and holds(self.defect.latest.fields):
            return True
        if touched is None:
            because = "It is not as the run left it."
        elif touched.by.is_same_as(self.asked.me):
            because = f"envbot itself changed it again on {self.asked.when(touched.at)}."
        else:
            because = f"{touched.by.name} changed it on {self.asked.when(touched.at)}."
        self.kept.append(Kept(self.defect.id, what, because))
        return False

    def _touched(self, holds: Callable[[_Fields], bool]) -> Revision | None:
        """Give the first revision after the write that turned what it did."""
        is_written = False
        for before, after in pairwise(self.defect.revisions):
            if after.number <= self.written.payload["rev"] or holds(before.fields) == holds(after.fields):
                continue
            if is_written or not after.by.is_same_as(self.asked.me):
                return after
            is_written = True
        return None

    def _is_withdrawn(self) -> bool:
        wanted = _withdrawn(str(self.written.payload["reference"]))
        return any(wanted in comment.text for comment in self.defect.comments)


def _withdrawn(reference: str) -> str:
    return f"Undone: {reference}"


def _writable(value: Value) -> Value:
    """Give a value as it is written: of an identity, its account."""
    return value.get("uniqueName") or value.get("displayName") if isinstance(value, Mapping) else value


def _tags(text: str | None) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in (text or "").split(";") if tag.strip())


def _has(tags: Iterable[str], tag: str) -> bool:
    return tag.casefold() in map(str.casefold, tags)


def _tagged(tag: str) -> Callable[[_Fields], bool]:
    return lambda fields: _has(_tags(fields.get(TAGS)), tag)


def _not_tagged(tag: str) -> Callable[[_Fields], bool]:
    return lambda fields: not _has(_tags(fields.get(TAGS)), tag)
