"""Measurements on real histories, each a ratio within one run: `python -m benchmarks --help`."""
