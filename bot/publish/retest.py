"""The list of what can be retested, as mail: the release manager's whole list, and the testers' own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from bot.publish import render
from bot.publish.briefing import Briefing
from bot.publish.documents import Document, Kind
from bot.publish.escape import one_line
from bot.publish.retest_views import Remark, RetestFigure, RetestLine, RetestSection, RetestView, shown
from bot.publish.views import Audience, Tone
from rules.release_check import OddClaim, RetestRecord
from rules.retest import ADVICE, Retest
from rules.retest_list import RetestList, retest_list
from rules.wording import counted

MOST_LINES = 25
"""Lines a section in a mail; `envbot retest` has all."""
WAITS = "A note names it; a build, an outage or opening hours stand before its retest."
_READY = "The fix is on the environment, which is up and open today."
_ALARMING, _WARNING = 1, 2


def retest_documents(briefing: Briefing, readers: Iterable[Audience]) -> tuple[Document, ...]:
    """Write the list of each reader who has something on it."""
    views = (retest_view(briefing, reader) for reader in readers)
    return tuple(_mail(view) for view in views if any(section.lines for section in view.sections) or view.claims)


def retest_view(briefing: Briefing, reader: Audience) -> RetestView:
    """Choose and word what one reader gets: everything, or what a party raised and can retest."""
    found = retest_list(briefing.view)
    if reader.party:
        found = _of_party(briefing, found, reader.party)
    lines = RetestLines(briefing)
    ready = lines.ready(found.ready)
    sections = (
        *(ready or (RetestSection("Can be retested now", "", "Nothing can be retested now.", Tone.CALM, ()),)),
        lines.section("On its way", WAITS, found.coming),
        lines.section("In retest", "With a tester, the longest first.", found.waiting),
        *lines.odd(found.odd),
    )
    title = "Ready for your retest" if reader.party else "Retests and release notes"
    return RetestView(
        head=briefing.head,
        audience=reader,
        title=title,
        subject=(
            f"{briefing.head.programme}{f', {reader.party}' if reader.party else ''}: {len(found.ready)} to retest"
            f"{'' if reader.party else f', {found.oddities} do not add up'} ({_day(briefing)})"
        ),
        headline=_headline(found, is_own=bool(reader.party)),
        about=f"What {reader.party} raised." if reader.party else "All environments and releases.",
        figures=_figures(found, is_own=bool(reader.party)),
        sections=shown(sections),
        claims=tuple(map(claim_words, found.claims)),
        records=tuple(Remark(record_words(record)) for record in found.records),
    )


def claim_words(claim: OddClaim) -> Remark:
    """Say what of a note does not fit, and what to do about it."""
    return Remark(f"{claim.text} {claim.kind.advice}", claim.where)


def record_words(record: RetestRecord) -> str:
    """Say how the retests of a release went."""
    share = f" ({record.rate * 100:.0f} %)" if record.rate is not None else ""
    failed = f": {', '.join(f'#{number}' for number in record.reopened)}" if record.reopened else ""
    return f"{record.release}: {len(record.reopened)} of {len(record.retested)} re-opened{share}{failed}"


class RetestLines:
    """Writes lines about the retests of one briefing."""

    def __init__(self, briefing: Briefing) -> None:
        self._view = briefing.view
        self._links = briefing.links

    def ready(self, found: Iterable[Retest]) -> tuple[RetestSection, ...]:
        """Give what can be retested, a group for each environment and build."""
        groups = groupby(found, key=lambda each: (each.environment, each.release))
        return tuple(
            RetestSection(f"{where} with {build}", _READY, "", Tone.GOOD, tuple(map(self.line, group)), is_group=True)
            for (where, build), group in groups
        )

    def odd(self, found: Iterable[Retest]) -> tuple[RetestSection, ...]:
        """Give what does not add up, a section for each way in which it does not."""
        every = tuple(found)
        kinds = ((each, tuple(one for one in every if one.standing is each)) for each in ADVICE)
        return tuple(
            self.section(f"Does not add up: {kind.value}", ADVICE[kind], those, tone=Tone.WARNING)
            for kind, those in kinds
            if those
        )

    def section(
        self, title: str, about: str, found: Iterable[Retest], *, tone: Tone = Tone.CALM, empty: str = ""
    ) -> RetestSection:
        """Give a section of lines."""
        return RetestSection(title, about, empty, tone, tuple(map(self.line, found)))

    def line(self, found: Retest) -> RetestLine:
        """Write the line of one defect."""
        view = self._view
        defect = view.facts.defects[found.defect]
        names = view.programme.fields
        severity = view.severity_of(defect)
        tones = {_ALARMING: Tone.ALARM, _WARNING: Tone.WARNING}
        return RetestLine(
            number=defect.id,
            title=one_line(defect.title) or "(no title)",
            href=self._links.defect(defect.id),
            severity=defect.text(names.severity),
            severity_tone=tones.get(severity or 0, Tone.CALM),
            where=", ".join(part for part in (found.environment, view.system_of(defect)) if part),
            release=found.release,
            state=defect.state,
            raised_by=one_line(defect.text(names.raised_by_party)),
            sentences=tuple(map(one_line, found.sentences)),
            source=one_line(found.where),
        )


def _mail(view: RetestView) -> Document:
    cut = replace(view, sections=tuple(section.cut(MOST_LINES) for section in view.sections))
    return Document(
        kind=Kind.RETEST,
        key=f"digest/retest/{view.audience.key}/{view.head.day.isoformat()}",
        title=view.subject,
        day=view.head.day,
        html=render.mail("retest.html.j2", view=cut, title=view.subject),
        text=render.text("retest.txt.j2", view=cut),
        audience=(view.audience.role, view.audience.party),
    )


def _of_party(briefing: Briefing, found: RetestList, party: str) -> RetestList:
    """Leave what a party's testers can do: what they raised and is ready, or in their hands."""
    name = briefing.view.programme.fields.raised_by_party

    def own(each: Retest) -> bool:
        return briefing.view.facts.defects[each.defect].text(name).casefold() == party.casefold()

    return RetestList(
        ready=tuple(filter(own, found.ready)),
        coming=(),
        waiting=tuple(filter(own, found.waiting)),
        odd=(),
        claims=(),
        records=(),
    )


def _figures(found: RetestList, *, is_own: bool) -> tuple[RetestFigure, ...]:
    figures = (
        RetestFigure("can be retested", len(found.ready), Tone.GOOD if found.ready else Tone.CALM),
        RetestFigure("in retest", len(found.waiting), Tone.CALM),
    )
    if is_own:
        return figures
    odd = RetestFigure("do not add up", found.oddities, Tone.WARNING if found.oddities else Tone.CALM)
    return (*figures, RetestFigure("on their way", len(found.coming), Tone.CALM), odd)


def _headline(found: RetestList, *, is_own: bool) -> str:
    environments = {each.environment for each in found.ready}
    where = f" on {', '.join(sorted(environments))}" if environments else ""
    ready = f"{counted(len(found.ready), 'defect')} can be retested{where}."
    if is_own or not found.oddities:
        return ready
    return f"{ready} {counted(found.oddities, 'thing')} between notes, states and builds must be cleared up."


def _day(briefing: Briefing) -> str:
    return briefing.clock.short_day(briefing.clock.day)
