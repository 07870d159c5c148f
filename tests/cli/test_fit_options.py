"""Shared options reach the evidence room checked."""

from pathlib import Path

import pytest

from deadheat.cli.fit_options import DEFAULT_FIT, FitOptions, TableOptions
from deadheat.errors import ConfigError


def test_defaults_are_those_of_the_published_index_with_fewer_draws() -> None:
    options = DEFAULT_FIT.index_options()
    assert (options.draws, options.resample, options.alpha, options.ridge) == (200, "model", 0.10, 0.1)


def test_every_option_arrives() -> None:
    given = FitOptions(draws=50, resample="benchmark", alpha=0.2, seed=7).index_options(ridge=1.0, anchors={"a": 1.0})
    assert (given.draws, given.resample, given.alpha, given.seed) == (50, "benchmark", 0.2, 7)
    assert (given.ridge, given.anchors) == (1.0, {"a": 1.0})


def test_a_table_is_read_with_its_own_columns_anchors_and_pin(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,benchmark,score\na,w,0.2\nb,w,0.4\na,x,0.3\nb,x,0.5\n")
    table = TableOptions(map_=["name=model"], anchor=["a=1", "b=2"], pin="w", min_benchmarks=2, ridge=0.5)
    sheet, options = table.read(path), table.index_options(FitOptions(draws=0))
    assert sheet.models == ("a", "b")
    assert sheet.responses.pinned == 0
    assert (options.anchors, options.ridge, options.draws) == ({"a": 1.0, "b": 2.0}, 0.5, 0)
    assert TableOptions(pin="none").read(None).responses.pinned is None


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ConfigError, match="alpha"):
        FitOptions(alpha=1.5).index_options()
