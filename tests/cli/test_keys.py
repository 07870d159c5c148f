"""Keys are shown once and listed without their secrets."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deadheat.cli.keys import create, list_, revoke
from deadheat.errors import DataError
from deadheat.store.keys import load_keys
from deadheat.store.migrations import BOOKS
from deadheat.store.sqlite import connect_reading


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "deadheat.toml"
    path.write_text(
        f'store.url = "sqlite:///{tmp_path}/books.db"\n[hosts.h]\nbase_url = "http://127.0.0.1:1"\n'
        '[offers.o]\nhost = "h"\nmodel = "m"\n[routes.assistant]\narms = [{ offer = "o" }]'
    )
    return path


def test_the_secret_is_all_of_stdout_and_opens_the_door(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create("team", route=["assistant"], config=config)
    shown = capsys.readouterr()
    db = connect_reading(config.parent / "books.db", BOOKS)
    found = load_keys(db).find(shown.out.strip().encode())
    db.close()
    assert found is not None
    assert (found.name, found.routes) == ("team", ("assistant",))
    assert "not shown again" in shown.err


def test_a_list_holds_every_key_and_no_secret(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create("one", config=config, json=True)
    secret = json.loads(capsys.readouterr().out)["secret"]
    create("two", config=config)
    revoke("one", config=config)
    capsys.readouterr()
    list_(config=config, json=True)
    out = capsys.readouterr().out
    assert secret not in out
    keys = json.loads(out)["keys"]
    assert {(key["name"], key["revoked"] is None) for key in keys} == {("one", False), ("two", True)}
    list_(config=config)
    assert "2 keys" in capsys.readouterr().out


def test_a_key_that_is_not_there_cannot_be_revoked(config: Path) -> None:
    create("one", config=config)
    with pytest.raises(DataError, match="In force: 'one'"):
        revoke("two", config=config)


def test_the_commands_are_found_by_the_program() -> None:
    command = [str(Path(sys.executable).parent / "deadheat"), "keys", "create", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--route" in done.stdout


def test_a_key_for_a_route_that_is_not_there_is_refused(config: Path) -> None:
    with pytest.raises(DataError, match="Did you mean 'assistant'"):
        create("team", route=["asistant"], config=config)
