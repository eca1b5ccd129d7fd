"""A small programme's releases for the tests of lists and pages: one of everything that a reader may meet."""

from __future__ import annotations

from bot.plan import Caps, make_plan
from bot.publish.briefing import Briefing
from bot.publish.links import Links
from rules.engine import Outcome
from rules.facts import Deployment, Facts, FixClaim, ReleaseNote
from rules.view import View
from tests.rules.builders import RESOLVER, TESTER, Step, a_defect, facts_of, uk

FIXED: tuple[Step, ...] = (("2024-06-03 09:00", "New"), ("2024-06-05 09:00", "Fixed", RESOLVER))


def a_note(version: str, delivered: str, *fixes: int, environment: str = "SIT A", known: str = "") -> ReleaseNote:
    """Build a note of the DIP."""
    source = f"wiki page /Releases/DIP {version}"
    claims = tuple(FixClaim(fix, f"#{fix} mended", f"{source}, line {fix - 1000}") for fix in fixes)
    issues = (known,) if known else ()
    return ReleaseNote(
        f"DIP {version}", ("DIP",), (environment,), uk(delivered), claims, issues, "https://wiki/1", source
    )


def facts() -> Facts:
    """Give the facts of a morning."""
    defects = (
        a_defect(1012, severity=3, title="Correlation id is lost", history=FIXED, raised_by_party="Supplier A"),
        a_defect(1013, severity=1, title="Portal | shows <b>wrong</b> party", history=FIXED, raised_by_party="LDSO B"),
        a_defect(1014, title="Archive is empty", history=(*FIXED[:1], ("2024-06-05 09:00", "In Progress"))),
        a_defect(1015, title="On another environment", history=FIXED, environment="SIT B"),
        a_defect(1016, title="With the tester", history=(*FIXED, ("2024-06-11 19:00", "Ready for Retest"))),
        a_defect(
            1017,
            title="Failed",
            history=(*FIXED, ("2024-06-11 20:00", "Reopened")),
            comments=(("2024-06-11 20:01", TESTER, "Still empty."),),
        ),
        a_defect(1018, title="Passed", history=(*FIXED, ("2024-06-12 07:00", "Closed"))),
        a_defect(1019, title="In no note", history=FIXED, fixed_in="DIP 4.2.1"),
        a_defect(1020, title="Comes tonight", history=FIXED),
    )
    notes = (
        a_note("4.2.0", "2024-06-01 18:00", known="Time stamps differ (#1030)"),
        a_note("4.2.1", "2024-06-11 18:00", 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1099, known="Menu is slow"),
        a_note("4.2.2", "2024-06-12 18:00", 1020),
        ReleaseNote("Portal 0.1", (), (), None, (), source="CHANGES.txt"),
    )
    scheduled = (Deployment("SIT B", "DIP", "4.2.2", uk("2024-06-13 18:00"), "schedule.csv, line 2"),)
    known = facts_of(*defects, release_notes=notes)
    return Facts(known.now, known.programme, known.me, known.defects, release_notes=notes, deployments=scheduled)


def a_briefing(known: Facts | None = None) -> Briefing:
    """Give the briefing of the morning."""
    outcome = Outcome((), View(known or facts()), {})
    plan = make_plan((), {}, as_of=outcome.view.facts.now, caps=Caps(), is_done=lambda _: False)
    return Briefing.of(outcome, plan, Links("https://dev.example.com/mhhs", "MHHS", "MHHS.wiki"))
