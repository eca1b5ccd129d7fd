"""The scenario's wiki: release notes as the vendors deliver them, and yesterday's stand-up with its action points."""

from __future__ import annotations

from collections.abc import Mapping

RELEASES = "/Releases"
STAND_UPS = "/Environments/Stand-ups"


def wiki_pages(ids: Mapping[str, int]) -> dict[str, str]:
    """Give every page's Markdown by its path, parents first; `ids` numbers the stories by key."""

    def ref(key: str) -> str:
        return f"#{ids[key]}"

    return {
        "/Environments": "# Environments\n\nStand-ups, outages and the calendar of the programme's test environments.\n",
        STAND_UPS: "# Stand-ups\n\nOne page a day.\n",
        f"{STAND_UPS}/2024-06-11": (
            "# Stand-up, Tuesday 11 June 2024\n\n## Actions\n\n"
            f"- [ ] Confirm the change window of 12 June with Elexon (Environment Manager, {ref('breached')})\n"
            f"- [ ] Send the harness log of 28 May (Supplier C, {ref('paused')})\n"
            "- [x] Announce the SIT B data refresh (Environment Manager)\n"
            f"- [ ] Check the firewall change record of 10 June (DIP service provider, {ref('during-outage-1')})\n"
        ),
        RELEASES: "# Releases\n\nOne page a release, as delivered.\n",
        f"{RELEASES}/DIP 4.2.1": _release(
            "DIP 4.2.1",
            "DIP",
            "SIT A",
            "2024-06-11 18:30",
            [
                (ref("retest-ready-1"), "IF-033 keeps its correlation id"),
                (ref("retest-ready-2"), "Portal shows the right party for webhooks"),
                (ref("delivered-elsewhere"), "IF-002 with an optional block is accepted"),
                (ref("note-before-state"), "Message archive is filled again"),
            ],
            [f"Time stamps still differ between environments ({ref('two-environments')})"],
        ),
        f"{RELEASES}/Helix 2024.06.1": _release(
            "Helix 2024.06.1",
            "MDS; LSS; VAS; PMP",
            "SIT B",
            "2024-06-11 20:00",
            [(ref("retest-ready-3"), "MDS-07 carries the run type")],
            [f"PMP menu for LDSOs remains empty, fails after {ref('retest-failed')}"],
        ),
        f"{RELEASES}/Helix 2024.05.2": _release(
            "Helix 2024.05.2",
            "ISDS; PMP",
            "SIT B; SIT Staging",
            "2024-05-29 18:00",
            [
                (ref("bank-holiday"), "Standing data is read anew at start"),
                (ref("retest-failed"), "PMP role for LDSOs"),
            ],
            [],
        ),
        f"{RELEASES}/CSS 7.3.0": _release(
            "CSS 7.3.0", "CSS", "SIT A", "2024-06-02 19:00", [(ref("reopened"), "Switch notifications once only")], []
        ),
        f"{RELEASES}/MPRS 9.3": _release(
            "MPRS 9.3",
            "MPRS",
            "SIT A; SIT Staging",
            "2024-06-12 17:00",
            [(ref("blocker-in-work"), "Batch window is watched and stopped in time")],
            [],
        ),
    }


def _release(
    version: str, systems: str, environments: str, delivered: str, fixed: list[tuple[str, str]], known: list[str]
) -> str:
    lines = [
        f"# {version}",
        "",
        "| | |",
        "|---|---|",
        f"| Version | {version} |",
        f"| Systems | {systems} |",
        f"| Environments | {environments} |",
        f"| Delivered | {delivered} |",
        "",
        "## Fixed",
        "",
        *(f"- {reference} {text}" for reference, text in fixed),
        "",
        "## Known issues",
        "",
        *([f"- {text}" for text in known] or ["None."]),
        "",
    ]
    return "\n".join(lines)
