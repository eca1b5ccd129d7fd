"""Scenarios that the sandbox can start with, by name."""
