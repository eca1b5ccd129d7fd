"""Defects on which the panel answered what envbot suggested: accepted, rejected, skipped, asked why, disagreed."""

from __future__ import annotations

from sandbox.scenarios.mhhs.people import DEFECT_MANAGER, ENVIRONMENT_MANAGER, TRIAGE
from sandbox.scenarios.mhhs.situations.raising import accepted, environment_defect
from sandbox.scenarios.mhhs.story import Story


def answered() -> list[Story]:
    """Defects with an answer in their discussion or among their tags that envbot has not read yet."""
    return [
        accepted(
            environment_defect(
                "answer-accepted",
                "2024-06-10 11:20",
                "Supplier B",
                "DTN: D0268 with TR04 is acknowledged twice",
                "Each flow of the morning has two acknowledgements.",
                None,
                "DTN",
                4,
            ),
            "2024-06-10 13:10",
        ).says("2024-06-11 10:12", TRIAGE, "<div>/envbot accept 2</div>"),
        accepted(
            environment_defect(
                "answer-rejected",
                "2024-06-10 12:05",
                "Agent B",
                "VAS: volumes wait in the Staging area of the load",
                "They are loaded a day late.",
                None,
                "VAS",
                4,
            ),
            "2024-06-10 13:15",
        ).says(
            "2024-06-11 10:15",
            TRIAGE,
            "<div>/envbot reject 2 Staging is a step of the load here.</div><div>It is not SIT Staging.</div>",
        ),
        accepted(
            environment_defect(
                "answer-skipped",
                "2024-06-10 12:40",
                "LDSO C",
                "MPRS: extract for SITB has yesterday's date",
                "Content is right, the header is not.",
                None,
                "MPRS",
                4,
            ),
            "2024-06-10 13:20",
        ).says("2024-06-12 08:10", ENVIRONMENT_MANAGER, "/envbot skip"),
        accepted(
            environment_defect(
                "answer-why",
                "2024-06-10 14:00",
                "Supplier D",
                "SIT A: report of LSS has an empty page",
                "The last page is empty.",
                None,
                "LSS",
                4,
                stage="Functional",
            ),
            "2024-06-10 15:30",
        ).says("2024-06-11 16:20", DEFECT_MANAGER, "/envbot why"),
        environment_defect(
            "answer-unclear",
            "2024-06-11 15:40",
            "Agent D",
            "TR03: IF-036 has the wrong label",
            "A typo in the label, nothing else.",
            None,
            None,
            None,
            party=None,
        ).says("2024-06-11 16:35", TRIAGE, "/envbot accept"),
        accepted(
            environment_defect(
                "answer-disputed",
                "2024-06-10 15:05",
                "Metering Service B",
                "PMP in SITA shows last week's profile",
                "The profile of this week is missing.",
                None,
                "PMP",
                4,
            ),
            "2024-06-10 15:45",
        )
        .says("2024-06-11 10:20", TRIAGE, "/envbot accept environment-inferred")
        .says("2024-06-11 10:40", ENVIRONMENT_MANAGER, "/envbot reject 2 It was seen in SIT Staging too."),
        environment_defect(
            "answer-tagged",
            "2024-06-11 14:50",
            "Supplier C",
            "UIT: MDS answers with an old schema version",
            "Version 11 instead of 12.",
            "UIT",
            "MDS",
            4,
        ).then("2024-06-11 16:05", TRIAGE, tags="envbot:reject:opening-suggested"),
    ]
