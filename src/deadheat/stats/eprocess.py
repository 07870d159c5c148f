"""Betting against a claim about a mean, one observation at a time: scalar, for the request path (no numpy here).

A bettor who believes that the mean exceeds m stakes a fraction of the capital on every observation. Under "mean <= m"
no such bet pays on average, so a large capital is evidence against the claim: by Ville's inequality it ever reaches
1/alpha with probability at most alpha, however often one looks and whenever one stops.

We split the capital once among ten bettors, from bold to timid, and never move it. The sum is one e-process that is
close to the best of the ten for every size of the effect, and it does not depend on the order of what was seen.
`stats/confseq.py` is the same process on arrays; docs/decisions/0011 says why no bet looks at the past.
"""

import math
from typing import Literal

from msgspec import Struct

from deadheat.errors import ConfigError, DataError

Null = Literal["at_most", "at_least", "equal"]
NULLS: tuple[Null, ...] = ("at_most", "at_least", "equal")

# The share of the capital that the largest possible loss of one bet takes, halved from bettor to bettor.
FRACTIONS: tuple[float, ...] = tuple(0.95 * 0.5**rank for rank in range(10))
_SHARES = tuple(fraction ** (1 / 3) for fraction in FRACTIONS)
# Bold bettors get a little more: an effect they fit shows early, where a constant factor costs the largest share.
WEIGHTS: tuple[float, ...] = tuple(share / sum(_SHARES) for share in _SHARES)

_RESCALE_BELOW, _RESCALE_ABOVE = 1e-100, 1e100
_LEAST_ROOM = 1e-12  # between a claimed mean and a bound, in units of the range: one win multiplies by its inverse


class BettingState(Struct, frozen=True, kw_only=True):
    """Everything a `BettingProcess` needs to go on after a restart."""

    mean: float
    null: Null
    lo: float
    hi: float
    n: int
    log_scale: float
    log_peak: float
    capital: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers = (self.mean, self.lo, self.hi, self.log_scale, self.log_peak, *self.capital)
        if not all(math.isfinite(number) for number in numbers) or min(self.capital, default=-1.0) < 0:
            raise ValueError("a betting state holds a number that is not finite, or negative capital")
        if self.n < 0 or self.log_peak < 0 or sum(self.capital) <= 0:
            raise ValueError("a betting state needs n >= 0, log_peak >= 0 and some capital")


class BettingProcess:
    """Evidence against a claim about the mean of bounded observations, valid at every moment and stopping rule.

    Assumes: lo <= x <= hi; the mean given the past satisfies the claim, if it is true; no independence needed.
    Args:    mean m, strictly inside (lo, hi). null: the claim to refute, "at_most" (mean <= m), "at_least"
             (mean >= m) or "equal" (mean = m, half the capital on either side). lo, hi: known bounds, unit of x.
    Raises:  ConfigError for an unknown null, bounds that are not finite and increasing, or m outside them;
             DataError from `update` for a value outside [lo, hi] or not a number: the state is then unchanged.
    Method:  diversified Kelly betting with fixed fractions, that is a discrete universal portfolio. Waudby-Smith &
             Ramdas (JRSS-B 2024), arXiv:2010.09686; Orabona & Jun (IEEE Trans. Inf. Theory 2024), arXiv:2110.14099.
    Limits:  a bettor 300 orders of magnitude behind the sum stays out for good; that can only lose evidence.
    Checked: tests/stats/test_eprocess.py — closed forms, equality with `confseq.log_e_values`, restart at any point;
             tests/simulation/anytime.py — crossing rate <= alpha under a look at every step.
    """

    __slots__ = ("_bets", "_capital", "_log_scale", "hi", "lo", "log_e", "log_peak", "mean", "n", "null")

    def __init__(self, mean: float, *, null: Null, lo: float = 0.0, hi: float = 1.0) -> None:
        self._bets, weights = _stakes(mean, null, lo, hi)
        self._capital = list(weights)
        self._log_scale = 0.0
        self.mean = mean
        self.null: Null = null
        self.lo = lo
        self.hi = hi
        self.n = 0
        self.log_e = 0.0
        self.log_peak = 0.0

    def update(self, x: float) -> None:
        """Let every bettor win or lose on `x`; constant time, nothing else is kept of it."""
        if not self.lo <= x <= self.hi:
            raise DataError(f"observation {self.n} is {x!r}. Expected a number in [{self.lo:g}, {self.hi:g}].")
        gain = x - self.mean
        capital = self._capital
        total = 0.0
        for bettor, bet in enumerate(self._bets):
            capital[bettor] = value = capital[bettor] * (1.0 + bet * gain)
            total += value
        self.n += 1
        self.log_e = log_e = math.log(total) + self._log_scale
        if log_e > self.log_peak:  # noqa: PLR1730 - max() costs more than the comparison on the request path
            self.log_peak = log_e
        if not _RESCALE_BELOW < total < _RESCALE_ABOVE:
            self._rescale(total)

    @property
    def p_value(self) -> float:
        """The smallest alpha at which the claim has been refuted up to now; never rises again."""
        return math.exp(-self.log_peak)

    def is_refuted(self, *, alpha: float) -> bool:
        """The capital has reached 1/alpha at least once."""
        return self.log_peak >= log_threshold(alpha)

    def export(self) -> BettingState:
        """The state now, to be stored and resumed elsewhere."""
        return BettingState(
            mean=self.mean,
            null=self.null,
            lo=self.lo,
            hi=self.hi,
            n=self.n,
            log_scale=self._log_scale,
            log_peak=self.log_peak,
            capital=tuple(self._capital),
        )

    @classmethod
    def resume(cls, state: BettingState) -> "BettingProcess":
        """The process that exported `state`, ready for its next observation."""
        process = cls(state.mean, null=state.null, lo=state.lo, hi=state.hi)
        if len(state.capital) != len(process._capital):
            known = len(process._capital)
            raise DataError(
                f"a stored betting state has {len(state.capital)} bettors. Expected {known}.",
                hint="It was written by another version; start a new process, which is valid from now on.",
            )
        process._capital = list(state.capital)
        process._log_scale = state.log_scale
        process.n = state.n
        process.log_e = math.log(sum(state.capital)) + state.log_scale
        process.log_peak = state.log_peak
        return process

    def _rescale(self, total: float) -> None:
        for bettor, value in enumerate(self._capital):
            self._capital[bettor] = value / total
        self._log_scale += math.log(total)


class EquivalenceState(Struct, frozen=True, kw_only=True):
    """Everything an `EquivalenceProcess` needs to go on after a restart."""

    margin: float
    not_worse: BettingState
    not_better: BettingState


class EquivalenceProcess:
    """Is a mean difference surely inside ±margin? Two e-processes, one against each side, both must be refuted.

    Assumes: lo <= d <= hi; the mean of d given the past is constant; no independence needed. Any stopping rule.
    Args:    margin, strictly inside (0, min(-lo, hi)). lo, hi: known bounds of the differences.
    Raises:  ConfigError for a margin outside that range; DataError from `update` as `BettingProcess`.
    Method:  two one-sided tests (Schuirmann 1987) as an intersection-union test (Berger 1982) of e-processes; each
             side keeps the whole alpha, because a wrong dead heat needs the one true claim to be refuted.
    Checked: tests/stats/test_eprocess.py, equality with `equivalence.sequential_equivalence`.
    """

    __slots__ = ("margin", "not_better", "not_worse")

    def __init__(self, margin: float, *, lo: float = -1.0, hi: float = 1.0) -> None:
        check_margin(margin, lo=lo, hi=hi)
        self.margin = margin
        self.not_worse = BettingProcess(-margin, null="at_most", lo=lo, hi=hi)
        self.not_better = BettingProcess(margin, null="at_least", lo=lo, hi=hi)

    def update(self, difference: float) -> None:
        """Add one difference, challenger minus incumbent."""
        self.not_worse.update(difference)
        self.not_better.update(difference)

    def is_not_worse(self, *, alpha: float) -> bool:
        """The challenger is surely not worse by the margin or more."""
        return self.not_worse.is_refuted(alpha=alpha)

    def is_dead_heat(self, *, alpha: float) -> bool:
        """The difference is surely inside ±margin."""
        return self.is_not_worse(alpha=alpha) and self.not_better.is_refuted(alpha=alpha)

    def export(self) -> EquivalenceState:
        """The state now, to be stored and resumed elsewhere."""
        return EquivalenceState(
            margin=self.margin, not_worse=self.not_worse.export(), not_better=self.not_better.export()
        )

    @classmethod
    def resume(cls, state: EquivalenceState) -> "EquivalenceProcess":
        """The process that exported `state`, ready for its next difference."""
        process = cls(state.margin, lo=state.not_worse.lo, hi=state.not_worse.hi)
        for side, kept in ((process.not_worse, state.not_worse), (process.not_better, state.not_better)):
            if (kept.mean, kept.null, kept.lo, kept.hi) != (side.mean, side.null, side.lo, side.hi):
                raise DataError(f"a stored equivalence state tests {kept.null} {kept.mean!r}, not ±{state.margin!r}.")
        process.not_worse = BettingProcess.resume(state.not_worse)
        process.not_better = BettingProcess.resume(state.not_better)
        return process


def log_threshold(alpha: float) -> float:
    """log(1/alpha): what the log-capital must reach. Raises ConfigError if alpha is not in (0, 1)."""
    if not 0.0 < alpha < 1.0:
        raise ConfigError(f"alpha is {alpha!r}. Expected an error rate between 0 and 1, such as 0.05.")
    return -math.log(alpha)


def check_range(lo: float, hi: float) -> None:
    """Raises ConfigError unless lo and hi are finite and lo < hi."""
    if not (math.isfinite(lo) and math.isfinite(hi) and lo < hi):
        raise ConfigError(f"the bounds are {lo!r} and {hi!r}. Expected two finite numbers, the lower one first.")


def check_margin(margin: float, *, lo: float, hi: float) -> None:
    """Raises ConfigError unless ±margin lies strictly inside the range of the differences."""
    check_range(lo, hi)
    if not 0.0 < margin < min(-lo, hi):
        raise ConfigError(
            f"margin is {margin!r}. Expected a number above 0 and below {min(-lo, hi):g}, the largest difference."
        )


def _stakes(mean: float, null: Null, lo: float, hi: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What each bettor wins per unit of x above m (negative: below), and the capital each starts with."""
    check_range(lo, hi)
    if not min(mean - lo, hi - mean) > _LEAST_ROOM * (hi - lo):
        raise ConfigError(f"the claimed mean is {mean!r}. Expected a number strictly between {lo:g} and {hi:g}.")
    above = tuple(fraction / (mean - lo) for fraction in FRACTIONS)
    below = tuple(-fraction / (hi - mean) for fraction in FRACTIONS)
    if null == "at_most":
        return above, WEIGHTS
    if null == "at_least":
        return below, WEIGHTS
    if null == "equal":
        return above + below, tuple(weight / 2 for weight in WEIGHTS + WEIGHTS)
    raise ConfigError(f"null is {null!r}. Expected one of {', '.join(map(repr, NULLS))}.")
