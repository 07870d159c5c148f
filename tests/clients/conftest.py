"""A gateway that real clients talk to, in front of a host that speaks the real protocols and of a real server."""

from collections.abc import Iterator

import pytest

from tests.clients.tiny_server import TinyServer, serving
from tests.gateway.harness import Gateway, gateway

TINY = """
[hosts.tiny]
base_url = "{tiny}/v1"
[hosts.tiny_messages]
base_url = "{tiny}"
dialect = "anthropic"
[offers.tiny]
host = "tiny"
model = "mail-tools"
host_model_id = "mail-tools"
[offers.tiny_messages]
host = "tiny_messages"
model = "mail-tools"
host_model_id = "mail-tools"
[routes.tiny]
arms = [{{{{ offer = "tiny" }}}}]
[routes."tiny-messages"]
arms = [{{{{ offer = "tiny_messages" }}}}]
"""


@pytest.fixture(scope="session")
def tiny_server() -> Iterator[TinyServer]:
    """The tools model behind a real inference server, in a process of its own."""
    with serving("mail-tools.gguf") as server:
        yield server


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The gateway in front of the fake host."""
    with gateway(tmp_path_factory.mktemp("gate")) as running:
        yield running


@pytest.fixture(scope="session")
def tiny_gate(tmp_path_factory: pytest.TempPathFactory, tiny_server: TinyServer) -> Iterator[Gateway]:
    """The gateway in front of the real server too."""
    with gateway(tmp_path_factory.mktemp("tiny"), more=TINY.format(tiny=tiny_server.url)) as running:
        yield running


@pytest.fixture
def base_url(gate: Gateway) -> str:
    return f"http://127.0.0.1:{gate.port}"


@pytest.fixture
def tiny_url(tiny_gate: Gateway) -> str:
    return f"http://127.0.0.1:{tiny_gate.port}"
