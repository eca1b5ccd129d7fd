"""SLA clocks: derived from a defect's history, never counted; explainable to the microsecond."""

from rules.sla.clock import clocks
from rules.sla.policy import PolicyError, SlaJudge
from rules.sla.values import Clock, ClockState, Segment, SegmentKind, Verdict

__all__ = ["Clock", "ClockState", "PolicyError", "Segment", "SegmentKind", "SlaJudge", "Verdict", "clocks"]
