"""Say who is signed in and where the organisation's services are."""

from __future__ import annotations

from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, instant
from sandbox.routing import LOCATION, Area, Call, Resource
from sandbox.state import Person

PROFILE = Area("Profile", "8ccfef3d-2b87-4e99-8ccb-66e343d2daa8")
_OWNER = "00025394-6065-48ca-87d9-7f5672854ef7"
_DIRECTORY = "00000000-0000-0000-0000-00000000cafe"


def _signed_in(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "descriptor": f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{_DIRECTORY}\\{person.unique_name}",
        "subjectDescriptor": person.descriptor,
        "providerDisplayName": person.display_name,
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": person.unique_name}},
        "resourceVersion": 2,
        "metaTypeId": 0,
    }


async def show_connection(call: Call) -> Answer:
    """Answer with who is signed in."""
    return ado_json(
        {
            "authenticatedUser": _signed_in(call.who),
            "authorizedUser": _signed_in(call.who),
            "instanceId": call.world.organization_id,
            "deploymentId": call.world.organization_id,
            "deploymentType": "hosted",
            "locationServiceData": {
                "serviceOwner": _OWNER,
                "defaultAccessMappingMoniker": "PublicAccessMapping",
                "lastChangeId": 1,
                "lastChangeId64": 1,
            },
        }
    )


async def show_profile(call: Call) -> Answer:
    """Answer with the profile of a person, `me` for oneself."""
    wanted = call.values.get("id", "me")
    person = call.who if wanted.lower() == "me" else call.world.person(wanted)
    if person is None:
        raise AdoError(
            404,
            "ProfileDoesNotExistException",
            f"VS403456: The profile {wanted} does not exist.",
            namespace="Microsoft.VisualStudio.Services.Profile",
        )
    return ado_json(
        {
            "displayName": person.display_name,
            "publicAlias": person.id,
            "emailAddress": person.unique_name,
            "coreRevision": 1,
            "timeStamp": instant(call.world.now()),
            "id": person.id,
            "revision": 1,
        }
    )


RESOURCES = (
    Resource(
        LOCATION,
        "ConnectionData",
        "00d9565f-ed9c-4a06-9a50-00e7896ccab4",
        "_apis/{resource}",
        {"GET": show_connection},
        released_version="0.0",
    ),
    Resource(
        PROFILE,
        "Profiles",
        "f83735dc-483f-4238-a291-d45f6080a9af",
        "_apis/{area}/{resource}/{id}",
        {"GET": show_profile},
        resource_version=3,
    ),
)
