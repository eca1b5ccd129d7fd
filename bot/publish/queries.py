"""The shared queries of the dashboard, in the Work Item Query Language, beside what they find in the facts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rules.facts import Defect
from rules.programme import Programme

MOST_NAMED = 2_000
"""Azure DevOps takes queries of up to 32,000 characters."""
_NOBODY = 0


class Queries:
    """Writes queries in the words of one programme."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme

    def open(self, condition: str = "") -> str:
        """Query the open environment defects that meet a condition."""
        names, workflow = self._programme.fields, self._programme.workflow
        return self._query(
            f"[{names.category}] = {quoted(self._programme.environment_category)}",
            f"[System.State] NOT IN ({_listed(workflow.closed)})",
            condition,
        )

    def new(self) -> str:
        """Query those that triage has not accepted."""
        return self.open(f"[System.State] IN ({_listed(self._programme.workflow.new)})")

    def blocking(self) -> str:
        """Query those that block testing."""
        return self.open(f"[{self._programme.fields.blocked}] = 'Yes'")

    def incomplete(self) -> str:
        """Query those whose environment, system or severity nobody gave."""
        names = self._programme.fields
        return self.open(" OR ".join(f"[{name}] = ''" for name in (names.environment, names.system, names.severity)))

    def exactly(self, defects: Iterable[Defect]) -> str:
        """Query certain defects: Azure DevOps knows no SLA clocks, so the bot names those that it means.

        Of more than a query has room for, the first.
        """
        numbers = sorted(defect.id for defect in islice(defects, MOST_NAMED)) or [_NOBODY]
        return self._query(f"[System.Id] IN ({', '.join(map(str, numbers))})")

    def _query(self, *conditions: str) -> str:
        names = self._programme.fields
        own = (names.severity, names.environment, names.system, names.party)
        clauses = (
            "[System.TeamProject] = @Project",
            f"[System.WorkItemType] IN ({_listed(self._programme.defect_types)})",
            *(condition for condition in conditions if condition),
        )
        joined = "\n  AND ".join(f"({clause})" if " OR " in clause else clause for clause in clauses)
        columns = ", ".join(f"[{name}]" for name in ("System.Id", "System.Title", "System.State", *own))
        return f"SELECT {columns}\nFROM WorkItems\nWHERE {joined}\nORDER BY [{names.severity}], [System.Id]"


def quoted(text: str) -> str:
    """Write a text as a WIQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(quoted, texts))
