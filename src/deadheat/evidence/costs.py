"""What answers cost: as recorded, else tokens at list price, else said to be unknown."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from deadheat.evidence.answers import PairedTask
from deadheat.facts.comparison import Cost
from deadheat.facts.money import NANOUSD
from deadheat.facts.price import ListPrice
from deadheat.stats.distributions import two_sided_t
from deadheat.stats.inputs import FloatArray
from deadheat.stats.ratio import ratio_of_means

Prices = Callable[[str], ListPrice | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedPrices:
    """List prices of the two models, None where unknown."""

    incumbent: ListPrice | None
    challenger: ListPrice | None

    @property
    def output_ratio(self) -> float | None:
        """Challenger over incumbent, price per output token; what people compare, and not what a task costs."""
        if self.incumbent is None or self.challenger is None or not self.incumbent.output_nanousd_per_mtok:
            return None
        return self.challenger.output_nanousd_per_mtok / self.incumbent.output_nanousd_per_mtok


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCosts:
    """USD per answer, item by item; `usd` is None when unknown, and `source` then says why."""

    usd: FloatArray | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCosts:
    """Costs of both models on the items they share, and the challenger's as a multiple of the incumbent's."""

    incumbent: Cost | None = None
    challenger: Cost | None = None
    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    note: str = ""


def model_costs(measures: Mapping[str, FloatArray], price: ListPrice | None) -> ModelCosts:
    """Costs of one model's answers: the recorded `cost_usd`, else tokens at `price`, else unknown.

    A measure counts only if every item has it: a mean over some items would compare different work.
    """
    recorded = measures.get("cost_usd")
    if recorded is not None and not np.isnan(recorded).any():
        return ModelCosts(usd=recorded, source="cost_usd in the data")
    tokens = [measures.get(name) for name in ("input_tokens", "output_tokens")]
    if any(t is None or np.isnan(t).any() for t in tokens):
        partial = recorded is not None and not np.isnan(recorded).all()
        reason = (
            "cost_usd is missing for some answers" if partial else "no cost_usd and no input_tokens with output_tokens"
        )
        return ModelCosts(usd=None, source=reason)
    if price is None:
        return ModelCosts(usd=None, source="no list price is known")
    per_token = [p / NANOUSD / 1e6 for p in (price.input_nanousd_per_mtok, price.output_nanousd_per_mtok)]
    usd = sum((np.asarray(t) * p for t, p in zip(tokens, per_token, strict=True)), np.zeros(()))
    return ModelCosts(usd=usd, source=f"tokens at the {price.basis} ({price.as_of})")


def compare_costs(
    pair: PairedTask, prices: PairedPrices, *, alpha: float, critical: float | None, spread: bool
) -> ComparedCosts:
    """Cost per answer of both models over the pair's items, with the ratio of the means and its interval.

    critical: half-width of an interval in standard errors where it must hold at every look; None for one look.
    spread: whether the costs vary as the items do; where they are averages of a run there is no interval.
    """
    ours = model_costs(pair.incumbent_measures, prices.incumbent)
    theirs = model_costs(pair.challenger_measures, prices.challenger)
    our_mean, their_mean = (_mean_cost(c, alpha=alpha, critical=critical, spread=spread) for c in (ours, theirs))
    if ours.usd is None or theirs.usd is None:
        note = f"cost unknown: {_why_unknown(ours, theirs, pair.challenger)}"
        return ComparedCosts(incumbent=our_mean, challenger=their_mean, note=note)
    ratio = ratio_of_means(theirs.usd, ours.usd, alpha=alpha, critical=critical)
    known = spread and math.isfinite(ratio.upper)
    if ratio.estimate is None:
        return ComparedCosts(incumbent=our_mean, challenger=their_mean, note="no ratio: the incumbent's answers cost 0")
    return ComparedCosts(
        incumbent=our_mean,
        challenger=their_mean,
        ratio=ratio.estimate,
        lower=ratio.lower if known else None,
        upper=ratio.upper if known else None,
        note=_source_note(ours.source, theirs.source)
        + ("" if spread else "; only totals were recorded, so no interval"),
    )


def _mean_cost(costs: ModelCosts, *, alpha: float, critical: float | None, spread: bool) -> Cost | None:
    if costs.usd is None:
        return None
    n, mean = costs.usd.size, float(costs.usd.mean())
    if n < 2 or not spread:
        return Cost(usd_per_item=mean, lower=None, upper=None, source=costs.source)
    half = (critical or two_sided_t(alpha, n - 1)) * float(costs.usd.std(ddof=1)) / math.sqrt(n)
    return Cost(usd_per_item=mean, lower=max(0.0, mean - half), upper=mean + half, source=costs.source)


def _why_unknown(ours: ModelCosts, theirs: ModelCosts, challenger: str) -> str:
    if ours.usd is None and theirs.usd is None and ours.source == theirs.source:
        return f"{ours.source} (both models)"
    named = (("the incumbent", ours), (challenger, theirs))
    return "; ".join(f"{name}: {costs.source}" for name, costs in named if costs.usd is None)


def _source_note(ours: str, theirs: str) -> str:
    return f"cost from {ours}" if ours == theirs else f"cost: incumbent from {ours}; challenger from {theirs}"
