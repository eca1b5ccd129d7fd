"""What the panel answers to suggestions: read from discussions and tags, remembered as history, obeyed."""
