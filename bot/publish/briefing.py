"""Turn what the rules decided into the views of every document: the one place that decides what is said to whom."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.availability.recent import four_weeks_words
from bot.plan import Escalation, Plan
from bot.publish.dashboard_view import dashboard_view
from bot.publish.headline import headline
from bot.publish.lines import NO_ENVIRONMENT, NO_SEVERITY, Lines
from bot.publish.links import Links
from bot.publish.local_time import LocalTime
from bot.publish.outage_news import OutageNews
from bot.publish.outlook import outlook
from bot.publish.selection import Entry, Selection, owned_by, touching
from bot.publish.views import (
    AgendaView,
    AlertView,
    Audience,
    Count,
    DashboardView,
    Deadline,
    DigestView,
    EscalationView,
    Figure,
    Letterhead,
    OutageLine,
    SectionView,
    TimelineBar,
    Tone,
)
from bot.sources.problems import SourceProblem
from rules.answers.commands import HOW_TO_ANSWER
from rules.answers.record import recorded
from rules.decisions import Section
from rules.engine import Outcome
from rules.facts import Defect
from rules.wording import listed, the_role

DAYS_AHEAD = 7
"""How far a digest looks ahead for outages."""

_LONGEST_KEY = 200
"""So many letters of a letter's key are read as they are; of a longer one the rest is hashed."""

_COMMON = 3
"""A reason that so many lines of a section share is said once, above them; proposals keep theirs."""

_ABOUT: dict[Section, tuple[str, str]] = {
    Section.BLOCKED: (
        "What blocks testing first, then what triage has not accepted yet.",
        "Nothing blocks testing, and nothing waits for triage.",
    ),
    Section.BREACHED: ("An open clock is past its target.", "No open clock is past its target."),
    Section.AT_RISK: (
        "The next clock runs out soon, the nearest first.",
        "No clock runs out before the panel after the next.",
    ),
    Section.RETEST: ("A fix is there, and a test can say so.", "Nothing waits for a retest."),
    Section.OUTAGES: ("Planned and unplanned.", "No outage is known for today."),
    Section.SUGGESTIONS: (
        f"envbot proposes, the panel decides. {HOW_TO_ANSWER}",
        "envbot has nothing to propose.",
    ),
    Section.ACTIONS: ("Promised at earlier stand-ups and not ticked off.", "No action point is open."),
}
_LOUD: dict[Section, Tone] = {
    Section.BLOCKED: Tone.ALARM,
    Section.BREACHED: Tone.ALARM,
    Section.AT_RISK: Tone.WARNING,
    Section.RETEST: Tone.GOOD,
    Section.OUTAGES: Tone.WARNING,
}


class Briefing:
    """What there is to say about one outcome, for one local day. Make it with `Briefing.of`.

    Attributes:
        head: what stands above every document.
        clock: local time of the programme.
        panel: when the panel meets that the documents are for.
        news: what is told of planned outages.
    """

    def __init__(
        self, outcome: Outcome, plan: Plan, links: Links, problems: Iterable[SourceProblem], news: OutageNews
    ) -> None:
        self.problems = tuple(problems)
        self.news = news
        self.outcome = outcome
        self.view = outcome.view
        self.plan = plan
        self.links = links
        self.clock = LocalTime.at(self.view.facts.now, self.view.programme.zone)
        self.panel = self._panel()
        self.head = self._head()

    @classmethod
    def of(
        cls,
        outcome: Outcome,
        plan: Plan,
        links: Links,
        problems: Iterable[SourceProblem] = (),
        news: OutageNews | None = None,
    ) -> Briefing:
        """Brief on an outcome, on what is wrong in the sources that it rests on, and on what is told of outages.

        Of the plan only what people must know is used: escalations, and that it waits for approval. The changes of
        the plan stand in each defect's history; an agenda that counted them would be another one after they are made.
        """
        return cls(outcome, plan, links, problems, news or OutageNews())

    def agenda(self) -> AgendaView:
        """Give the stand-up agenda of the day."""
        selection, lines = self._for(None)
        starts, ends = self.clock.bounds()
        outages = tuple(map(lines.outage, selection.outages(starts, ends)))
        blocked = selection.blocked()
        sections = (
            self._section(Section.BLOCKED, lines, blocked),
            self._section(Section.BREACHED, lines, selection.breached()),
            self._at_risk(selection, lines, blocked),
            self._section(Section.RETEST, lines, selection.retest()),
            SectionView(Section.OUTAGES, *_ABOUT[Section.OUTAGES], outages=outages),
            self._suggestions(selection, lines),
            SectionView(
                Section.ACTIONS, *_ABOUT[Section.ACTIONS], actions=tuple(map(lines.action, selection.actions()))
            ),
        )
        waits = f"A plan of {_counted(len(self.plan.changes), 'change')} waits for a person: {self.plan.over_caps}"
        return AgendaView(
            head=self.head,
            headline=headline(sections),
            figures=_figures(sections),
            sections=sections,
            timeline=tuple(self._bar(line, starts, ends) for line in outages),
            notices=((waits,) if self.plan.over_caps else ()) + deferred_words(self.plan.deferred),
        )

    def digest(self, audience: Audience) -> DigestView:
        """Give the outage and SLA digest of one reader: everything, or what is a party's own."""
        selection, lines = self._for(audience)
        starts, _ = self.clock.bounds()
        until = starts + timedelta(days=DAYS_AHEAD)
        known = touching(selection.outages(starts, until), self.view, audience.party)
        outages = SectionView(
            Section.OUTAGES,
            "",
            f"No outage is known until {self.clock.short_day(self.clock.of(until).date())}.",
            outages=tuple(map(lines.outage, known)),
            common=() if audience.party else four_weeks_words(self.view, self.clock),
            heading=f"Outages, next {DAYS_AHEAD} days",
        )
        blocked = selection.blocked()
        sections = (
            outages,
            self._section(Section.BREACHED, lines, selection.breached()),
            self._section(Section.BLOCKED, lines, blocked),
            self._at_risk(selection, lines, blocked),
            self._section(Section.RETEST, lines, selection.retest()),
        )
        counts = {section.section: section.count for section in sections}
        said = headline(sections)
        scope = f"The systems and defects of {audience.party}." if audience.party else "All environments and systems."
        return DigestView(
            head=self.head,
            audience=audience,
            subject=(
                f"{self.head.programme}{f', {audience.party}' if audience.party else ''}: "
                f"{_counted(counts[Section.BREACHED], 'SLA')} breached, {counts[Section.AT_RISK]} next, "
                f"{_counted(counts[Section.OUTAGES], 'outage')} ({self.clock.short_day(self.clock.day)})"
            ),
            preheader=said,
            headline=said,
            about=f"{scope} Outages until {self.clock.short_day(self.clock.of(until).date())}.",
            figures=_figures(sections),
            sections=sections,
            counts=self.counts(selection.defects),
            # Whoever keeps the environments keeps the sources; a party cannot mend them.
            problems=() if audience.party else tuple(map(str, self.problems)),
        )

    def dashboard(self) -> DashboardView:
        """Give the environment dashboard."""
        selection, lines = self._for(None)
        agenda = self.agenda()
        return dashboard_view(self.view, selection, lines, self.head, agenda.headline, agenda.sections)

    def escalations(self) -> tuple[EscalationView, ...]:
        """Give what is told at once: one view for a role and a defect, whatever several rules say of it."""
        _, lines = self._for(None)
        told: dict[tuple[str, str, bool], list[Escalation]] = {}
        for escalation in self.plan.escalations:
            matter = escalation.key if escalation.defect is None else str(escalation.defect)
            told.setdefault((escalation.role, matter, escalation.is_urgent), []).append(escalation)
        return tuple(self._escalation(together, lines) for together in told.values())

    def alerts(self) -> tuple[AlertView, ...]:
        """Give what is told at once: one view for each thing that is said, with all the roles that it is said to."""
        _, lines = self._for(None)
        told: dict[tuple[int | None, str], list[Escalation]] = {}
        for escalation in self.plan.escalations:
            if escalation.is_urgent:
                told.setdefault((escalation.defect, escalation.text), []).append(escalation)
        return tuple(self._alert(together, lines) for together in told.values())

    def counts(self, defects: Iterable[Defect]) -> tuple[Count, ...]:
        """Count defects by environment and severity."""
        severity = self.view.programme.fields.severity
        counter = Counter(
            (self.view.environment_of(defect) or NO_ENVIRONMENT, defect.text(severity) or NO_SEVERITY)
            for defect in defects
        )
        return tuple(Count(*where, count) for where, count in sorted(counter.items()))

    def environments(self, counts: Iterable[Count]) -> tuple[str, ...]:
        """Name the environments for a chart: the programme's in their order, then what else defects name."""
        known = tuple(environment.name for environment in self.view.programme.environments)
        return (*known, *sorted({count.environment for count in counts} - set(known)))

    def deadlines(self) -> tuple[Deadline, ...]:
        """Give when the next running clock of each defect runs out, the nearest first."""
        selection, _ = self._for(None)
        severity = self.view.programme.fields.severity
        found = []
        for defect in selection.defects:
            clock = selection.next_clock(defect)
            if clock is not None and clock.due is not None:
                label = f"#{defect.id} {clock.name}, {self.view.environment_of(defect) or NO_ENVIRONMENT}"
                found.append(Deadline(label, defect.text(severity) or NO_SEVERITY, clock.due))
        return tuple(sorted(found, key=lambda deadline: (deadline.due, deadline.label)))

    def outages(self, starts: datetime, ends: datetime) -> tuple[OutageLine, ...]:
        """Give the outages that touch a stretch of time."""
        selection, lines = self._for(None)
        return tuple(map(lines.outage, selection.outages(starts, ends)))

    def lines(self) -> Lines:
        """Give what writes lines, for a reader of everything."""
        return self._for(None)[1]

    # --- inner

    def _for(self, audience: Audience | None) -> tuple[Selection, Lines]:
        party = audience.party if audience else ""
        wanted = owned_by(self.view, party) if party else None
        selection = Selection(self.view, self.outcome.decisions, self.clock, wanted)
        return selection, Lines(self.view, selection, self.clock, self.links, self.news)

    def _panel(self) -> datetime:
        """Give the panel of the day, be it over; of the next working day where the panel does not meet today."""
        if any(self.view.working_calendar.intervals(*self.clock.bounds())):
            return self.clock.panel(self.view.programme.panel)
        return self.view.next_panel

    def _head(self) -> Letterhead:
        is_today = self.clock.of(self.panel).date() == self.clock.day
        return Letterhead(
            programme=self.view.programme.title,
            day=self.clock.day,
            day_words=self.clock.long_day(),
            panel=self.clock.hour(self.panel) if is_today else self.clock.moment(self.panel),
            agenda=self.links.agenda(self.clock.day),
            dashboard=self.links.dashboard,
        )

    def _section(
        self, section: Section, lines: Lines, entries: Iterable[Entry], above: Iterable[Entry] = ()
    ) -> SectionView:
        """Write a section; a line that would say the same as one of the section above is only counted."""
        is_upcoming = section is Section.AT_RISK
        said = {(line.number, line.when) for line in map(lines.defect, above)}
        found = tuple(lines.defect(entry, is_upcoming=is_upcoming) for entry in entries)
        written = tuple(line for line in found if (line.number, line.when) not in said)
        common = () if section is Section.SUGGESTIONS else _shared(line.because for line in written)
        return SectionView(
            section,
            *_ABOUT[section],
            defects=tuple(
                replace(line, because=tuple(said for said in line.because if said not in common)) for line in written
            ),
            common=(*common, *_stand_above(len(found) - len(written))),
            above=len(found) - len(written),
        )

    def _at_risk(self, selection: Selection, lines: Lines, above: Iterable[Entry]) -> SectionView:
        """Write what runs out next, the forecast for the panel first."""
        section = self._section(Section.AT_RISK, lines, selection.at_risk(), above=above)
        return replace(section, common=(*outlook(self.view, selection.defects, self.clock), *section.common))

    def _suggestions(self, selection: Selection, lines: Lines) -> SectionView:
        """Write what the panel is to decide, and what it decided of late."""
        answered = tuple(map(lines.answer, recorded(self.view, self.outcome.names)))
        return replace(self._section(Section.SUGGESTIONS, lines, selection.suggestions()), answered=answered)

    def _bar(self, line: OutageLine, starts: datetime, ends: datetime) -> TimelineBar:
        first, last = max(line.starts, starts), min(line.ends or ends, ends)
        return TimelineBar(
            where=line.where,
            label=f"{line.reference} {line.kind}",
            is_unplanned=line.kind == "unplanned",
            starts=f"{self.clock.of(first):%Y-%m-%d %H:%M}",
            ends=f"{self.clock.of(last):%Y-%m-%d %H:%M}",
        )

    def _alert(self, together: Sequence[Escalation], lines: Lines) -> AlertView:
        first = together[0]
        defect = None if first.defect is None else self.view.facts.defects.get(first.defect)
        line = lines.defect(Entry(defect, "", first.because)) if defect else None
        return AlertView(
            head=self.head,
            about=f"#{line.number} {line.title}" if line else first.text,
            roles=listed(dict.fromkeys(the_role(each.role) for each in together)),
            text=first.text,
            because=first.because,
            line=line,
        )

    def _escalation(self, together: Sequence[Escalation], lines: Lines) -> EscalationView:
        first = together[0]
        because = tuple(dict.fromkeys(reason for each in together for reason in each.because))
        defect = None if first.defect is None else self.view.facts.defects.get(first.defect)
        line = lines.defect(Entry(defect, "", because)) if defect else None
        about = f"#{line.number} {line.title}" if line else first.text
        return EscalationView(
            head=self.head,
            key=_letter_key(each.key for each in together),
            role=first.role,
            subject=f"{self.head.programme}, {'please act' if first.is_urgent else 'for your attention'}: {about}",
            text=" ".join(dict.fromkeys(each.text for each in together)),
            because=because,
            line=line,
            is_urgent=first.is_urgent,
        )


def _letter_key(keys: Iterable[str]) -> str:
    """Give the key of one letter about several decisions; the ledger keeps only so many letters of it."""
    joined = " and ".join(sorted(keys))
    if len(joined) <= _LONGEST_KEY:
        return joined
    return f"{joined[:_LONGEST_KEY]} {hashlib.sha256(joined.encode()).hexdigest()[:16]}"


def deferred_words(deferred: Sequence[Escalation]) -> tuple[str, ...]:
    """Say what roles are told another day; nothing where nothing waits."""
    if not deferred:
        return ()
    matters = dict.fromkeys(
        f"the {each.role} about {each.text if each.defect is None else f'#{each.defect}'}" for each in deferred
    )
    return (f"Told another day, for the attention budget: {'; '.join(matters)}.",)


def _stand_above(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count} of them {'stands' if count == 1 else 'stand'} under {Section.BLOCKED.value} already.",)


def _figures(sections: Iterable[SectionView]) -> tuple[Figure, ...]:
    """Give a number for each section of facts; suggestions and action points are no news."""
    return tuple(
        Figure(section.title, section.count, _tone(section), section.section)
        for section in sections
        if section.section in _LOUD
    )


def _shared(reasons: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the sentences that every line says that says more than one thing: when the panel meets, for example."""
    several = [said for said in reasons if len(said) > 1]
    if len(several) < _COMMON:
        return ()
    return tuple(sentence for sentence in several[0] if all(sentence in said for said in several))


def _tone(section: SectionView) -> Tone:
    if not section.count:
        return Tone.CALM
    if any(line.tone is Tone.ALARM for line in section.outages):
        return Tone.ALARM
    return _LOUD[section.section]


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
