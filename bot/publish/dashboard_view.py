"""Say what the dashboard shows: its queries with what they find, and the numbers of its charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.publish.escape import shorten
from bot.publish.lines import NO_ENVIRONMENT, NO_PARTY, NO_SEVERITY, Lines
from bot.publish.queries import Queries
from bot.publish.selection import Entry, Selection
from bot.publish.views import DashboardView, Letterhead, QueryView, SectionView, Tone
from rules.decisions import Section
from rules.facts import Defect
from rules.view import View
from rules.wording import counted

_MOST_LINES = 5
_TITLE = 48
_TOLD = (Section.OUTAGES, Section.BREACHED, Section.AT_RISK)


def dashboard_view(
    view: View, selection: Selection, lines: Lines, head: Letterhead, headline: str, sections: Iterable[SectionView]
) -> DashboardView:
    """Give the dashboard of the programme.

    A query finds what Azure DevOps would find: by the fields as they stand, not by what the bot reads out of a text.
    """
    names = view.programme.fields
    queries = Queries(view.programme)
    category = view.programme.environment_category.casefold()
    known = [defect for defect in selection.defects if defect.text(names.category).casefold() == category]

    def found(condition: Callable[[Defect], bool]) -> tuple[Defect, ...]:
        return tuple(sorted(filter(condition, known), key=lambda each: (each.text(names.severity), each.id)))

    def query(name: str, wiql: str, tone: Tone, defects: Iterable[Defect], *, is_list: bool = False) -> QueryView:
        written = tuple(lines.defect(Entry(defect, "", ())) for defect in defects)
        return QueryView(name, wiql, tone, written, is_list=is_list)

    breached, at_risk = _defects(selection.breached()), _defects(selection.at_risk())
    retest = _defects(selection.retest())
    told = {section.section: section for section in sections}
    return DashboardView(
        head=head,
        headline=headline,
        fields=names,
        severities=view.programme.severities,
        queries=(
            query("Open environment defects", queries.open(), Tone.CALM, found(lambda _: True)),
            query("New", queries.new(), Tone.WARNING, found(view.is_new), is_list=True),
            query("Blocking", queries.blocking(), Tone.ALARM, found(view.is_blocked), is_list=True),
            query("SLA breached", queries.exactly(breached), Tone.ALARM, breached),
            query("Next to breach", queries.exactly(at_risk), Tone.WARNING, at_risk),
            query("Ready for retest", queries.exactly(retest), Tone.GOOD, retest),
            query(
                "Facts missing",
                queries.incomplete(),
                Tone.WARNING,
                found(lambda each: not all(map(each.text, (names.environment, names.system, names.severity)))),
            ),
        ),
        sections=tuple(_brief(told[section]) for section in _TOLD),
        by_environment=_counted((each.text(names.environment) or NO_ENVIRONMENT for each in known), by_size=True),
        by_severity=_counted((each.text(names.severity) or NO_SEVERITY for each in known), by_size=False),
        by_party=_counted((each.text(names.party) or NO_PARTY for each in known), by_size=True),
        uncounted=_uncounted([each.id for each in selection.defects if not each.text(names.category)]),
    )


def _uncounted(numbers: Sequence[int]) -> str:
    """Say why the tiles count fewer defects than the agenda and the digest, with the first of those left out."""
    if not numbers:
        return ""
    named = ", ".join(f"#{number}" for number in numbers[:_MOST_LINES])
    more = f", and {len(numbers) - _MOST_LINES} more" if len(numbers) > _MOST_LINES else ""
    return (
        f"Agenda and digest also count {counted(len(numbers), 'open defect')} without a category, "
        f"which Open, New, Blocking and the charts here leave out: {named}{more}."
    )


def _brief(section: SectionView) -> SectionView:
    """Cut a section to what the widget has room for."""
    cut = section.cut(_MOST_LINES)
    return replace(cut, defects=tuple(replace(line, title=shorten(line.title, _TITLE)) for line in cut.defects))


def _defects(entries: Iterable[Entry]) -> tuple[Defect, ...]:
    return tuple(entry.defect for entry in entries if entry.defect is not None)


def _counted(values: Iterable[str], *, by_size: bool) -> tuple[tuple[str, int], ...]:
    counts = Counter(values)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1] if by_size else 0, item[0])))
