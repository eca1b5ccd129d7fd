"""Read release notes from wiki pages, one page a release, as vendors write them.

A page needs a version, and says where and since when its build is: in a table, in lines `Version: …`, or in its title.

    | | |
    |---|---|
    | Version | DIP 4.2.1 |
    | Systems | DIP |
    | Environments | SIT A; SIT Staging |
    | Delivered | 2024-06-11 18:30 |

    ## Fixed
    - #1234 What was wrong

    ## Known issues
    - What is not fixed yet
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sources.problems import SourceProblem
from bot.sources.release_notes.from_markdown import blocks_of_markdown
from bot.sources.release_notes.in_programme import NoteReader, Origin
from bot.sources.release_notes.reading import read_releases
from bot.store.history import StoredPage
from rules.facts import ReleaseNote


def read_release_notes(
    pages: Iterable[StoredPage], reader: NoteReader, own: re.Pattern[str] | None = None
) -> tuple[tuple[ReleaseNote, ...], tuple[SourceProblem, ...]]:
    """Give the release notes of pages, and what is wrong in them.

    Args:
        pages: as they were pulled.
        reader: knows the programme's names.
        own: the programme's own pattern of ids.
    """
    notes: list[ReleaseNote] = []
    problems: list[SourceProblem] = []
    for page in pages:
        origin = Origin(f"wiki page {page.path}", page.url)
        releases = read_releases(blocks_of_markdown(page.content), own)
        if not releases:
            what = "it names no release and no defect, so the page is left out."
            problems.append(SourceProblem(origin.source, what, "Add a row `| Version | … |`.", origin.url))
            continue
        found, wrong = reader.notes_of(releases, origin)
        notes += found
        problems += wrong
    return tuple(notes), tuple(problems)
