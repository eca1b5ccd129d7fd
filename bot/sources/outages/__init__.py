"""Outages wherever they are kept: work items, tables, calendars; each becomes the same facts, and a bad row is told."""
