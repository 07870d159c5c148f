"""The machine is looked at, not guessed about."""

import socket
from pathlib import Path

import pytest

from deadheat.cli.checks.machine import check_disk, check_port, check_versions
from deadheat.settings.address import Address


def test_a_port_is_free_or_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = Address("127.0.0.1", taken.getsockname()[1])
        assert check_port("listen", address).state == "warning"
        assert "in use" in check_port("listen", address).detail
    assert check_port("listen", Address("127.0.0.1", 0)).state == "ok"


def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    found = check_port("listen", Address("192.0.2.1", 4340))
    assert found.state == "failed"
    assert "an address of this machine" in found.fix


@pytest.mark.parametrize(("wanted", "state"), [(1, "ok"), (10**18, "warning")])
def test_disk_is_measured_against_the_journals_ceiling(tmp_path: Path, wanted: int, state: str) -> None:
    assert check_disk(tmp_path / "not" / "yet", wanted=wanted).state == state


def test_an_old_sqlite_is_told_with_the_way_to_a_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_versions().state == "ok"
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 26, 0))
    assert check_versions().state == "failed"
