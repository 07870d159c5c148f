"""How each gateway is installed and started; versions are pinned where it matters."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MOCK = 9001
NGINX_CONF = """
worker_processes 1; daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream host {{ server 127.0.0.1:9001; keepalive 128; }}
  server {{ listen 127.0.0.1:{port}; client_max_body_size 10m; {buffer}
    location / {{ proxy_pass http://host; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; }} }} }}
"""
DEADHEAT = """
[gateway]
listen = "127.0.0.1:{port}"
admin_listen = "127.0.0.1:{admin}"
auth = "keys"
[store]
url = "sqlite:///{folder}/books.db"
[hosts.mock]
base_url = "http://127.0.0.1:9001/v1"
[offers.mock]
host = "mock"
model = "mock-model"
host_model_id = "mock-model"
price = {{ input = 0.2, output = 0.8 }}
[routes.mock-model]
arms = [{{ offer = "mock" }}]
"""
LITELLM = {
    "model_list": [
        {
            "model_name": "mock-model",
            "litellm_params": {"model": "openai/mock-model", "api_base": "http://127.0.0.1:9001/v1", "api_key": "sk-x"},
        }
    ],
    "general_settings": {"master_key": "sk-benchmark-0123456789abcdef0123456789abcdef"},
}
TENSORZERO = """
[gateway]
observability.enabled = false
[models.mock-model]
routing = ["mock"]
[models.mock-model.providers.mock]
type = "openai"
model_name = "mock-model"
api_base = "http://127.0.0.1:9001/v1"
api_key_location = "none"
"""


@dataclass
class Peer:
    """A gateway ready to be started: the command, where it listens, what it wants to hear."""

    name: str
    version: str
    command: list[str]
    port: int
    path: str = "/v1/chat/completions"
    model: str = "mock-model"
    headers: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None


def direct(folder: Path, tools: Path) -> Peer:  # noqa: ARG001
    """No gateway: the mock host itself, for what a gateway adds to the time of one client."""
    return Peer("direct", "", ["sleep", "infinity"], MOCK)


def nginx(folder: Path, tools: Path) -> Peer:  # noqa: ARG001
    """A plain reverse proxy; buffering is off so that streams stream, and bodies stay in memory."""
    return _nginx(folder, "nginx", 9100, "client_body_buffer_size 512k;")


def nginx_defaults(folder: Path, tools: Path) -> Peer:  # noqa: ARG001
    """The same with nginx's own body buffer of 16 KB: what is larger goes through a file."""
    return _nginx(folder, "nginx, body buffer as installed", 9101, "")


def _nginx(folder: Path, name: str, port: int, buffer: str) -> Peer:
    conf = folder / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""  # else its worker could not write where root's benchmark does
    conf.write_text(NGINX_CONF.format(folder=folder, port=port, buffer=buffer, user=user))
    return Peer(name, _said(["nginx", "-v"]).rpartition("/")[2], ["nginx", "-c", str(conf)], port)


def deadheat(folder: Path, tools: Path) -> Peer:  # noqa: ARG001
    """Ours as a user runs it: keys, limits, entries in SQLite, metrics, request log."""
    program = Path(sys.executable).with_name("deadheat")
    config = folder / "deadheat.toml"
    config.write_text(DEADHEAT.format(folder=folder, port=9200, admin=9201))
    made = subprocess.run(
        [program, "keys", "create", "bench", "--config", config, "--json"], capture_output=True, check=True
    )
    secret = str(json.loads(made.stdout)["secret"])
    version = _said([str(program), "--version"])
    command = [str(program), "serve", "--config", str(config)]
    return Peer("deadheat", version, command, 9200, headers={"Authorization": f"Bearer {secret}"})


def litellm(folder: Path, tools: Path) -> Peer:
    """LiteLLM's proxy without a database, as its documentation tunes it."""
    config = folder / "litellm.yaml"
    config.write_text(json.dumps(LITELLM))
    python = tools / "litellm" / "bin"
    command = [str(python / "litellm"), "--config", str(config), "--host", "127.0.0.1", "--port", "9300"]
    environ = {"LITELLM_LOG": "ERROR", "LITELLM_MODE": "PRODUCTION", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    key = str(LITELLM["general_settings"]["master_key"])  # type: ignore[call-overload]
    version = _version(python / "python", "litellm")
    return Peer("LiteLLM", version, command, 9300, headers={"Authorization": f"Bearer {key}"}, environ=environ)


def tensorzero(folder: Path, tools: Path) -> Peer:
    """TensorZero's gateway as its wheel carries it, without a database."""
    config = folder / "tensorzero.toml"
    config.write_text(TENSORZERO)
    python = tools / "tensorzero" / "bin" / "python"
    start = (
        "import tensorzero, time;"
        f"g = tensorzero._start_http_gateway(config_file={str(config)!r}, clickhouse_url=None, postgres_url=None,"
        " valkey_url=None, async_setup=False);"
        "print(g if isinstance(g, str) else g.base_url, flush=True); time.sleep(1e6)"
    )
    name = "tensorzero::model_name::mock-model"
    version = _version(python, "tensorzero")
    command = [str(python), "-c", start]
    return Peer("TensorZero", version, command, 0, path="/openai/v1/chat/completions", model=name)


def portkey(folder: Path, tools: Path) -> Peer:  # noqa: ARG001
    """Portkey's open gateway, with the one dependency pinned that its published version needs for streams."""
    package = tools / "portkey" / "node_modules" / "@portkey-ai" / "gateway"
    headers = {
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": "http://127.0.0.1:9001/v1",
        "Authorization": "Bearer sk-x",
    }
    environ = {"TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost", "NODE_ENV": "production"}
    command = ["node", str(package / "build" / "start-server.js"), "--port=9400", "--headless"]
    version = json.loads((package / "package.json").read_text())["version"]
    return Peer("Portkey", version, command, 9400, headers=headers, environ=environ)


PEERS: dict[str, Callable[[Path, Path], Peer]] = {
    "direct": direct,
    "nginx": nginx,
    "nginx-defaults": nginx_defaults,
    "deadheat": deadheat,
    "tensorzero": tensorzero,
    "portkey": portkey,
    "litellm": litellm,
}


def install(tools: Path, names: list[str]) -> None:
    """Put the peers into folders of their own under `tools`; those that are there stay."""
    for name, package in (("litellm", "litellm[proxy]"), ("tensorzero", "tensorzero")):
        if name in names and not (tools / name).exists():
            uv = shutil.which("uv") or ".tools/bin/uv"
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, tools / name], check=True)
            python = tools / name / "bin" / "python"
            subprocess.run([uv, "pip", "install", "-q", "--python", python, package], check=True)
    folder = tools / "portkey"
    if "portkey" in names and not folder.exists():
        folder.mkdir(parents=True)
        wanted = {
            "private": True,
            "dependencies": {"@portkey-ai/gateway": "1.15.2"},
            "overrides": {"@hono/node-server": "1.13.5"},
        }
        (folder / "package.json").write_text(json.dumps(wanted))
        subprocess.run(["npm", "install", "--silent"], cwd=folder, check=True)


def environ_of(peer: Peer) -> dict[str, str]:
    """The environment a peer is started in: ours without proxies, and its own."""
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return {**kept, **peer.environ}


def _version(python: Path, package: str) -> str:
    return _said([str(python), "-c", f"import importlib.metadata as m; print(m.version({package!r}))"])


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()
