"""Blockers, breaches, near breaches, pauses, a re-opening, a change of severity, a bank holiday inside a clock."""

from __future__ import annotations

from sandbox.scenarios.mhhs.people import DEFECT_MANAGER, RELEASE_MANAGER, resolver, tester
from sandbox.scenarios.mhhs.situations.raising import accepted, environment_defect
from sandbox.scenarios.mhhs.story import Story


def blockers() -> list[Story]:
    """Critical and blocking defects: one that nobody answered, one that is being worked on."""
    return [
        environment_defect(
            "blocker",
            "2024-06-11 13:20",
            "Supplier A",
            "SIT A: DIP accepts no messages, all functional testing is blocked",
            "Every IF-031 and IF-036 sent since 13:05 is refused with HTTP 503 by the DIP in SIT A. "
            "No test of the settlement functional stage can go on.",
            "SIT A",
            "DIP",
            1,
            blocked="Yes",
            stage="Functional",
        ),
        accepted(
            environment_defect(
                "blocker-in-work",
                "2024-06-11 14:30",
                "LDSO B",
                "SIT B: MPRS batch window overruns and locks the SOUT database",
                "The end-of-day batch of 10 June is still running; registration services of LDSO B cannot log on.",
                "SIT B",
                "MPRS",
                1,
                blocked="Yes",
                stage="Operational",
            ),
            "2024-06-11 14:55",
            assigned=resolver("St Clements"),
        )
        .then("2024-06-11 15:20", resolver("St Clements"), state="In Progress")
        .says(
            "2024-06-11 16:40",
            resolver("St Clements"),
            "Batch stopped, database is being unlocked. Next report at 09:30.",
        ),
    ]


def service_levels() -> list[Story]:
    """Breaches, near breaches, pauses, a re-opening, a change of severity, and a bank holiday inside a clock."""
    elexon, dcc, dip = resolver("Elexon"), resolver("DCC"), resolver("DIP service provider")
    return [
        accepted(
            environment_defect(
                "breached",
                "2024-06-03 10:00",
                "Supplier B",
                "SIT A: LSS rejects period data with certificate error",
                "The LSS of SIT A refuses our connection: the intermediate certificate is not trusted since the deployment.",
                "SIT A",
                "LSS",
                2,
                stage="Functional",
            ),
            "2024-06-03 11:10",
            assigned=elexon,
        )
        .then("2024-06-03 13:00", elexon, state="In Progress")
        .says("2024-06-05 10:15", elexon, "Trust store is being rebuilt; change request raised.")
        .says("2024-06-07 09:40", elexon, "Waiting for the change window.")
        .says("2024-06-11 15:30", elexon, "Change window was granted for the night of 12 June."),
        environment_defect(
            "respond-due-before-panel",
            "2024-06-11 13:40",
            "Agent A",
            "SIT A: EES returns 403 for every consumer query",
            "Since the role change on Monday our account gets 403 in SIT A for each query; the same works in SIT Staging.",
            "SIT A",
            "EES",
            2,
            stage="Functional",
        ),
        accepted(
            environment_defect(
                "resolve-due-before-panel",
                "2024-06-11 09:30",
                "LDSO A",
                "SIT A: DTN gateway drops D0150 flows over 2 MB",
                "D0150 flows above 2 MB vanish between gateway and MPRS; smaller ones arrive.",
                "SIT A",
                "DTN",
                1,
                stage="Functional",
            ),
            "2024-06-11 10:05",
            assigned=resolver("ElectraLink"),
        )
        .then("2024-06-11 10:30", resolver("ElectraLink"), state="In Progress")
        .says(
            "2024-06-11 12:00", resolver("ElectraLink"), "Reproduced, the gateway's size limit was reset by the patch."
        )
        .says("2024-06-11 15:50", resolver("ElectraLink"), "New limit goes in at 09:45 on Wednesday."),
        accepted(
            environment_defect(
                "paused",
                "2024-05-28 11:00",
                "Supplier C",
                "UIT: test harness sends duplicate IF-021 messages",
                "The harness repeats each IF-021 after 30 seconds although it was acknowledged.",
                "UIT",
                "DIP",
                3,
                stage="Non-SIT Supplier & Agent Qualification",
            ),
            "2024-05-28 15:00",
            assigned=dip,
        )
        .then("2024-05-29 09:30", dip, state="In Progress")
        .then("2024-05-30 10:00", dip, state="Awaiting Information", assigned=tester("Supplier C"), party="Supplier C")
        .says("2024-05-30 10:01", dip, "Please send the harness log of 28 May, 11:00 to 11:30."),
        accepted(
            environment_defect(
                "paused-and-resumed",
                "2024-06-04 14:00",
                "Agent B",
                "SIT B: VAS volume allocation run misses calendar data",
                "The run of 3 June has no calendar for GSP group _C; was the data refresh complete?",
                "SIT B",
                "VAS",
                2,
                stage="Settlement",
            ),
            "2024-06-04 15:30",
            assigned=elexon,
        )
        .then("2024-06-05 09:15", elexon, state="Awaiting Information", assigned=tester("Agent B"), party="Agent B")
        .says("2024-06-07 13:30", tester("Agent B"), "Log attached; calendar file was version 12.")
        .then("2024-06-10 11:00", tester("Agent B"), state="In Progress", assigned=elexon, party="Elexon")
        .says("2024-06-11 14:10", elexon, "Calendar version 13 is being loaded."),
        accepted(
            environment_defect(
                "reopened",
                "2024-05-30 09:45",
                "Supplier D",
                "SIT A: CSS switch notifications arrive twice",
                "Every switch request is notified twice to us and once to the losing supplier.",
                "SIT A",
                "CSS",
                2,
                stage="Functional",
            ),
            "2024-05-30 11:00",
            assigned=dcc,
        )
        .then("2024-05-31 14:00", dcc, state="Fixed", fixed_in="CSS 7.3.0")
        .then("2024-06-03 10:00", RELEASE_MANAGER, state="Ready for Retest", assigned=tester("Supplier D"))
        .then("2024-06-05 15:00", tester("Supplier D"), state="Closed")
        .then("2024-06-10 13:30", tester("Supplier D"), state="Reopened", assigned=dcc)
        .says("2024-06-10 13:31", tester("Supplier D"), "Duplicates are back for meter points with two registrations.")
        .says("2024-06-11 11:00", dcc, "Second code path found."),
        accepted(
            environment_defect(
                "severity-raised",
                "2024-06-06 10:30",
                "LDSO C",
                "SIT B: DAH is slow to acknowledge IF-013",
                "Acknowledgements take four minutes instead of seconds.",
                "SIT B",
                "DAH",
                3,
                stage="Non-Functional",
            ),
            "2024-06-06 14:00",
            assigned=elexon,
        )
        .then("2024-06-07 10:00", elexon, state="In Progress")
        .then("2024-06-11 15:00", DEFECT_MANAGER, severity=1, priority=1)
        .says(
            "2024-06-11 15:01", DEFECT_MANAGER, "Raised to critical: the non-functional stage has no other work left."
        )
        .says("2024-06-11 16:20", elexon, "Two nodes added, measuring over night."),
        accepted(
            environment_defect(
                "bank-holiday",
                "2024-05-24 15:00",
                "Supplier A",
                "SIT Staging: ISDS loads stale standing data",
                "The standing data of 1 May is served after every restart.",
                "SIT Staging",
                "ISDS",
                2,
            ),
            "2024-05-24 16:10",
            assigned=elexon,
        )
        .then("2024-05-28 12:00", elexon, state="In Progress")
        .then("2024-05-29 14:00", elexon, state="Fixed", fixed_in="Helix 2024.05.2")
        .then("2024-05-30 09:30", RELEASE_MANAGER, state="Ready for Retest", assigned=tester("Supplier A"))
        .then("2024-05-31 11:00", tester("Supplier A"), state="Closed"),
        accepted(
            environment_defect(
                "no-update",
                "2024-06-05 10:00",
                "Metering Service A",
                "SIT A: DSP service requests time out at noon",
                "Between 12:00 and 12:20 every service request to the DSP times out.",
                "SIT A",
                "DSP",
                3,
                stage="Functional",
            ),
            "2024-06-05 13:00",
            assigned=dcc,
        ).then("2024-06-05 16:00", dcc, state="In Progress"),
    ]
