"""The doctor lists everything, and its exit code says whether all is well."""

import json
from pathlib import Path

import pytest

from deadheat.cli.doctor import doctor
from deadheat.errors import ConfigError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    path = Path("deadheat.toml")
    path.write_text(text)
    return path


def test_a_bad_file_is_one_finding_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        doctor(config=written('[hosts.a]\nbase_url = "http://a"\ndialct = "openai"'), json=True)
    assert left.value.code == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["well"]) == ("deadheat.doctor/1", False)
    failed = [finding for finding in document["findings"] if finding["state"] == "failed"]
    assert [finding["fix"] for finding in failed] == ["Did you mean 'dialect'?"]


def test_every_failure_names_a_fix(capsys: pytest.CaptureFixture[str]) -> None:
    config = written('[gateway]\nlisten = "192.0.2.1:80"\nauth = "keys"\n[hosts.a]\nbase_url = "http://127.0.0.1:1/v1"')
    with pytest.raises(SystemExit):
        doctor(config=config, json=True)
    failed = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["state"] == "failed"]
    assert {f["check"] for f in failed} == {"routes", "keys", "listen", "hosts.a"}
    assert all(f["fix"] for f in failed)


def test_the_table_shows_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    config = written('[offers.q]\nhost = "none"\nmodel = "m"')
    with pytest.raises(SystemExit):
        doctor(config=config)
    assert "which is not in [hosts]" in capsys.readouterr().out


def test_an_endless_wait_is_refused() -> None:
    with pytest.raises(ConfigError, match="--timeout-s"):
        doctor(timeout_s=-1)
