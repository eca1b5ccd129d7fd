"""Find the defects that can be retested, and ask the panel where note, state and builds do not add up."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from rules.decisions import AddTag, Decision, Mode, PutOnAgenda, RemoveTag, Section, SetField
from rules.facts import Defect
from rules.registry import Finding, NotNow, RuleSettings, Scope, rule
from rules.retest import Retest, Standing
from rules.view import View


class Settings(RuleSettings):
    """A tag that states what note and defect both say: it is applied by default.

    Attributes:
        tag: marks the defect for the testers' query; empty for none.
        sets_state: also sets the state in which the workflow retests. That is the release manager's decision, so
            that it is not done by default.
    """

    mode: Mode = Mode.APPLY
    tag: str = Field(default="retest-ready", pattern=r"^[^;,]*$")
    sets_state: bool = False


@rule("retest-ready", settings=Settings, scope=Scope.OPEN)
def retest_ready(view: View, defect: Defect, settings: Settings) -> Iterator[Finding]:
    """Tag a fixed defect that can be retested: a note names it, the build is on its environment, which is up and open.

    It is open where its system is available at some time of the day. What does not add up between note, state and
    builds is put to the panel, and a tag on a defect that failed its retest is taken away. A delivery before the last
    re-opening was tested and failed; it does not count. By default the rule is applied.

    Example:
        >>> from rules.example import a_defect, a_release, ask
        >>> print(ask("retest-ready", a_defect(state="Fixed"), release_notes=[a_release(fixes=1)]))
        #1: add the tag retest-ready
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The state is Fixed.
            DIP is available from Wed 12 Jun 2024 09:00 on.
        #1: put on the agenda under "Ready for retest": DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024
          18:00.
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The state is Fixed.
            DIP is available from Wed 12 Jun 2024 09:00 on.
        >>> print(ask("retest-ready", a_defect(state="Fixed", environment="SIT B"), release_notes=[a_release(fixes=1)]))
        #1: put on the agenda under "Suggestions for the panel": Fixed in DIP 4.2.1, which has been on SIT A
          since Tue 11 Jun 2024 18:00, but the defect is on SIT B.
            DIP 4.2.1 has been on SIT A since Tue 11 Jun 2024 18:00, and its note names #1 as fixed.
            The defect is on SIT B, where no note delivers the fix.
    """
    found = view.retest_of(defect)
    if found is None:
        yield NotNow("No release note names it as fixed.")
    elif found.standing is Standing.READY:
        yield from _ready(view, defect, found, settings)
    elif found.standing is Standing.FAILED and settings.tag in defect.tags:
        yield Decision(
            "retest-ready", defect.id, RemoveTag(settings.tag), found.because, found.release, since=found.since
        )
    elif found.standing in _ASKED:
        question = PutOnAgenda(Section.SUGGESTIONS, found.text)
        yield Decision("retest-ready", defect.id, question, found.because, f"{found.release}: {found.standing.value}")
    else:
        act = f"tags it {settings.tag}" if found.until else ""
        yield NotNow(found.text, None, found.until, act)


_ASKED = frozenset({Standing.NOT_FIXED, Standing.ELSEWHERE, Standing.NOWHERE, Standing.ROLLED_BACK, Standing.DOUBTED})
"""What the panel has to clear up. A fix in no note yet is usual; the release manager's list has it."""


def _ready(view: View, defect: Defect, found: Retest, settings: Settings) -> Iterator[Decision]:
    since, step = found.since, found.release
    if settings.tag:
        yield Decision("retest-ready", defect.id, AddTag(settings.tag), found.because, step, since=since)
    if settings.sets_state:
        state = view.programme.workflow.retest[0]
        yield Decision("retest-ready", defect.id, SetField("System.State", state), found.because, step, since=since)
    yield Decision("retest-ready", defect.id, PutOnAgenda(Section.RETEST, found.text), found.because, step)
