"""Release notes in whatever form they come: each format gives blocks, and one reader finds what they claim."""
