"""Sources of outages are named in the settings; what cannot be is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.mistakes import Mistake
from bot.outage_settings import OutageAddress, OutageFile, OutageFolder, OutageWikiPage
from bot.settings import SettingsError, read_settings
from bot.sources.moments import DayOrder, Twice
from bot.sources.outages.columns import Said

HEAD = """\
programme: mhhs
store: {url: "sqlite:///envbot.sqlite"}
azure_devops:
  organization: https://dev.azure.com/example
  project: MHHS
  team: MHHS Team
  account: envbot@example.com
  sign_in: {kind: pat, token_env: ENVBOT_PAT}
sources:
  outages:
"""


def mistake(*lines: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(HEAD + "".join(f"    - {line}\n" for line in lines))
    return str(caught.value)


def test_sources_are_named_in_their_order() -> None:
    """Each by its place, unless it has a name; paths count from the folder of the settings."""
    text = (
        HEAD
        + """\
    - kind: file
      path: outages.xlsx
      sheets: [June]
      columns: {starts: Beginn, end time: Ende}
      defaults: {kind: planned}
      zone: Europe/Paris
      dates: month first
      ambiguous: later
    - {kind: folder, path: lists}
    - {kind: address, url: "https://example.com/a.ics?key=secret"}
    - {kind: address, name: portal, url_env: PORTAL}
    - {kind: wiki page, wiki: MHHS.wiki, page: /Outages}
    - {kind: file, path: other/outages.xlsx, name: other list}
"""
    )
    sources = read_settings(text, folder=Path("/etc/envbot")).sources.outages
    assert [each.title for each in sources] == [
        "outages.xlsx",
        "lists/",
        "https://example.com/a.ics",
        "portal",
        "wiki page /Outages",
        "other list",
    ]
    first, folder, address, portal, page, _ = sources
    assert isinstance(first, OutageFile)
    assert first.path == Path("/etc/envbot/outages.xlsx")
    assert (first.columns, first.defaults) == ({Said.STARTS: "Beginn", Said.END_TIME: "Ende"}, {Said.KIND: "planned"})
    assert (first.sheets, first.zone) == (("June",), "Europe/Paris")
    assert (first.dates, first.ambiguous) == (DayOrder.MONTH_FIRST, Twice.LATER)
    assert isinstance(folder, OutageFolder)
    assert isinstance(page, OutageWikiPage)
    assert isinstance(address, OutageAddress)
    assert isinstance(portal, OutageAddress)
    assert address.where({}) == "https://example.com/a.ics?key=secret"
    assert portal.where({"PORTAL": "https://example.com/secret"}) == "https://example.com/secret"
    with pytest.raises(Mistake, match="PORTAL is not set"):
        portal.where({})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["{kind: fax, path: a}"], "'file', 'folder', 'address', 'wiki page'"),
        (["{kind: file, path: a.csv, columns: {start: x}}"], "'starts'"),
        (["{kind: file, path: a.csv, defaults: {starts: x}}"], "starts cannot be the same for every outage"),
        (["{kind: file, path: a.csv, zone: Mars}"], "there is no time zone 'Mars'"),
        (["{kind: address, url: 'http://example.com/a.csv'}"], "https://"),
        (["{kind: address}"], "give one of `url`, `url_env` and `url_file`"),
        (["{kind: address, url_env: PORTAL}"], "a secret address needs a `name`"),
        (["{kind: file, path: a.csv}", "{kind: file, path: b/a.csv}"], "several sources are called 'a.csv'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(lines: list[str], why: str) -> None:
    """And with what can be."""
    told = mistake(*lines)
    assert told.startswith("envbot.yaml, line 1")
    assert why in told
