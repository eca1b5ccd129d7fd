"""The SLA measurement runs, prints its ratios, and agrees with the calculations that it is held against."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.__main__ import main
from tests.shared import shared_path


def test_the_measurement_prints_its_ratios_and_agrees() -> None:
    """On few revisions: every sampled interval is equal, every random one equal to the slow loop over days."""
    histories = shared_path("data/histories")
    few = ["--revisions", "3000", "--sample", "20", "--compared", "400", "--histories", str(histories)]
    answer = CliRunner().invoke(main, ["sla", "--json", *few], catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert report["revisions"] >= 3000
    assert report["businesstimedelta_sample_equal_to_the_second"] == report["businesstimedelta_sample"] == 20
    assert report["ratio_vs_businesstimedelta"] > 1
    assert {"ratio_vs_floor", "us_per_clock", "peak_rss_mib"} <= report.keys()
    tracker = report["agreement_with_the_tracker"]
    assert (tracker["agreeing_to_the_millisecond"], tracker["differing"], tracker["ambiguous"]) == (35_316, 0, 13_360)
    agreement = report["agreement"]
    assert agreement["equal_to_slow_day_loop"] == 400
    differing = agreement["differing_from_businesstimedelta"]
    assert agreement["equal_to_businesstimedelta"] + differing == 400
    assert agreement["differing_whose_hours_open_or_close_while_the_clocks_change"] == differing


def test_measurements_are_found_by_name() -> None:
    """The list names what can be measured, and no module beside; another name is refused."""
    listed = CliRunner().invoke(main, ["--help"]).stdout
    assert "sla " in listed
    assert "\n  incidents" not in listed
    assert CliRunner().invoke(main, ["slow"]).exit_code == 2


def test_the_table_says_the_same_to_a_person() -> None:
    """Without --json the numbers stand in lines."""
    histories = shared_path("data/histories")
    few = ["--revisions", "500", "--sample", "2", "--compared", "40", "--histories", str(histories)]
    assert "ratio_vs_floor" in CliRunner().invoke(main, ["sla", *few], catch_exceptions=False).stdout
