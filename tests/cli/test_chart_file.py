"""Charts become files, or one clear error."""

import json
import sys
from pathlib import Path

import pytest

from deadheat.cli.chart_file import write_chart
from deadheat.errors import ConfigError, DataError


def test_a_specification_is_written_whole(tmp_path: Path) -> None:
    write_chart({"mark": "line"}, tmp_path / "c.json")
    written = json.loads((tmp_path / "c.json").read_text())
    assert written["mark"] == "line"
    assert "var(--" not in (tmp_path / "c.json").read_text()


def test_other_endings_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.pdf"):
        write_chart({}, tmp_path / "c.pdf")
    with pytest.raises(DataError, match="cannot be written"):
        write_chart({}, tmp_path / "absent" / "c.json")


def test_a_picture_without_the_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ConfigError, match=r"deadheat\[report\]"):
        write_chart({}, tmp_path / "c.svg")
