"""Write the ids that addresses of work items and issues name in place of the addresses."""

from __future__ import annotations

import re

_WORK_ITEM_ADDRESS = re.compile(r"https?://[^\s)>\]]+/_workitems/(?:edit/|\?id=)?(\d+)[^\s)>\]]*", re.IGNORECASE)
_KEY_ADDRESS = re.compile(
    r"https?://[^\s)>\]]+/(?:browse|issues?|projects/[^/\s]+/issues)/([A-Z][A-Z0-9_]+-\d+)[^\s)>\]]*"
)
_FOREIGN_ADDRESS = re.compile(r"https?://[^\s)>\]]+/(?:issues|pull|merge_requests)/(\d+)[^\s)>\]]*")


def with_ids(text: str) -> str:
    """Write ids where a text has addresses of work items and issues."""
    text = _WORK_ITEM_ADDRESS.sub(r"#\1", text)
    text = _KEY_ADDRESS.sub(r"\1", text)
    return _FOREIGN_ADDRESS.sub(r"GH#\1", text)


def linked(label: str, address: str) -> str:
    """Give the text of a link with the id that its address names, once."""
    named = with_ids(address)
    if named == address:
        return label
    bare = named.removeprefix("GH").lstrip("#")
    if label.strip().removeprefix("AB").lstrip("#") == bare:
        return named
    return label if re.search(rf"(?<![\w-]){re.escape(bare)}\b", label) else f"{named} {label}"
