"""What a heading says: that a release begins, or that what follows is fixed, known and open, or only mentioned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Section(Enum):
    """What the lines below a heading are."""

    DELIVERED = "delivered"
    """What the release brings: fixes, features, changes; and everything that no heading says otherwise of."""
    FIXED = "fixed"
    """What the release fixes, by the word of its heading: bare numbers at the beginning of a line are ids there."""
    KNOWN = "known issues"
    """What is wrong and stays so."""
    MENTIONED = "mentioned"
    """What is referred to, reverted or left out: no id there is a fix."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that a heading names: its name as it stands there, the version in it, and a date if there is one."""

    name: str
    version: str
    date: str = ""


_VERSION = (
    r"v?\d+(?:\.\d+)+(?:[.-]?(?:alpha|beta|rc|m|ga|final|snapshot|sp|build|hotfix|b)[-.]?\d*)*(?:[-+][0-9a-z.]+)?"
)
_A_VERSION = re.compile(rf"(?<![\w.]){_VERSION}(?![\w.]*\d)", re.IGNORECASE)
_NO_RELEASE = re.compile(
    r"\b(?:since|from|after|prior to|before|upgrad(?:e|ing)|compared (?:to|with)|migrat(?:e|ing|ion)|requires?|"
    r"based on|supersedes|replaces|compatib\w+|previous(?:ly)?|against|with)\b[^,;(]*$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8},? \d{4}|"
    r"[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4})\b"
)
_UNRELEASED = re.compile(r"\b(?:trunk|unreleased|next release|head)\b", re.IGNORECASE)
_KNOWN = re.compile(
    r"\b(?:known\b.*\b(?:issues?|problems?|errors?|defects?|bugs?|limitations?|faults?)|(?:open|outstanding|remaining|"
    r"unresolved|unfixed) (?:issues?|defects?|bugs?|problems?|points?)|limitations?|restrictions?|workarounds?|"
    r"not (?:yet )?(?:fixed|resolved)|still open|known errors?)\b",
    re.IGNORECASE,
)
_MENTIONED = re.compile(
    r"\b(?:see also|references?|related (?:to|information|documents?|links?)|revert(?:ed|s)?|withdrawn|backed out|"
    r"rolled back|not (?:included|delivered|in this)|excluded|deferred|postponed|prerequisites?|depend(?:s|encies) on|"
    r"planned|upcoming|coming|next release|roadmap|retest(?:ed)? failed|duplicates?|rejected)\b",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"\b(?:fix(?:e[sd])?|bugs?|defects?|resolved|corrected|corrections?|closed|solved|repaired|faults?)\b",
    re.IGNORECASE,
)
_RELEASE_WORDS = re.compile(r"\b(?:release notes?|change ?log|changes|release|version|notes?)\b|[-:]", re.IGNORECASE)


def section_of(text: str) -> Section:
    """Tell what the lines below a heading are."""
    if _KNOWN.search(text):
        return Section.KNOWN
    if _MENTIONED.search(text):
        return Section.MENTIONED
    return Section.FIXED if _FIXED.search(text) else Section.DELIVERED


def is_plainly_a_section(text: str) -> bool:
    """Whether a line of its own can be nothing but a heading of a section: `Known issues:`, `BUG FIXES`."""
    words = text.strip(" :*#=-_")
    return 0 < len(words.split()) <= _MOST_WORDS and bool(
        _KNOWN.fullmatch(words) or re.fullmatch(rf"(?:{_WHOLE})", words, re.IGNORECASE)
    )


_MOST_WORDS = 6
_WHOLE = (
    r"(?:fixed|resolved|corrected|closed|delivered|included)(?: (?:issues?|defects?|bugs?|problems?|in this release))*|"
    r"(?:bug|defect|issue)s?(?: fix(?:es|ed))?|fixes|fixed|new features?|improvements?|enhancements?|changes|"
    r"known (?:issues?|problems?|errors?|defects?|bugs?|limitations?)|open (?:issues?|defects?)|limitations|"
    r"not (?:included|delivered)(?: in this release)?|outstanding (?:issues?|defects?)|"
    r"incompatible changes|optimi[sz]ations?|sub-?tasks?|tasks?|tests?|wish|see also|reverted|added|changed|removed|"
    r"deprecated|security|features?|corrections|not fixed|deferred"
)


def release_in(heading: str) -> Release | None:
    """Give the release that a heading begins; None where its version is not that of a release."""
    for match in _A_VERSION.finditer(heading):
        if _DATE.fullmatch(match.group()) or _NO_RELEASE.search(heading[: match.start()]):
            continue
        date = _DATE.search(heading, match.end())
        return Release(_name(heading[: match.end()]), match.group(), date.group() if date else "")
    if _UNRELEASED.search(heading) and section_of(heading) is Section.DELIVERED:
        return Release(heading.strip(" []#*="), heading.split(maxsplit=1)[0].strip("[]#*= ("))
    return None


def says_release(heading: str) -> bool:
    """Whether a heading calls itself a release: `Release 2.6.0`, `Release Notes - Hive - Version 0.6.0`."""
    return bool(re.match(r"\W*(?:release|version|trunk|\[?unreleased)\b", heading, re.IGNORECASE)) or bool(
        re.search(r"\brelease notes?\b", heading, re.IGNORECASE)
    )


def _name(text: str) -> str:
    """Give what a release is called: `DIP 4.2.1` of `Release Notes - DIP - Version 4.2.1`."""
    words = _RELEASE_WORDS.sub(" ", text).replace("[", " ").replace('"', " ")
    return " ".join(words.split())
