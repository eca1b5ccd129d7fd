"""Rules that help the panel to triage: what a defect is, what it lacks, whether it was seen before."""
