"""The bot signs in as the settings say; what it lacks for that is named."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from ado_client.auth import PersonalAccessToken
from ado_client.entra import Credential
from bot.mistakes import Mistake
from bot.settings import AzureDevOpsSettings, read_settings
from bot.sign_in import _assertion, _show, sign_in
from tests.bot.test_settings import LEAST

APPLICATION = "tenant: example.com\n    client: 00000000-0000-0000-0000-000000000000"


def with_sign_in(how: str) -> AzureDevOpsSettings:
    """Give the least settings with another way to sign in."""
    return read_settings(LEAST.replace("kind: pat\n    token_env: ENVBOT_PAT", how)).azure_devops


def test_a_token_is_sent_as_it_is() -> None:
    """Nobody's password."""
    credential = sign_in(with_sign_in("kind: pat\n    token_env: ENVBOT_PAT"), {"ENVBOT_PAT": "abc"}).credential
    assert isinstance(credential, PersonalAccessToken)
    assert credential.authorization() == "Basic OmFiYw=="


@pytest.mark.parametrize(
    ("how", "environment"),
    [
        (f"kind: client secret\n    {APPLICATION}\n    secret_env: ENVBOT_SECRET", {"ENVBOT_SECRET": "abc"}),
        ("kind: managed identity", {}),
        (f"kind: device code\n    {APPLICATION}", {}),
        (f"kind: workload identity\n    {APPLICATION}", {"AZURE_FEDERATED_TOKEN_FILE": "/run/token"}),
        (
            "kind: workload identity",
            {
                "AZURE_TENANT_ID": "example.com",
                "AZURE_CLIENT_ID": "0",
                "SYSTEM_OIDCREQUESTURI": "https://dev.azure.com/example/oidc",
                "SYSTEM_ACCESSTOKEN": "abc",
                "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "1",
            },
        ),
    ],
)
def test_an_application_signs_in_through_entra(how: str, environment: dict[str, str]) -> None:
    """Nothing is asked of Entra ID yet."""
    assert isinstance(sign_in(with_sign_in(how), environment).credential, Credential)


def test_a_certificate_is_read_from_its_place() -> None:
    """What is no certificate is refused by the client, without showing it."""
    settings = with_sign_in(f"kind: certificate\n    {APPLICATION}\n    certificate_env: ENVBOT_PEM")
    with pytest.raises(Mistake, match="`certificate_env`: the environment variable ENVBOT_PEM is not set"):
        sign_in(settings, {})
    with pytest.raises(Exception, match="certificate") as caught:
        sign_in(settings, {"ENVBOT_PEM": "hush-hush"})
    assert "hush-hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "needs the environment variable AZURE_TENANT_ID, .* or write it under `sign_in.tenant`"),
        ({"AZURE_TENANT_ID": "a"}, "AZURE_CLIENT_ID"),
        ({"AZURE_TENANT_ID": "a", "AZURE_CLIENT_ID": "b"}, "AZURE_FEDERATED_TOKEN_FILE .* neither is set"),
        (
            {"AZURE_TENANT_ID": "a", "AZURE_CLIENT_ID": "b", "SYSTEM_OIDCREQUESTURI": "https://c"},
            "SYSTEM_ACCESSTOKEN, which is not set. Set it.",
        ),
    ],
)
def test_what_a_workload_identity_lacks_is_named(environment: dict[str, str], said: str) -> None:
    """Each variable has its own message."""
    with pytest.raises(Mistake, match=said):
        sign_in(with_sign_in("kind: workload identity"), environment)


def test_the_token_of_a_cluster_is_read_anew_each_time(tmp_path: Path) -> None:
    """It is renewed there every hour."""
    path = tmp_path / "token"
    assertion = _assertion({"AZURE_FEDERATED_TOKEN_FILE": str(path)})
    path.write_text("one\n")
    assert assertion() == "one"
    path.write_text("two\n")
    assert assertion() == "two"


def test_a_device_code_needs_a_person_at_a_terminal() -> None:
    """A scheduled run says so at once, rather than wait for somebody who is not there."""
    with pytest.raises(Mistake, match="run `envbot check` at a terminal once"):
        _show("To sign in, open the page and enter the code ABC.")


def test_a_person_at_a_terminal_is_shown_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, so that results stay apart."""
    controller, terminal = os.openpty()
    with os.fdopen(controller, "rb"), os.fdopen(terminal, "w") as stderr, contextlib.redirect_stderr(stderr):
        _show("To sign in, open the page and enter the code ABC.")
        stderr.flush()
        assert os.read(controller, 100).decode().strip() == "To sign in, open the page and enter the code ABC."
    assert capsys.readouterr().out == ""
