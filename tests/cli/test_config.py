"""Every setting is shown with where it comes from, and no secret is."""

import json
from pathlib import Path

import pytest

from deadheat.cli.config import configuration, show_

FILE = """
[gateway]
drain_s = 5
[hosts.local]
base_url = "http://127.0.0.1:1/v1"
key = "env:K"
[offers.q]
host = "local"
model = "m"
price = { input = 0.10, output = 1 }
[routes.r]
arms = [{ offer = "q" }]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deadheat.toml"
    path.write_text(FILE)
    return path


def test_each_setting_names_its_origin(file: Path) -> None:
    environ = {"DEADHEAT_STORE__URL": "sqlite:///x.db", "DEADHEAT_GATEWAY__DRAIN_S": "7", "K": "sk-secret"}
    found = {s.key: (s.value, s.origin) for s in configuration(file, environ).settings}
    assert found["gateway.drain_s"] == (7.0, "environment")
    assert found["store.url"] == ("sqlite:///x.db", "environment")
    assert found["gateway.auth"] == ("none", "default")
    assert found["hosts.local.key"] == ("env:K", "file")
    assert found["offers.q.price.input"] == ("0.10", "file")
    assert found["routes.r.arms[0].offer"] == ("q", "file")
    assert found["routes.r.arms[0].weight"] == ("1", "default")


def test_without_a_file_hosts_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = {s.key: s for s in configuration(None, {"OPENAI_API_KEY": "sk-secret"}).settings}
    assert found["hosts.openai.key"].value == "env:OPENAI_API_KEY"
    assert found["hosts.openai.key"].origin == "environment"


def test_the_document_and_the_table_hold_the_hash_and_no_secret(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("K", "sk-secret")
    show_(config=file, json=True)
    document = json.loads(capsys.readouterr().out)
    show_(config=file)
    out = capsys.readouterr().out
    assert document["config_hash"] in out
    assert "routes.r.arms[0].offer" in out
    assert "sk-secret" not in out + str(document)
