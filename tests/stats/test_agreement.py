"""Krippendorff's own worked example, an independent package, and the definition by all pairs of votes."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.errors import ConfigError, DataError
from deadheat.stats.agreement import Agreement, Level, krippendorff_alpha

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "krippendorff.json").read_text())
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")
votes_tables = st.lists(
    st.lists(st.sampled_from([1.0, 2.0, 4.0, math.nan]), min_size=3, max_size=3), min_size=3, max_size=20
)


def _alpha(votes: Any, level: Level, *, alpha: float = 0.05, seed: int = 0, resamples: int = 100) -> Agreement:
    rng = np.random.default_rng(seed)
    return krippendorff_alpha(np.array(votes, dtype=float), level=level, alpha=alpha, rng=rng, resamples=resamples)


def _by_all_pairs(votes: npt.NDArray[np.float64], level: Level) -> float | None:
    """1 - mean squared difference within items over that between any two votes, one pair at a time."""
    items = [[v for v in row if not math.isnan(v)] for row in votes]
    items = [row for row in items if len(row) >= 2]
    pooled = sorted(v for row in items for v in row)

    def squared(a: float, b: float) -> float:
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(low <= v <= high for v in pooled)
        return float((between - (pooled.count(a) + pooled.count(b)) / 2) ** 2)

    within = sum(
        squared(row[i], row[j]) / (len(row) - 1)
        for row in items
        for i in range(len(row))
        for j in range(len(row))
        if i != j
    )
    total = len(pooled)
    expected = sum(squared(a, b) for i, a in enumerate(pooled) for j, b in enumerate(pooled) if i != j)
    if len(items) < 2 or expected == 0:
        return None
    return 1 - (within / total) / (expected / (total * (total - 1)))


@pytest.mark.parametrize("level", LEVELS)
def test_worked_example_of_krippendorff(level: Level) -> None:
    example = GOLDEN["worked_example"]
    seen = _alpha(np.array(example["judges"], dtype=float).T, level)
    assert seen.estimate == pytest.approx(example[level], abs=5e-4)
    assert (seen.n, seen.votes) == (11, 40)  # one item has a single vote and cannot be paired


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=["missing", "many judges", "two judges"])
@pytest.mark.parametrize("level", LEVELS)
def test_estimates_equal_an_independent_package(case: dict[str, Any], level: Level) -> None:
    assert _alpha(case["votes"], level).estimate == pytest.approx(case[level], abs=1e-12)


@given(votes_tables, st.sampled_from(LEVELS))
def test_estimate_is_the_definition_by_all_pairs(votes: list[list[float]], level: Level) -> None:
    seen = _alpha(votes, level)
    expected = _by_all_pairs(np.array(votes), level)
    assert seen.estimate == (None if expected is None else pytest.approx(expected, abs=1e-9))
    assert -1 <= seen.lower < seen.upper <= 1


@given(votes_tables, st.sampled_from(LEVELS), st.integers(0, 99))
def test_order_of_judges_is_irrelevant(votes: list[list[float]], level: Level, seed: int) -> None:
    table = np.array(votes)
    mixed = np.random.default_rng(seed).permutation(table, axis=1)
    assert _alpha(mixed, level) == _alpha(table, level)


def test_names_may_be_renamed_ranks_stretched_and_amounts_scaled() -> None:
    table = np.array(GOLDEN["cases"][1]["votes"], dtype=float)
    renamed = np.where(np.isnan(table), np.nan, (table * 7 + 3) % 11)
    assert _alpha(renamed, "nominal").estimate == pytest.approx(_alpha(table, "nominal").estimate, abs=1e-12)
    assert _alpha(table**3, "ordinal").estimate == pytest.approx(_alpha(table, "ordinal").estimate, abs=1e-12)
    for scaled in (table * 9 - 4, table * 1e-9, table * 1e9 + 5e9):
        assert _alpha(scaled, "interval").estimate == pytest.approx(_alpha(table, "interval").estimate, abs=1e-9)
    assert _alpha(table**3, "interval").estimate != pytest.approx(_alpha(table, "interval").estimate, abs=1e-3)


def test_random_votes_agree_by_chance_only() -> None:
    votes = np.random.default_rng(2).integers(0, 3, (400, 3))
    seen = _alpha(votes, "nominal", resamples=500)
    assert seen.lower < 0 < seen.upper
    assert abs(seen.estimate or 1) < 0.05


def test_perfect_agreement_is_never_certain() -> None:
    few, many = [[1, 1], [2, 2], [1, 1], [2, 2]], [[1, 1], [2, 2]] * 200
    for level in LEVELS:
        seen, sure = _alpha(few, level), _alpha(many, level)
        assert (seen.estimate, seen.upper) == (1.0, 1.0)
        assert seen.lower < 0 < sure.lower < 1
    share = 1 - 0.025 ** (1 / 400)
    assert _alpha(many, "nominal").lower == pytest.approx(1 - share / (2 * 400 * 400 / (800 * 799)), rel=1e-9)


def test_what_cannot_be_told_is_not_reported() -> None:
    nan = math.nan
    for votes in ([[1, 1], [1, 1]], [[1, nan], [nan, 2]], [[1, 2]], np.zeros((0, 3))):
        seen = _alpha(votes, "nominal")
        assert (seen.estimate, seen.lower, seen.upper) == (None, -1, 1)


def test_same_seed_repeats_and_smaller_alpha_widens() -> None:
    votes = GOLDEN["cases"][0]["votes"]
    assert _alpha(votes, "ordinal", seed=3) == _alpha(votes, "ordinal", seed=3)
    wide, narrow = (
        _alpha(votes, "ordinal", alpha=0.01, resamples=999),
        _alpha(votes, "ordinal", alpha=0.2, resamples=999),
    )
    assert wide.lower < narrow.lower
    assert narrow.upper < wide.upper


def test_wrong_input_is_refused() -> None:
    with pytest.raises(DataError, match="Expected two"):
        _alpha([1, 2], "nominal")
    with pytest.raises(DataError, match="equally long"):
        krippendorff_alpha([[1, 2], [1]], level="nominal", alpha=0.05, rng=np.random.default_rng(0))
    with pytest.raises(DataError, match="infinite"):
        _alpha([[1, math.inf]], "nominal")
    with pytest.raises(ConfigError, match="'ratio'"):
        _alpha([[1, 2]], "ratio")  # type: ignore[arg-type]  # no such level
    with pytest.raises(ConfigError, match="resamples"):
        _alpha([[1, 2]], "nominal", resamples=10)
    with pytest.raises(ConfigError, match="alpha"):
        _alpha([[1, 2]], "nominal", alpha=2)
