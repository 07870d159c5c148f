"""Several claims at once: which may be rejected so that the whole list keeps its promise.

Family-wise (`bonferroni`, `holm`, `e_holm`): the chance of any wrong rejection is at most alpha; for statements that
people act on. False discovery rate (`e_bh`): the expected share of wrong rejections is at most alpha; for lists that
people scan. The e-value methods need no independence, hold at every look and take natural logarithms of e-values.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deadheat.errors import DataError
from deadheat.stats.inputs import FloatArray, Numbers, checked_alpha, finite_vector

_TIE = 1e-12  # rounding must not turn a claim exactly at the limit into one that fails it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MultipleTests:
    """`adjusted[i]` is the smallest alpha at which claim i is rejected, in the order given; at most 1."""

    adjusted: FloatArray
    rejected: npt.NDArray[np.bool_]
    n: int
    alpha: float
    method: str


def bonferroni(p: Numbers, *, alpha: float) -> MultipleTests:
    """Reject where p <= alpha / K: any wrong rejection has probability <= alpha, under any dependence.

    Args:    p (K,), p-values in [0, 1]. alpha: family-wise error in (0, 1).
    Raises:  DataError if a p-value is outside [0, 1] or not a number; ConfigError if alpha is not in (0, 1).
    Method:  adjusted = K p. Dunn (JASA 1961).
    Checked: tests/stats/test_multiplicity.py — closed form, brute-force closed testing contains it.
    """
    values = finite_vector("p", p, lo=0.0, hi=1.0)
    return _decide(len(values) * values, alpha, "Bonferroni")


def holm(p: Numbers, *, alpha: float) -> MultipleTests:
    """Reject step by step, smallest p first: the promise of `bonferroni`, never fewer rejections.

    Args, Raises: as `bonferroni`.
    Method:  adjusted p_(i) = max over j <= i of (K - j + 1) p_(j). Holm (Scand. J. Statist. 1979).
    Checked: tests/stats/test_multiplicity.py — hand-computed, equal to brute-force closed testing.
    """
    values = finite_vector("p", p, lo=0.0, hi=1.0)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(np.arange(len(values), 0, -1) * values[order])
    return _decide(_unsorted(stepped, order), alpha, "Holm")


def e_holm(log_e: Numbers, *, alpha: float) -> MultipleTests:
    """Closed testing with the average of e-values: any wrong rejection has probability <= alpha, at every look.

    Assumes: each e-value has expectation <= 1 if its claim is true, or is the present value of an e-process and all
             are read at one moment; any dependence. Not running maxima: an average of maxima promises nothing.
    Args:    log_e (K,), natural logarithms, -inf and inf allowed. alpha: family-wise error in (0, 1).
    Returns: adjusted = 1 / the smallest average over all sets that hold the claim; it rejects at least what "step
             down while e_(k) >= (K - k + 1) / alpha" rejects.
    Raises:  DataError if a value is not a number; ConfigError if alpha is not in (0, 1).
    Method:  Vovk & Wang (AoS 2021), arXiv:1912.06116, algorithm 1.
    Checked: tests/stats/test_multiplicity.py — hand-computed, equal to brute-force closed testing.
    """
    values = _log_e_vector(log_e)
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    smaller = np.concatenate(([-np.inf], np.logaddexp.accumulate(ascending))) if len(values) else values
    sizes = np.log(np.arange(1, len(values) + 1))
    least = np.array(
        [np.min(np.logaddexp(own, smaller[: rank + 1]) - sizes[: rank + 1]) for rank, own in enumerate(ascending)]
    )
    return _decide(_unsorted(_as_p(least), order), alpha, "e-Holm (average)")


def e_bh(log_e: Numbers, *, alpha: float) -> MultipleTests:
    """Reject the k largest e-values with e_(k) >= K / (alpha k): false discovery rate <= alpha, any dependence.

    Assumes: as `e_holm`.
    Args, Raises: as `e_holm`, with alpha the false discovery rate.
    Method:  adjusted e_(k) -> min over j >= k of K / (j e_(j)). Wang & Ramdas (JRSS-B 2022), arXiv:2009.02824.
    Checked: tests/stats/test_multiplicity.py — hand-computed, equal to the definition tried at every k.
    """
    values = _log_e_vector(log_e)
    order = np.argsort(-values, kind="stable")
    ranked = values[order] + np.log(np.arange(1, len(values) + 1)) - math.log(max(len(values), 1))
    best = np.maximum.accumulate(ranked[::-1])[::-1]
    return _decide(_unsorted(_as_p(best), order), alpha, "e-BH")


def _decide(adjusted: FloatArray, alpha: float, method: str) -> MultipleTests:
    checked_alpha(alpha)
    capped = np.minimum(adjusted, 1.0)
    rejected = capped <= alpha * (1 + _TIE)
    capped.flags.writeable = rejected.flags.writeable = False
    return MultipleTests(adjusted=capped, rejected=rejected, n=len(capped), alpha=alpha, method=method)


def _as_p(log_e: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-np.maximum(log_e, 0.0)), dtype=np.float64)


def _unsorted(ranked: FloatArray, order: npt.NDArray[np.intp]) -> FloatArray:
    values = np.empty(len(ranked))
    values[order] = ranked
    return values


def _log_e_vector(log_e: Numbers) -> FloatArray:
    try:
        values = np.asarray(log_e, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError("log_e cannot be read as numbers. Expected a flat sequence of floats.") from error
    if values.ndim != 1:
        raise DataError(f"log_e has {values.ndim} dimensions. Expected one.")
    if np.isnan(values).any():
        raise DataError(f"log_e[{int(np.argmax(np.isnan(values)))}] is not a number. Expected the log of an e-value.")
    return values
