"""Suggest the environment category for a defect without one, whose words speak of an environment."""

from __future__ import annotations

from collections.abc import Iterator

from rules.decisions import Decision, SetField
from rules.facts import Defect
from rules.reading import TEXT_FIELDS
from rules.registry import Finding, NotNow, RuleSettings, Scope, rule
from rules.view import View
from rules.wording import listed, quoted


class Settings(RuleSettings):
    """A category is for the panel to give: by default it is only suggested."""


@rule("category-inferred", settings=Settings, scope=Scope.OPEN, number=1)
def category_inferred(view: View, defect: Defect, _settings: Settings) -> Iterator[Finding]:
    """Suggest the environment category where none is given and the programme's words for it stand in the text.

    A category that somebody gave is never questioned. By default the rule suggests.

    Example:
        >>> from rules.example import a_defect, ask
        >>> print(ask("category-inferred", a_defect(category="", title="Certificate of the DIP has expired")))
        #1: set Custom.DefectCategory to Environment
            It has no category, and its text says "Certificate".
    """
    field = view.programme.fields.category
    category = defect.text(field)
    if category:
        yield NotNow(f"Its category is {category} already.")
        return
    found = view.category_words_in(defect)
    if not found:
        yield NotNow("It has no category, but its text has none of the programme's words for an environment defect.")
        return
    because = f"It has no category, and its text says {listed(quoted(found))}."
    action = SetField(field, view.programme.environment_category)
    yield Decision("category-inferred", defect.id, action, (because,), rests_on=TEXT_FIELDS)
