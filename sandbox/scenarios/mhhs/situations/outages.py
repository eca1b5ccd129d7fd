"""Outages of past, today and days to come, defects raised in them, and a burst that has no record yet."""

from __future__ import annotations

from sandbox.scenarios.mhhs.people import resolver
from sandbox.scenarios.mhhs.situations.raising import accepted, environment_defect
from sandbox.scenarios.mhhs.story import Story


def around_outages() -> list[Story]:
    """Outages of past and today, defects raised in them, and a burst that has no record yet."""
    stories = [
        outage(
            "outage-dip",
            "2024-06-10 10:40",
            "DIP not reachable in SIT A",
            "unplanned",
            "connection failure",
            "SIT A",
            "DIP",
            "DIP service provider",
            "2024-06-10 10:20",
        ).then("2024-06-10 14:00", resolver("DIP service provider"), state="Ended", ends="2024-06-10 13:35"),
        outage(
            "outage-ees-patching",
            "2024-06-07 14:00",
            "EES patching in SIT A",
            "planned",
            "infrastructure patching",
            "SIT A",
            "EES",
            "RECCo",
            "2024-06-12 07:00",
            "2024-06-12 09:30",
            state="Announced",
        ).then("2024-06-12 07:00", resolver("RECCo"), state="Under Way"),
        outage(
            "outage-sit-b-refresh",
            "2024-06-06 11:00",
            "SIT B data refresh before Non-Functional",
            "planned",
            "data refresh",
            "SIT B",
            "MDS; LSS; VAS",
            "Elexon",
            "2024-06-15 08:00",
            "2024-06-16 18:00",
            state="Announced",
        ),
        outage(
            "outage-mprs-deployment",
            "2024-06-10 16:00",
            "MPRS 9.3 deployment in SIT A and SIT Staging",
            "planned",
            "code deployment",
            "SIT A; SIT Staging",
            "MPRS",
            "St Clements",
            "2024-06-12 14:00",
            "2024-06-12 15:30",
            state="Announced",
        )
        # Moved behind gate closure, after it was announced.
        .then("2024-06-11 16:40", resolver("St Clements"), starts="2024-06-12 15:30", ends="2024-06-12 17:00"),
        outage(
            "outage-uit-network",
            "2024-05-21 09:30",
            "UIT network error",
            "unplanned",
            "network error",
            "UIT",
            "DIP; DTN",
            "DIP service provider",
            "2024-05-21 09:05",
        ).then("2024-05-21 12:00", resolver("DIP service provider"), state="Ended", ends="2024-05-21 11:40"),
        outage(
            "outage-cancelled",
            "2024-06-03 10:00",
            "DIP patching in UIT",
            "planned",
            "infrastructure patching",
            "UIT",
            "DIP",
            "DIP service provider",
            "2024-06-12 12:00",
            "2024-06-12 14:00",
            state="Announced",
        ).then("2024-06-11 15:10", resolver("DIP service provider"), state="Cancelled"),
        environment_defect(
            "in-planned-outage",
            "2024-06-12 07:55",
            "Supplier B",
            "SIT A: EES login page not reachable",
            "The EES of SIT A answers 'service unavailable' since this morning; all our consumer queries are blocked.",
            "SIT A",
            "EES",
            1,
            blocked="Yes",
            stage="Functional",
        ),
    ]
    during = (
        ("2024-06-10 10:31", "Supplier A", "SIT A: no connection to the DIP", "DIP", 2),
        ("2024-06-10 10:45", "LDSO A", "SIT A: webhook deliveries from the DIP have stopped", "DIP", 2),
        ("2024-06-10 11:20", "Agent C", "SIT A: DIP portal shows a connection error", "DIP", 3),
        ("2024-06-10 12:05", "Metering Service B", "SIT A: IF-041 times out at the DIP", "DIP", 3),
    )
    for place, (at, party, title, system, severity) in enumerate(during, start=1):
        story = environment_defect(
            f"during-outage-{place}",
            at,
            party,
            title,
            "Connection refused; worked until about 10:20 on Monday.",
            "SIT A",
            system,
            severity,
            stage="Functional",
        )
        resolving = resolver("DIP service provider")
        accepted(story, f"{at[:11]}13:0{place}", assigned=resolving)
        story.then(f"{at[:11]}14:1{place}", resolving, state="Fixed")
        story.says("2024-06-11 10:20", resolving, "The firewall rule is back since 13:35; please confirm.")
        stories.append(story)
    burst = (
        ("2024-06-11 15:52", "Agent A", "SIT B: MDS refuses connections", "MDS"),
        ("2024-06-11 16:05", "Supplier C", "SIT B: market-wide data service answers with 502", "MDS"),
        ("2024-06-11 16:18", "LDSO B", "SIT B: load shaping service not reachable", "LSS"),
        ("2024-06-11 16:31", "Agent D", "SIT B: VAS interface is down", "VAS"),
    )
    for place, (at, party, title, system) in enumerate(burst, start=1):
        stories.append(
            environment_defect(
                f"burst-{place}",
                at,
                party,
                title,
                "Began shortly before four in the afternoon; nothing gets through.",
                "SIT B",
                system,
                2,
                stage="Non-Functional",
            )
        )
    return stories


def outage(
    key: str,
    at: str,
    title: str,
    kind: str,
    why: str,
    environment: str,
    system: str,
    party: str,
    starts: str,
    ends: str | None = None,
    state: str = "Under Way",
) -> Story:
    """Record an outage as the programme does: a work item of type Outage."""
    return Story(
        key,
        at,
        resolver(party),
        kind="Outage",
        title=title,
        state=state,
        outage_kind=kind,
        outage_reason=why,
        environment=environment,
        system=system,
        party=party,
        starts=starts,
        ends=ends,
    )
