"""Real release notes are read at least as well as by a plain parse, and nothing that is only mentioned is a fix."""

from __future__ import annotations

import json

from click.testing import CliRunner

from benchmarks.releases import command
from tests.shared import shared_path


def test_real_notes_are_read_at_least_as_well_as_by_a_plain_parse() -> None:
    """File by file, against the fix versions of the tracker; in JSON and as a table."""
    folder = str(shared_path("data/releases/release_ground_truth.csv.gz").parent)
    answer = CliRunner().invoke(command, ["--data", folder, "--json"], catch_exceptions=False)
    report = json.loads(answer.output)
    assert report["at_least_as_good_as_reference"]
    assert report["mentions_taken_for_fixes"] == 0
    figures = {name: (each["fixes"], each["precision"], each["recall"]) for name, each in report["files"].items()}
    assert figures["hadoop_releasenotes.html"] == (5315, 0.9913, 0.9967)
    assert figures["hive_RELEASE_NOTES_0.6.txt"] == (208, 0.9899, 1.0)
    assert figures["zookeeper_releasenotes.md"] == (171, None, None)
    assert figures["hdfs_CHANGES.txt"][0] == 3457
    assert report["files"]["hdfs_CHANGES.txt"]["only_in_reference"] == ["0.21.0 HADOOP-6394", "0.23.0 HDFS-1052"]


def test_the_table_says_the_same() -> None:
    """A line a note, and how it was measured."""
    folder = str(shared_path("data/releases/release_ground_truth.csv.gz").parent)
    answer = CliRunner().invoke(command, ["--data", folder], catch_exceptions=False)
    assert (
        "hive_RELEASE_NOTES_0.6.txt          208     0.9899   1.0000    0.9899 1.0000               0" in answer.output
    )
