"""Hold what people see, letter by letter; renew with `pytest --renew-golden` and look at the difference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from bot.publish.documents import Document, Kind
from bot.publish.press import Publication, copies, publication
from bot.publish.views import Audience
from bot.sources.problems import SourceProblem
from tests.bot.publish.situation import a_briefing, a_quiet_briefing

AUDIENCES = (Audience("environment manager"), Audience("environment manager", "St Clements"))
PROBLEM = SourceProblem(
    "outages.xlsx, sheet June, row 12", "PO-7 ends before it starts, so it is left out.", "Correct it."
)
FULL = publication(a_briefing(over_caps="yes", problems=(PROBLEM,)), AUDIENCES)
QUIET = publication(a_quiet_briefing(), AUDIENCES[:1])


def without_pictures(html: str) -> str:
    """Leave out the bytes of pictures, which a new version of the drawing library may change."""
    return re.sub(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+", "data:image", html)


def first(made: Publication, kind: Kind) -> Document:
    """Give the first document of a kind."""
    return made.of(kind)[0]


@pytest.mark.parametrize(("day", "made"), [("full", FULL), ("quiet", QUIET)])
@pytest.mark.parametrize("kind", [Kind.AGENDA, Kind.CARD, Kind.DIGEST, Kind.DASHBOARD])
def test_pages_look_as_they_did(day: str, made: Publication, kind: Kind, golden: Callable[[str, str], None]) -> None:
    """Each document in HTML, on a full day and on a quiet one."""
    golden(f"{kind.value}-{day}.html", without_pictures(first(made, kind).page))


@pytest.mark.parametrize(("day", "made"), [("full", FULL), ("quiet", QUIET)])
def test_other_media_say_what_they_said(day: str, made: Publication, golden: Callable[[str, str], None]) -> None:
    """Wiki page, plain text of the mail, card and dashboard as they are sent."""
    golden(f"agenda-{day}.md", first(made, Kind.AGENDA).markdown)
    golden(f"digest-{day}.txt", first(made, Kind.DIGEST).text)
    golden(f"card-{day}.json", json.dumps(dict(first(made, Kind.CARD).card), indent=1, ensure_ascii=False) + "\n")
    board = first(made, Kind.DASHBOARD).board
    assert board is not None
    golden(f"dashboard-{day}.json", json.dumps(board.as_json(), indent=1, ensure_ascii=False) + "\n")


def test_the_other_mails_read_as_they_did(golden: Callable[[str, str], None]) -> None:
    """A party's digest, and an escalation with and without a defect, by mail and in Teams."""
    golden("digest-party.txt", FULL.of(Kind.DIGEST)[1].text)
    with_defect, without = FULL.of(Kind.ESCALATION)
    golden("escalation-defect.html", with_defect.page)
    golden("escalation-defect.txt", with_defect.text)
    golden("escalation-matter.txt", without.text)
    alert, matter = (json.dumps(dict(each.card), indent=1, ensure_ascii=False) for each in FULL.of(Kind.ALERT))
    golden("alert-defect.json", alert + "\n")
    golden("alert-matter.json", matter + "\n")
    golden("index.html", copies(FULL)["index.html"].decode())


def test_charts_are_specified_as_they_were(golden: Callable[[str, str], None]) -> None:
    """The Vega-Lite specifications, which also run live on web pages."""
    for chart in FULL.charts:
        golden(f"chart-{chart.name}.vl.json", json.dumps(chart.spec, indent=1) + "\n")
