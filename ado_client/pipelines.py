"""Ask Azure Pipelines for the identity token of a service connection, the proof for a federated sign-in."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from ado_client.errors import Broken, Exchange, SignInNeeded, Unreachable
from ado_client.wire import Expect, decode

_ADVICE = (
    "The step needs SYSTEM_ACCESSTOKEN in its environment, and a service connection of the kind workload identity "
    "federation that this pipeline may use."
)


def pipelines_assertion(
    request_uri: str, access_token: str, service_connection: str, *, transport: httpx.BaseTransport | None = None
) -> Callable[[], str]:
    """Give what asks for a fresh identity token each time it is called.

    Args:
        request_uri: of the pipeline's own service, from SYSTEM_OIDCREQUESTURI.
        access_token: of the job, from SYSTEM_ACCESSTOKEN.
        service_connection: its id.
        transport: sends the request; a real one where None.
    """

    def ask() -> str:
        exchange = Exchange("POST", request_uri)
        try:
            with httpx.Client(transport=transport) as client:
                response = client.post(
                    request_uri,
                    params={"api-version": "7.1", "serviceConnectionId": service_connection},
                    headers={"Authorization": f"Bearer {access_token}", "X-TFS-FedAuthRedirect": "Suppress"},
                    json={},
                )
        except httpx.HTTPError as error:
            raise Unreachable(
                f"Azure Pipelines gave no identity token: {error}", exchange, may_have_arrived=False
            ) from error
        try:
            told = decode(
                response.status_code,
                response.headers,
                response.content,
                method="POST",
                url=request_uri,
                expect=Expect.JSON,
            )
        except SignInNeeded as error:
            raise SignInNeeded(error.reason, error.exchange, advice=_ADVICE) from error
        if not isinstance(told, dict) or not told.get("oidcToken"):
            raise Broken("Azure Pipelines answered without an identity token", exchange, advice=_ADVICE)
        return str(told["oidcToken"])

    return ask
