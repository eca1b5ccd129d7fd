"""Where things are for a person with a browser: addresses in Azure DevOps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one project.

    Attributes:
        organization: its address, without a slash at the end (`https://dev.azure.com/mhhs`).
        stand_ups: the wiki page under which agendas lie.
        dashboard_id: empty until the dashboard exists.
    """

    organization: str
    project: str
    wiki: str
    stand_ups: str = "/Environments/Stand-ups"
    dashboard_id: str = ""

    @property
    def _project(self) -> str:
        return f"{self.organization.rstrip('/')}/{quote(self.project)}"

    def defect(self, number: int) -> str:
        """Give the address of a defect, or of any work item."""
        return f"{self._project}/_workitems/edit/{number}"

    def new_work_item(self, kind: str, values: Mapping[str, str]) -> str:
        """Give the address of the form for a new work item, with values of fields by reference name filled in."""
        filled = "&".join(f"{quote(f'[{name}]')}={quote(value, safe='')}" for name, value in values.items())
        return f"{self._project}/_workitems/create/{quote(kind)}?{filled}"

    def agenda_path(self, day: date) -> str:
        """Give the wiki path of a day's agenda."""
        return f"{self.stand_ups}/{day.isoformat()}"

    def wiki_page(self, path: str) -> str:
        """Give the address of a wiki page."""
        return f"{self._project}/_wiki/wikis/{quote(self.wiki)}?pagePath={quote(path, safe='')}"

    def agenda(self, day: date) -> str:
        """Give the address of a day's agenda."""
        return self.wiki_page(self.agenda_path(day))

    @property
    def dashboard(self) -> str:
        """The address of the dashboard; of the list of dashboards while there is none."""
        if not self.dashboard_id:
            return f"{self._project}/_dashboards/directory"
        return f"{self._project}/_dashboards/dashboard/{quote(self.dashboard_id)}"
