"""The curve behind the index: exact optimum, known truth, the published penalty."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares

from deadheat.errors import ConfigError, DataError
from deadheat.stats.inputs import FloatArray
from deadheat.stats.item_response import CLIP, Responses, fit_item_response, predict


def simulated(seed: int, *, n_models: int = 14, n_benchmarks: int = 6, noise: float = 0.02) -> Responses:
    rng = np.random.default_rng(seed)
    capability = rng.normal(0, 1.2, n_models)
    difficulty = rng.normal(0, 1, n_benchmarks)
    slope = np.concatenate([[1.0], rng.uniform(0.6, 2.5, n_benchmarks - 1)])
    kept = rng.random((n_models, n_benchmarks)) < 0.8
    kept[:, 0] = True
    kept[0] = True
    model, benchmark = np.nonzero(kept)
    p = 1 / (1 + np.exp(-slope[benchmark] * (capability[model] - difficulty[benchmark])))
    score = np.clip(p + rng.normal(0, noise, len(p)), 0, 1)
    return Responses(
        model=model, benchmark=benchmark, score=score, n_models=n_models, n_benchmarks=n_benchmarks, pinned=0
    )


def published_residuals(theta: FloatArray, responses: Responses, ridge: float) -> FloatArray:
    """The penalised residuals in the published form: one extra residual for the whole penalty."""
    m, b = responses.n_models, responses.n_benchmarks
    slope = np.insert(theta[m + b :], responses.pinned or 0, 1.0)
    u = slope[responses.benchmark] * (theta[:m][responses.model] - theta[m : m + b][responses.benchmark])
    residual = 1 / (1 + np.exp(-u)) - np.clip(responses.score, CLIP, 1 - CLIP)
    return np.append(residual, np.sqrt(ridge * np.sum(theta**2) / len(theta)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_optimum_is_that_of_an_independent_solver_on_the_published_objective(seed: int) -> None:
    responses = simulated(seed)
    fit = fit_item_response(responses)
    n = responses.n_models + 2 * responses.n_benchmarks - 1
    rng = np.random.default_rng(0)
    start = np.concatenate([rng.normal(0, 0.1, n - responses.n_benchmarks + 1), np.ones(responses.n_benchmarks - 1)])
    lower = np.concatenate([np.full(n - responses.n_benchmarks + 1, -10.0), np.full(responses.n_benchmarks - 1, 0.1)])
    theirs = least_squares(
        published_residuals, start, args=(responses, 0.1), bounds=(lower, 10.0), xtol=1e-14, ftol=1e-14, gtol=1e-12
    )
    assert fit.is_converged
    assert fit.cost <= theirs.cost + 1e-12
    assert fit.cost == pytest.approx(theirs.cost, rel=1e-5)
    assert fit.capability == pytest.approx(theirs.x[: responses.n_models], abs=5e-3)


def test_the_papers_table_is_reproduced_at_a_lower_cost() -> None:
    """Its optimiser stops early, which moves its capabilities by up to 5e-4."""
    golden = json.loads((Path(__file__).parents[1] / "golden" / "rosetta_stone.json").read_text())
    rows = np.array(golden["rows"])
    pinned = golden["benchmarks"].index("Winogrande")
    responses = Responses(
        model=rows[:, 0].astype(np.int64),
        benchmark=rows[:, 1].astype(np.int64),
        score=rows[:, 2],
        n_models=179,
        n_benchmarks=38,
        pinned=pinned,
    )
    fit = fit_item_response(responses)
    origin = fit.difficulty[pinned]
    published = golden["published"]
    ours = {name: float(fit.capability[golden["models"].index(name)] - origin) for name in published["models"]}
    assert ours == pytest.approx(published["models"], abs=1e-3)
    cybench = float(fit.difficulty[golden["benchmarks"].index("Cybench")] - origin)
    assert cybench == pytest.approx(published["benchmarks"]["Cybench"], abs=1e-3)
    assert fit.cost <= published["cost"]


def test_gradient_vanishes_at_the_optimum() -> None:
    responses = simulated(4)
    fit = fit_item_response(responses)

    def objective(theta: FloatArray) -> float:
        return float(np.sum(published_residuals(theta, responses, 0.1) ** 2) / 2)

    theta = np.delete(fit.parameters, responses.n_models + responses.n_benchmarks)
    h = 1e-6
    numeric = [(objective(theta + h * e) - objective(theta - h * e)) / (2 * h) for e in np.eye(len(theta))]
    assert np.abs(numeric).max() < 1e-8


def test_truth_is_recovered_without_noise_and_with_a_tiny_penalty() -> None:
    responses = simulated(5, noise=0.0)
    fit = fit_item_response(responses, ridge=1e-8)
    inside = (responses.score > CLIP) & (responses.score < 1 - CLIP)
    assert np.abs(predict(fit, responses) - responses.score)[inside].max() < 1e-3


@given(st.integers(0, 10_000))
def test_order_and_numbering_of_rows_do_not_matter(seed: int) -> None:
    responses = simulated(6)
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(responses.score))
    renumbered = rng.permutation(responses.n_models)
    shuffled = Responses(
        model=renumbered[responses.model[rows]],
        benchmark=responses.benchmark[rows],
        score=responses.score[rows],
        n_models=responses.n_models,
        n_benchmarks=responses.n_benchmarks,
        pinned=0,
    )
    assert fit_item_response(shuffled).capability[renumbered] == pytest.approx(
        fit_item_response(responses).capability, abs=1e-7
    )


def test_weight_two_equals_a_row_given_twice() -> None:
    responses = simulated(7)
    weights = np.ones(len(responses.score))
    weights[::3] = 2.0
    twice = np.concatenate([np.arange(len(weights)), np.arange(len(weights))[::3]])
    repeated = Responses(
        model=responses.model[twice],
        benchmark=responses.benchmark[twice],
        score=responses.score[twice],
        n_models=responses.n_models,
        n_benchmarks=responses.n_benchmarks,
        pinned=0,
    )
    weighted = fit_item_response(responses, weights=weights)
    assert weighted.capability == pytest.approx(fit_item_response(repeated).capability, abs=1e-7)
    assert weighted.capability != pytest.approx(fit_item_response(responses).capability, abs=1e-4)


def test_warm_start_reaches_the_same_optimum() -> None:
    responses = simulated(8)
    cold = fit_item_response(responses)
    start = cold.parameters + np.random.default_rng(1).normal(0, 0.3, len(cold.parameters))
    warm = fit_item_response(responses, start=start)
    assert warm.capability == pytest.approx(cold.capability, abs=1e-7)


def test_slopes_stay_inside_their_bounds_where_scores_fall_with_capability() -> None:
    responses = simulated(9, n_models=40, n_benchmarks=10)
    reversed_scores = np.where(responses.benchmark == 3, 1 - responses.score, responses.score)
    fit = fit_item_response(
        Responses(
            model=responses.model,
            benchmark=responses.benchmark,
            score=reversed_scores,
            n_models=responses.n_models,
            n_benchmarks=responses.n_benchmarks,
            pinned=0,
        )
    )
    assert fit.is_converged
    assert fit.slope[3] == 0.1
    assert fit.slope.min() >= 0.1


def test_pin_and_ridge_change_the_fit() -> None:
    responses = simulated(10)
    fit = fit_item_response(responses)
    other = Responses(
        model=responses.model,
        benchmark=responses.benchmark,
        score=responses.score,
        n_models=responses.n_models,
        n_benchmarks=responses.n_benchmarks,
        pinned=None,
    )
    assert fit.slope[0] == 1.0
    assert fit_item_response(other).slope[0] != 1.0
    assert fit_item_response(responses, ridge=1.0).cost > fit.cost


@given(st.integers(0, 100_000))
def test_any_table_reaches_an_optimum(seed: int) -> None:
    """Few rows, pure noise, scores of 0 and 1 alone, no pin: Gauss-Newton alone circles on some of these."""
    rng = np.random.default_rng(seed)
    kept = rng.random((int(rng.integers(2, 25)), int(rng.integers(1, 12)))) < rng.uniform(0.3, 1)
    kept[:, 0] = kept[0] = True
    model, benchmark = np.nonzero(kept)
    score = rng.random(len(model))
    responses = Responses(
        model=model,
        benchmark=benchmark,
        score=np.round(score) if seed % 3 == 0 else score,
        n_models=kept.shape[0],
        n_benchmarks=kept.shape[1],
        pinned=0 if seed % 2 else None,
    )
    assert fit_item_response(responses, ridge=float(rng.choice([0.1, 1e-3, 1.0]))).is_converged


def test_stopping_early_is_said() -> None:
    fit = fit_item_response(simulated(11), max_iterations=1)
    assert not fit.is_converged
    assert fit.n_iterations == 1


@pytest.mark.parametrize("bad", [float("nan"), -0.1, 1.5])
def test_score_outside_the_unit_interval_is_refused(bad: float) -> None:
    with pytest.raises(DataError, match=r"outside \[0, 1\]"):
        Responses(model=np.array([0]), benchmark=np.array([0]), score=np.array([bad]), n_models=1, n_benchmarks=1)


def test_unusable_rows_and_options_are_refused() -> None:
    one = np.array([0])
    with pytest.raises(DataError, match="no score"):
        Responses(model=one[:0], benchmark=one[:0], score=np.array([]), n_models=0, n_benchmarks=0)
    with pytest.raises(DataError, match="different lengths"):
        Responses(model=one, benchmark=one, score=np.array([0.1, 0.2]), n_models=1, n_benchmarks=1)
    with pytest.raises(DataError, match="model numbers"):
        Responses(model=np.array([1]), benchmark=one, score=np.array([0.5]), n_models=1, n_benchmarks=1)
    with pytest.raises(DataError, match="pinned"):
        Responses(model=one, benchmark=one, score=np.array([0.5]), n_models=1, n_benchmarks=1, pinned=4)
    responses = simulated(1)
    with pytest.raises(ConfigError, match="ridge"):
        fit_item_response(responses, ridge=0.0)
    with pytest.raises(DataError, match="weights"):
        fit_item_response(responses, weights=np.array([1.0]))
    with pytest.raises(DataError, match="start"):
        fit_item_response(responses, start=np.array([1.0]))
