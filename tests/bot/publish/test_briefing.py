"""Hold what is said to whom: heads, figures, digests, escalations."""

from __future__ import annotations

from dataclasses import replace

from bot.publish.briefing import Briefing
from bot.publish.views import Audience, Count, Tone
from bot.sources.problems import SourceProblem
from rules.decisions import Decision, PutOnAgenda, Section
from rules.engine import Outcome
from rules.view import View
from tests.bot.publish.situation import (
    BLOCKER,
    LINKS,
    a_briefing,
    a_quiet_briefing,
    an_escalation,
    decisions,
    facts,
    plan_of,
)
from tests.rules.builders import a_defect, facts_of


def test_the_head_says_the_day_and_the_panel() -> None:
    """A panel of the same day is named by its hour."""
    head = a_briefing().head
    assert (head.day_words, head.panel) == ("Wednesday 12 June 2024", "10:00")


def test_after_the_panel_the_page_of_the_day_stays_as_it_is() -> None:
    """The agenda of a day is that of its panel, be it over."""
    assert a_briefing(facts("2024-06-12 16:00")).head == a_briefing().head


def test_on_a_day_without_a_panel_the_next_one_is_named() -> None:
    """A Saturday's page names Monday."""
    assert a_briefing(facts("2024-06-15 09:00")).head.panel == "Mon 17 Jun 10:00"


def test_the_figures_are_five_and_speak_as_loud_as_they_should() -> None:
    """An unplanned outage under way is an alarm; nothing at all is calm."""
    figures = a_briefing().agenda().figures
    assert [(figure.label, figure.count, figure.tone) for figure in figures] == [
        ("New and blocked", 4, Tone.ALARM),
        ("SLA breached", 2, Tone.ALARM),
        ("Next to breach", 1, Tone.WARNING),
        ("Ready for retest", 1, Tone.GOOD),
        ("Outages today", 3, Tone.ALARM),
    ]
    assert {figure.tone for figure in a_quiet_briefing().agenda().figures} == {Tone.CALM}


def test_the_headline_names_the_worst_and_counts_the_rest() -> None:
    """One sentence: what to look at first, what is down, what is late, what is next."""
    assert a_briefing().agenda().headline == (
        "Look first at #1001 DIP accepts no messages (SIT A, DIP, turn: DIP service provider); "
        "unplanned outage of SIT A, DIP (OUT-14, since Wed 12 Jun 07:40); "
        "2 defects are past an SLA; 1 is next to breach."
    )


def test_a_matter_without_a_defect_is_named_when_there_is_nothing_else() -> None:
    """A rule's matter is a headline too, without a full stop in its middle."""
    decided = (Decision("rota", None, PutOnAgenda(Section.BLOCKED, "No tester is on duty."), ()),)
    assert a_briefing(facts_of(), decided).agenda().headline == "Look first at No tester is on duty."


def test_several_outages_are_one_and_more() -> None:
    """The headline stays one line when everything is down."""
    day = facts()
    first, *others = day.outages
    day = replace(day, outages=(first, replace(first, reference="OUT-99"), *others))
    assert "(OUT-14, since Wed 12 Jun 07:40) and 1 more;" in a_briefing(day).agenda().headline


def test_a_plan_over_its_caps_is_a_notice() -> None:
    """People must know that the bot waits for them."""
    notices = a_briefing(over_caps="yes").agenda().notices
    assert notices == ("A plan of 1 change waits for a person: It would change 1 defects; the cap is 0 in one run.",)
    assert a_briefing().agenda().notices == ()


def test_a_sentence_that_many_lines_share_is_said_once() -> None:
    """When the panel meets need not stand in every line; what differs stays."""
    decided = tuple(
        Decision(
            "sla-at-risk", number, PutOnAgenda(Section.AT_RISK, ""), (f"It is {number}.", "The panel meets at 10:00.")
        )
        for number in (1, 2, 3)
    )
    fixed = [a_defect(number, history=[("2024-06-12 08:00", "Fixed")]) for number in (1, 2, 3)]
    section = a_briefing(facts_of(*fixed), decided).agenda().sections[2]
    assert section.common == ("The panel meets at 10:00.",)
    assert [line.because for line in section.defects] == [("It is 1.",), ("It is 2.",), ("It is 3.",)]


def test_a_digest_says_its_numbers_in_the_subject() -> None:
    """A reader knows from the mailbox whether to open it."""
    everything = a_briefing().digest(Audience("environment manager"))
    own = a_briefing().digest(Audience("environment manager", "St Clements"))
    assert everything.subject == "A programme: 2 SLAs breached, 1 next, 4 outages (Wed 12 Jun)"
    assert own.subject == "A programme, St Clements: 1 SLA breached, 0 next, 1 outage (Wed 12 Jun)"
    assert own.about == "The systems and defects of St Clements. Outages until Wed 19 Jun."
    assert (own.audience.name, own.audience.key) == (
        "environment manager of St Clements",
        "environment manager/St Clements",
    )


def test_defects_are_counted_by_environment_and_severity() -> None:
    """What is not given is counted too, under its own name."""
    briefing = a_briefing()
    counts = briefing.counts(briefing.view.environment_defects)
    assert counts == (
        Count("(no environment)", "(no severity)", 1),
        Count("SIT A", "1 - Critical", 1),
        Count("SIT A", "3 - Medium", 2),
        Count("SIT B", "2 - High", 1),
        Count("UIT", "4 - Low", 1),
    )
    assert briefing.environments(counts) == ("SIT A", "SIT B", "UIT", "(no environment)")


def test_deadlines_are_those_of_the_next_running_clock_of_each_defect() -> None:
    """Nearest first; a paused defect has none."""
    deadlines = a_briefing().deadlines()
    assert [deadline.label for deadline in deadlines] == [
        "#1001 resolve, SIT A",
        "#1005 respond, (no environment)",
        "#1006 respond, UIT",
    ]


def test_an_escalation_names_role_defect_and_reason() -> None:
    """One with a defect shows its line, one without its text."""
    about_defect, about_environment = a_briefing().escalations()
    assert about_defect.line is not None
    assert (about_defect.role, about_defect.line.number) == ("SI defect manager", BLOCKER)
    assert about_defect.subject == "A programme, please act: #1001 DIP accepts no messages"
    assert (about_environment.line, about_environment.subject) == (None, "A programme, please act: SIT A may be down.")


def test_two_rules_that_escalate_one_defect_to_one_role_are_one_letter() -> None:
    """The role reads once what is to be done, with every reason."""
    outcome = Outcome(decisions(), View(facts()), {})
    plan = plan_of(outcome, "")
    again = replace(an_escalation(BLOCKER, "It is late, too."), key="late", because=("Late.",))
    twice = (an_escalation(BLOCKER), again)
    (letter,) = Briefing.of(outcome, replace(plan, escalations=twice), LINKS).escalations()
    assert letter.text == "Please look. It is late, too."
    assert letter.because == ("It is urgent.", "Late.")
    assert letter.key == f"late and rule/{BLOCKER}"


def test_a_letter_about_many_decisions_has_a_key_that_the_ledger_can_keep() -> None:
    """Short, and another one for other decisions."""
    outcome = Outcome(decisions(), View(facts()), {})
    plan, first = plan_of(outcome, ""), an_escalation(BLOCKER)

    def key(*names: str) -> str:
        told = tuple(replace(first, key=f"{name * 40}/{number}") for number, name in enumerate(names))
        (letter,) = Briefing.of(outcome, replace(plan, escalations=told), LINKS).escalations()
        return letter.key

    assert len(key("abcd", "efgh", "ijkl")) == len("x" * 200) + 17
    assert key("abcd", "efgh", "ijkl") != key("abcd", "efgh", "ijkm")
    assert key("a") == f"{'a' * 40}/0"


def test_a_digest_says_what_is_wrong_in_the_sources_but_not_to_a_party() -> None:
    """A party cannot mend them; of many the first are told, and where the others are."""
    problem = SourceProblem("outages.xlsx, row 12", "it is left out.", "Correct it.")
    briefing = a_briefing(problems=(problem,) * 3)
    told = briefing.digest(Audience("environment manager"))
    assert told.problems == ("outages.xlsx, row 12: it is left out. Correct it.",) * 3
    assert told.cut(3).problems == told.problems
    assert told.cut(2).problems == (*told.problems[:2], "And 1 more: see `envbot outages sources`.")
    assert briefing.digest(Audience("environment manager", "St Clements")).problems == ()
