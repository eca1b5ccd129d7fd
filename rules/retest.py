"""Whether a defect can be retested now, and what does not add up between its state, the notes and the builds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.delivery import Delivery
from rules.facts import Defect, Deployment, Impact, Outage
from rules.wording import listed

if TYPE_CHECKING:  # the view asks this module, and this module asks the view
    from rules.view_releases import ReleaseView


class Standing(StrEnum):
    """Where a defect stands on its way from a fix to a retest."""

    READY = "ready"
    """Fixed, delivered to where it was found, and the environment is up and open today."""
    IN_RETEST = "in retest"
    """Its state says that a tester has it."""
    HELD = "held up"
    """Fixed and delivered, but the environment is down or closed."""
    COMING = "coming"
    """Fixed, and the build comes to its environment on a known day."""
    FAILED = "retest failed"
    """It was delivered, and re-opened after that."""
    NOT_FIXED = "fixed in the note, not in Azure DevOps"
    IN_NO_NOTE = "fixed in Azure DevOps, in no note"
    ELSEWHERE = "delivered to another environment"
    NOWHERE = "in a note that is deployed nowhere"
    ROLLED_BACK = "rolled back"
    """An older build has replaced the one with its fix."""
    DOUBTED = "fixed and known issue at once"
    """A note calls it fixed, and a note of the same build or a later one calls it a known issue."""

    @property
    def adds_up(self) -> bool:
        """Whether nobody has to find out what is right."""
        return self in (Standing.READY, Standing.IN_RETEST, Standing.HELD, Standing.COMING)


@dataclass(frozen=True, slots=True)
class Retest:
    """How one defect stands.

    Attributes:
        text: the same in one sentence.
        because: whole sentences, the deciding fact first.
        environment: where it was found; empty where nobody knows.
        release: the release that counts, as people name it.
        since: since when it stands so.
        until: when the answer changes by itself; None where somebody has to act.
        where: the line of the note.
    """

    defect: int
    standing: Standing
    text: str
    because: tuple[str, ...]
    environment: str
    release: str = ""
    since: datetime | None = None
    until: datetime | None = None
    where: str = ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The text, and those reasons that say more than it does."""
        said = 2 if self.standing is Standing.READY else 1
        more = self.because[said:] if self.standing in _SAYS_MORE else ()
        return (self.text, *more)


ADVICE: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.NOT_FIXED: "The note names it, its state does not follow: ask its resolver which is right.",
        Standing.ELSEWHERE: "Its build is not where it was found: plan the deployment, or correct the environment.",
        Standing.NOWHERE: "Nobody said where the build is: add environment and date to the note or the schedule.",
        Standing.ROLLED_BACK: "The build with its fix is gone again: ask when it comes back.",
        Standing.DOUBTED: "Fixed, or not: ask the vendor.",
        Standing.FAILED: "Re-opened after its build came: it needs another fix.",
        Standing.IN_NO_NOTE: "Ask which build has the fix, and for a note that says so.",
    }
)
"""What to do where a standing does not add up, in the order in which people are told."""
_SAYS_MORE = frozenset({Standing.READY, Standing.FAILED, Standing.IN_NO_NOTE})


def retest_of(view: ReleaseView, defect: Defect) -> Retest | None:
    """Tell how a defect stands; None where it is closed, or neither its state nor a note calls it fixed."""
    if view.is_closed(defect):
        return None
    deliveries = view.deliveries_of(defect)
    reader = _Reader(view, defect, view.environment_of(defect))
    if not deliveries:
        return reader.without_note()
    reopened = view.reopened_at(defect)
    counting = [each for each in deliveries if reopened is None or not reader.was_tested(each, reopened)]
    if reopened is not None and not counting:
        return reader.failed(deliveries[0], reopened)
    return reader.with_note(counting)


@dataclass(slots=True)
class _Reader:
    """Reads one defect."""

    view: ReleaseView
    defect: Defect
    environment: str

    def was_tested(self, delivery: Delivery, reopened: datetime) -> bool:
        """Whether a build was there before a re-opening: on the defect's environment, or else wherever it went."""
        here = self.view.deployments.on(delivery.note, self.environment)
        deployed = (here,) if here else self.view.deployments.of(delivery.note)
        return bool(deployed) and all(each.since < reopened for each in deployed)

    def without_note(self) -> Retest | None:
        view, defect = self.view, self.defect
        if view.is_in_retest(defect):
            since = view.state_since(defect)
            text = f"It is {defect.state} since {view.when(since)}; no note names it."
            return self._told(Standing.IN_RETEST, text, since)
        if not view.is_fixed(defect):
            return None
        build = defect.text(view.programme.fields.fixed_in)
        fixed_in = f" in {build}" if build else ""
        since = view.state_since(defect)
        text = f"It is {defect.state}{fixed_in} since {view.when(since)}, but no release note names it."
        outage = view.outage_of(defect)
        over = outage is not None and outage.ends is not None and view.has_come(outage.ends)
        why = (
            (f"It came from {outage.reference}, which is over: perhaps it needs no build.",) if outage and over else ()
        )
        return self._told(Standing.IN_NO_NOTE, text, since, because=(text, *why))

    def failed(self, delivery: Delivery, reopened: datetime) -> Retest:
        view = self.view
        text = (
            f"{delivery.release} was delivered before it was re-opened {view.when(reopened)}: "
            "that fix was tested and failed."
        )
        later = (each for each in self.defect.comments if each.at >= reopened and not view.facts.is_me(each.by))
        said = next(later, None)
        why = (f"{said.by.name} wrote then: {said.text.strip()}",) if said and said.text.strip() else ()
        return self._told(Standing.FAILED, text, reopened, delivery, (text, *why))

    def with_note(self, counting: list[Delivery]) -> Retest:
        view, here = self.view, self.environment
        deployed = [(each, on) for each in counting if (on := view.deployments.on(each.note, here)) is not None]
        come = [(each, on) for each, on in deployed if view.has_come(on.since)]
        if come:
            come.sort(key=lambda pair: pair[1].since)
            # A later delivery stands where an earlier one was rolled back, or was called a known issue after it.
            return self._delivered(*next((pair for pair in come if self._doubt(*pair) is None), come[0]))
        if deployed:
            delivery, on = min(deployed, key=lambda pair: pair[1].since)
            text = f"{delivery.release} fixes it and is on {here} from {view.when(on.since)} on."
            return self._told(Standing.COMING, text, None, delivery, until=on.since)
        return self._elsewhere(counting[0])

    def _delivered(self, delivery: Delivery, on: Deployment) -> Retest:
        view, defect = self.view, self.defect
        where = f"{delivery.release} has been on {self.environment} since {view.when(on.since)}"
        named = f"{where}, and its note names #{defect.id} as fixed."
        if view.is_in_retest(defect):
            tested = view.state_since(defect)
            text = f"{where}, and it is {defect.state} since {view.when(tested)}."
            return self._told(Standing.IN_RETEST, text, tested, delivery)
        if not view.is_fixed(defect):
            text = f"The note of {delivery.release} says fixed on {self.environment}, but it is {defect.state}."
            wrong = f"The state is {defect.state}, not fixed: the note or the state is wrong."
            return self._told(Standing.NOT_FIXED, text, on.since, delivery, (named, wrong))
        doubt = self._doubt(delivery, on)
        if doubt:
            return doubt
        because: tuple[str, ...] = (named, f"The state is {defect.state}.")
        outage = next((each for each in view.outages_of(defect) if self._is_down(each)), None)
        if outage is not None:
            ends = f"until {view.when(outage.ends)}" if outage.ends else "with no end yet"
            text = f"{where}, but {outage.reference} has it down since {view.when(outage.starts)}, {ends}."
            return self._told(Standing.HELD, text, outage.starts, delivery, (text, *because), outage.ends)
        opens, words = self._availability()
        if opens is not None:
            text = f"{where}, but {words}"
            return self._told(Standing.HELD, text, on.since, delivery, (text, *because), opens)
        because = (*because, words) if words else because
        return self._told(Standing.READY, f"{where}.", on.since, delivery, because)

    def _doubt(self, delivery: Delivery, on: Deployment) -> Retest | None:
        """Tell what takes a delivered fix back: an older build, or a note that still calls it a known issue."""
        view = self.view
        older = view.deployments.taken_back(delivery.note, self.environment, view.facts.now)
        if older is not None:
            since = view.when(older.since)
            text = f"{delivery.release} was on {self.environment}, but {older.version} replaced it {since}."
            return self._told(Standing.ROLLED_BACK, text, older.since, delivery)
        for note in view.facts.release_notes:
            is_later = note.delivered_at is not None and note.delivered_at >= on.since
            if self.defect.id in note.known_defects and (note is delivery.note or is_later):
                whose = "the same note" if note is delivery.note else f"the note {note.version}"
                text = f"The note of {delivery.release} says fixed, but {whose} calls it a known issue."
                return self._told(Standing.DOUBTED, text, on.since, delivery)
        return None

    def _is_down(self, outage: Outage) -> bool:
        return outage.impact is Impact.DOWN and outage.covers(self.view.facts.now)

    def _availability(self) -> tuple[datetime | None, str]:
        """Give when the system opens again, if that is not today, and a sentence about its hours."""
        view, system = self.view, self.view.system_of(self.defect)
        calendar = view.availability_of(system)
        if calendar is None:
            return None, ""
        now = view.facts.now
        midnight = now.astimezone(view.zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        today = next(iter(calendar.intervals(now, midnight)), None)
        if today is None:
            opens = calendar.next_opening(now)
            view.horizon.note(opens)
            return opens, f"{system} is available again from {view.when(opens)} on."
        begins, ends = today
        view.horizon.note(begins)
        view.horizon.note(ends)
        if begins > now:
            return None, f"{system} is available from {view.when(begins)} on."
        return None, ""

    def _elsewhere(self, delivery: Delivery) -> Retest:
        view, defect, here = self.view, self.defect, self.environment
        deployed = view.deployments.of(delivery.note)
        named = f"its note names #{defect.id} as fixed."
        if not deployed:
            text = f"Fixed in {delivery.release}, but nothing says where and since when that build is deployed."
            return self._told(Standing.NOWHERE, text, None, delivery)
        there, since = listed(dict.fromkeys(each.environment for each in deployed)), deployed[0].since
        comes = f"has been on {there} since" if view.has_come(since) else f"comes to {there}"
        on = f"is on {here}" if here else "does not say its environment"
        because = (
            f"{delivery.release} {comes} {view.when(since)}, and {named}",
            f"The defect {on}{', where no note delivers the fix' if here else ''}.",
        )
        text = f"Fixed in {delivery.release}, which {comes} {view.when(since)}, but the defect {on}."
        return self._told(Standing.ELSEWHERE, text, since, delivery, because)

    def _told(
        self,
        standing: Standing,
        text: str,
        since: datetime | None,
        delivery: Delivery | None = None,
        because: tuple[str, ...] = (),
        until: datetime | None = None,
    ) -> Retest:
        return Retest(
            self.defect.id,
            standing,
            text,
            because or (text,),
            self.environment,
            delivery.release if delivery else "",
            since,
            until,
            delivery.claim.where if delivery else "",
        )
