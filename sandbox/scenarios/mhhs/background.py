"""The weeks before: the ordinary defects among which the situations stand, laid out by tables and counting, not chance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sandbox.scenarios.mhhs.people import (
    AGENTS,
    LDSOS,
    METER_SERVICES,
    RELEASE_MANAGER,
    RESOLVER,
    SUPPLIERS,
    TRIAGE,
    Someone,
    resolver,
    tester,
)
from sandbox.scenarios.mhhs.story import Story
from sandbox.scenarios.mhhs.working_time import ZONE, after, local, working_days

NOW = local("2024-06-12 08:30")
RAISING = (*SUPPLIERS, *LDSOS, *AGENTS, *METER_SERVICES)
# Where a system stands, and the stage that is tested there in these weeks.
PLACES = (
    ("SIT A", "Functional", ("DIP", "LSS", "EES", "CSS", "DTN", "MPRS", "DSP", "ISDS", "MDS")),
    ("SIT B", "Settlement", ("DIP", "MDS", "VAS", "LSS", "PMP", "DAH", "MPRS")),
    ("SIT Staging", "Regression", ("DIP", "EES", "MPRS", "ISDS")),
    ("UIT", "Non-SIT LDSO Qualification", ("DIP", "DTN", "EES", "MPRS")),
)
ENVIRONMENT_SYMPTOMS = (
    ("{system} does not answer for {party}", "Requests end with a time-out after 60 seconds."),
    ("certificate of {system} is not trusted by {party}", "The handshake fails since the certificates were renewed."),
    ("{system} is slow in the afternoon for {party}", "Answers take 20 seconds between 14:00 and 16:00."),
    ("{party} gets 401 from {system}", "Credentials were checked twice, the client id is right."),
    ("webhook of {party} is not called by {system}", "Registered and confirmed, no call has arrived."),
    ("{system} lost the test data of {party}", "The meter points of the agreed set are gone after the refresh."),
    ("DNS name of {system} does not resolve for {party}", "The old address is still served."),
    ("{system} runs an old build, {party} cannot test the fix", "Version page shows the build of last month."),
    ("disk of {system} is full, messages of {party} are queued", "The queue grows by a thousand an hour."),
    ("{party} is missing from the {system} participant list", "Role and MPID are set up elsewhere."),
    ("scheduled job of {system} did not run for {party}", "Nothing in the log after midnight."),
    ("firewall blocks {party} from {system}", "The new address range is not in the list."),
)
OTHER_SYMPTOMS = (
    (
        "Application",
        "{system} calculates a wrong total for {party}",
        "Expected and actual totals differ by one period.",
    ),
    (
        "Application",
        "{system} accepts an invalid date from {party}",
        "A date in the past is accepted without a warning.",
    ),
    ("Application", "{system} shows {party} under its former name", "The name was changed in the master list."),
    ("Application", "rounding in the {system} report for {party}", "Third decimal is cut instead of rounded."),
    ("Test Data", "meter points of {party} for {system} have no registration", "Data set 14 is incomplete."),
    (
        "Test Data",
        "{party} needs another profile class for {system}",
        "The script asks for one that is not in the set.",
    ),
    ("Design", "{system} specification is unclear for {party}", "Two readings of the same paragraph are possible."),
    ("Design", "{party} and {system} disagree about an optional field", "One sends it empty, the other leaves it out."),
    ("Test Script", "step 7 for {system} cannot be done by {party}", "The step expects a button that was removed."),
    ("Application", "{system} sends {party} a message twice after a retry", "The identifier is the same in both."),
)
# Working hours from one state to the next by severity, all well within the assumed targets.
PACE = {1: (0.5, 1.0, 4.0), 2: (1.5, 4.0, 14.0), 3: (4.0, 10.0, 52.0), 4: (9.0, 20.0, 110.0)}
CADENCE = {1: 1.5, 2: 6.0, 3: 20.0, 4: 34.0}
PROGRESS = (
    "Looked at the logs; more tomorrow.",
    "Cause narrowed down to the configuration.",
    "Vendor has been asked.",
    "Change is prepared and waits for approval.",
    "Reproduced in our own environment.",
)
STEPS = (37, 53)  # prime to the lengths of the tables, so that combinations do not repeat early


def environment_background(count: int) -> list[Story]:
    """Give ordinary environment defects, most of them long closed."""
    return [_ordinary(place, f"environment-{place}", None) for place in range(count)]


def other_background(count: int) -> list[Story]:
    """Give defects of the other categories, which are none of the bot's business."""
    return [_ordinary(place, f"other-{place}", place % len(OTHER_SYMPTOMS)) for place in range(count)]


def _ordinary(place: int, key: str, other: int | None) -> Story:
    environment, stage, systems = PLACES[place % len(PLACES)]
    system = systems[(place // len(PLACES)) % len(systems)]
    party = RAISING[(place * STEPS[0] + (0 if other is None else 5)) % len(RAISING)]
    severity = (3, 2, 3, 4, 3, 2, 4, 3, 1, 3)[place % 10]
    if other is None:
        category = "Environment"
        title, description = ENVIRONMENT_SYMPTOMS[(place * 5) % len(ENVIRONMENT_SYMPTOMS)]
        title = f"{environment}: {title}"
    else:
        category, title, description = OTHER_SYMPTOMS[other]
    story = Story(
        key,
        _raised_at(place, 0 if other is None else 1),
        tester(party),
        title=title.format(system=system, party=party),
        description=f"<p>{description}</p>",
        category=category,
        environment=environment,
        system=system,
        severity=severity,
        priority=severity,
        raised_by=party,
        party=RESOLVER[system],
        stage=stage,
    )
    _live(story, place, severity, RESOLVER[system], party)
    return story


def _raised_at(place: int, offset: int) -> datetime:
    """Spread over the working days since January, at different times of the day."""
    days = working_days(date(2024, 1, 8), date(2024, 6, 10))
    day = days[(place * STEPS[1] + offset * 17) % len(days)]
    minutes = (place * 41 + offset * 13) % 420
    return datetime(day.year, day.month, day.day, 9, 10, tzinfo=ZONE) + timedelta(minutes=minutes)


def _live(story: Story, place: int, severity: int, party: str, raised_by: str) -> None:
    """Let the defect go its way until it is closed or the scenario begins, with a word from its resolver in between."""
    to_open, to_work, to_fix = PACE[severity]
    mends, tests = resolver(party), tester(raised_by)
    if place % 17 == 11:
        to_fix *= 3  # now and then a target was missed
    opened = after(story.raised_at, to_open)
    started = after(opened, to_work)
    fixed = after(started, to_fix)
    steps: list[tuple[datetime, Someone, dict[str, Any]]] = [
        (opened, TRIAGE, {"state": "Open", "assigned": mends}),
        (started, mends, {"state": "In Progress"}),
        (fixed, mends, {"state": "Fixed"}),
        (after(fixed, 3), RELEASE_MANAGER, {"state": "Ready for Retest", "assigned": tests}),
        (after(fixed, 9), tests, {"state": "Closed"}),
    ]
    if place % 23 == 7:
        steps[1:] = [(started, TRIAGE, {"state": "Rejected"})]
    word = after(started, CADENCE[severity])
    for at, by, values in steps:
        while started < word < at and word < NOW:
            story.says(word, mends, PROGRESS[word.day % len(PROGRESS)])
            word = after(word, CADENCE[severity])
        if at >= NOW:
            return
        story.then(at, by, **values)
