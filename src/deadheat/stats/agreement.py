"""How far judges agree beyond chance: Krippendorff's alpha with missing votes."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from deadheat.errors import ConfigError, DataError
from deadheat.stats.inputs import FloatArray, checked_alpha

Level = Literal["nominal", "ordinal", "interval"]
RESAMPLES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Krippendorff's alpha; 1 is perfect agreement, 0 what chance alone gives, below 0 systematic disagreement.

    `estimate` is None when agreement cannot be told from chance at all: fewer than two items with two votes, or only
    one value ever used. n counts the items with at least two votes.
    """

    estimate: float | None
    lower: float
    upper: float
    n: int
    votes: int
    alpha: float
    method: str


def krippendorff_alpha(
    votes: npt.ArrayLike,
    *,
    level: Level,
    alpha: float,
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Agreement:
    """Agreement of any number of judges on the same items, with an interval over items.

    Assumes: the items are independent draws; judges are the fixed panel of interest, each may skip items.
    Args:    votes (items, judges), numbers, NaN where a judge gave none. level: whether values are names, ranks or
             amounts. alpha: two-sided error. rng: draws the resamples. resamples: how many.
    Returns: bounds inside [-1, 1]. Not enough to tell -> estimate None and [-1, 1]; perfect agreement still leaves room
             for the share of disagreeing items that n items cannot exclude; items all alike leave [-1, 1].
    Raises:  DataError if votes is not two-dimensional or holds infinity; ConfigError for level, alpha or resamples.
    Method:  Krippendorff, Content Analysis (2004), ch. 11, coincidences from counts; ordinal differences are those of
             mid-ranks. Percentile bootstrap over items, Zapf et al. (BMC Med. Res. Methodol. 16:93, 2016).
    Checked: tests/stats/test_agreement.py (Krippendorff's worked example, krippendorff 0.9 golden, the definition by
             all pairs, permutations); simulation `krippendorff coverage`.
    """
    checked_alpha(alpha)
    if level not in ("nominal", "ordinal", "interval"):
        raise ConfigError(f"level is {level!r}. Expected 'nominal', 'ordinal' or 'interval'.")
    if resamples < 100:
        raise ConfigError(f"resamples is {resamples!r}. Expected at least 100.")
    values, counts = _counted(votes)
    n, total = len(counts), int(counts.sum())
    estimate = _alpha(values, counts, np.ones(n), level) if n >= 2 else None
    if estimate is None:
        method = f"{level}: fewer than two items with two votes, or one value only"
        return Agreement(estimate=None, lower=-1.0, upper=1.0, n=n, votes=total, alpha=alpha, method=method)
    if estimate == 1.0:
        lower, upper = _perfect(values, counts, level, alpha), 1.0
        method = f"{level}, exact bound for items that might disagree"
    else:
        lower, upper = _bootstrap(values, counts, level, alpha=alpha, rng=rng, resamples=resamples)
        method = f"{level}, percentile bootstrap over items ({resamples})"
    return Agreement(estimate=estimate, lower=lower, upper=upper, n=n, votes=total, alpha=alpha, method=method)


def _counted(votes: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The values used, in order, and how often each item got each; items with fewer than two votes are left out."""
    try:
        table = np.asarray(votes, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError("votes cannot be read as a table. Expected a row of numbers per item, equally long.") from error
    if table.ndim != 2:
        raise DataError(f"votes has {table.ndim} dimensions. Expected two: items and judges.")
    if np.isinf(table).any():
        raise DataError("votes holds an infinite value. Expected numbers, and NaN where a judge gave none.")
    table = table[(~np.isnan(table)).sum(axis=1) >= 2]
    given = ~np.isnan(table)
    values, index = np.unique(table[given], return_inverse=True)
    counts = np.zeros((len(table), len(values)))
    np.add.at(counts, (np.nonzero(given)[0], index), 1.0)
    return values, counts


def _alpha(values: FloatArray, counts: FloatArray, weights: FloatArray, level: Level) -> float | None:
    """1 - observed / expected disagreement when item i is there weights[i] times; None without any variation."""
    observed, expected = _disagreements(values, counts, weights, level)
    return 1.0 - observed / expected if expected > 0 else None


def _disagreements(values: FloatArray, counts: FloatArray, weights: FloatArray, level: Level) -> tuple[float, float]:
    """Mean squared difference of two votes of one item, and of any two votes, in the units of the level."""
    sizes = counts.sum(axis=1)
    margin = weights @ counts
    total = float(margin.sum())
    if level == "nominal":
        within = sizes**2 - (counts**2).sum(axis=1)
        between = total**2 - float((margin**2).sum())
    else:
        scale = values if level == "interval" else np.cumsum(margin) - margin / 2
        scale = scale - float(margin @ scale) / total
        first, second = counts @ scale, counts @ scale**2
        within = 2 * (sizes * second - first**2)
        between = 2 * (total * float(margin @ scale**2) - float(margin @ scale) ** 2)
    differing = np.count_nonzero(counts, axis=1) > 1  # no rounding where all votes of an item are one value
    observed = float(weights @ (np.where(differing, within, 0.0) / (sizes - 1))) / total
    expected = between / (total * (total - 1))
    return observed, expected if np.count_nonzero(margin) > 1 else 0.0


def _perfect(values: FloatArray, counts: FloatArray, level: Level, alpha: float) -> float:
    """Lower bound when all items agree: 1 - (alpha/2)**(1/n) of all items might disagree, and as far as can be."""
    n = len(counts)
    share = -math.expm1(math.log(alpha / 2) / n)
    _, expected = _disagreements(values, counts, np.ones(n), level)
    margin = counts.sum(axis=0)
    scale = values if level == "interval" else np.cumsum(margin) - margin / 2
    worst = 1.0 if level == "nominal" else float(scale[-1] - scale[0]) ** 2
    return max(-1.0, 1.0 - share * worst / expected)


def _bootstrap(
    values: FloatArray,
    counts: FloatArray,
    level: Level,
    *,
    alpha: float,
    rng: np.random.Generator,
    resamples: int,
) -> tuple[float, float]:
    n = len(counts)
    drawn = [
        _alpha(values, counts, rng.multinomial(n, np.full(n, 1 / n)).astype(float), level) for _ in range(resamples)
    ]
    told = [a for a in drawn if a is not None]
    # A resample with one value only cannot tell; where that is common, neither can the sample. Resamples that are all
    # alike, from items that are all alike, would give an interval of zero width.
    if len(told) < (1 - alpha / 2) * resamples or max(told) - min(told) < 1e-12:
        return -1.0, 1.0
    lower, upper = np.quantile(told, [alpha / 2, 1 - alpha / 2])
    return max(-1.0, float(lower)), min(1.0, float(upper))
