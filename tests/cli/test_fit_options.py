"""Shared options reach the evidence room checked."""

import pytest

from deadheat.cli.fit_options import DEFAULT_FIT, FitOptions
from deadheat.errors import ConfigError


def test_defaults_are_those_of_the_published_index_with_fewer_draws() -> None:
    options = DEFAULT_FIT.index_options()
    assert (options.draws, options.resample, options.alpha, options.ridge) == (200, "model", 0.10, 0.1)


def test_every_option_arrives() -> None:
    given = FitOptions(draws=50, resample="benchmark", alpha=0.2, seed=7).index_options(ridge=1.0, anchors={"a": 1.0})
    assert (given.draws, given.resample, given.alpha, given.seed) == (50, "benchmark", 0.2, 7)
    assert (given.ridge, given.anchors) == (1.0, {"a": 1.0})


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ConfigError, match="alpha"):
        FitOptions(alpha=1.5).index_options()
