"""Keep dashboards and their widgets as Azure DevOps does: versions that must match, tiles that must not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox.reading import listed
from sandbox.widgets import Widget, checked, refused

MOST_DASHBOARDS = 500
"""Dashboards a team, or the project itself, may have."""
MOST_WIDGETS = 200
"""Widgets a dashboard may have."""
_OWN = frozenset({"id", "eTag", "url", "_links", "dashboard"})
"""What the server writes into a widget, whatever it was sent."""


@dataclass(slots=True)
class Dashboard:
    """One dashboard.

    Attributes:
        id: Its GUID.
        project: The GUID of its project.
        team: The GUID of its team; empty for a dashboard of the project itself.
        name: What people call it.
        position: Its place in the list.
        description: A line about it.
        refresh_interval: Minutes between reloads; 0 for never.
        etag: The version of the widgets together.
        changed: When it was last written.
        widgets: By their id, in the order in which they came.
    """

    id: str
    project: str
    team: str
    name: str
    position: int
    description: str
    refresh_interval: int
    changed: datetime
    etag: int = 1
    widgets: dict[str, Widget] = field(default_factory=dict)

    def widget(self, identity: str) -> Widget:
        """Give the widget of an id.

        Raises:
            AdoError: 404 WidgetDoesNotExistException.
        """
        found = self.widgets.get(identity.lower())
        if found is None:
            raise refused(404, "WidgetDoesNotExistException", f"The widget with the id '{identity}' does not exist.")
        return found


class Dashboards:
    """The dashboards of an organisation.

    Two versions guard against lost edits: the dashboard's (the `ETag` header, and `dashboard.eTag` inside a widget) and
    each widget's own `eTag`. Whichever is sent must be the present one. A failed call changes nothing.
    """

    def __init__(self) -> None:
        self._born = count(1)
        self._dashboards: dict[str, Dashboard] = {}

    def all(self, project: str, team: str | None = None) -> tuple[Dashboard, ...]:
        """Give the dashboards of a project, or of one of its teams, in their order."""
        found = [one for one in self._dashboards.values() if one.project == project and team in (None, one.team)]
        return tuple(sorted(found, key=lambda one: (one.team, one.position)))

    def find(self, project: str, team: str, identity: str) -> Dashboard:
        """Give the dashboard of an id, asked for in the team that owns it (no team: the project itself).

        Raises:
            AdoError: 404 DashboardDoesNotExistException, also for a team's dashboard asked for without the team.
        """
        found = self._dashboards.get(identity.lower())
        if found is None or (found.project, found.team) != (project, team):
            raise refused(
                404, "DashboardDoesNotExistException", f"The dashboard with the id '{identity}' does not exist."
            )
        return found

    def by_id(self, identity: str) -> Dashboard | None:
        """Give the dashboard of an id, whoever owns it."""
        return self._dashboards.get(identity.lower())

    def create(self, project: str, team: str, sent: Mapping[str, Any], now: datetime) -> Dashboard:
        """Add a dashboard with the widgets that came along.

        Raises:
            AdoError: 400 for an empty name or too many dashboards, and whatever is wrong with a widget.
        """
        siblings = self.all(project, team)
        if len(siblings) >= MOST_DASHBOARDS:
            message = f"The limit of {MOST_DASHBOARDS} dashboards is reached. Delete a dashboard before adding one."
            raise refused(400, "DashboardCountLimitExceededException", message)
        dashboard = Dashboard(
            id=self._new_id("dashboard"),
            project=project,
            team=team,
            name=_dashboard_name(sent.get("name")),
            position=int(sent.get("position") or len(siblings) + 1),
            description=str(sent.get("description") or ""),
            refresh_interval=int(sent.get("refreshInterval") or 0),
            changed=now,
        )
        dashboard.widgets = self._arranged(dashboard, [], listed(sent, "widgets", dict))
        self._dashboards[dashboard.id] = dashboard
        return dashboard

    def replace(self, dashboard: Dashboard, sent: Mapping[str, Any], now: datetime) -> None:
        """Write name, place and description anew; the widgets only when they are supplied.

        Raises:
            AdoError: 409 WidgetETagConflictException for a stale `eTag`, and whatever is wrong with a widget.
        """
        _same(dashboard.etag, sent.get("eTag"))
        name = _dashboard_name(sent["name"]) if "name" in sent else dashboard.name
        if sent.get("widgets") is not None:
            dashboard.widgets = self._arranged(dashboard, [], listed(sent, "widgets", dict))
        dashboard.name = name
        dashboard.position = int(sent.get("position") or dashboard.position)
        dashboard.description = str(sent.get("description") or dashboard.description)
        dashboard.refresh_interval = int(sent.get("refreshInterval") or dashboard.refresh_interval)
        _touch(dashboard, now)

    def delete(self, dashboard: Dashboard) -> None:
        """Take a dashboard away with its widgets."""
        del self._dashboards[dashboard.id]

    def add_widget(self, dashboard: Dashboard, sent: Mapping[str, Any], now: datetime) -> Widget:
        """Add one widget.

        Raises:
            AdoError: 409 for a stale dashboard version or an overlap, 400 for a bad size, place, name or too many.
        """
        _same_dashboard(dashboard, sent)
        if sent.get("id"):
            raise refused(400, "CreateWidgetWithExistingIdException", "A new widget must come without an id.")
        before = set(dashboard.widgets)
        dashboard.widgets = self._arranged(dashboard, list(dashboard.widgets.values()), [sent])
        _touch(dashboard, now)
        return next(widget for identity, widget in dashboard.widgets.items() if identity not in before)

    def write_widget(
        self, dashboard: Dashboard, identity: str, sent: Mapping[str, Any], now: datetime, *, partly: bool
    ) -> Widget:
        """Replace one widget, or (`partly`) only what was sent of it and is not null.

        Raises:
            AdoError: 404 when there is none, 409 for a stale version or an overlap, 400 for a bad size, place or name.
        """
        widget = dashboard.widget(identity)
        _same_dashboard(dashboard, sent)
        self.write_widgets(dashboard, [{**sent, "id": widget.id}], now, partly=partly)
        return dashboard.widget(identity)

    def write_widgets(
        self,
        dashboard: Dashboard,
        sent: Sequence[Mapping[str, Any]],
        now: datetime,
        *,
        partly: bool,
        etag: str | None = None,
    ) -> None:
        """Update the widgets that were sent and keep the others; without `partly` each is replaced as a whole.

        Raises:
            AdoError: 409 for a stale version or an overlap, 400 for a widget without id, 404 for an unknown one.
        """
        _same(dashboard.etag, etag)
        merged: list[Mapping[str, Any]] = []
        for one in sent:
            if not one.get("id"):
                raise refused(400, "WidgetWithoutIdException", "Each widget of an update needs its id.")
            known = dashboard.widget(str(one["id"]))
            present = {key: value for key, value in one.items() if value is not None}
            merged.append({**known.state, **present} if partly else one)
        changed = {str(one["id"]).lower() for one in sent}
        kept = [widget for identity, widget in dashboard.widgets.items() if identity not in changed]
        arranged = self._arranged(dashboard, kept, merged)
        dashboard.widgets = {identity: arranged[identity] for identity in dashboard.widgets}
        _touch(dashboard, now)

    def replace_widgets(
        self, dashboard: Dashboard, sent: Sequence[Mapping[str, Any]], now: datetime, etag: str | None = None
    ) -> None:
        """Put the sent widgets in the place of ALL widgets: what was not sent is gone, a person's tiles too.

        Raises:
            AdoError: as for a single widget.
        """
        _same(dashboard.etag, etag)
        dashboard.widgets = self._arranged(dashboard, [], sent)
        _touch(dashboard, now)

    def delete_widget(self, dashboard: Dashboard, identity: str, now: datetime) -> None:
        """Take one widget away.

        Raises:
            AdoError: 404 WidgetDoesNotExistException.
        """
        del dashboard.widgets[dashboard.widget(identity).id]
        _touch(dashboard, now)

    def _new_id(self, kind: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{kind}/{next(self._born)}"))

    def _arranged(
        self, dashboard: Dashboard, kept: Sequence[Widget], sent: Iterable[Mapping[str, Any]]
    ) -> dict[str, Widget]:
        arranged = {widget.id: widget for widget in kept}
        for one in sent:
            known = dashboard.widgets.get(str(one.get("id") or "").lower())
            if known is not None:
                _same(known.etag, one.get("eTag"))
            identity = known.id if known else self._new_id("widget")
            state = {key: value for key, value in one.items() if key not in _OWN}
            arranged[identity] = Widget(identity, known.etag + 1 if known else 1, checked(state, arranged.values()))
        if len(arranged) > MOST_WIDGETS:
            raise refused(
                400, "WidgetLimitExceededException", f"A dashboard cannot have more than {MOST_WIDGETS} widgets."
            )
        return arranged


def _touch(dashboard: Dashboard, now: datetime) -> None:
    dashboard.etag += 1
    dashboard.changed = now


def _dashboard_name(name: Any) -> str:
    if not str(name or "").strip():
        raise refused(400, "EmptyDashboardNameException", "The dashboard name is empty. Provide a name.")
    return str(name)


def _same(present: int, sent: Any) -> None:
    if sent is not None and str(sent).strip('"') != str(present):
        message = (
            "The dashboard or widget was changed since it was read. Read it again, then save with its present eTag."
        )
        raise refused(409, "WidgetETagConflictException", message)


def _same_dashboard(dashboard: Dashboard, sent: Mapping[str, Any]) -> None:
    _same(dashboard.etag, (sent.get("dashboard") or {}).get("eTag"))
