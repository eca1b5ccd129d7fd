"""Say in a sentence what breaches before the next panel if nothing happens, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable

from bot.publish.local_time import LocalTime
from rules.facts import Defect
from rules.forecast import forecast, open_clocks
from rules.view import View
from rules.wording import counted


def outlook(view: View, defects: Iterable[Defect], clock: LocalTime) -> tuple[str, ...]:
    """Give the forecast for some defects; nothing where no clock runs out before the panel.

    It names the panel, not the time that is left, so that it stays the same until something happens.
    """
    coming = forecast(open_clocks(defects, view.clocks, view.waits_on), view.facts.now, view.next_panel)
    if not coming.breaches:
        return ()
    runs = "runs" if len(coming.breaches) == 1 else "run"
    parties = sorted(coming.by_party.items(), key=lambda party: (-len(party[1]), not party[0], party[0]))
    whose = ", ".join(f"{party or 'nobody named'} {len(own)}" for party, own in parties)
    clocks = counted(len(coming.breaches), "clock")
    panel = clock.moment(view.next_panel)
    return (f"Forecast: {clocks} {runs} out before the panel of {panel} if nothing happens ({whose}).",)
