"""Rules that watch the time: clocks about to breach, breached, blockers nobody answers."""
