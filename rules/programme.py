"""The programme as configured: environments, systems, parties, workflow, calendars, SLA policies.

These are frozen values. `bot.settings` reads them from a programme file (YAML) and checks them with pydantic;
unknown keys are refused there. Nothing in here is specific to one programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from rules.escalation.policy import Ladder

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=False)


class Weekday(StrEnum):
    """A day of the week, as people write it in a calendar."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


@dataclass(frozen=True, slots=True)
class Hours:
    """One open interval of a day in local time. `closes` None means midnight at the end of the day (24:00)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    opens: time
    closes: time | None


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """When work counts: weekly hours in a time zone, less bank holidays and closed days, plus extra open days.

    Attributes:
        zone: IANA name, for example `Europe/London`.
        week: open intervals by weekday; a day that is not named is closed.
        holidays: `COUNTRY` or `COUNTRY-SUBDIVISION` as the `holidays` library knows it (`GB-ENG`), or None.
        holidays_ics: calendar files (.ics) whose days are days off; whoever reads the programme puts them there.
        closed: days on which it stays closed.
        days_off: the same with the reason of each (`Company day`); hours in `open` win over them, as over holidays.
        open: hours of days on which it is open otherwise than the week says.
        working_day: how much working time `1 working day` of a target is.
        within: other calendars of the programme that must be open too; without hours of its own, only they count.
        assumed: True where the programme has not confirmed it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    zone: str
    week: Mapping[Weekday, tuple[Hours, ...]]
    holidays: str | None = None
    holidays_ics: tuple[str, ...] = ()
    closed: tuple[date, ...] = ()
    days_off: Mapping[date, str] = field(default_factory=dict)
    open: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    working_day: timedelta = timedelta(hours=8)
    within: tuple[str, ...] = ()
    assumed: bool = False


class ReopenPolicy(StrEnum):
    """What a re-opened defect does to a clock that had stopped."""

    RESUME = "resume"
    NEW_CYCLE = "new cycle"
    IGNORE = "ignore"


class GoalChange(StrEnum):
    """What another goal means for a clock that runs, for example when the severity changes midway."""

    FROM_START = "from the start"
    """The goal that holds last counts, from the start of the clock."""
    FROM_CHANGE = "from the change"
    """Each goal counts from when it came to hold; a breach of an earlier one stays."""


class OutageEffect(StrEnum):
    """What an outage of the defect's environment or system does to a clock."""

    ATTRIBUTE = "attribute"
    """The clock runs on, and the report says how much of its time was the outage."""
    PAUSE = "pause"
    """The clock is paused."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A target for the defects that match `when`; the first goal that matches counts.

    Attributes:
        when: a WIQL condition; empty matches every defect.
        target: `4 working hours`, `3 working days`, `30 minutes`, working time of `calendar`; or
            `by 17:00 next working day`, in its zone.
        calendar: a name in `Programme.calendars`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    target: str
    calendar: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """One SLA clock: each of start, stop, pause is a WIQL condition over the defect as it stood at that moment.

    Attributes:
        name: `respond`, `resolve`, `update`.
        repeats_on_activity: True for a cadence: every activity of a person starts a new cycle.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    start: str
    stop: str
    goals: tuple[Goal, ...]
    pause: str = ""
    reopen: ReopenPolicy = ReopenPolicy.RESUME
    goal_change: GoalChange = GoalChange.FROM_START
    outages: OutageEffect = OutageEffect.ATTRIBUTE
    repeats_on_activity: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual programme environment.

    Attributes:
        aliases: other words for it in text, matched as whole words; see `rules.text.Phrases` for case.
        flags: DTN test flags that name it (`TR03`).
        needed_from: first day of its need; None where it is not limited.
        needed_to: last day of its need.
        exclusive_stages: True where its stages must not run at the same time.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    phase: str
    stages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    needed_from: date | None = None
    needed_to: date | None = None
    exclusive_stages: bool = False


@dataclass(frozen=True, slots=True)
class System:
    r"""A central system: whose it is, where it stands, when it is available, what it is connected to.

    Attributes:
        party: the organisation that runs it.
        patterns: regular expressions that name it in text (`IF-\\d{3}` for the DIP).
        hints: regular expressions that name it where nothing else in the text names a system (test flags for the DTN).
        calendar: its availability, a name in `Programme.calendars`.
        support: when its party answers, a name in `Programme.calendars`; empty where nobody said.
        fixed_points: what happens every day at a local time of the calendar (`gate closure`).
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    party: str
    environments: tuple[str, ...]
    calendar: str
    aliases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    connected_to: tuple[str, ...] = ()
    support: str = ""
    fixed_points: Mapping[str, time] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Reference names of the ADO fields that hold the programme's facts."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    category: str = "Custom.DefectCategory"
    environment: str = "Custom.Environment"
    system: str = "Custom.System"
    party: str = "Custom.Party"
    raised_by_party: str = "Custom.RaisedByParty"
    stage: str = "Custom.TestStage"
    fixed_in: str = "Microsoft.VSTS.Build.IntegrationBuild"
    found_in: str = "Microsoft.VSTS.Build.FoundIn"
    severity: str = "Microsoft.VSTS.Common.Severity"
    priority: str = "Microsoft.VSTS.Common.Priority"
    blocked: str = "Microsoft.VSTS.CMMI.Blocked"


@dataclass(frozen=True, slots=True)
class OutageRecords:
    """How ADO holds outages: the work item type, the reference names of its own fields, its states by meaning.

    Where an outage is and whose, its fields `environment`, `system` and `party` of `FieldNames` say; which test stage
    it hits, `stage`.

    Attributes:
        when: a WIQL condition on the work items of the type; empty takes all of them.
        announced: the field that says when those concerned were told; empty where only the state says it.
        impact: the field that says `down` or `degraded`; empty where every outage is `down`.
        slots: the field that names booked test slots, several separated by `;`; empty where none does.
        told: states in which those concerned have been told.
        planned_reasons: the programme's reasons for planned outages; empty where it has no list.
        unplanned_reasons: the same for unplanned ones.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    type: str = "Outage"
    kind: str = "Custom.OutageKind"
    reason: str = "Custom.OutageReason"
    starts: str = "Custom.OutageStart"
    ends: str = "Custom.OutageEnd"
    ended: tuple[str, ...] = ("Ended",)
    cancelled: tuple[str, ...] = ("Cancelled",)
    when: str = ""
    announced: str = ""
    impact: str = ""
    slots: str = ""
    told: tuple[str, ...] = ("Announced",)
    planned_reasons: tuple[str, ...] = ()
    unplanned_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """The defect states by meaning. A state may stand in one group only."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    new: tuple[str, ...] = ("New",)
    open: tuple[str, ...] = ("Open", "In Progress", "Reopened")
    waiting: tuple[str, ...] = ("Awaiting Information",)
    fixed: tuple[str, ...] = ("Fixed",)
    retest: tuple[str, ...] = ("Ready for Retest",)
    closed: tuple[str, ...] = ("Closed", "Rejected", "Duplicate", "Deferred")
    assumed: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Every state that the workflow names."""
        return frozenset((*self.new, *self.open, *self.waiting, *self.fixed, *self.retest, *self.closed))


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything about a programme that is not history.

    Attributes:
        defect_types: ADO work item types that are defects.
        environment_category: value of the category field that marks an environment defect.
        category_words: words in title or description that suggest the environment category.
        severities: most severe first, as ADO writes them (`1 - Critical`).
        panel: when the daily panel meets, local time of `zone`.
        environment_manager: the role that hears of every blocker and every outage nobody recorded.
        participant_environment_manager: the role that gets the digest of its own party's systems; `ROLE of PARTY` in
            the settings fills it.
        release_manager: the role that gets the list of what can be retested and what does not add up.
        tester: the role that gets what its party raised and can retest; `ROLE of PARTY` in the settings fills it.
        defect_managers: the role that manages the defects of a phase, by phase (`Environment.phase`).
        ladders: who is told of what nobody answers, step by step.
        hands_off_tag: a person puts it on an item that the bot must leave alone.
        roles: role name to what it is for; who fills it is in `envbot.yaml`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    title: str
    zone: str
    environments: tuple[Environment, ...]
    systems: tuple[System, ...]
    calendars: Mapping[str, CalendarSpec]
    clocks: tuple[ClockPolicy, ...]
    workflow: Workflow = field(default_factory=Workflow)
    fields: FieldNames = field(default_factory=FieldNames)
    outages: OutageRecords = field(default_factory=OutageRecords)
    parties: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    defect_types: tuple[str, ...] = ("Bug",)
    environment_category: str = "Environment"
    category_words: tuple[str, ...] = ()
    severities: tuple[str, ...] = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
    working_calendar: str = "working hours"
    panel: time = time(10, 0)
    environment_manager: str = "environment manager"
    participant_environment_manager: str = "participant environment manager"
    release_manager: str = "SI release manager"
    tester: str = "tester"
    defect_managers: Mapping[str, str] = field(
        default_factory=lambda: {"SIT": "SI defect manager", "UIT": "qualification defect manager"}
    )
    ladders: tuple[Ladder, ...] = ()
    hands_off_tag: str = "envbot:hands-off"
