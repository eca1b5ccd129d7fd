"""Answer the addresses of dashboards, their widgets and the widget types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sandbox.answers import Answer, ado_json, bad_argument, instant, listing, missing_argument, nothing
from sandbox.dashboards import Dashboard, Dashboards
from sandbox.routing import Area, Call, Resource
from sandbox.widget_types import CATALOGUE, WidgetType, known_type
from sandbox.widgets import Widget, refused

AREA = Area("Dashboard", "31c84e0a-3ece-48fd-a29d-100849af99ba")


def _dashboards(call: Call) -> Dashboards:
    return call.world.part(Dashboards)


def _owner(call: Call) -> tuple[str, str]:
    team = call.team
    return call.the_project.id, team.id if team else ""


def _dashboard(call: Call) -> Dashboard:
    return _dashboards(call).find(*_owner(call), call.values["dashboardId"])


def _group_url(call: Call, dashboard: Dashboard) -> str:
    team = f"/{dashboard.team}" if dashboard.team else ""
    return f"{call.world.base_url}/{dashboard.project}{team}/_apis/Dashboard/Dashboards"


def _entry_json(call: Call, dashboard: Dashboard) -> dict[str, Any]:
    group = _group_url(call, dashboard)
    own = f"{group}/{dashboard.id}"
    return {
        "id": dashboard.id,
        "name": dashboard.name,
        "position": dashboard.position,
        "description": dashboard.description,
        "refreshInterval": dashboard.refresh_interval,
        "eTag": str(dashboard.etag),
        "dashboardScope": "project_Team" if dashboard.team else "project",
        "groupId": dashboard.team or dashboard.project,
        "ownerId": dashboard.team or dashboard.project,
        "modifiedDate": instant(dashboard.changed),
        "url": own,
        "_links": {"self": {"href": own}, "group": {"href": group}},
    }


def _dashboard_json(call: Call, dashboard: Dashboard) -> dict[str, Any]:
    shown = _entry_json(call, dashboard)
    shown["widgets"] = [_widget_json(call, dashboard, widget) for widget in dashboard.widgets.values()]
    shown["_links"]["widget"] = [{"href": widget["url"]} for widget in shown["widgets"]]
    return shown


def _widget_json(call: Call, dashboard: Dashboard, widget: Widget) -> dict[str, Any]:
    own = f"{_group_url(call, dashboard)}/{dashboard.id}"
    kind = known_type(widget.contribution)
    shown: dict[str, Any] = {"id": widget.id, "eTag": str(widget.etag), "settings": None, "artifactId": ""}
    shown |= widget.state
    if kind is None:
        shown |= {"isEnabled": False, "typeId": None}
    else:
        metadata = kind.to_json()
        same = ("typeId", "isEnabled", "configurationContributionId", "isNameConfigurable", "allowedSizes")
        shown |= {key: metadata[key] for key in same}
    return shown | {
        "dashboard": {"eTag": str(dashboard.etag)},
        "url": f"{own}/Widgets/{widget.id}",
        "_links": {
            "self": {"href": f"{own}/Widgets/{widget.id}"},
            "group": {"href": f"{own}/Widgets"},
            "dashboard": {"href": own},
        },
    }


async def get_dashboards(call: Call) -> Answer:
    """Answer GET dashboards: the one with its widgets, or the list without any widget."""
    if "dashboardId" in call.values:
        return ado_json(_dashboard_json(call, _dashboard(call)))
    project, team = _owner(call)
    found = _dashboards(call).all(project, team or None)
    return listing([_entry_json(call, dashboard) for dashboard in found])


async def create_dashboard(call: Call) -> Answer:
    """Answer POST dashboards."""
    created = _dashboards(call).create(*_owner(call), call.json_object(), call.world.now())
    return ado_json(_dashboard_json(call, created))


async def replace_dashboard(call: Call) -> Answer:
    """Answer PUT dashboards/{id}; its widgets are replaced only when they are supplied."""
    if "dashboardId" not in call.values:
        raise missing_argument("dashboardId")
    dashboard = _dashboard(call)
    _dashboards(call).replace(dashboard, call.json_object(), call.world.now())
    return ado_json(_dashboard_json(call, dashboard))


async def delete_dashboard(call: Call) -> Answer:
    """Answer DELETE dashboards/{id}."""
    if "dashboardId" not in call.values:
        raise missing_argument("dashboardId")
    _dashboards(call).delete(_dashboard(call))
    return nothing()


def _widgets_answer(call: Call, dashboard: Dashboard) -> Answer:
    shown = [_widget_json(call, dashboard, widget) for widget in dashboard.widgets.values()]
    return listing(shown, headers={"ETag": f'"{dashboard.etag}"'})


def _widget_answer(call: Call, dashboard: Dashboard, widget: Widget) -> Answer:
    return ado_json(_widget_json(call, dashboard, widget), headers={"ETag": f'"{dashboard.etag}"'})


def _sent_widgets(call: Call) -> Sequence[dict[str, Any]]:
    sent = call.json()
    if not isinstance(sent, list) or not all(isinstance(one, dict) for one in sent):
        raise bad_argument("widgets", "The body must be a list of widgets.")
    return sent


async def get_widgets(call: Call) -> Answer:
    """Answer GET widgets, all of the dashboard or the one that is named."""
    dashboard = _dashboard(call)
    if "widgetId" in call.values:
        return _widget_answer(call, dashboard, dashboard.widget(call.values["widgetId"]))
    return _widgets_answer(call, dashboard)


async def create_widget(call: Call) -> Answer:
    """Answer POST widgets."""
    dashboard = _dashboard(call)
    return _widget_answer(
        call, dashboard, _dashboards(call).add_widget(dashboard, call.json_object(), call.world.now())
    )


async def put_widgets(call: Call) -> Answer:
    """Answer PUT widgets/{id}, which replaces one, and PUT widgets, which replaces ALL."""
    dashboard, now = _dashboard(call), call.world.now()
    if "widgetId" in call.values:
        return _one_written(call, dashboard, partly=False)
    _dashboards(call).replace_widgets(dashboard, _sent_widgets(call), now, call.headers.get("etag"))
    return _widgets_answer(call, dashboard)


async def patch_widgets(call: Call) -> Answer:
    """Answer PATCH widgets/{id} and PATCH widgets, which keep what was not sent."""
    dashboard, now = _dashboard(call), call.world.now()
    if "widgetId" in call.values:
        return _one_written(call, dashboard, partly=True)
    _dashboards(call).write_widgets(dashboard, _sent_widgets(call), now, partly=True, etag=call.headers.get("etag"))
    return _widgets_answer(call, dashboard)


def _one_written(call: Call, dashboard: Dashboard, *, partly: bool) -> Answer:
    written = _dashboards(call).write_widget(
        dashboard, call.values["widgetId"], call.json_object(), call.world.now(), partly=partly
    )
    return _widget_answer(call, dashboard, written)


async def delete_widget(call: Call) -> Answer:
    """Answer DELETE widgets/{id} with the dashboard that is left."""
    if "widgetId" not in call.values:
        raise missing_argument("widgetId")
    dashboard = _dashboard(call)
    _dashboards(call).delete_widget(dashboard, call.values["widgetId"], call.world.now())
    return ado_json(_dashboard_json(call, dashboard))


async def get_widget_types(call: Call) -> Answer:
    """Answer GET widgettypes: the catalogue, or the type that is named."""
    address = f"{call.world.base_url}/_apis/Dashboard/WidgetTypes"
    wanted = call.values.get("contributionId")
    if wanted is None:
        types: list[dict[str, Any]] = [kind.to_json() for kind in CATALOGUE]
        return ado_json({"widgetTypes": types, "uri": address, "_links": {"self": {"href": address}}})
    kind: WidgetType | None = known_type(wanted)
    if kind is None:
        raise refused(400, "WidgetTypeDoesNotExistException", f"The widget type '{wanted}' does not exist.")
    return ado_json({"widgetMetadata": kind.to_json(), "uri": f"{address}/{kind.contribution}"})


RESOURCES = (
    Resource(
        AREA,
        "Dashboards",
        "454b3e51-2e6e-48d4-ad81-978154089351",
        "{project}/{team}/_apis/{area}/{resource}/{dashboardId}",
        {
            "GET": get_dashboards,
            "POST": create_dashboard,
            "PUT": replace_dashboard,
            "DELETE": delete_dashboard,
        },
        min_version="3.0",
        released_version="0.0",
        resource_version=3,
        needs=("project",),
    ),
    Resource(
        AREA,
        "Widgets",
        "bdcff53a-8355-4172-a00a-40497ea23afc",
        "{project}/{team}/_apis/{area}/dashboards/{dashboardId}/{resource}/{widgetId}",
        {
            "GET": get_widgets,
            "POST": create_widget,
            "PUT": put_widgets,
            "PATCH": patch_widgets,
            "DELETE": delete_widget,
        },
        min_version="3.0",
        released_version="0.0",
        resource_version=2,
        needs=("project",),
    ),
    Resource(
        AREA,
        "WidgetTypes",
        "6b3628d3-e96f-4fc7-b176-50240b03b515",
        "{project}/_apis/{area}/{resource}/{contributionId}",
        {"GET": get_widget_types},
        released_version="0.0",
    ),
)
"""What the dashboard area serves."""
