"""Keep a team's dashboards and the project's shared queries, touching only what the bot made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ado_client.control import Control
from ado_client.errors import Conflict
from ado_client.widgets import Arrangement, Widget, arrangement


@dataclass(frozen=True, slots=True)
class SharedQuery:
    """A stored query. `url` is where a person opens it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class DashboardName:
    """A dashboard in the list of a team. `url` is where a person opens it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard with its widgets, people's and ours; `etag` is the version of all of them together."""

    id: str
    name: str
    url: str
    etag: str
    widgets: tuple[Widget, ...]


class Boards:
    """The dashboards of a team and the shared queries of its project."""

    def __init__(self, control: Control, project: str, team: str) -> None:
        self._control = control
        self._project = project
        self._team = team

    async def ensure_folder(self, path: str) -> str:
        """Give the id of a folder of queries, made where it is missing, with those above it.

        Args:
            path: from the root, for example `Shared Queries/envbot`.
        """
        root, *names = path.strip("/").split("/")
        folder = await self._query_item(root)
        for name in names:
            child = _named(folder.children, name)
            if child is None:
                folder = await self._create_query_item(folder.id, name=name, is_folder=True)
            else:
                folder = await self._query_item(child.id)
        return str(folder.id)

    async def ensure_query(self, path: str, wiql: str) -> SharedQuery:
        """Give a stored query, made where it is missing, its WIQL changed where it differs.

        Args:
            path: from the root, for example `Shared Queries/envbot/Open on SIT A`.
            wiql: the whole query. Azure DevOps rewrites blanks and the case of keywords; that is no difference.
        """
        above, _, name = path.strip("/").rpartition("/")
        folder = await self._query_item(await self.ensure_folder(above))
        query = _named(folder.children, name)
        if query is None:
            query = await self._create_query_item(folder.id, name=name, wiql=wiql)
        elif _plain(query.wiql) != _plain(wiql):
            await self._change_query(query.id, wiql)
        place = f"{self._control.organization_url}/{quote(self._project)}"
        return SharedQuery(query.id, name, f"{place}/_queries/query/{query.id}/")

    async def dashboards(self) -> tuple[DashboardName, ...]:
        """List the dashboards of the team."""
        found = await self._control.read(
            lambda clients: clients.get_dashboard_client().get_dashboards_by_project(self._context())
        )
        return tuple(DashboardName(one.id, one.name, self._address(one.id)) for one in found)

    async def dashboard(self, number: str) -> Dashboard:
        """Read a dashboard with its widgets by its id."""
        return self._dashboard(
            await self._control.read(
                lambda clients: clients.get_dashboard_client().get_dashboard(self._context(), number)
            )
        )

    async def ensure_dashboard(self, name: str, description: str = "") -> Dashboard:
        """Give the team's dashboard of a name, made where it is missing."""
        for known in await self.dashboards():
            if known.name.casefold() == name.casefold():
                return await self.dashboard(known.id)

        def create(clients: Any) -> Any:
            from azure.devops.v7_1.dashboard import models  # noqa: PLC0415 - the SDK is slow

            wanted = models.Dashboard(name=name, description=description)
            return clients.get_dashboard_client().create_dashboard(wanted, self._context())

        return self._dashboard(await self._control.write(create))

    async def arrange(self, dashboard: Dashboard, wanted: Sequence[Widget], *, marker: str) -> Arrangement:
        """Make the bot's widgets on a dashboard those that are wanted, one by one; all others stay as they are.

        Each write is held to the version of dashboard and widget that was read, so a person who edits at the same time
        makes it a Conflict. Widgets written before that stay; the next call goes on from there.

        Args:
            dashboard: as it was read.
            wanted: see `ado_client.widgets.arrangement`.
            marker: part of the name of every widget the bot makes.

        Returns:
            What was done; nothing where the dashboard was as wanted already.
        """
        todo = arrangement(dashboard.widgets, wanted, marker)
        etag = dashboard.etag
        for widget in todo.remove:
            etag = await self._remove(dashboard.id, widget, etag)
        for widget in todo.change:
            etag = await self._write(dashboard.id, widget, etag)
        for widget in todo.add:
            etag = await self._write(dashboard.id, widget, etag)
        return todo

    async def _remove(self, dashboard: str, widget: Widget, etag: str) -> str:
        # A DELETE carries no version, so the version is looked at first.
        now = await self.dashboard(dashboard)
        if now.etag != etag:
            raise Conflict(f"the dashboard '{now.name}' was changed while its widgets were written")
        left = await self._control.write(
            lambda clients: clients.get_dashboard_client().delete_widget(self._context(), dashboard, widget.id)
        )
        return str(left.eTag)

    async def _write(self, dashboard: str, widget: Widget, etag: str) -> str:
        """Add a widget, or change it if it has an id; give the dashboard's new version."""

        def write(clients: Any) -> Any:
            from azure.devops.v7_1.dashboard import models  # noqa: PLC0415 - the SDK is slow

            major, minor, patch = widget.settings_version
            sent = models.Widget(
                id=widget.id or None,
                eTag=widget.etag or None,
                name=widget.name,
                contribution_id=widget.contribution_id,
                settings=widget.settings,
                settings_version=models.SemanticVersion(major=major, minor=minor, patch=patch),
                position=models.WidgetPosition(row=widget.row, column=widget.column),
                size=models.WidgetSize(row_span=widget.rows, column_span=widget.columns),
                dashboard=models.Dashboard(eTag=etag),
            )
            client = clients.get_dashboard_client()
            if widget.id:
                return client.update_widget(sent, self._context(), dashboard, widget.id)
            return client.create_widget(sent, self._context(), dashboard)

        return str((await self._control.write(write)).dashboard.eTag)

    async def _query_item(self, reference: str) -> Any:
        """Read a folder with its children, by its id; a path is quoted wrongly by the SDK, so only roots go by name."""
        return await self._control.read(
            lambda clients: clients.get_work_item_tracking_client().get_query(
                self._project, reference, expand="wiql", depth=1
            )
        )

    async def _create_query_item(self, folder: str, **of: Any) -> Any:
        def create(clients: Any) -> Any:
            from azure.devops.v7_1.work_item_tracking.models import QueryHierarchyItem  # noqa: PLC0415 - the SDK is slow

            return clients.get_work_item_tracking_client().create_query(QueryHierarchyItem(**of), self._project, folder)

        return await self._control.write(create)

    async def _change_query(self, number: str, wiql: str) -> None:
        def change(clients: Any) -> Any:
            from azure.devops.v7_1.work_item_tracking.models import QueryHierarchyItem  # noqa: PLC0415 - the SDK is slow

            return clients.get_work_item_tracking_client().update_query(
                QueryHierarchyItem(wiql=wiql), self._project, number
            )

        await self._control.write(change)

    def _context(self) -> Any:
        from azure.devops.v7_1.dashboard.models import TeamContext  # noqa: PLC0415 - the SDK is slow

        return TeamContext(project=self._project, team=self._team)

    def _address(self, number: str) -> str:
        return f"{self._control.organization_url}/{quote(self._project)}/_dashboards/dashboard/{number}"

    def _dashboard(self, told: Any) -> Dashboard:
        return Dashboard(
            told.id,
            told.name,
            self._address(told.id),
            told.eTag or "",
            tuple(_widget(one) for one in told.widgets or ()),
        )


def _widget(told: Any) -> Widget:
    version, place, size = told.settings_version, told.position, told.size
    return Widget(
        name=told.name or "",
        contribution_id=told.contribution_id or "",
        settings=told.settings or "",
        row=place.row if place else 0,
        column=place.column if place else 0,
        rows=size.row_span if size else 0,
        columns=size.column_span if size else 0,
        settings_version=(version.major, version.minor, version.patch) if version else (1, 0, 0),
        id=told.id,
        etag=told.eTag or "",
    )


def _named(children: Any, name: str) -> Any:
    """Give the child of a name in any case, as Azure DevOps compares them; None where there is none."""
    return next((child for child in children or () if child.name.casefold() == name.casefold()), None)


def _plain(wiql: str | None) -> str:
    return " ".join((wiql or "").split()).casefold()
