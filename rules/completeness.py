"""Which facts a defect must state, and what it says instead where it does not."""

from __future__ import annotations

from enum import StrEnum

from rules.facts import Defect
from rules.view import View
from rules.wording import listed


class Fact(StrEnum):
    """A fact that a defect may have to state; the name of its field is in the programme file."""

    SEVERITY = "severity"
    PRIORITY = "priority"
    ENVIRONMENT = "environment"
    SYSTEM = "system"
    PARTY = "party"
    RAISED_BY_PARTY = "raised_by_party"
    STAGE = "stage"

    @property
    def words(self) -> str:
        """What people call it."""
        return self.value.replace("_", " ")

    def field(self, view: View) -> str:
        """Give the reference name of its field."""
        return str(getattr(view.programme.fields, self.value))


MANDATORY = (Fact.SEVERITY, Fact.ENVIRONMENT, Fact.SYSTEM, Fact.PARTY)
"""What every environment defect must state, unless the settings say otherwise."""


def lack(view: View, defect: Defect, fact: Fact) -> str:
    """Say in a sentence that a fact is not stated, or not as the programme knows it; empty where it is."""
    value = defect.text(fact.field(view))
    name = f"{fact.words.capitalize()} ({fact.field(view)})"
    if not value:
        least = view.programme.severities[-1]
        so = f"; its SLA clocks take it for {least}" if fact is Fact.SEVERITY else ""
        return f"{name} is empty{so}."
    if fact is Fact.SEVERITY and view.severity_of(defect) is None:
        return f"{name} is {value}, which the programme does not know: {listed(view.programme.severities)}."
    return ""
