"""Charts show the groups as large as they are."""

from __future__ import annotations

from sandbox.pages.charts import Slice, draw_bars, draw_columns, draw_pie, slices

GROUPS = slices([("SIT A", 3), ("SIT B & more", 1)], {"SIT A": "#123456"})


def test_groups_get_their_own_colour_or_the_next_of_the_palette() -> None:
    """A colour that a person chose is kept."""
    first, second = GROUPS
    assert first == Slice("SIT A", 3, "#123456")
    assert second == Slice("SIT B & more", 1, "#d83b01")


def test_the_smallest_of_many_groups_become_one() -> None:
    """Ten slices at most; nothing is lost from the sum."""
    many = slices([(str(number), number) for number in range(1, 31)], {})
    assert len(many) == 10
    assert (many[-1].label, sum(group.count for group in many)) == ("Other", 465)


def test_a_pie_has_a_wedge_for_each_group() -> None:
    """Three quarters take the long way round, one quarter the short one; labels are escaped."""
    svg = str(draw_pie(GROUPS))
    assert "M0 0L0.00 -100.00A100 100 0 1 1 -100.00 0.00Z" in svg
    assert "A100 100 0 0 1 " in svg
    assert "<title>SIT B &amp; more: 1</title>" in svg


def test_a_single_group_is_a_whole_circle() -> None:
    """An arc from a point to itself would be nothing."""
    assert '<circle r="100"' in str(draw_pie(GROUPS[:1]))


def test_bars_are_as_long_as_their_counts() -> None:
    """The largest group takes the whole width beside the labels, a third of it a third; long labels are cut."""
    svg = str(draw_bars(GROUPS, 334))
    assert 'width="189.0"' in svg
    assert 'width="63.0"' in svg
    assert ">SIT B &amp; more<title>SIT B &amp; more</title></text>" in svg
    assert ">SIT…<title>" in str(draw_bars(GROUPS, 90))


def test_columns_are_as_high_as_their_counts() -> None:
    """The largest group takes the whole height above the labels, a third of it a third."""
    svg = str(draw_columns(GROUPS, 400, 164))
    assert 'height="120.0"' in svg
    assert 'height="40.0"' in svg
    assert "rotate" not in svg


def test_labels_that_do_not_fit_below_their_columns_stand_aslant() -> None:
    """All of them do then, and the longest are cut."""
    svg = str(draw_columns([*GROUPS, Slice("A very long label", 3, "#000000")], 200, 164))
    assert svg.count("rotate(-40") == 3
    assert "A very long…<title>A very long label</title>" in svg
