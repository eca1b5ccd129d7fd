"""Tell the managers at once of a blocker that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rules.activity import answer_since
from rules.clock_words import waiting_words
from rules.decisions import AddComment, Decision, Escalate, Mode, PutOnAgenda, Section
from rules.facts import Defect, Outage, Revision
from rules.outage_match import span
from rules.registry import Finding, NotNow, RuleSettings, rule
from rules.view import View
from rules.wording import listed


class Settings(RuleSettings):
    """The programme escalates blockers at once: it is applied by default."""

    mode: Mode = Mode.APPLY


@rule("blocker-escalated", settings=Settings)
def blocker_escalated(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Escalate a defect of the highest severity, or one marked as blocking, until a person answers it.

    An answer is anything that a person other than who raised it does on it after it became a blocker. The defect
    manager of its phase and the environment manager are told; every phase's manager where the environment is not
    known. A defect raised in a planned outage of its environment is told so instead: who planned the outage knows.
    If that lasts longer than planned, its SLA clocks speak up. Where an escalation ladder of the programme runs on the
    defect, the ladder tells the roles. By default the rule is applied.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("blocker-escalated", a_defect(severity="1 - Critical", raised="2024-06-11 16:00")))
        #1: put on the agenda under "New and blocked": 1 - Critical since Tue 11 Jun 2024 16:00 and not
          answered; waits on DIP service provider.
            It has been a blocker since Tue 11 Jun 2024 16:00: its severity is 1 - Critical.
            Nobody but Tester, who raised it, has touched it since.
        #1: tell the SI defect manager at once: 1 - Critical since Tue 11 Jun 2024 16:00 and not answered;
          waits on DIP service provider.
            It has been a blocker since Tue 11 Jun 2024 16:00: its severity is 1 - Critical.
            Nobody but Tester, who raised it, has touched it since.
        #1: tell the environment manager at once: 1 - Critical since Tue 11 Jun 2024 16:00 and not answered;
          waits on DIP service provider.
            It has been a blocker since Tue 11 Jun 2024 16:00: its severity is 1 - Critical.
            Nobody but Tester, who raised it, has touched it since.
    """
    what = _blocking(view, defect.latest)
    if not what:
        severity = defect.text(view.programme.fields.severity) or "missing"
        yield NotNow(f"It is no blocker: its severity is {severity}, and it is not marked as blocking.")
        return
    if view.is_fixed(defect) or view.is_in_retest(defect):
        yield NotNow(f"It is {defect.state}: its resolver has answered.")
        return
    began, cycle = _began(view, defect)
    since = view.when(began.at)
    blocker = f"It has been a blocker since {since}: {listed(what)}."
    answer = answer_since(view.facts, defect, began.at)
    if answer is not None:
        yield NotNow(f"{blocker} {answer.by.name} {answer.what} on {view.when(answer.at)}, so that it is answered.")
        return
    text = f"{listed(_short(view, defect))} since {since} and not answered{waiting_words(view, defect)}."
    because = (blocker, f"Nobody but {defect.revisions[0].by.name}, who raised it, has touched it since.")
    planned = view.planned_outage_at_start(defect)
    if planned is not None:
        yield from _told(view, defect, planned, (text, blocker), cycle)
        return
    yield Decision("blocker-escalated", defect.id, PutOnAgenda(Section.BLOCKED, text), because, "", cycle)
    for role in dict.fromkeys((*view.defect_managers_of(defect), view.programme.environment_manager)):
        yield Decision("blocker-escalated", defect.id, Escalate(role, text), because, role, cycle)


def _told(view: View, defect: Defect, outage: Outage, said: tuple[str, str], cycle: int) -> Iterator[Decision]:
    """Put it on the agenda, and tell who raised it of the outage."""
    line, blocker = said
    where = f"{listed((*outage.environments, *outage.systems))}, {span(outage, view.when)}"
    comment = (
        f"Raised during the planned outage {outage.reference} ({outage.reason}) of {where}. "
        "It is not escalated: please check again when the outage is over."
    )
    because = (
        (
            f"It was raised {view.when(defect.created_at)}, in the planned outage {outage.reference} "
            f"({outage.reason}) of {where}: a comment says so, and it is not escalated."
        ),
        blocker,
    )
    agenda = PutOnAgenda(Section.BLOCKED, f"Raised in the planned outage {outage.reference}; {line}")
    yield Decision("blocker-escalated", defect.id, agenda, because, "", cycle)
    yield Decision("blocker-escalated", defect.id, AddComment(comment), because, outage.reference, cycle)


def _blocking(view: View, revision: Revision) -> tuple[str, ...]:
    """Say what makes a defect a blocker as it stood in a revision; nothing where it was none."""
    names = view.programme.fields
    severity = str(revision.fields.get(names.severity, ""))
    said = []
    if severity.casefold() == view.programme.severities[0].casefold():
        said.append(f"its severity is {severity}")
    if str(revision.fields.get(names.blocked, "")).casefold() in ("yes", "true"):
        said.append("it is marked as blocking")
    return tuple(said)


def _short(view: View, defect: Defect) -> tuple[str, ...]:
    severity = defect.text(view.programme.fields.severity)
    worst = view.severity_of(defect) == 1
    return ((severity,) if worst else ()) + (("Blocked",) if view.is_blocked(defect) else ())


def _began(view: View, defect: Defect) -> tuple[Revision, int]:
    """Give the revision that made it a blocker, and how often that has happened."""
    began, cycle = defect.revisions[0], int(bool(_blocking(view, defect.revisions[0])))
    for before, after in pairwise(defect.revisions):
        if _blocking(view, after) and not _blocking(view, before):
            began, cycle = after, cycle + 1
    return began, cycle
