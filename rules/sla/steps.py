"""Read the histories of many defects into arrays, judging each different standing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from rules.calendar_days import DAY, EPOCH, microseconds
from rules.facts import Defect, Person, Value
from rules.sla.moments import is_bot, is_touched, text_of
from rules.sla.policy import JudgedPolicy, SlaJudge, Standing, hashable

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BY_NUMBER = attrgetter("number")


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


class StepReader:
    """Reads histories as of an instant; standings in which every field that decides is equal share a code.

    Attributes:
        parties: whose turn it is, by code.
    """

    def __init__(self, judge: SlaJudge, policies: Sequence[JudgedPolicy], now: datetime) -> None:
        self._judge = judge
        self._policies = policies
        self._now = now
        self._asks_for_activity = any(judged.policy.repeats_on_activity for judged in policies)
        party = judge.programme.fields.party
        self._names = tuple(dict.fromkeys((party, *(name for judged in policies for name in judged.names))))
        self._codes: dict[tuple[Value, ...], int] = {}
        self._standings: list[tuple[Standing, ...]] = []
        self._bots: dict[int, bool] = {}
        self.parties: list[str] = []

    def read(self, defects: Sequence[Defect]) -> Steps:
        """Read the revisions of the defects, in the order of their numbers; time that runs backwards stands still."""
        places: list[int] = []
        instants: list[int] = []
        codes: list[int] = []
        activity: list[bool] = []
        known, names, now = self._codes, self._names, self._now
        for place, defect in enumerate(defects):
            before: Mapping[str, Value] | None = None
            for revision in sorted(defect.revisions, key=_BY_NUMBER):
                if revision.at > now:
                    continue
                fields = revision.fields
                since = revision.at - EPOCH
                instants.append(since.days * DAY + since.seconds * 1_000_000 + since.microseconds)
                places.append(place)
                try:
                    code = known.get(tuple(map(fields.get, names)))
                except TypeError:  # an account is an object, which cannot be looked up as it is
                    code = None
                codes.append(self._code(fields) if code is None else code)
                if self._asks_for_activity:
                    activity.append(not self._is_bot(revision.by) and (before is None or is_touched(before, fields)))
                    before = fields
        return Steps(
            _counts(places),
            _never_falling(_counts(places), np.maximum(_counts(instants), 0)),
            _counts(codes),
            np.array(activity if self._asks_for_activity else np.zeros(len(places)), dtype=np.bool_),
        )

    def with_comments(self, steps: Steps, defects: Sequence[Defect]) -> Steps:
        """Put the comments of people among the steps: activity that changes nothing."""
        comments = [
            (place, max(microseconds(comment.at), 0))
            for place, defect in enumerate(defects)
            for comment in defect.comments
            if comment.at <= self._now and not self._is_bot(comment.by)
        ]
        if not comments or not len(steps.at):
            return steps
        places, instants = np.array(comments, dtype=np.int64).T
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

    def standings(self, policy: int) -> Standings:
        """Give what a policy, by its place, says of the standings that were read."""
        said = [standing[policy] for standing in self._standings]
        return Standings(
            np.array([standing.starts for standing in said], dtype=np.bool_),
            np.array([standing.stops for standing in said], dtype=np.bool_),
            np.array([standing.pauses for standing in said], dtype=np.bool_),
            _counts(-1 if standing.goal is None else standing.goal for standing in said),
        )

    def _code(self, fields: Mapping[str, Value]) -> int:
        key = tuple(hashable(fields.get(name)) for name in self._names)
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self._standings)
            context = self._judge.context(self._now, "")
            self._standings.append(tuple(judged.standing(fields, context) for judged in self._policies))
            self.parties.append(text_of(fields.get(self._names[0])))
        return code

    def _is_bot(self, person: Person) -> bool:
        # By identity: histories name the same few people again and again, and comparing texts is slow.
        known = self._bots.get(id(person))
        if known is None:
            known = self._bots[id(person)] = is_bot(self._judge.me, person)
        return known


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


def _counts(values: Iterable[int]) -> Counts:
    return np.array(list(values), dtype=np.int64)


def _never_falling(defects: Counts, at: Counts) -> Counts:
    """Give the instants with each that runs backwards raised to the one before it, defect by defect."""
    falls = (at[1:] < at[:-1]) & (defects[1:] == defects[:-1])
    for place in np.unique(defects[1:][falls]):
        first, last = np.searchsorted(defects, [place, place + 1])
        at[first:last] = np.maximum.accumulate(at[first:last])
    return at
