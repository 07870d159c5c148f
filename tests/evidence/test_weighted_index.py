"""The weighted average, its rules for missing scores, and its errors."""

import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.fitted_index import FittedIndex, IndexOptions, fit_index
from deadheat.evidence.score_sheet import read_score_sheet
from deadheat.evidence.weighted_index import average_scores, bundled_weights

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundled() -> FittedIndex:
    return fit_index(read_score_sheet(), IndexOptions(draws=40))


def small(**extra: object) -> FittedIndex:
    rows = [
        {"model": m, "benchmark": b, "score": 0.2 + 0.1 * i + 0.02 * j, **extra}
        for i, m in enumerate("abcd")
        for j, b in enumerate("wxyz")
        if (m, b) != ("a", "z")
    ]
    return fit_index(read_score_sheet(rows, min_benchmarks=3), IndexOptions(draws=20, anchors={"a": 0, "d": 100}))


def test_bundled_weights_are_the_published_categories() -> None:
    weights = bundled_weights()
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["APEX-Agents"] + weights["METR Time Horizons"] == pytest.approx(0.34)


def test_a_full_row_is_the_plain_weighted_mean() -> None:
    found = average_scores(small(), {"w": 3, "z": 1}, missing="require")
    by_model = {row.model: row.index for row in found.models}
    assert by_model["d"] == pytest.approx(100 * (0.75 * 0.5 + 0.25 * 0.56))
    assert [n.model for n in found.left_out] == ["a"]
    assert "has no score on z" in found.left_out[0].reason


def test_each_rule_gives_its_own_figure_for_a_missing_score() -> None:
    fitted = small()
    renormalised = average_scores(fitted, {"w": 1, "z": 1}, missing="renormalise")
    predicted = average_scores(fitted, {"w": 1, "z": 1}, missing="predict")
    first = next(row for row in renormalised.models if row.model == "a")
    second = next(row for row in predicted.models if row.model == "a")
    assert first.index == pytest.approx(20)
    assert second.index == pytest.approx(100 * (0.2 + 0.26) / 2, abs=3)
    assert second.filled == ("z",)
    assert first.covered == second.covered == pytest.approx(0.5)


def test_errors_of_the_scores_are_propagated() -> None:
    row = average_scores(small(standard_error=0.05), {"w": 1, "x": 1}, missing="require").models[0]
    assert row.upper is not None
    assert row.upper - row.index == pytest.approx(100 * 1.6448536 * 0.05 / np.sqrt(2), rel=1e-6)


def test_bundled_average_ranks_like_the_index(bundled: FittedIndex) -> None:
    found = average_scores(bundled)
    index = dict(zip(bundled.sheet.models, bundled.scaled.index, strict=True))
    ranks = np.array([index[row.model] for row in found.models[:40]])
    assert np.corrcoef(ranks, [row.index for row in found.models[:40]])[0, 1] > 0.9
    assert all(row.lower is not None and row.upper is not None and row.lower < row.upper for row in found.models)


def test_a_filled_score_without_draws_has_no_interval() -> None:
    bare = fit_index(read_score_sheet(), IndexOptions(draws=0))
    rows = average_scores(bare).models
    assert all((row.lower is None) == bool(row.filled) for row in rows)


def test_wrong_weights_and_rules_are_refused(bundled: FittedIndex) -> None:
    with pytest.raises(DataError, match="GPQA diamond"):
        average_scores(bundled, {"GPQA Diamond": 1})
    for bad in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ConfigError, match="weight of"):
            average_scores(bundled, {"HLE": bad})
    with pytest.raises(ConfigError, match="no weights"):
        average_scores(bundled, {})
    with pytest.raises(ConfigError, match="missing"):
        average_scores(bundled, missing="guess")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="no model has a score"):
        average_scores(bundled, {"ScienceQA": 1, "OSWorld 2.0": 1}, missing="require")
