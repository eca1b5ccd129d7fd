"""Settings for a sandbox: the envbot.yaml that fits a running one, and the environment with its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.rehearsal_outages import SETTINGS, write_outage_sources
from bot.rehearsal_releases import SETTINGS as RELEASES
from bot.rehearsal_releases import write_release_sources
from sandbox.scenarios import BOT, TOKEN, mhhs
from sandbox.server import SandboxServer

CHANNEL = "stand-up"
TOKEN_VARIABLE = "ENVBOT_PAT"  # noqa: S105 - the name of a variable
TEAMS_VARIABLE = "ENVBOT_TEAMS_STAND_UP"
ROLES = {
    "environment manager": ["environment-manager.si@example.com"],
    "participant environment manager of Elexon": ["environment-manager.elexon@example.com"],
    "SI defect manager": ["defect-manager.si@example.com"],
    "qualification defect manager": ["defect-manager.qualification@example.com"],
    "SI release manager": ["release-manager.si@example.com"],
    "tester of Supplier A": ["tester.supplier-a@example.com"],
    "SITAG": ["sitag@example.com"],
    "QAG": ["qag@example.com"],
}
MARK = "# Settings for a sandbox, written by envbot"
"""Begins every settings file that is written here: by it a folder of the demonstration is known."""
SLOTS = (
    {
        "name": "Settlement run 3",
        "environment": "SIT B",
        "starts": "2024-06-15T10:00:00+01:00",
        "ends": "2024-06-15T14:00:00+01:00",
    },
)
"""What is booked on the sandbox, beside the programme's outages."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How to work on a running sandbox.

    Attributes:
        settings: the content of an envbot.yaml.
        environment: the variables that it names.
    """

    settings: Mapping[str, Any]
    environment: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Write the settings file, and the documents that it names beside it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"{MARK}; they fit only while it runs on this port.\n"
        path.write_text(head + yaml.safe_dump(dict(self.settings), sort_keys=False), encoding="utf-8")
        if self.settings["sources"].get("outages"):
            write_outage_sources(path.parent)
        if self.settings["sources"].get("releases"):
            write_release_sources(path.parent)


def rehearsal(server: SandboxServer, *, project: str = mhhs.PROJECT, team: str = mhhs.TEAM) -> Rehearsal:
    """Describe how to work on a running sandbox; the bot's clock stands where the sandbox's stands."""
    name, mail = BOT
    settings = {
        "programme": "mhhs",
        "now": _instant(server.world.now()),
        "store": {"url": "sqlite:///envbot.sqlite"},
        "azure_devops": {
            "organization": server.base_url,
            "project": project,
            "team": team,
            "account": mail,
            "account_name": name,
            "sign_in": {"kind": "pat", "token_env": TOKEN_VARIABLE},
        },
        "sources": {
            "release_notes": {"wiki": f"{project}.wiki", "folder": "/Releases"},
            "outages": [dict(source) for source in SETTINGS] if project == mhhs.PROJECT else [],
            "releases": dict(RELEASES) if project == mhhs.PROJECT else {},
        },
        "publish": {
            "wiki": {"wiki": f"{project}.wiki", "folder": "/Environments/Stand-ups"},
            "releases": {"wiki": f"{project}.wiki", "folder": "/Environments/Releases"},
            "dashboard": {"name": "Environments", "queries": "Shared Queries/envbot"},
            "teams": {CHANNEL: {"url_env": TEAMS_VARIABLE, "escalations": True}},
            "mail": {
                "sender": mail,
                "server": {
                    "host": urlsplit(server.base_url).hostname,
                    "port": server.smtp_port,
                    "security": "none",
                },
            },
            "announcements": {
                "working_days": 3,
                "page": {"wiki": f"{project}.wiki", "path": "/Environments/Outages"},
                "feed": "outages.ics",
            },
        },
        "slots": [dict(slot) for slot in SLOTS] if project == mhhs.PROJECT else [],
        "roles": ROLES,
        "out": ".",
    }
    return Rehearsal(settings, {TOKEN_VARIABLE: TOKEN, TEAMS_VARIABLE: server.teams_url(CHANNEL)})


def _instant(now: datetime) -> str:
    return now.isoformat()
