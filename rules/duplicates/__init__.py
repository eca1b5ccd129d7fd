"""Find the earlier reports that a new defect resembles, as of any instant, and say which words make them alike."""

from rules.duplicates.index import Candidate, DuplicateIndex
from rules.duplicates.report import Report
from rules.duplicates.weighting import Weighting

__all__ = ["Candidate", "DuplicateIndex", "Report", "Weighting"]
