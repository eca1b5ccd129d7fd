"""Availability as people and programs read it: the numbers, the page, the time-line."""
