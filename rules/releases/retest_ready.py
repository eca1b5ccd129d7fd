"""Find the defects that a delivered release lets testers retest, and the release notes that do not fit."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rules.decisions import AddTag, Decision, Mode, PutOnAgenda, Section, SetField
from rules.delivery import Delivery
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, Scope, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """A tag that states what note and defect both say: it is applied by default.

    Attributes:
        tag: marks the defect for the testers' query.
        sets_state: also sets the state in which the workflow retests. That is the release manager's decision, so
            that it is not done by default.
    """

    mode: Mode = Mode.APPLY
    tag: str = Field(default="retest-ready", min_length=1)
    sets_state: bool = False


@rule("retest-ready", settings=Settings, scope=Scope.OPEN)
def retest_ready(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Tag a fixed defect when a release note names it as fixed and the release is on the defect's environment.

    Where the release is on another environment only, or the note calls it fixed and its state does not, the agenda
    says so. A delivery before the last re-opening was tested and failed; it does not count. By default the rule is
    applied.

    Example:
        >>> from rules.example import a_defect, a_release, ask
        >>> print(ask("retest-ready", a_defect(state="Fixed"), release_notes=[a_release(fixes=1)]))
        #1: add the tag retest-ready
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The state is Fixed.
        #1: put on the agenda under "Ready for retest": DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024
          18:00.
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The state is Fixed.
        >>> print(ask("retest-ready", a_defect(state="Fixed", environment="SIT B"), release_notes=[a_release(fixes=1)]))
        #1: put on the agenda under "Ready for retest": Fixed in DIP 4.2.1, which has been on SIT A since
          Tue 11 Jun 2024 18:00, but the defect is on SIT B.
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The defect is on SIT B, where no note delivers the fix.
    """
    reopened = view.reopened_at(defect)
    deliveries = view.deliveries_of(defect)
    counting = [each for each in deliveries if reopened is None or each.note.delivered_at >= reopened]
    if not deliveries:
        yield NotNow("No release note names it as fixed.")
        return
    if reopened is not None and not counting:
        yield NotNow(
            f"{deliveries[0].release} was delivered before it was re-opened {view.when(reopened)}: "
            "that fix was tested and failed."
        )
        return
    environment = view.environment_of(defect)
    here = [each for each in counting if environment in each.note.environments]
    delivered = [each for each in here if view.has_come(each.note.delivered_at)]
    if delivered:
        yield from _delivered(view, defect, delivered[-1], settings)
    elif here:
        announced = here[-1]
        when = view.when(announced.note.delivered_at)
        yield NotNow(
            f"{announced.release} fixes it and is on {environment} from {when} on.",
            None,
            announced.note.delivered_at,
            f"tags it {settings.tag}",
        )
    else:
        yield _elsewhere(view, defect, counting[0], environment)


def _delivered(view: View, defect: Defect, delivery: Delivery, settings: Settings) -> Iterator[Finding]:
    where = (
        f"{delivery.release} has been on {view.environment_of(defect)} since {view.when(delivery.note.delivered_at)}"
    )
    because = (f"{where}, and its note names #{defect.id} as fixed.", f"The state is {defect.state}.")
    step = delivery.release
    if view.is_in_retest(defect):
        yield NotNow(f"{where}, and it is {defect.state} already.")
        return
    if not view.is_fixed(defect):
        because = (because[0], f"The state is {defect.state}, not fixed: the note or the state is wrong.")
        text = f"The note of {delivery.release} says fixed on {view.environment_of(defect)}, but it is {defect.state}."
        yield Decision("retest-ready", defect.id, PutOnAgenda(Section.RETEST, text), because, f"{step}: state")
        return
    since = delivery.note.delivered_at
    yield Decision("retest-ready", defect.id, AddTag(settings.tag), because, step, since=since)
    if settings.sets_state:
        state = view.programme.workflow.retest[0]
        yield Decision("retest-ready", defect.id, SetField("System.State", state), because, step, since=since)
    yield Decision("retest-ready", defect.id, PutOnAgenda(Section.RETEST, f"{where}."), because, step)


def _elsewhere(view: View, defect: Defect, delivery: Delivery, environment: str) -> Decision:
    there = listed(delivery.note.environments)
    on = f"is on {environment}" if environment else "does not say its environment"
    since = view.when(delivery.note.delivered_at)
    comes = (
        f"has been on {there} since {since}"
        if view.has_come(delivery.note.delivered_at)
        else f"comes to {there} {since}"
    )
    because = (
        f"{delivery.release} {comes}, and its note names #{defect.id} as fixed.",
        f"The defect {on}{', where no note delivers the fix' if environment else ''}.",
    )
    text = f"Fixed in {delivery.release}, which {comes}, but the defect {on}."
    return Decision(
        "retest-ready", defect.id, PutOnAgenda(Section.RETEST, text), because, f"{delivery.release}: elsewhere"
    )
