"""The words around an id that say whether a line is about it, fixes it, or only mentions it."""

from __future__ import annotations

import re

_DASHES = "–—"  # noqa: RUF001 - dashes as people type them
_THINGS = r"(?:defects?|bugs?|issues?|jiras?|work items?|the|fix(?:es)?|changes?|commit|pull request|pr|for)"

BEFORE_THE_FIRST = re.compile(
    r"[\W_]*(?:(?:fix(?:ed|es)?|bug ?fix|bug|defect|issue|ticket|story|task|jira|feature|improvement)\b"
    r"(?:\([^)]*\))?[\W_]*)?",
    re.IGNORECASE,
)
"""What may stand before the id that an entry begins with: a bullet, a tick box, `Fix:`, `[`."""

BETWEEN = re.compile(r"\s*(?:,|/|&|\+|;|and)?\s*\]?\[?\s*")
"""What stands between ids that belong together."""

STRONG_END = re.compile(rf"\s*[\])]*\s*(?:[.:;|)\]\-{_DASHES}]|$)")
"""A mark that ends the id of an entry, so that it is no word of a sentence."""

FIXING = re.compile(
    rf"\b(?:also\s+)?(?:fix(?:e[sd])?|clos(?:e[sd]?)|resolv(?:e[sd]?)|correct(?:s|ed)|deliver(?:s|ed))"
    rf"(?:\s+{_THINGS})*[\s:(\[]*$",
    re.IGNORECASE,
)
"""Before an id: it is fixed."""

ALSO_FIXING = re.compile(
    r"(?:\balso (?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)|\b(?:fixes|closes|resolves))[\s:(]*$", re.IGNORECASE
)
"""The same in a line that is about another id: `Fix HDFS-1 for …` mends what HDFS-1 brought."""

NEGATED = re.compile(
    r"\b(?:not?|never|without|will|to|cannot|can't|doesn't|does not|won't)\s+(?:\w+\s+)?\w+[\s:(\[]*$", re.IGNORECASE
)
"""Before an id, with a word for fixing: it is not, or not yet."""

MENTIONING = re.compile(
    r"\b(?:after|see(?: also)?|since|caused by|regression (?:from|of)|like|as in|same as|similar to|"
    r"duplicates?(?: of)?|depends on|follow(?:s|-up to|ing)|related(?: to)?|relates to|revert(?:s|ed|ing)?|"
    r"undo(?:es)?|back(?:s|ed) out|blocked by|broken by|broke by|introduced (?:by|in|with)|workaround (?:for|of|in)|"
    r"because of|due to|with|until|before|compare|cf\.?|ref(?:er(?:s|ence)?)?(?: to)?|supersede[sd](?: by)?|"
    r"replace[sd](?: by)?|part of|parent|without|instead of|than|unlike|contradicts|waits for|via|by|of|from|in|to|"
    rf"for|on|and|or|merge(?:d|s)?)(?:\s+{_THINGS})*[\s:(\[#]*$",
    re.IGNORECASE,
)
"""Before the only id of a line: the line is about something else."""

TAKEN_BACK = re.compile(
    r"^[\W_]*(?:revert(?:s|ed|ing)?|back(?:ed)? out|rolled back|roll(?:s)? back|undo|withdrawn|"
    r"removed from this release|not (?:yet )?(?:fixed|resolved|included|delivered)|unresolved|"
    r"do(?:es)? not (?:yet )?(?:fix|resolve|close|correct)|"
    r"known (?:issue|problem|error|defect)|merge (?:branch|pull request|remote))\b",
    re.IGNORECASE,
)
"""At the beginning of a line: nothing in it is fixed."""

NOT_DONE = re.compile(
    rf"[(\[:;,.\-{_DASHES}]\s*(?:status:?\s*)?(?:is\s+)?"
    r"(?:not (?:yet )?(?:fixed|resolved|included|delivered|part of|in this)|deferred|postponed|moved to|withdrawn|"
    r"reverted|no fix|will be fixed|fix follows|still open)\b[^()\[\]]{0,60}[)\]]?\.?\s*$",
    re.IGNORECASE,
)
"""At the end of a line: what it is about is not fixed."""

STILL_OPEN = re.compile(
    r"\s+(?:(?:is|was|are|were|has been|have been)\s+)?(?:(?:still\s+)?not\s+(?:yet\s+)?(?:been\s+)?"
    r"(?:fixed|resolved|included|delivered)|still\s+(?:fails?|failing|open|broken)|re-?opened|"
    r"removed|reverted|withdrawn|backed out|rolled back|deferred|postponed)\b",
    re.IGNORECASE,
)
"""Right behind an id: the line says that it is not fixed, or that its fix was taken back."""

BEHIND_BRACKETS = re.compile(r"\s*\.?\s*(?:(?:by|thanks|via)\b[^()\[\]{}]*)?", re.IGNORECASE)
"""What may stand behind the brackets at the end of a line."""

BARE_MENTION = re.compile(
    r"\b(?:fails|failed|failing|broken|broke|regression|see(?: also)?|duplicate|same|known|reopened|caused)"
    r"\s+(?:after|since|by|from|of|as|with)?\s*(?P<number>\d{3,7})\b(?![.,:]?\d)"
    r"(?!\s*(?:%|ms|s\b|sec|min|hour|day|row|mess))",
    re.IGNORECASE,
)
"""A number that the words before it make an id: `fails after 1234`."""

LEADING_NUMBER = re.compile(rf"^[\W_]*(\d{{3,7}})\s*(?:[:{_DASHES}]|-\s|\s-)")
"""A number that a line of fixes begins with."""

GOES_ON = re.compile(
    r"\s+(?:is|was|are|were|has|had|have|will|would|can|cannot|could|should|must|may|does|did|do|remains?|still|fails?|"
    r"and|or|branch|went|introduced|changed|broke|also)\b",
    re.IGNORECASE,
)
"""Behind an id: the line is a sentence about it, and no title."""
