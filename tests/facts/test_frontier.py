"""A workload is checked when it is stated."""

import pytest

from deadheat.errors import ConfigError
from deadheat.facts.frontier import Workload


def test_words_hold_every_part() -> None:
    assert Workload(input_mtok=5, output_mtok=1, cached=0.25, prompt_tokens=700).words == (
        "5 M input tokens a month (25 % from a cache), 1 M output tokens, 700 tokens a prompt"
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"input_mtok": -1},
        {"input_mtok": float("nan")},
        {"output_mtok": float("inf")},
        {"input_mtok": 0, "output_mtok": 0},
        {"cached": 1.5},
        {"cached": float("nan")},
        {"prompt_tokens": 0},
    ],
)
def test_impossible_workloads_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        Workload(**bad)  # type: ignore[arg-type]
