"""A server with a certificate of an own authority, as many have on their premises, is talked to where it is trusted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
import uvicorn

from ado_client.control import Control
from ado_client.errors import Unreachable
from ado_client.work_items import WorkItems
from sandbox.server import SandboxServer, application
from sandbox.state import World
from tests.ado_client.conftest import connect
from tests.ado_client.wire_fakes import Naps

HOST = "127.0.0.1"


class Announced(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Give an authority that nobody knows."""
    return trustme.CA()


@pytest.fixture
def url(world: World, authority: trustme.CA, tmp_path: Path) -> Iterator[str]:
    """Serve the organisation by HTTPS, and give its address."""
    made, file = authority.issue_cert(HOST), tmp_path / "server.pem"
    made.private_key_and_cert_chain_pem.write_to_path(str(file))
    served = application(world, SandboxServer.default_observer, lambda _: None)
    with socket.create_server((HOST, 0)) as listening:
        world.base_url = f"https://{HOST}:{listening.getsockname()[1]}/{world.organization}"
        server = Announced(uvicorn.Config(served, log_level="critical", lifespan="off", ssl_certfile=file))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        server.listens.wait()
        yield world.base_url
        server.should_exit = True
        thread.join()


async def test_an_own_authority_is_trusted_where_the_environment_names_it(
    url: str, authority: trustme.CA, naps: Naps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the session, and by the SDK, whose library for HTTP would not look there by itself."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with connect(url, naps) as session, Control(session) as control:
        assert (await WorkItems(session, "MHHS").query("SELECT [System.Id] FROM workitems")).ids == ()
        found = await control.read(lambda clients: clients.get_core_client().get_projects())
    assert [project.name for project in found] == ["MHHS"]


async def test_a_server_for_which_nobody_vouches_is_told_once_with_what_to_do(url: str, naps: Naps) -> None:
    """Nothing is sent and nothing is tried again: waiting would not make it trusted."""
    async with connect(url, naps) as session, Control(session) as control:
        for act in (
            lambda: session.request("GET", "_apis/projects"),
            lambda: control.read(lambda clients: clients.get_core_client().get_projects()),
        ):
            with pytest.raises(Unreachable, match=r"CERTIFICATE_VERIFY_FAILED.*SSL_CERT_FILE") as caught:
                await act()
            assert caught.value.is_distrusted
            assert not caught.value.may_have_arrived
    assert naps.seconds == []
