"""A section counts the same however much of it is shown, so that every document tells one number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.publish.views import DefectLine, SectionView, Tone
from rules.decisions import Section

LINE = DefectLine(1, "A defect", "", "", Tone.CALM, "SIT A", "DIP", "Open", "", "", (), Tone.CALM, "")
SECTION = SectionView(
    Section.AT_RISK, "", "", defects=tuple(replace(LINE, number=number) for number in range(8)), above=13
)


@pytest.mark.parametrize("most", [0, 5, 8, 30])
def test_a_section_that_is_cut_counts_what_it_counted(most: int) -> None:
    """With what stands in a section above already; only lines that are left out are called more."""
    cut = SECTION.cut(most)
    assert cut.count == SECTION.count == 21
    assert cut.more == max(0, 8 - most)
    assert cut.cut(2).count == 21
