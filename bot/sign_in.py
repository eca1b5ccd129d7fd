"""Sign in as the settings say, with what the environment holds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ado_client.auth import SignIn, certificate, client_secret, device_code, managed_identity, pat, workload_identity
from ado_client.pipelines import pipelines_assertion
from ado_client.token_file import TokenFile
from bot.mistakes import Mistake
from bot.settings import (
    AzureDevOpsSettings,
    CertificateSignIn,
    ClientSecretSignIn,
    DeviceCodeSignIn,
    ManagedIdentitySignIn,
    PatSignIn,
    WorkloadIdentitySignIn,
)


def sign_in(settings: AzureDevOpsSettings, environment: Mapping[str, str]) -> SignIn:
    """Give what signs every request to Azure DevOps; nothing is sent yet.

    Raises:
        Mistake: A secret, or what a workload identity needs, is not where it should be.
        SignInNeeded: A secret is there and cannot be one.
    """
    match settings.sign_in:
        case PatSignIn() as how:
            return pat(how.secret(environment).get_secret_value())
        case ClientSecretSignIn() as how:
            return client_secret(how.tenant, how.client, how.secret(environment).get_secret_value())
        case CertificateSignIn() as how:
            return certificate(how.tenant, how.client, how.secret(environment).get_secret_value())
        case ManagedIdentitySignIn() as how:
            return managed_identity(how.client)
        case DeviceCodeSignIn() as how:
            return device_code(how.tenant, how.client, _show, TokenFile(how.token_file))
        case WorkloadIdentitySignIn() as how:
            tenant = how.tenant or _named(environment, "AZURE_TENANT_ID", "sign_in.tenant")
            client = how.client or _named(environment, "AZURE_CLIENT_ID", "sign_in.client")
            return workload_identity(tenant, client, _assertion(environment))


def _show(sentence: str) -> None:
    """Show a person at a terminal where to enter the code; nobody else could, and would wait in vain."""
    if not sys.stderr.isatty():
        raise Mistake(
            "Signing in with a device code needs a person: run `envbot check` at a terminal once. The token is kept "
            "for later runs; where no person is, choose another way under `azure_devops.sign_in`."
        )
    print(sentence, file=sys.stderr)  # noqa: T201 - the one thing that a person must see before anything can go on


def _assertion(environment: Mapping[str, str]) -> Callable[[], str]:
    """Give what fetches the proof of a workload identity: from a cluster's token file, or from Azure Pipelines."""
    token_file = environment.get("AZURE_FEDERATED_TOKEN_FILE")
    if token_file:
        return lambda: Path(token_file).read_text(encoding="utf-8").strip()
    if "SYSTEM_OIDCREQUESTURI" not in environment:
        raise Mistake(
            "A workload identity needs AZURE_FEDERATED_TOKEN_FILE (in a cluster) or SYSTEM_OIDCREQUESTURI (in an Azure "
            "Pipelines step with a service connection), and neither is set. Run envbot there, or sign in otherwise."
        )
    return pipelines_assertion(
        environment["SYSTEM_OIDCREQUESTURI"],
        _named(environment, "SYSTEM_ACCESSTOKEN"),
        _named(environment, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"),
    )


def _named(environment: Mapping[str, str], name: str, key: str = "") -> str:
    value = environment.get(name, "").strip()
    if not value:
        otherwise = f", or write it under `{key}`" if key else ""
        raise Mistake(
            f"The workload identity needs the environment variable {name}, which is not set. Set it{otherwise}."
        )
    return value
