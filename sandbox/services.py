"""Gather the resources of all modules into what the sandbox serves."""

from __future__ import annotations

from sandbox import (
    batch,
    classification,
    comments,
    connection,
    dashboard_routes,
    hook_routes,
    projects,
    queries_wiql,
    query_routes,
    recycle_bin,
    reporting,
    reporting_links,
    team_settings,
    teams,
    tracking_routes,
    wiki_routes,
    wiki_upkeep,
    work_item_history,
    work_items,
)
from sandbox.routing import Area, Resource

RESOURCES: tuple[Resource, ...] = (
    *connection.RESOURCES,
    *teams.RESOURCES,
    *projects.RESOURCES,
    *team_settings.RESOURCES,
    *classification.RESOURCES,
    *tracking_routes.RESOURCES,
    *reporting.RESOURCES,
    *reporting_links.RESOURCES,
    *comments.RESOURCES,
    *work_item_history.RESOURCES,
    *recycle_bin.RESOURCES,
    *work_items.RESOURCES,
    *batch.RESOURCES,
    *queries_wiql.RESOURCES,
    *query_routes.RESOURCES,
    *wiki_upkeep.RESOURCES,
    *wiki_routes.RESOURCES,
    *dashboard_routes.RESOURCES,
    *hook_routes.RESOURCES,
)

STRANGE_AREAS = tuple(
    Area(name, identity)
    for name, identity in (
        ("accounts", "0d55247a-1c47-4462-9b1f-5e2125590ee6"),
        ("audit", "94ff054d-5ee1-413d-9341-3f4a7827de2e"),
        ("build", "965220d5-5bb9-42cf-8d67-9b146df2a5a4"),
        ("contributions", "8477aec9-a4c7-4bd4-a456-ba4c53c989cb"),
        ("extensionmanagement", "6c2b0933-3600-42ae-bf8b-93d4f7e83594"),
        ("feed", "7ab4e64e-c4d8-4f50-ae73-5ef2e21642a5"),
        ("gallery", "69d21c00-f135-441b-b5ce-3626378e0819"),
        ("git", "4e080c62-fa21-4fbc-8fef-2a10a2b38049"),
        ("graph", "bb1e7ec9-e901-4b68-999a-de7012b920f8"),
        ("identity", "8a3d49b8-91f0-46ef-b33d-dda338c25db3"),
        ("maven", "6f7f8c07-ff36-473c-bcf3-bd6cc9b6c066"),
        ("memberentitlementmanagement", "68ddce18-2501-45f1-a17b-7931a9922690"),
        ("npm", "4c83cfc1-f33a-477e-a789-29d38ffca52e"),
        ("nuget", "b3be7473-68ea-4a81-bfc7-9530baaa19ad"),
        ("pipelinepermissions", "a81a0441-de52-4000-aa15-ff0e07bfbbaa"),
        ("pipelineschecks", "4a933897-0488-45af-bd82-6fd3ad33f46a"),
        ("policy", "fb13a388-40dd-4a04-b530-013a739c72ef"),
        ("projectanalysis", "7658fa33-b1bf-4580-990f-fac5896773d3"),
        ("provenance", "b40c1171-807a-493a-8f3f-5c26d5e2f5aa"),
        ("pypiapi", "92f0314b-06c5-46e0-abe7-15fd9d13276a"),
        ("release", "efc2f575-36ef-48e9-b672-0c6fb4a48ac5"),
        ("sbom", "2e504d18-2c0c-46f8-af8f-322d2af0068a"),
        ("search", "ea48a0a1-269c-42d8-b8ad-ddc8fcdcf578"),
        ("serviceendpoint", "1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7"),
        ("symbol", "af607f94-69ba-4821-8159-f04e37b66350"),
        ("taskagent", "a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd"),
        ("test", "c2aa639c-3ccc-4740-b3b6-ce2a1e1d984e"),
        ("testresults", "c83eaf52-edf3-4034-ae11-17d38f25404c"),
        ("tfvc", "8aa40520-446d-40e6-89f6-9c9f9ce44c48"),
        ("tokenadmin", "af68438b-ed04-4407-9eb6-f1dbae3f922e"),
        ("upackapi", "d397749b-f115-4027-b6dd-77a65dd10d21"),
    )
)
"""Areas that the sandbox does not serve; listed all the same, or the SDK would look for them on a public host."""
