"""What a cycle says and keeps about the SLA: the forecast in what it posts, and the verdict of each stopped clock."""

from __future__ import annotations

from bot.judging import verdicts_of
from bot.publish.documents import Kind
from tests.scenarios.conftest import Stage


def test_a_cycle_posts_the_forecast_and_keeps_verdicts_once(stage: Stage) -> None:
    """The agenda and the digests say what breaches before the panel; a dry run keeps nothing, a second one no more."""
    stage.cycle(apply=False)
    assert verdicts_of(stage.house).kept() == ()
    first = stage.cycle()
    forecast = "Forecast: 4 clocks run out before the panel of Wed 12 Jun 10:00 if nothing happens (ElectraLink 2, "
    assert forecast in first.publication.of(Kind.AGENDA)[0].markdown
    assert forecast in first.publication.of(Kind.DIGEST)[0].text
    assert first.as_json()["verdicts"] == len(verdicts_of(stage.house).kept()) > 500
    assert stage.cycle().verdicts == 0
