"""The routes of Azure DevOps that envbot calls, and who calls which route of a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ado_client.session import USER_AGENT
from sandbox.answers import AdoError
from sandbox.observing import Exchange
from sandbox.routing import RouteTable
from sandbox.server import SandboxServer
from sandbox.services import RESOURCES

CYCLE = frozenset(
    {
        "GET _apis/ConnectionData",
        "GET _apis/projects/{*projectId}",
        "GET _apis/projects/{projectId}/teams/{*teamId}",
        "GET {project}/_apis/wiki/wikis/{wikiIdentifier}/pages/{*path}",
        "GET {project}/_apis/wit/fields/{fieldNameOrRefName}",
        "GET {project}/_apis/wit/queries/{*query}",
        "GET {project}/_apis/wit/reporting/workItemLinks",
        "GET {project}/_apis/wit/reporting/workItemRevisions",
        "GET {project}/_apis/wit/workItemTypes/{type}",
        "GET {project}/{team}/_apis/Dashboard/Dashboards/{dashboardId}",
        "PATCH {project}/_apis/wit/workItems/{id}",
        "POST {project}/_apis/wit/queries/{*query}",
        "POST {project}/_apis/wit/reporting/workItemRevisions",
        "POST {project}/_apis/wit/workItems/${type}",
        "POST {project}/{team}/_apis/Dashboard/Dashboards/{dashboardId}",
        "POST {project}/{team}/_apis/Dashboard/dashboards/{dashboardId}/Widgets/{widgetId}",
        "POST {project}/{team}/_apis/wit/wiql",
        "PUT {project}/_apis/wiki/wikis/{wikiIdentifier}/pages/{*path}",
    }
)
"""What `envbot check` and the first cycle call."""
AT_TIMES: Mapping[str, str] = {
    "DELETE {project}/{team}/_apis/Dashboard/dashboards/{dashboardId}/Widgets/{widgetId}": "a widget is wanted no more",
    "GET {project}/_apis/build/Builds/{buildId}": "the settings name pipelines",
    "GET {project}/_apis/build/Definitions/{definitionId}": "the settings name pipelines",
    "GET {project}/_apis/build/builds/{buildId}/workitems": "a pipeline has a new build",
    "GET {project}/_apis/distributedtask/environments/{environmentId}": "environments of pipelines are read",
    "GET {project}/_apis/distributedtask/environments/{environmentId}/environmentdeploymentRecords": "the same",
    "GET {project}/_apis/wiki/wikis/{wikiIdentifier}": "the wiki is not found by its name",
    "GET {project}/_apis/wit/workitemtypes/{type}/states": "somebody asks for the states of a type",
    "GET {project}/_apis/wit/workItems/{id}": "an answer to a change was lost",
    "GET {project}/_apis/wit/workItems/{id}/revisions/{revisionNumber}": "one item's past is asked for",
    "GET {project}/_apis/wit/workItems/{id}/updates/{updateNumber}": "somebody changed an item meanwhile",
    "GET {project}/_apis/wit/workItems/{workItemId}/comments/{commentId}": "an answer to a comment was lost",
    "PATCH {project}/_apis/wit/queries/{*query}": "a shared query is other than wanted",
    "PATCH {project}/{team}/_apis/Dashboard/dashboards/{dashboardId}/Widgets/{widgetId}": "a widget is not as wanted",
    "POST {project}/_apis/wiki/wikis/{wikiIdentifier}": "the project has no wiki",
    "POST {project}/_apis/wit/workItems/{workItemId}/comments/{commentId}": "a comment is added alone",
    "POST {project}/_apis/wit/workItemsBatch": "many items are read at once",
}
"""What envbot's client calls otherwise, and when."""
BOT_ROUTES = CYCLE | set(AT_TIMES)
_TABLE = RouteTable(RESOURCES)


def route_of(exchange: Exchange) -> str:
    """Method and template of what is asked for; empty where the sandbox serves no such address."""
    try:
        resource, _, _ = _TABLE.find(exchange.method, exchange.path)
    except AdoError:
        return ""
    named = resource.template.replace("{area}", resource.area.name).replace("{resource}", resource.name)
    return f"{exchange.method} {named}"


def is_ours(exchange: Exchange) -> bool:
    """Whether envbot's client sent it."""
    return USER_AGENT in exchange.headers.get("user-agent", "")


@dataclass(slots=True)
class Routes:
    """An observer that notes routes, and passes on what it sees to the watch on all sandboxes.

    Attributes:
        ours: Called by envbot.
        others: Called by other clients.
    """

    ours: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def see(self, exchange: Exchange) -> None:
        """Note the route of an exchange."""
        (self.ours if is_ours(exchange) else self.others).add(route_of(exchange))
        if SandboxServer.default_observer is not None:
            SandboxServer.default_observer.see(exchange)
