"""A rule that a person wrote in YAML is asked, held to and explained like any other."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from rules.decisions import (
    Action,
    AddComment,
    AddTag,
    Escalate,
    LinkWorkItem,
    Notify,
    PutOnAgenda,
    RemoveTag,
    Section,
    SetField,
)
from rules.engine import check_settings, decide
from rules.escalation.records import EscalationRecords
from rules.facts import Facts
from rules.registry import RuleError
from rules.settings import read_settings
from rules.signature import signature
from tests.rules.asking import actions, asked, because, considered
from tests.rules.builders import BOT, TESTER, a_defect, a_programme, facts_of, uk

WHEN = "[System.Title] CONTAINS 'certificate'"
PROGRAMME = a_programme(roles={"security contact": "Certificates."})


def facts(**fields: Any) -> Facts:
    """Build facts with one new defect about a certificate."""
    return facts_of(a_defect(**({"title": "Certificate has expired"} | fields)), programme=PROGRAMME)


def own(*then: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a declared rule with these actions."""
    return {"when": WHEN, "then": list(then), "reason": "Security renews them."} | more


@pytest.mark.parametrize(
    ("then", "action"),
    [
        ({"set": {"field": "priority", "value": 1}}, SetField("Microsoft.VSTS.Common.Priority", 1)),
        ({"add_tag": "certificate"}, AddTag("certificate")),
        ({"remove_tag": "old"}, RemoveTag("old")),
        ({"assign": "sam@example.com"}, SetField("System.AssignedTo", "sam@example.com")),
        ({"comment": "Please renew it."}, AddComment("Please renew it.")),
        ({"link": {"target": 7}}, LinkWorkItem(7, "")),
        (
            {"agenda": {"section": "Suggestions for the panel", "text": "Who renews it?"}},
            PutOnAgenda(Section.SUGGESTIONS, "Who renews it?"),
        ),
        ({"escalate": {"role": "security contact", "text": "Expired."}}, Escalate("security contact", "Expired.")),
        ({"notify": {"role": "security contact", "text": "Expired."}}, Notify("security contact", "Expired.")),
    ],
)
def test_each_action_becomes_a_decision(then: dict[str, Any], action: Action) -> None:
    """Of the kinds that every rule has."""
    assert actions("renewed", facts(tags="old"), **own(then)) == [action]


def test_the_reason_is_the_persons_and_what_was_seen() -> None:
    """Clause by clause."""
    assert because("renewed", facts(), **own({"add_tag": "x"})) == (
        "Security renews them. The condition `when` of the rule is met "
        "([System.Title] CONTAINS 'certificate': Certificate has expired)."
    )


def test_what_does_not_meet_the_condition_is_left_alone() -> None:
    """Nor what meets `unless`."""
    assert actions("renewed", facts(title="Other"), **own({"add_tag": "x"})) == []
    assert because("renewed", facts(title="Other"), **own({"add_tag": "x"})).startswith("The condition `when`")
    assert actions("renewed", facts(), **own({"add_tag": "x"}, unless="[State] = 'New'")) == []


def test_it_looks_at_environment_defects_unless_it_says_otherwise() -> None:
    """As the other rules do."""
    other = facts(category="Application")
    assert actions("renewed", other, **own({"add_tag": "x"})) == []
    assert actions("renewed", other, **own({"add_tag": "x"}, looks_at="all defects"))


def test_a_text_may_name_fields() -> None:
    """Of Azure DevOps and of the bot; instants in local time, people by name, and what is not given is said so."""
    text = "{title}: {envbot.sla.resolve.due}, {System.CreatedDate}, {Assigned To}, {Severity}"
    seen = facts(
        severity=3,
        **{"System.CreatedDate": "2024-06-10T08:00:00Z"},
        assigned_to={"displayName": "Sam", "uniqueName": "sam@example.com"},
    )
    assert actions("renewed", seen, **own({"comment": text})) == [
        AddComment("Certificate has expired: Fri 21 Jun 2024 17:00, Mon 10 Jun 2024 09:00, Sam, 3 - Medium")
    ]
    assert actions("renewed", facts(), **own({"comment": "{Assigned To}"})) == [AddComment("(not given)")]


@pytest.mark.parametrize(
    ("then", "message"),
    [
        (
            {"comment": "{System.Titel}"},
            r"renewed\.then\.0\.comment: there is no field 'System.Titel'. Did you .*Title",
        ),
        ({"comment": "{qqqqqqqqqq}"}, r"there is no field 'qqqqqqqqqq'\. Name it as Azure DevOps does"),
        ({"set": {"field": "envbot.system", "value": "DIP"}}, r"then\.0\.set: envbot\.system is worked out by envbot"),
        ({"escalate": {"role": "security", "text": "x"}}, r"has no role 'security'\. Did you mean security contact\?"),
    ],
)
def test_an_unknown_field_or_role_is_named_before_any_rule_is_asked(then: dict[str, Any], message: str) -> None:
    """With what comes near."""
    with pytest.raises(RuleError, match=message):
        check_settings(facts(), read_settings({"renewed": own(then)}))


def test_a_comment_is_made_once() -> None:
    """However often the rule is asked."""
    told = facts(comments=[("2024-06-11 09:00", BOT, "Please renew it. " + signature(["renewed"], "eb-1"))])
    assert actions("renewed", told, **own({"comment": "Please renew it."})) == []


def asked_again(spoke: str, now: str, by: Any = BOT) -> tuple[Facts, dict[str, Any]]:
    """Build facts in which the rule spoke before, and a rule that may speak again after a day."""
    defect = a_defect(
        title="Certificate has expired",
        comments=[(spoke, by, "Please renew it. " + signature(["renewed"], "eb-1"))],
    )
    then = ({"comment": "Please renew it."}, {"add_tag": "certificate"})
    return facts_of(defect, now=now, programme=PROGRAMME), own(*then, cool_down="P1D")


def test_a_rule_that_cools_down_speaks_again_after_that() -> None:
    """As another cycle, so that the ledger lets it pass."""
    known, rule = asked_again("2024-06-11 08:00", "2024-06-12 08:30")
    assert actions("renewed", known, **rule) == [AddComment("Please renew it."), AddTag("certificate")]
    assert [decision.cycle for decision in asked("renewed", known, **rule).decisions] == [1, 0]


def test_a_rule_that_cools_down_is_quiet_meanwhile_but_keeps_its_tags() -> None:
    """And says when it speaks again."""
    known, rule = asked_again("2024-06-11 09:00", "2024-06-12 08:30")
    assert actions("renewed", known, **rule) == [AddTag("certificate")]
    consideration = considered("renewed", known, **rule)
    assert consideration.next_at == uk("2024-06-12 09:00")
    assert consideration.because[-1] == (
        "It spoke on Tue 11 Jun 2024 09:00 and does so again after 1 day at the earliest."
    )


def test_what_a_role_was_not_told_when_the_rule_spoke_is_still_told() -> None:
    """The comment is made first; the mail that goes with it is the same act, and may fail once."""
    known, _ = asked_again("2024-06-11 09:00", "2024-06-12 08:30")
    message = {"role": "security contact", "text": "Please renew it."}
    rule = own({"comment": "Please renew it."}, {"notify": message}, cool_down="P1D")
    (decision,) = asked("renewed", known, **rule).decisions
    assert (decision.action, decision.cycle) == (Notify("security contact", "Please renew it."), 0)


def test_an_action_keeps_its_key_when_others_are_written_before_it() -> None:
    """So that nobody hears again what they were told, because a tag was added to the rule."""
    message = {"notify": {"role": "security contact", "text": "Please renew it."}}
    (before,) = asked("renewed", facts(), **own(message)).decisions
    *_, after = asked("renewed", facts(), **own({"add_tag": "a"}, {"add_tag": "b"}, message)).decisions
    assert before.key == after.key == "renewed/1001/Notify/notify 1/0"


def test_what_it_wrote_while_it_cooled_down_was_no_speaking() -> None:
    """A tag that came back bears the rule's mark as well; nobody is told again for it."""
    mark = signature(["renewed"], "eb-1")
    entries = [("2024-06-11 09:00", BOT, f"Please renew it. {mark}"), ("2024-06-11 12:00", BOT, f"A tag. {mark}")]
    message = {"role": "security contact", "text": "Please renew it."}
    rule = own({"comment": "Please renew it."}, {"notify": message}, cool_down="P1D")
    known = replace(facts(comments=entries), now=uk("2024-06-12 08:59"))
    assert [each.cycle for each in asked("renewed", known, **rule).decisions] == [0]
    again = replace(facts(comments=entries), now=uk("2024-06-12 09:00"))
    assert [each.cycle for each in asked("renewed", again, **rule).decisions] == [1, 1]


def sent(now: str, *told: tuple[str, str]) -> tuple[int, ...]:
    """Give the cycles in which a rule that only sends, and cools down for a day, would send now."""
    keys = {f"renewed/{number_and_rest}": uk(at) for number_and_rest, at in told}
    known = replace(facts(), now=uk(now), escalations=EscalationRecords(told=MappingProxyType(keys)))
    message = {"role": "security contact", "text": "Please renew it."}
    outcome = asked("renewed", known, **own({"notify": message}, {"escalate": message}, cool_down="P1D"))
    return tuple(decision.cycle for decision in outcome.decisions)


def test_a_rule_that_only_sends_cools_down_from_when_it_sent() -> None:
    """As the ledger says: nobody is told by another defect's message, nor by another rule's."""
    first = ("1001/Notify/notify 1/0", "2024-06-11 09:00")
    other = ("1002/Notify/notify 1/0", "2024-06-12 08:00")
    assert sent("2024-06-11 08:00") == (0, 0)
    assert sent("2024-06-12 08:59", first, other) == (0, 0)
    assert sent("2024-06-12 09:00", first, other) == (1, 1)
    assert sent("2024-06-12 10:00", first, ("1001/Escalate/escalate 2/1", "2024-06-12 09:30")) == (1, 1)


def test_without_records_a_rule_that_only_sends_speaks_once() -> None:
    """In a replay of the past a decision counts once."""
    message = {"role": "security contact", "text": "Please renew it."}
    (decision,) = asked("renewed", facts(), **own({"notify": message}, cool_down="P1D")).decisions
    assert decision.cycle == 0


def test_what_others_wrote_does_not_cool_it_down() -> None:
    """Even with its mark, quoted."""
    known, rule = asked_again("2024-06-11 09:00", "2024-06-12 08:30", by=TESTER)
    assert AddComment("Please renew it.") in actions("renewed", known, **rule)


def test_its_documentation_says_whom_to_ask() -> None:
    """Where the person said so."""
    settings = read_settings({"renewed": own({"add_tag": "x"}, owner="security contact", mode="off")})
    assert decide(facts(), settings).considered.get("renewed") is None
