"""A page for each release in the wiki: where its build is, what of it can be retested, what is known and carried on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.publish import render
from bot.publish.briefing import Briefing
from bot.publish.documents import Document, Kind
from bot.publish.escape import Raw, one_line
from bot.publish.minutes import REMARKS
from bot.publish.retest import WAITS, RetestLines, claim_words, record_words
from bot.publish.retest_views import ReleaseView, Remark, RetestFigure, RetestSection, shown
from bot.publish.views import Tone
from rules.delivery import release_name
from rules.facts import ReleaseNote
from rules.known_issues import known_issues
from rules.release_check import odd_claims, retest_record
from rules.retest import Retest, Standing
from rules.wording import counted, listed

_NO_NAME = re.compile(r"[/\\#?*:|<>\"%\[\]{}^]+")
"""What a wiki page cannot be called."""
_NOTHING = RetestSection("Can be retested now", "", "Nothing of it can be retested now.", Tone.CALM, ())


def release_documents(briefing: Briefing) -> tuple[Document, ...]:
    """Write a page for each release that is deployed, or that fixes a defect that is known."""
    pages: dict[str, Document] = {}
    for note in briefing.view.facts.release_notes:
        if _concerns_us(briefing, note):
            page = _page(release_view(briefing, note))
            pages.setdefault(page.path, page)
    return tuple(pages.values())


def release_view(briefing: Briefing, note: ReleaseNote) -> ReleaseView:
    """Gather what the page of one release says."""
    view, lines, release = briefing.view, RetestLines(briefing), release_name(note)
    numbers = tuple(dict.fromkeys(claim.defect for claim in note.fixes))
    own = [found for number in numbers if (found := _stands(briefing, number)) and found.release == release]
    record = retest_record(view, note)
    ready = _those(own, Standing.READY)
    odd = [found for found in own if not found.standing.adds_up]
    unfit = [claim for claim in odd_claims(view) if claim.release == release]
    claims = tuple(map(claim_words, unfit))
    # What was closed before the build came was not retested with it.
    retested = set(numbers) - {claim.defect for claim in unfit}
    passed = [number for number in numbers if number in retested and _is_closed(briefing, number)]
    known = sum(number in view.facts.defects for number in numbers)
    before = _those(own, Standing.COMING, Standing.HELD)
    sections = (
        *(lines.ready(ready) or (_NOTHING,)),
        lines.section("On its way", WAITS, before),
        lines.section("In retest", "With a tester.", _those(own, Standing.IN_RETEST)),
        *lines.odd(odd),
    )
    closed = (Remark(f"Closed: {listed(f'#{number}' for number in passed)}."),) if passed else ()
    return ReleaseView(
        head=briefing.head,
        release=one_line(release),
        path=_NO_NAME.sub("-", one_line(release)).strip(" .-"),
        headline=f"{len(ready)} of {counted(known, 'known defect')} in its note can be retested now.",
        facts=tuple(_facts(briefing, note)),
        note=one_line(note.source),
        note_href=note.url,
        figures=(
            RetestFigure("fixes in the note", len(numbers), Tone.CALM),
            RetestFigure("can be retested", len(ready), Tone.GOOD if ready else Tone.CALM),
            RetestFigure("closed", len(passed), Tone.CALM),
            RetestFigure("do not add up", len(odd) + len(claims), Tone.WARNING if odd or claims else Tone.CALM),
        ),
        sections=shown(sections),
        passed=(*closed, *((Remark(f"{record_words(record)}."),) if record.retested else ())),
        claims=claims,
        known=tuple(
            Remark(one_line(issue.text), f"since {issue.since}" if issue.since else "")
            for issue in known_issues(view, note)
        ),
    )


def _page(view: ReleaseView) -> Document:
    title = f"Release {view.release}"
    return Document(
        kind=Kind.RELEASE,
        key=f"release/{view.path}",
        title=title,
        day=view.head.day,
        html=render.html("release.html.j2", view=view, title=title),
        markdown=render.wiki("release.md.j2", view=view, remarks=Raw(REMARKS)),
        path=view.path,
    )


def _concerns_us(briefing: Briefing, note: ReleaseNote) -> bool:
    """Whether a release is ours: vendors' change logs go back for years."""
    view = briefing.view
    return bool(view.deployments.of(note)) or any(claim.defect in view.facts.defects for claim in note.fixes)


def _stands(briefing: Briefing, number: int) -> Retest | None:
    defect = briefing.view.facts.defects.get(number)
    return briefing.view.retest_of(defect) if defect else None


def _is_closed(briefing: Briefing, number: int) -> bool:
    defect = briefing.view.facts.defects.get(number)
    return defect is not None and briefing.view.is_closed(defect)


def _those(found: Iterable[Retest], *standings: Standing) -> list[Retest]:
    return [each for each in found if each.standing in standings]


def _facts(briefing: Briefing, note: ReleaseNote) -> Iterator[tuple[str, str]]:
    view = briefing.view
    yield "Systems", ", ".join(note.systems) or "not said"
    for each in view.deployments.of(note):
        comes = "On" if view.has_come(each.since) else "Comes to"
        yield f"{comes} {each.environment}", f"{view.when(each.since)} ({one_line(each.source)})"
    if not view.deployments.of(note):
        yield "On", "no environment that is known"
