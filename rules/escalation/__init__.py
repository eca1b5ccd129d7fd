"""Escalation ladders: who is told of a matter that nobody answers, step by step, by working time."""
