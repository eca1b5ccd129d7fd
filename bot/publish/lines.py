"""Say one defect, one outage or one action point as a line that every medium can lay out."""

from __future__ import annotations

from bot.publish.escape import one_line
from bot.publish.links import Links
from bot.publish.local_time import LocalTime
from bot.publish.outage_draft import ACCEPT, outage_draft
from bot.publish.outage_news import OutageNews
from bot.publish.selection import Entry, Selection, breach_of
from bot.publish.views import ActionLine, AnswerLine, DefectLine, OutageLine, Tone
from rules.answers.record import Recorded
from rules.facts import ActionPoint, Defect, Outage, OutageKind, OutageState
from rules.view import View

NO_ENVIRONMENT, NO_SEVERITY, NO_PARTY = "(no environment)", "(no severity)", "(no party)"
"""What stands for a fact that a defect does not tell."""
_ALARMING = 1
_WARNING = 2
_TONES = {
    OutageState.UNDER_WAY: Tone.WARNING,
    OutageState.TO_COME: Tone.CALM,
    OutageState.ANNOUNCED: Tone.CALM,
    OutageState.ENDED: Tone.GOOD,
    OutageState.CANCELLED: Tone.GOOD,
}


class Lines:
    """Writes lines about the things of one view, for one local day."""

    def __init__(
        self, view: View, selection: Selection, clock: LocalTime, links: Links, news: OutageNews | None = None
    ) -> None:
        self._view = view
        self._news = news or OutageNews()
        self._selection = selection
        self._clock = clock
        self._links = links

    def defect(self, entry: Entry, *, is_upcoming: bool = False) -> DefectLine:
        """Write the line of an entry; `is_upcoming` speaks of the next breach, whatever clock is past its target."""
        because = tuple(map(one_line, entry.because))
        defect = entry.defect
        if defect is None:
            return self._matter(entry)
        when, tone = self._when(defect, is_upcoming=is_upcoming)
        severity = defect.text(self._view.programme.fields.severity)
        return DefectLine(
            number=defect.id,
            title=one_line(defect.title) or "(no title)",
            href=self._links.defect(defect.id),
            severity=severity or NO_SEVERITY,
            severity_tone=self._severity_tone(defect),
            environment=self._view.environment_of(defect) or NO_ENVIRONMENT,
            system=self._view.system_of(defect),
            state=defect.state,
            turn=one_line(self._view.waits_on(defect)),
            when=when,
            because=because,
            tone=tone,
            proposal=one_line(entry.proposal),
        )

    def _matter(self, entry: Entry) -> DefectLine:
        """Write the line of a matter without a defect; a proposed record is linked to its draft."""
        because, href = tuple(map(one_line, entry.because)), ""
        if entry.outage is not None:
            href = outage_draft(entry.outage, self._view.programme, self._links)
            because = (*because, ACCEPT)
        return DefectLine(
            None, one_line(entry.title), href, "", Tone.CALM, "", "", "", "", "", because, Tone.CALM, entry.proposal
        )

    def outage(self, outage: Outage) -> OutageLine:
        """Write the line of an outage."""
        state = outage.state_at(self._view.facts.now)
        status = f"{state.value} by its record" if state is OutageState.ANNOUNCED else state.value
        if state is OutageState.TO_COME and self._news.is_announced(outage):
            state, status = OutageState.ANNOUNCED, f"{OutageState.ANNOUNCED.value} by envbot"
        tone = _TONES[state]
        if state is OutageState.UNDER_WAY and outage.kind is OutageKind.UNPLANNED:
            tone = Tone.ALARM
        return OutageLine(
            reference=one_line(outage.reference),
            title=one_line(outage.title) or f"{outage.kind.value} outage",
            href=outage.url or (self._links.defect(outage.work_item) if outage.work_item else ""),
            kind=outage.kind.value,
            status=status,
            environments=", ".join(map(one_line, outage.environments)),
            systems=", ".join(map(one_line, outage.systems)),
            when=self._clock.span(outage.starts, outage.ends),
            reason=one_line(outage.reason) or "reason not given",
            party=one_line(outage.party),
            source=one_line(outage.source),
            starts=outage.starts,
            ends=outage.ends,
            tone=tone,
            warnings=() if state is OutageState.ENDED else tuple(map(one_line, self._news.warnings(outage))),
        )

    def action(self, point: ActionPoint) -> ActionLine:
        """Write the line of an action point."""
        raised = f"since {self._clock.short_day(self._clock.of(point.raised).date())}"
        href = "" if point.defect is None else self._links.defect(point.defect)
        return ActionLine(one_line(point.text), one_line(point.owner), raised, point.defect, href)

    def answer(self, answer: Recorded) -> AnswerLine:
        """Write the line of what the panel answered on a defect."""
        defect = answer.defect
        title = one_line(defect.title) or "(no title)"
        return AnswerLine(defect.id, title, self._links.defect(defect.id), one_line(" ".join(answer.sentences)))

    def _when(self, defect: Defect, *, is_upcoming: bool) -> tuple[str, Tone]:
        """Say what its clocks are at: the first breach, else the next, else that they are paused."""
        breached = self._selection.breached_clocks(defect)
        if breached and not is_upcoming:
            first = breached[0]
            return f"{first.name} breached since {self._clock.moment(breach_of(first))}", Tone.ALARM
        running = self._selection.next_clock(defect)
        if running is not None and running.due is not None:
            tone = Tone.WARNING if self._view.is_at_risk(running) else Tone.CALM
            return f"{running.name} due {self._clock.moment(running.due)}", tone
        if any(clock.is_paused for clock in self._view.clocks(defect)):
            return f"clock paused ({defect.state})", Tone.CALM
        return "", Tone.CALM

    def _severity_tone(self, defect: Defect) -> Tone:
        severity = self._view.severity_of(defect)
        if severity == _ALARMING:
            return Tone.ALARM
        return Tone.WARNING if severity == _WARNING else Tone.CALM
