"""Read the histories of many defects into arrays, and judge each different standing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from operator import attrgetter, floordiv, methodcaller, sub

import numpy as np
from numpy.typing import NDArray

from rules.calendar_days import EPOCH, MICROSECOND, microseconds
from rules.facts import Defect, Person, Revision, Value
from rules.sla.moments import SYSTEM_FIELDS, is_bot, is_touched, text_of
from rules.sla.policy import SlaJudge, hashable

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Whole columns at a time: a loop of Python's own would take three times as long.
_REVISIONS, _NUMBER, _AT, _BY, _FIELDS = map(attrgetter, ("revisions", "number", "at", "by", "fields"))


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Moments of many defects, defect by defect in order of time.

    Attributes:
        defects: place of each one's defect.
        at: microseconds since 1970 (UTC).
        codes: which of the different standings holds from then on.
        activity: whether a person did something then; all False where no clock asks.
    """

    defects: Counts
    at: Counts
    codes: Counts
    activity: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """What one policy says of every different standing, by its code; a goal of -1 is none."""

    starts: Flags
    stops: Flags
    pauses: Flags
    goals: Counts


class _Codes(dict[tuple[Value, ...], int]):
    """Gives every new key the next number."""

    def __missing__(self, key: tuple[Value, ...]) -> int:
        self[key] = len(self)
        return self[key]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The histories of many defects as numbers; standings in which every field that decides is equal share a code.

    Attributes:
        numbers: of the defects.
        steps: their revisions, in the order of the revisions' numbers.
        comments: place of the defect and time of every comment by a person.
        standings: the fields that decide, by code.
        defects: what was read, where time runs backwards in some of it; else nothing is asked of them again.
    """

    numbers: Counts
    steps: Steps
    comments: Counts
    standings: Sequence[Mapping[str, Value]]
    defects: Sequence[Defect] = ()

    @property
    def falls(self) -> Flags:
        """Which revisions but the first are dated before the one they follow."""
        at, defects = self.steps.at, self.steps.defects
        falls: Flags = (at[1:] < at[:-1]) & (defects[1:] == defects[:-1])
        return falls


def deciding_fields(judge: SlaJudge) -> tuple[str, ...]:
    """Give the reference names of the fields that decide about clocks, that of the party first."""
    named = (name for judged in judge.policies for name in judged.names)
    return tuple(dict.fromkeys((judge.programme.fields.party, *named)))


def asks_for_activity(judge: SlaJudge) -> bool:
    """Say whether a clock starts again with what people do."""
    return any(judged.policy.repeats_on_activity for judged in judge.policies)


def read_columns(judge: SlaJudge, defects: Sequence[Defect], also: Iterable[str] = ()) -> Columns:
    """Read histories into numbers; fields named in `also` tell standings apart, too."""
    return _Reader(judge, defects, (*deciding_fields(judge), *also)).read()


class Histories:
    """The histories of many defects, read once so that clocks can be measured as of any instant.

    Attributes:
        numbers: of the defects.
        fields: what decides, by code.
        parties: whose turn it is, by code.
    """

    def __init__(self, judge: SlaJudge, columns: Columns) -> None:
        self._judge = judge
        self._columns = columns
        self._asks_for_activity = asks_for_activity(judge)
        self.numbers, self.fields = columns.numbers, columns.standings
        party, context = judge.programme.fields.party, judge.context(EPOCH, "")
        self.parties = tuple(text_of(values.get(party)) for values in columns.standings)
        self._standings = [
            tuple(judged.standing(values, context) for judged in judge.policies) for values in columns.standings
        ]

    def standings(self, policy: int) -> Standings:
        """Give what a policy, by its place, says of the standings that were read."""
        said = [standing[policy] for standing in self._standings]
        return Standings(
            np.array([standing.starts for standing in said], dtype=np.bool_),
            np.array([standing.stops for standing in said], dtype=np.bool_),
            np.array([standing.pauses for standing in said], dtype=np.bool_),
            _counts((-1 if standing.goal is None else standing.goal for standing in said), len(said)),
        )

    def as_of(self, now: int) -> Steps:
        """Give the revisions up to an instant; time that runs backwards stands still."""
        steps, falls = self._columns.steps, self._columns.falls
        at, activity, known = steps.at, steps.activity, steps.at <= now
        if falls.any():
            at, activity = at.copy(), activity.copy()
            for place in np.unique(steps.defects[1:][falls]):
                first, last = np.searchsorted(steps.defects, [place, place + 1])
                there = first + np.flatnonzero(known[first:last])
                at[there] = np.maximum.accumulate(at[there])
                if self._asks_for_activity:
                    ordered = sorted(self._columns.defects[place].revisions, key=_NUMBER)
                    activity[there] = _activity_of(self._judge.me, [ordered[number] for number in there - first])
        if known.all():
            return Steps(steps.defects, at, steps.codes, activity)
        return Steps(steps.defects[known], at[known], steps.codes[known], activity[known])

    def with_comments(self, steps: Steps, now: int) -> Steps:
        """Put the comments of people up to an instant among the steps: activity that changes nothing."""
        comments = self._columns.comments
        places, instants = comments[:, comments[1] <= now]
        if not len(places) or not len(steps.at):
            return steps
        first = np.searchsorted(steps.defects, places)
        is_there = steps.defects[np.minimum(first, len(steps.defects) - 1)] == places
        places, instants, first = places[is_there], instants[is_there], first[is_there]
        merged = np.concatenate((steps.defects, places))
        at = np.concatenate((steps.at, np.maximum(instants, steps.at[first])))
        is_comment = np.repeat([False, True], [len(steps.at), len(places)])
        order = np.lexsort((is_comment, at, merged))
        # A comment takes the standing of the revision before it; of several at one time the last one holds.
        revision = np.maximum.accumulate(np.where(is_comment[order], 0, np.arange(len(order))))
        codes = np.concatenate((steps.codes, np.zeros(len(places), dtype=np.int64)))[order][revision]
        activity = np.concatenate((steps.activity, np.ones(len(places), dtype=np.bool_)))
        return Steps(merged[order], at[order], codes, activity[order])


class _Reader:
    """Reads the histories of defects in memory, a column at a time."""

    def __init__(self, judge: SlaJudge, defects: Sequence[Defect], names: tuple[str, ...]) -> None:
        self._judge = judge
        self._defects = defects
        self._names = names

    def read(self) -> Columns:
        """Read everything."""
        defects = self._defects
        revisions = list(chain.from_iterable(map(_REVISIONS, defects)))
        lengths = _counts(map(len, map(_REVISIONS, defects)), len(defects))
        places = np.repeat(np.arange(len(defects)), lengths)
        order = _counts(map(_NUMBER, revisions), len(revisions))
        if ((order[1:] < order[:-1]) & (places[1:] == places[:-1])).any():
            revisions = [revisions[place] for place in np.lexsort((order, places))]
        fields = list(map(_FIELDS, revisions))
        codes, standings = self._read_standings(fields)
        since = map(sub, map(_AT, revisions), repeat(EPOCH))
        at = np.maximum(_counts(map(floordiv, since, repeat(MICROSECOND)), len(revisions)), 0)
        steps = Steps(places, at, codes, np.zeros(len(revisions), dtype=np.bool_))
        comments = np.zeros((2, 0), dtype=np.int64)
        if asks_for_activity(self._judge):
            steps = replace(steps, activity=self._read_activity(revisions, fields, steps))
            comments = self._read_comments()
        return Columns(_counts(map(attrgetter("id"), defects), len(defects)), steps, comments, standings, defects)

    def _read_standings(self, fields: list[Mapping[str, Value]]) -> tuple[Counts, list[Mapping[str, Value]]]:
        """Give each revision the code of its standing, and the fields of each different one."""
        columns = [list(map(methodcaller("get", name), fields)) for name in self._names]
        known = _Codes()
        try:
            codes = _counts(map(known.__getitem__, zip(*columns, strict=True)), len(fields))
        except TypeError:  # an account is an object, which cannot be looked up as it is
            known = _Codes()
            columns = [list(map(hashable, column)) for column in columns]
            codes = _counts(map(known.__getitem__, zip(*columns, strict=True)), len(fields))
        firsts = np.searchsorted(np.maximum.accumulate(codes), np.arange(len(known)))
        return codes, [fields[place] for place in firsts]

    def _read_activity(self, revisions: list[Revision], fields: list[Mapping[str, Value]], steps: Steps) -> Flags:
        """Say which revisions are something that a person did."""
        people = list(map(_BY, revisions))
        # By identity: histories name the same few people again and again, and comparing texts is slow.
        bots = [key for key, person in dict(zip(map(id, people), people, strict=True)).items() if self._is_bot(person)]
        activity = ~np.isin(_counts(map(id, people), len(people)), bots) if bots else np.ones(len(people), np.bool_)
        unsure = activity & ~first_of_each(steps.defects)
        if not SYSTEM_FIELDS.intersection(self._names):
            unsure &= ~first_of_each(steps.codes)
        for place in np.flatnonzero(unsure).tolist():
            activity[place] = is_touched(fields[place - 1], fields[place])
        return activity

    def _read_comments(self) -> Counts:
        """Give place of the defect and time of every comment by a person."""
        comments = [
            (place, max(microseconds(comment.at), 0))
            for place, defect in enumerate(self._defects)
            for comment in defect.comments
            if not self._is_bot(comment.by)
        ]
        return np.array(comments, dtype=np.int64).reshape(len(comments), 2).T

    def _is_bot(self, person: Person) -> bool:
        return is_bot(self._judge.me, person)


def _activity_of(me: Person | None, revisions: list[Revision]) -> list[bool]:
    """Say of each of some revisions of a defect, held against the one before it among them, if a person acted."""
    return [
        not is_bot(me, revision.by) and (before is None or is_touched(before.fields, revision.fields))
        for before, revision in zip((None, *revisions), revisions, strict=False)
    ]


def first_of_each(values: Counts) -> Flags:
    """Say of each value whether it differs from the one before; the first does."""
    first = np.ones(len(values), dtype=np.bool_)
    first[1:] = values[1:] != values[:-1]
    return first


def last_of_each(values: Counts) -> Flags:
    """Say of each value whether it differs from the one after; the last does."""
    last = np.ones(len(values), dtype=np.bool_)
    last[:-1] = values[1:] != values[:-1]
    return last


def _counts(values: Iterable[int], number: int) -> Counts:
    return np.fromiter(values, dtype=np.int64, count=number)
