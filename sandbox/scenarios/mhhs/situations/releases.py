"""Fixes that a release note delivers: to the right place, to the wrong one, and without the defect saying so."""

from __future__ import annotations

from sandbox.scenarios.mhhs.people import RELEASE_MANAGER, RESOLVER, resolver, tester
from sandbox.scenarios.mhhs.situations.raising import accepted, environment_defect
from sandbox.scenarios.mhhs.story import Story


def releases() -> list[Story]:
    """Fixes that a release note delivers: to the right place, to the wrong one, and without the defect saying so."""
    dip, elexon = resolver("DIP service provider"), resolver("Elexon")

    def fixed(
        key: str, title: str, environment: str, system: str, state: str, release: str, severity: int = 3
    ) -> Story:
        by = resolver(RESOLVER[system])
        story = accepted(
            environment_defect(
                key,
                "2024-05-29 10:00",
                "Supplier A",
                title,
                "Found in functional testing, steps attached.",
                environment,
                system,
                severity,
                stage="Functional",
            ),
            "2024-05-29 15:00",
            assigned=by,
        ).then("2024-05-31 10:00", by, state="In Progress")
        story.says("2024-06-04 11:00", by, "Root cause found.")
        if state == "Fixed":
            story.then("2024-06-06 16:00", by, state="Fixed", fixed_in=release)
        else:
            story.says("2024-06-07 11:00", by, "Fix is in review.")
        return story.says("2024-06-11 12:30", by, f"Part of {release}.")

    return [
        fixed("retest-ready-1", "SIT A: DIP drops the correlation id of IF-033", "SIT A", "DIP", "Fixed", "DIP 4.2.1"),
        fixed(
            "retest-ready-2", "SIT A: DIP portal shows wrong party for webhooks", "SIT A", "DIP", "Fixed", "DIP 4.2.1"
        ),
        fixed(
            "retest-ready-3", "SIT B: MDS report MDS-07 lacks the run type", "SIT B", "MDS", "Fixed", "Helix 2024.06.1"
        ),
        fixed("delivered-elsewhere", "SIT B: DIP rejects valid IF-002", "SIT B", "DIP", "Fixed", "DIP 4.2.1"),
        fixed(
            "note-before-state",
            "SIT A: DIP message archive is empty after midnight",
            "SIT A",
            "DIP",
            "In Progress",
            "DIP 4.2.1",
        ),
        fixed(
            "fixed-in-no-note",
            "SIT A: LSS load shapes of 26 May are missing",
            "SIT A",
            "LSS",
            "Fixed",
            "Helix 2024.06.1",
        ),
        accepted(
            environment_defect(
                "reported-twice-closed",
                "2024-05-20 10:00",
                "Agent D",
                "UIT: DIP certificate of the harness has expired",
                "TLS handshake fails since 20 May.",
                "UIT",
                "DIP",
                2,
            ),
            "2024-05-20 11:00",
            assigned=dip,
        ).then("2024-05-21 16:00", dip, state="Closed"),
        accepted(
            environment_defect(
                "retest-failed",
                "2024-05-23 09:30",
                "LDSO C",
                "SIT B: PMP portal cannot be opened by LDSOs",
                "The role is missing in SIT B.",
                "SIT B",
                "PMP",
                3,
                stage="Operational",
            ),
            "2024-05-23 12:00",
            assigned=elexon,
        )
        .then("2024-05-29 12:00", elexon, state="Fixed", fixed_in="Helix 2024.05.2")
        .then("2024-05-30 09:35", RELEASE_MANAGER, state="Ready for Retest", assigned=tester("LDSO C"))
        .then("2024-06-06 11:00", tester("LDSO C"), state="Reopened", assigned=elexon)
        .says("2024-06-06 11:01", tester("LDSO C"), "Role is there, the menu is still empty.")
        .says("2024-06-10 15:00", elexon, "Menu configuration follows in the next build."),
    ]
