"""Hold what goes into which section, and in which order."""

from __future__ import annotations

from bot.publish.views import AgendaView, Audience, DefectLine, SectionView, Tone
from rules.decisions import Decision, ProposeOutage, PutOnAgenda, Section
from rules.engine import decide
from rules.facts import Defect
from tests.bot.publish.situation import BARE, BLOCKER, FIXED, LATE, NEW, WAITING, a_briefing, a_quiet_briefing
from tests.rules.builders import a_defect, facts_of, uk


def section(view: AgendaView, wanted: Section) -> SectionView:
    """Give one section of an agenda."""
    return next(each for each in view.sections if each.section is wanted)


def numbers(view: SectionView) -> list[int | None]:
    """Give the defects of a section in their order."""
    return [line.number for line in view.defects]


def agenda_of(*defects: Defect, decided: tuple[Decision, ...] = ()) -> AgendaView:
    """Give the agenda about some defects."""
    return a_briefing(facts_of(*defects), decided).agenda()


def test_the_sections_stand_in_the_order_of_the_meeting() -> None:
    """The panel works from the top."""
    assert tuple(each.section for each in a_briefing().agenda().sections) == tuple(Section)


def test_what_blocks_comes_before_what_is_new() -> None:
    """A matter of a rule first, then the blocker, then new defects: those without a severity before all."""
    assert numbers(section(a_briefing().agenda(), Section.BLOCKED)) == [None, BLOCKER, BARE, NEW]


def test_a_rules_reason_is_taken_before_the_plain_fact() -> None:
    """What a rule says about a blocker is more than that it blocks."""
    line = section(a_briefing().agenda(), Section.BLOCKED).defects[1]
    assert line.because == ("It has blocked SIT A since Tue 11 Jun 2024 13:20.", "Nobody has answered.")


def test_a_blocker_stands_there_without_any_rule() -> None:
    """With all rules off the agenda still tells the facts."""
    view = agenda_of(a_defect(1, blocked="Yes", history=[("2024-06-12 08:00", "Open")]))
    assert section(view, Section.BLOCKED).defects[0].because == ("It blocks testing.",)


def test_breaches_are_told_by_severity_with_the_clock_that_breached_first() -> None:
    """The update clock of the late one breached before its resolve clock."""
    breached = section(a_briefing().agenda(), Section.BREACHED)
    assert numbers(breached) == [BLOCKER, LATE]
    assert breached.defects[1].when == "update breached since Tue 4 Jun 11:00"
    assert breached.defects[1].tone is Tone.ALARM


def test_the_next_breach_speaks_of_the_next_clock() -> None:
    """The blocker's respond clock is past its target; its resolve clock is what comes next."""
    upcoming = section(a_briefing().agenda(), Section.AT_RISK)
    assert [(line.number, line.when) for line in upcoming.defects] == [(BLOCKER, "resolve due Wed 12 Jun 13:20")]
    assert upcoming.defects[0].tone is Tone.WARNING


def test_what_a_rule_puts_at_risk_stands_there_without_a_running_clock() -> None:
    """The rule may know more than the clocks say."""
    decided = (Decision("sla-at-risk", 1, PutOnAgenda(Section.AT_RISK, "Soon."), ()),)
    view = agenda_of(a_defect(1, history=[("2024-06-12 08:00", "Fixed")]), decided=decided)
    line = section(view, Section.AT_RISK).defects[0]
    assert (line.because, line.when) == (("Soon.",), "")


def test_why_speaks_first_of_the_clock_that_when_names() -> None:
    """In a rule's words where a rule has any; a clock of which no rule speaks is told, too."""

    def of(step: str, words: str) -> Decision:
        return Decision("sla-at-risk", 1, PutOnAgenda(Section.AT_RISK, "Soon."), (words,), step)

    defect = a_defect(1, severity=2, history=[("2024-06-11 12:00", "Open")])
    resolve, update = of("resolve", "The resolve clock runs."), of("update", "The update clock runs.")
    (line,) = section(agenda_of(defect, decided=(resolve,)), Section.AT_RISK).defects
    assert line.when == "update due Wed 12 Jun 12:00"
    assert line.because == ("Its update target runs out Wed 12 Jun 12:00.", "The resolve clock runs.")
    (line,) = section(agenda_of(defect, decided=(resolve, update)), Section.AT_RISK).defects
    assert line.because == ("The update clock runs.", "The resolve clock runs.")


def test_why_speaks_first_of_the_clock_that_is_breached_longest() -> None:
    """The update clock of the late one breached before its resolve clock, of which the rule speaks."""
    late = section(a_briefing().agenda(), Section.BREACHED).defects[1]
    assert late.because[0] == "Its update target ran out Tue 4 Jun 11:00."


def test_a_retest_is_told_with_who_has_to_do_it() -> None:
    """Whoever raised the defect tests it again."""
    line = section(a_briefing().agenda(), Section.RETEST).defects[0]
    assert (line.number, line.turn, line.because) == (FIXED, "LDSO B", ("It is set to Ready for Retest.",))


def test_suggestions_on_one_defect_stand_in_one_line() -> None:
    """Matters without a defect come first; then the most severe, what has no severity before all."""
    suggestions = section(a_briefing().agenda(), Section.SUGGESTIONS)
    assert numbers(suggestions) == [None, None, BARE, LATE]
    assert [line.proposal for line in suggestions.defects] == [
        "Record an outage of SIT A since Tue 11 Jun 13:20",
        "Agree who books SIT B.",
        "(2) Set environment to SIT A; (3) Set system to DIP",
        "(outage-linked) Link to #14",
    ]
    assert suggestions.defects[0].title == "SIT A, DIP: #1001, #1005"


def test_what_is_applied_is_no_suggestion() -> None:
    """A comment that the bot writes itself is not put before the panel."""
    suggestions = section(a_briefing().agenda(), Section.SUGGESTIONS)
    assert not any("Please update" in line.proposal for line in suggestions.defects)


def test_an_outage_without_systems_is_proposed_by_its_environment() -> None:
    """A suspected outage may concern all of an environment."""
    decided = (Decision("outage-suspected", None, ProposeOutage("UIT", (), uk("2024-06-12 07:00"), (1,)), ("Why.",)),)
    assert section(agenda_of(a_defect(1), decided=decided), Section.SUGGESTIONS).defects[0].title == "UIT: #1"


def test_outages_of_the_day_are_told_by_their_beginning() -> None:
    """One that ended in the night is told; a cancelled one and one of another day are not."""
    outages = section(a_briefing().agenda(), Section.OUTAGES).outages
    assert [(line.reference, line.status) for line in outages] == [
        ("OUT-16", "ended"),
        ("OUT-14", "under way"),
        ("OUT-15", "to come"),
    ]


def test_open_points_are_told_oldest_first() -> None:
    """The longer it waits, the higher it stands."""
    assert [line.text for line in section(a_briefing().agenda(), Section.ACTIONS).actions] == [
        "Book a room",
        "Send the harness log",
    ]


def test_a_quiet_day_says_so_in_every_section() -> None:
    """Nothing is left empty without a word."""
    agenda = a_quiet_briefing().agenda()
    assert [each.count for each in agenda.sections] == [0] * len(Section)
    assert all(each.empty.endswith(".") for each in agenda.sections)
    assert agenda.headline == "Nothing is blocked, down or late."


def test_a_partys_digest_has_only_its_own() -> None:
    """By its word on the defect, or by the system it runs; outages alike."""
    told = a_briefing().digest(Audience("environment manager", "St Clements"))
    by_section = {each.section: each for each in told.sections}
    assert numbers(by_section[Section.BREACHED]) == [LATE]
    assert by_section[Section.BLOCKED].defects == ()
    assert [line.reference for line in by_section[Section.OUTAGES].outages] == ["OUT-15"]


def test_a_party_sees_the_outage_it_runs() -> None:
    """Its name on the record is enough, whatever the systems."""
    told = a_briefing().digest(Audience("environment manager", "LDSO B"))
    assert [line.reference for line in told.sections[0].outages] == ["OUT-14"]


def test_a_paused_clock_is_said() -> None:
    """A defect that waits for information has no due instant."""
    briefing = a_briefing()
    lines = {line.number: line for line in briefing.dashboard().queries[0].lines}
    assert lines[WAITING].when == "clock paused (Awaiting Information)"
    assert lines[WAITING].turn == "Supplier A"


def test_a_fact_that_is_missing_and_suggested_is_one_sentence() -> None:
    """What is missing besides is said beside it, and why is said once."""

    def line(environment: str) -> DefectLine:
        defect = a_defect(severity=None, environment=environment, title="Typo", state="New")
        decided = decide(facts_of(defect)).decisions
        (found,) = section(agenda_of(defect, decided=decided), Section.SUGGESTIONS).defects
        return found

    assert line("SIT A").proposal.startswith("(5) Severity is missing: set it to 4 - Low")
    assert "(9)" not in line("SIT A").proposal
    assert "(9) Environment is missing" in line("").proposal
    why = "Severity (Microsoft.VSTS.Common.Severity) is empty; its SLA clocks take it for 4 - Low."
    assert line("").because.count(why) == 1
