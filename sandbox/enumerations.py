"""Read the values of enumerations, which clients send by name or, as the vendor's Node client does, by number."""

from __future__ import annotations

from collections.abc import Mapping

WORK_ITEM_EXPAND = {0: "none", 1: "relations", 2: "fields", 3: "links", 4: "all"}
ERROR_POLICY = {1: "fail", 2: "omit"}
QUERY_EXPAND = {0: "none", 1: "wiql", 2: "clauses", 3: "all", 4: "minimal"}
TYPE_FIELDS_EXPAND = {0: "none", 1: "allowedvalues", 2: "dependentfields", 3: "all"}
REPORTING_EXPAND = {0: "none", 1: "fields"}
COMMENT_EXPAND = {0: "none", 1: "reactions", 8: "renderedtext", 16: "renderedtextonly", -17: "all"}
COMMENT_ORDER = {1: "asc", 2: "desc"}
COMMENT_FORMAT = {0: "markdown", 1: "html"}
WIKI_KIND = {0: "projectwiki", 1: "codewiki"}
RECURSION_LEVEL = {0: "none", 1: "onelevel", 4: "onelevelplusnestedemptyfolders", 120: "full"}


def named(value: object, names: Mapping[int, str]) -> str:
    """The name of a value in lower case; what is no number is taken for a name, nothing for the empty one.

    Example:
        >>> named("4", WORK_ITEM_EXPAND), named("All", WORK_ITEM_EXPAND), named(None, WORK_ITEM_EXPAND)
        ('all', 'all', '')
    """
    text = "" if value is None else str(value).strip().lower()
    return names.get(int(text), text) if text.removeprefix("-").isdigit() else text
