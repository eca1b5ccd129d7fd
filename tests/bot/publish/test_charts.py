"""Hold what charts show, in their alternative texts and as pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import altair as alt
import pytest

from bot.publish import charts
from bot.publish.charts import Chart
from bot.publish.local_time import LocalTime
from bot.publish.views import Count, Deadline, OutageLine, Tone

SEVERITIES = ("1 - Critical", "2 - High", "3 - Medium", "4 - Low")
CLOCK = LocalTime("Europe/London", date(2024, 6, 12))
NOON = datetime(2024, 6, 12, 11, tzinfo=UTC)
PANEL = CLOCK.panel(time(10))


def an_outage_line(reference: str, starts: datetime, ends: datetime | None) -> OutageLine:
    """Build the line of an outage."""
    when = CLOCK.span(starts, ends)
    return OutageLine(
        reference, "", "", "planned", "to come", "SIT A", "DIP", when, "", "", "", starts, ends, Tone.CALM
    )


def is_whole(chart: Chart) -> bool:
    """Say whether a chart came out in every form, by the schema of Vega-Lite, in the bundled font."""
    alt.Chart.from_dict(dict(chart.spec))  # raises where the schema is not kept
    return (
        chart.png.startswith(b"\x89PNG")
        and chart.svg.startswith("<svg")
        and "Liberation Sans" in chart.svg
        and chart.spec["description"] == chart.alt
        and chart.address.startswith("data:image/png;base64,iVBOR")
    )


def test_open_defects_are_said_by_environment_with_their_severities() -> None:
    """Somebody who cannot see the picture gets its numbers."""
    counts = [Count("SIT A", "2 - High", 3), Count("SIT A", "1 - Critical", 1), Count("UIT", "(no severity)", 2)]
    chart = charts.open_defects(counts, ("SIT A", "SIT B", "UIT"), SEVERITIES)
    assert is_whole(chart)
    assert chart.alt == (
        "Open environment defects by environment and severity: "
        "SIT A 4 (1 - Critical: 1, 2 - High: 3); SIT B 0; UIT 2 ((no severity): 2)."
    )


def test_next_breaches_are_said_nearest_first() -> None:
    """With the panel that comes between."""
    deadlines = [Deadline("#2 resolve", "Odd", NOON), Deadline("#1 respond", "1 - Critical", NOON - timedelta(hours=3))]
    chart = charts.next_breaches(deadlines, CLOCK, PANEL, SEVERITIES)
    assert is_whole(chart)
    assert chart.alt == (
        "Next SLA breaches, the dashed line is the panel at 10:00: "
        "#1 respond Wed 12 Jun 09:00; #2 resolve Wed 12 Jun 12:00."
    )


@pytest.mark.parametrize("days", [0, 1, 3, 40])
def test_breaches_of_hours_and_of_weeks_can_be_drawn(days: int) -> None:
    """The axis shows hours or days, whichever can be read."""
    deadlines = [Deadline("#1", "1 - Critical", NOON), Deadline("#2", "1 - Critical", NOON + timedelta(days=days))]
    assert is_whole(charts.next_breaches(deadlines, CLOCK, PANEL, SEVERITIES))


def test_not_more_than_a_dozen_breaches_are_drawn() -> None:
    """Two hundred lines are no picture."""
    deadlines = [Deadline(f"#{number}", "1 - Critical", NOON + timedelta(hours=number)) for number in range(200)]
    alt = charts.next_breaches(deadlines, CLOCK, PANEL, SEVERITIES).alt
    assert "#11 " in alt
    assert "#12 " not in alt


def test_outages_outside_the_strip_are_left_out() -> None:
    """One that reaches into it is drawn from its edge."""
    starts, ends = CLOCK.bounds()
    lines = [
        an_outage_line("OUT-1", starts - timedelta(days=1), starts),
        an_outage_line("OUT-2", starts - timedelta(days=1), starts + timedelta(hours=2)),
        an_outage_line("OUT-3", NOON, None),
        an_outage_line("OUT-4", ends, None),
    ]
    chart = charts.outage_strip(lines, CLOCK, starts, ends)
    assert is_whole(chart)
    assert ("OUT-1" in chart.alt, "OUT-2" in chart.alt, "OUT-3" in chart.alt, "OUT-4" in chart.alt) == (
        False,
        True,
        True,
        False,
    )


def test_columns_say_their_numbers() -> None:
    """With colours of their own, or all in one."""
    chart = charts.columns("x", "By severity", [("1 - Critical", 2), ("odd", 1)], ["#7a1f2b", "#c9ced6"])
    assert is_whole(chart)
    assert chart.alt == "By severity: 1 - Critical 2, odd 1."
    assert is_whole(charts.columns("x", "By party", [("LDSO B", 2)]))


def test_nothing_to_show_is_said_in_the_picture() -> None:
    """An empty frame would look like a fault."""
    starts, ends = CLOCK.bounds()
    assert charts.open_defects([], ("SIT A",), SEVERITIES).alt.endswith(": none.")
    assert charts.next_breaches([], CLOCK, PANEL, SEVERITIES).alt.endswith("no clock is running.")
    assert charts.outage_strip([], CLOCK, starts, ends).alt == "Outages, Wed 12 Jun to Thu 13 Jun: none."
    assert "Nothing to show" in charts.columns("x", "By party", []).svg


def test_severities_keep_their_order_in_grey() -> None:
    """Darker is worse, so that print and colour-blind readers see the order; what is unknown is grey."""

    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[index : index + 2], 16) for index in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [lightness(charts.severity_colour(severity, SEVERITIES)) for severity in SEVERITIES]
    assert shades == sorted(shades)
    assert charts.severity_colour("odd", SEVERITIES) == "#c9ced6"
    assert charts.severity_colour("5", ("1", "2", "3", "4", "5")) == charts.SEVERITY_COLOURS[-1]


def test_a_label_is_text_and_no_mark_up() -> None:
    """A hostile name is escaped in the SVG."""
    assert "<script>" not in charts.columns("x", "T", [("<script>alert(1)", 1)]).svg
