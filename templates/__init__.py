"""How things look: Jinja2 for wiki, mail, cards and pages; no decisions, no arithmetic beyond formatting."""
