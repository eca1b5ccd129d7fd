"""Recompute the clocks of an evidence document from the document alone, and compare every figure with what it states.

No store, no settings, no network: whoever has the file and this program can do it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.clock_document import clock_document, clock_name
from bot.evidence import (
    FORMAT,
    OUTAGE,
    PROGRAMME,
    fingerprint_of,
    fingerprints_of,
    versions_of,
)
from bot.evidence_page import DATA, evidence_page, layout_version
from bot.mistakes import Mistake
from rules.facts import Comment, Defect, Person, Revision
from rules.sla import SlaJudge, clocks

_DATA = re.compile(rf'<script type="application/json" id="{DATA}">(.*?)</script>', re.DOTALL)
_NOTHING = "nothing"
_LONGEST_SHOWN = 160


class NotEvidence(Mistake):
    """A file that holds no evidence, or evidence that cannot be computed with."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure, as the document states it and as it was computed from its facts.

    Attributes:
        part: what it belongs to: `resolve, cycle 1`, `revision 3`, `page`.
        what: which figure of it: `elapsed_seconds`, `segments[2].ends`, `fingerprint`.
    """

    part: str
    what: str
    stated: Any
    computed: Any

    @property
    def is_equal(self) -> bool:
        """Whether both are the same."""
        return bool(self.stated == self.computed)


@dataclass(frozen=True, slots=True)
class Verification:
    """What came out of recomputing a document.

    Attributes:
        fingerprint: of the document as it is, to be compared with one that was told another way.
        remarks: what could not be compared, and why.
    """

    fingerprint: str
    comparisons: tuple[Comparison, ...]
    remarks: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[Comparison, ...]:
        """What is not as stated."""
        return tuple(each for each in self.comparisons if not each.is_equal)


def verify_file(path: Path) -> Verification:
    """Read evidence from an HTML or JSON file, and recompute it; of HTML the page that people read is compared too.

    Raises:
        NotEvidence: the file cannot be read, or is no evidence.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotEvidence(
            f"{path} cannot be read: {error}. Give a file that `envbot sla ID --evidence` wrote."
        ) from error
    found = _DATA.search(text)
    if found is None:
        return verify(_document(text, path))
    document = _document(found[1], path)
    verified = verify(document)
    if document.get("made_with", {}).get("layout") != layout_version():
        remark = (
            "The page was laid out by another version of envbot, so that only its data was compared, not its words."
        )
        return Verification(verified.fingerprint, verified.comparisons, (*verified.remarks, remark))
    return Verification(verified.fingerprint, (*verified.comparisons, _page(text, document)), verified.remarks)


def verify(document: Any) -> Verification:
    """Recompute a document.

    Raises:
        NotEvidence: it is no evidence, or its facts, policies or calendars cannot be read.
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise NotEvidence(f"This is no evidence that this envbot knows: it does not say that its format is {FORMAT}.")
    try:
        found = [*_fingerprints(document), *_recomputed(document)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise NotEvidence(
            f"This evidence cannot be computed with: {type(error).__name__}: {error}. Ask for the file again."
        ) from error
    return Verification(fingerprint_of(fingerprints_of(document)), tuple(found))


def _document(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        made = "an HTML page or a JSON file that `envbot sla ID --evidence FILE` wrote"
        raise NotEvidence(f"{path} is no evidence: that is {made}. Ask for the file again.") from error


def _page(text: str, document: dict[str, Any]) -> Comparison:
    """Lay the page out again, and find the first line that is not as it is here."""
    expected = evidence_page(document)
    if text == expected:
        return Comparison("page", "words", "as laid out", "as laid out")
    lines = zip_longest(text.split("\n"), expected.split("\n"), fillvalue="the page ends here")
    number, stated, computed = next((place, *pair) for place, pair in enumerate(lines, start=1) if pair[0] != pair[1])
    return Comparison("page", f"line {number}", _short(stated), _short(computed))


def _short(line: str) -> str:
    words = " ".join(re.sub(r"<[^>]*>", " ", line).split()) or line or "an empty line"
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}..."


def _fingerprints(document: Mapping[str, Any]) -> Iterator[Comparison]:
    """Compare each part with the hash that was taken of it when the document was made."""
    stated, computed = document["fingerprints"], fingerprints_of(document)
    for part in dict.fromkeys((*stated, *computed)):
        yield Comparison(part, "fingerprint", stated.get(part, _NOTHING), computed.get(part, _NOTHING))
    yield Comparison("document", "fingerprint", document["fingerprint"], fingerprint_of(computed))


def _recomputed(document: Mapping[str, Any]) -> Iterator[Comparison]:
    programme = PROGRAMME.validate_python(document["programme"])
    judge = SlaJudge.of(programme, Person(**document["account"]))
    computed_versions = versions_of(judge)
    for kind, stated_versions in document["versions"].items():
        yield from _compared(kind, stated_versions, computed_versions[kind])
    outages = [OUTAGE.validate_python(each) for each in document["outages"]]
    measured = clocks(_defect(document), judge, datetime.fromisoformat(document["as_of"]), outages)
    computed = {clock_name(each): each for each in json.loads(json.dumps([clock_document(each) for each in measured]))}
    stated = {clock_name(each): each for each in document["clocks"]}
    for name in dict.fromkeys((*stated, *computed)):
        yield from _compared(name, stated.get(name), computed.get(name))


def _defect(document: Mapping[str, Any]) -> Defect:
    defect = document["defect"]
    return Defect(
        defect["id"],
        defect["project"],
        tuple(
            Revision(
                each["number"],
                datetime.fromisoformat(each["at"]),
                Person(**each["by"]),
                MappingProxyType(each["fields"]),
            )
            for each in defect["revisions"]
        ),
        tuple(
            Comment(each["id"], datetime.fromisoformat(each["at"]), Person(**each["by"]), "")
            for each in defect["comments"]
        ),
        url=document["url"],
    )


def _compared(part: str, stated: Any, computed: Any) -> Iterator[Comparison]:
    """Compare two JSON values figure by figure."""
    here, there = dict(_figures(stated)), dict(_figures(computed))
    for what in dict.fromkeys((*here, *there)):
        yield Comparison(part, what, here.get(what, _NOTHING), there.get(what, _NOTHING))


def _figures(value: Any, what: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _figures(inner, f"{what}.{name}" if what else name)
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _figures(inner, f"{what}[{place}]")
    else:
        yield what, value
