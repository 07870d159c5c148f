"""The environment lies over the file."""

from decimal import Decimal
from pathlib import Path

import pytest

from deadheat.errors import ConfigError
from deadheat.settings.layers import overlay, read_toml


def test_decimals_of_the_file_are_exact(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x = 0.1")
    assert read_toml(tmp_path / "a.toml") == {"x": Decimal("0.1")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = ", r"is not TOML: .+ \(at "),
        (b"a = '\xff'", "not UTF-8"),
        (b"a = 1\na = 2", "is not TOML"),
        (b"a=" + b"[" * 9999, "nested|TOML"),
    ],
)
def test_a_file_that_is_not_toml_says_where(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        read_toml(tmp_path / "a.toml")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_toml(tmp_path)


def test_a_variable_wins_over_the_file_and_finds_names_without_case() -> None:
    tables = {"hosts": {"My-Host": {"base_url": "a", "dialect": "openai"}}}
    merged = overlay(tables, {"DEADHEAT_HOSTS__MY_HOST__BASE_URL": "b", "DEADHEAT_STORE__URL": "c", "OTHER__X": "d"})
    assert merged == {"hosts": {"My-Host": {"base_url": "b", "dialect": "openai"}}, "store": {"url": "c"}}
    assert tables["hosts"]["My-Host"]["base_url"] == "a"
