"""One capability per model, one difficulty and slope per benchmark: the logistic curve behind a capability index."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deadheat.errors import ConfigError, DataError
from deadheat.stats.inputs import FloatArray, IntArray

CLIP = 1e-3
SLOPE_LOWEST, SLOPE_HIGHEST = 0.1, 10.0
RIDGE = 0.1
COLD_DAMPING, WARM_DAMPING = 0.03, 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """Scores in [0, 1] as rows (model, benchmark, score); models and benchmarks are numbered from 0 without gaps.

    pinned: the benchmark whose slope is 1 by definition, which fixes the unit; None leaves the unit to the penalty.
    """

    model: IntArray
    benchmark: IntArray
    score: FloatArray
    n_models: int
    n_benchmarks: int
    pinned: int | None = None

    def __post_init__(self) -> None:
        if not len(self.model) == len(self.benchmark) == len(self.score):
            raise DataError("model, benchmark and score have different lengths. Expected one of each per row.")
        if len(self.score) == 0:
            raise DataError("there is no score to fit. Expected at least one row.")
        if not np.all((self.score >= 0) & (self.score <= 1)):  # also refuses NaN
            raise DataError("a score lies outside [0, 1] or is not a number. Expected shares such as 0.57.")
        for name, index, size in (
            ("model", self.model, self.n_models),
            ("benchmark", self.benchmark, self.n_benchmarks),
        ):
            if len(np.unique(index)) != size or index.min() != 0 or index.max() != size - 1:
                raise DataError(f"{name} numbers do not cover 0 to {size - 1}. Expected every {name} to have a row.")
        if self.pinned is not None and not 0 <= self.pinned < self.n_benchmarks:
            raise DataError(f"the pinned benchmark {self.pinned} is not among {self.n_benchmarks} benchmarks.")

    @property
    def n_free(self) -> int:
        """Free parameters: what the strength of the penalty is divided by."""
        return self.n_models + 2 * self.n_benchmarks - (self.pinned is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResponseFit:
    """The optimum; `cost` is half the penalised sum of squares and `gradient` its largest free component."""

    capability: FloatArray
    difficulty: FloatArray
    slope: FloatArray
    cost: float
    gradient: float
    n: int
    n_iterations: int
    is_converged: bool
    ridge: float

    @property
    def parameters(self) -> FloatArray:
        """Capabilities, difficulties, slopes in one vector: a warm start for the next fit."""
        return np.concatenate([self.capability, self.difficulty, self.slope])


@dataclass(frozen=True, slots=True)
class _Normal:
    """Normal equations of one step: arrow-shaped, because no row touches two models.

    own: (M,) curvature of the capabilities; cross: (M, 2B); rest: (2B, 2B); gradient: (M + 2B,).
    is_definite: positive definite by construction, so that nobody needs to look.
    """

    own: FloatArray
    cross: FloatArray
    rest: FloatArray
    gradient: FloatArray
    is_definite: bool


def fit_item_response(
    responses: Responses,
    *,
    ridge: float = RIDGE,
    weights: FloatArray | None = None,
    start: FloatArray | None = None,
    tolerance: float = 1e-9,
    max_iterations: int = 300,
) -> ItemResponseFit:
    """Least-squares optimum of score = sigmoid(slope * (capability - difficulty)) with a ridge on every parameter.

    Assumes: scores of one benchmark share a curve; rows err independently. Scores are clipped to [0.001, 0.999].
    Args:    ridge: total strength, spread over the P free parameters (0.1 is the published choice). weights: (n,) per
             row, >= 0. start: a parameter vector (`ItemResponseFit.parameters`). tolerance: on the largest gradient.
    Returns: the optimum within slope in [0.1, 10]; `is_converged` is False if the gradient stayed above `tolerance`.
    Raises:  ConfigError if ridge <= 0 (the location is then undefined); DataError if weights or start do not fit.
    Method:  sum w (p - y)^2 + ridge/P * |parameters|^2, damped Gauss-Newton far away and damped Newton near the
             optimum, capabilities eliminated by their Schur complement. Model: Ho et al. 2025, "A Rosetta Stone for
             AI Benchmarks", arXiv:2512.00193. The penalty as P rows has the optimum of the published single row
             sqrt(ridge/P * |parameters|^2) but a Jacobian that does not change with the parameters.
    Checked: tests/stats/test_item_response.py: goldens (the paper's table, the published index), scipy, recovery,
             relabelling, weights against repeated rows.
    """
    if not (ridge > 0 and np.isfinite(ridge)):
        raise ConfigError(f"ridge is {ridge!r}. Expected a positive number such as 0.1.")
    row_weights = np.ones(len(responses.score)) if weights is None else np.asarray(weights, dtype=float)
    if row_weights.shape != responses.score.shape or not np.all((row_weights >= 0) & np.isfinite(row_weights)):
        raise DataError("weights do not fit the scores. Expected one finite number >= 0 per row.")
    theta = _cold_start(responses) if start is None else np.array(start, dtype=float)
    if theta.shape != (responses.n_models + 2 * responses.n_benchmarks,) or not np.all(np.isfinite(theta)):
        raise DataError("start does not fit the scores. Expected one finite value per parameter.")
    clipped = replace(responses, score=np.clip(responses.score, CLIP, 1 - CLIP))
    problem = _Problem(clipped, row_weights, ridge)
    damping = COLD_DAMPING if start is None else WARM_DAMPING
    return _descend(problem, theta, damping=damping, tolerance=tolerance, max_iterations=max_iterations)


def predict(fit: ItemResponseFit, responses: Responses) -> FloatArray:
    """The score the curve gives for each row."""
    u = fit.slope[responses.benchmark] * (fit.capability[responses.model] - fit.difficulty[responses.benchmark])
    return _sigmoid(u)


def _cold_start(responses: Responses) -> FloatArray:
    """Mean logit of a model's scores, minus that of a benchmark's, slope 1: no random numbers needed."""
    logit = np.log(np.clip(responses.score, 0.02, 0.98) / np.clip(1 - responses.score, 0.02, 0.98))
    by_benchmark = np.bincount(responses.benchmark, logit) / np.bincount(responses.benchmark)
    residual = logit - by_benchmark[responses.benchmark]
    by_model = np.bincount(responses.model, residual) / np.bincount(responses.model)
    return np.concatenate([by_model, -by_benchmark, np.ones(responses.n_benchmarks)])


def _sigmoid(u: FloatArray) -> FloatArray:
    return 1.0 / (1.0 + np.exp(-np.clip(u, -500.0, 500.0)))


class _Problem:
    """The penalised objective of one fit and its derivatives."""

    def __init__(self, responses: Responses, weights: FloatArray, ridge: float) -> None:
        self.responses, self.weights, self.ridge = responses, weights, ridge
        self.per_parameter = ridge / responses.n_free
        self.cell = responses.model * responses.n_benchmarks + responses.benchmark
        self.penalised = np.full(responses.n_models + 2 * responses.n_benchmarks, self.per_parameter)
        if responses.pinned is not None:
            self.penalised[responses.n_models + responses.n_benchmarks + responses.pinned] = 0.0

    def split(self, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        m, b = self.responses.n_models, self.responses.n_benchmarks
        return theta[:m], theta[m : m + b], theta[m + b :]

    def inside(self, theta: FloatArray) -> FloatArray:
        """`theta` with its slopes moved into their bounds and the pinned one set to 1."""
        moved = theta.copy()
        slope = self.split(moved)[2]
        np.clip(slope, SLOPE_LOWEST, SLOPE_HIGHEST, out=slope)
        if self.responses.pinned is not None:
            slope[self.responses.pinned] = 1.0
        return moved

    def distance(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Capability minus difficulty, and slope, of every row."""
        capability, difficulty, slope = self.split(theta)
        z = capability[self.responses.model] - difficulty[self.responses.benchmark]
        return z, slope[self.responses.benchmark]

    def value(self, theta: FloatArray) -> float:
        z, a = self.distance(theta)
        residual = _sigmoid(a * z) - self.responses.score
        return float(self.weights @ (residual * residual) + self.penalised @ (theta * theta))

    def normal(self, theta: FloatArray, *, exact: bool) -> _Normal:
        """Half the gradient and half the Hessian; without `exact`, the Gauss-Newton part alone, never indefinite."""
        r, w = self.responses, self.weights
        m, b = r.n_models, r.n_benchmarks
        z, a = self.distance(theta)
        p = _sigmoid(a * z)
        s = p * (1 - p)
        residual = p - r.score
        first = w * residual * s  # d/du of half the squared residual, u = a * z
        second = w * s * (s + (1 - 2 * p) * residual if exact else s)
        mixed = second * a * z + (first if exact else 0.0)
        gradient = np.concatenate(
            [
                np.bincount(r.model, first * a, m),
                -np.bincount(r.benchmark, first * a, b),
                np.bincount(r.benchmark, first * z, b),
            ]
        )
        own = np.asarray(np.bincount(r.model, second * a * a, m) + self.per_parameter, dtype=np.float64)
        cross = np.empty((m, 2 * b))
        cross[:, :b] = -np.bincount(self.cell, second * a * a, m * b).reshape(m, b)
        cross[:, b:] = np.bincount(self.cell, mixed, m * b).reshape(m, b)
        rest = np.zeros((2 * b, 2 * b))
        i = np.arange(b)
        rest[i, i] = np.bincount(r.benchmark, second * a * a, b) + self.per_parameter
        rest[i, i + b] = rest[i + b, i] = -np.bincount(r.benchmark, mixed, b)
        rest[i + b, i + b] = np.bincount(r.benchmark, second * z * z, b) + self.per_parameter
        held = self.held(theta, gradient + self.penalised * theta)
        gradient = np.where(held, 0.0, gradient + self.penalised * theta)
        stuck = np.flatnonzero(held[m:])
        cross[:, stuck] = rest[stuck, :] = rest[:, stuck] = 0.0
        rest[stuck, stuck] = 1.0
        return _Normal(own, cross, rest, gradient, is_definite=not exact)

    def held(self, theta: FloatArray, gradient: FloatArray) -> NDArray[np.bool_]:
        """Coordinates that do not move: the pinned slope, and slopes at a bound that the descent pushes outward."""
        first_slope = self.responses.n_models + self.responses.n_benchmarks
        held = np.zeros(len(theta), dtype=bool)
        slope, down = theta[first_slope:], gradient[first_slope:]
        held[first_slope:] = ((slope <= SLOPE_LOWEST) & (down > 0)) | ((slope >= SLOPE_HIGHEST) & (down < 0))
        if self.responses.pinned is not None:
            held[first_slope + self.responses.pinned] = True
        return held


def _solve(normal: _Normal, damping: float) -> FloatArray | None:
    """The damped step, or None where the damped curvature is not positive definite."""
    own = normal.own + damping
    if own.min() <= 0:
        return None
    m = len(own)
    root = np.sqrt(own)
    scaled = normal.cross / root[:, None]
    schur = normal.rest - scaled.T @ scaled  # a product with its own transpose costs half
    schur.flat[:: len(schur) + 1] += damping
    if not normal.is_definite:
        try:
            np.linalg.cholesky(schur)
        except np.linalg.LinAlgError:
            return None
    rest = np.linalg.solve(schur, scaled.T @ (normal.gradient[:m] / root) - normal.gradient[m:])
    step: FloatArray = np.concatenate([-(normal.gradient[:m] + normal.cross @ rest) / own, rest])
    return step


def _descend(
    problem: _Problem, theta: FloatArray, *, damping: float, tolerance: float, max_iterations: int
) -> ItemResponseFit:
    """Damped steps until the largest free gradient is at most `tolerance`."""
    theta = problem.inside(theta)
    value, largest, iteration = problem.value(theta), np.inf, 0
    exact = False
    for iteration in range(max_iterations + 1):
        normal = problem.normal(theta, exact=exact)
        largest = float(np.abs(normal.gradient).max())
        if largest <= tolerance or iteration == max_iterations:
            break
        moved = _accept(problem, theta, normal, value, damping)
        if moved is None:
            break
        # Newton is quadratic near the optimum and wanders off far from it; Gauss-Newton can circle around one where
        # residuals are large. Slow progress is a sign of either.
        exact = largest < 1e-2 or value - moved[1] < 0.1 * value
        theta, value, damping = moved
    capability, difficulty, slope = problem.split(theta)
    return ItemResponseFit(
        capability=capability,
        difficulty=difficulty,
        slope=slope,
        cost=value / 2,
        gradient=largest,
        n=len(problem.responses.score),
        n_iterations=iteration,
        is_converged=largest <= max(tolerance, 1e-7),
        ridge=problem.ridge,
    )


def _accept(
    problem: _Problem, theta: FloatArray, normal: _Normal, value: float, damping: float
) -> tuple[FloatArray, float, float] | None:
    """The first damped step that does not raise the objective, with the next damping; None when none is left."""
    rounding = 4e-16 * value
    while damping < 1e10:
        step = _solve(normal, damping)
        if step is not None:
            trial = problem.inside(theta + step)
            reached = problem.value(trial)
            if reached <= value + rounding:
                promised = damping * (step @ step) - normal.gradient @ step
                kept = (value - reached) / promised if promised > rounding else 1.0
                calmer = damping / 8 if kept > 0.75 else damping if kept > 0.25 else damping * 4
                return trial, reached, max(calmer, 1e-13)
        damping = max(damping * 4, 1e-9)
    return None
