"""Rules that join defects and releases: what a delivery lets testers retest."""
