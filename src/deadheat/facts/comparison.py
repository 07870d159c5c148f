"""One challenger against the incumbent on one task: what was found, on what, at what cost."""

from typing import assert_never

from msgspec import Struct

from deadheat.facts.call import Call


class Cost(Struct, frozen=True, kw_only=True):
    """What one answer costs on average, in USD with its pointwise interval, and where the figure comes from."""

    usd_per_item: float
    lower: float | None
    upper: float | None
    source: str


class Comparison(Struct, frozen=True, kw_only=True):
    """One challenger against the incumbent on one task; `task` is None for all tasks together.

    difference, lower, upper: challenger minus incumbent on the score scale [-1, 1]. The interval holds for all
    comparisons of the verdict at once; `pointwise_lower` and `pointwise_upper` hold for this one alone.
    n_items: items both models answered. n_repeats: answers per item and model (lower median over the items).
    p_adjusted: for "no difference", adjusted for all comparisons (Holm; in anytime mode e-Holm, valid at every look).
    more_items_needed: for an `open` call, further items for 80 % power if the difference seen is the true one.
    cost_ratio, latency_ratio: challenger over incumbent, intervals for this ratio alone; None if not known.
    price_ratio: list price of an output token, challenger over incumbent. It is not what a task costs: cost_ratio is.
    """

    challenger: str
    task: str | None
    n_items: int
    n_repeats: int
    incumbent_score: float
    challenger_score: float
    difference: float
    lower: float
    upper: float
    pointwise_lower: float
    pointwise_upper: float
    p_adjusted: float
    call: Call
    separated: bool
    not_worse: bool
    more_items_needed: int | None
    method: str
    incumbent_cost: Cost | None = None
    challenger_cost: Cost | None = None
    cost_ratio: float | None = None
    cost_ratio_lower: float | None = None
    cost_ratio_upper: float | None = None
    cost_note: str = ""
    price_ratio: float | None = None
    latency_ratio: float | None = None
    latency_ratio_lower: float | None = None
    latency_ratio_upper: float | None = None

    @property
    def n(self) -> int:
        return self.n_items


class LeftOut(Struct, frozen=True, kw_only=True):
    """Something the source holds that a comparison did not use, and why."""

    challenger: str
    task: str | None
    model: str
    items: int
    reason: str


def call_in_words(comparison: Comparison) -> str:
    """The call as a person would say it; a dead heat that also excludes zero says on which side it lies."""
    match comparison.call:
        case "dead_heat":
            if not comparison.separated:
                return "dead heat"
            return f"dead heat ({'just ahead' if comparison.difference > 0 else 'just behind'})"
        case "ahead" | "behind":
            return comparison.call
        case "open":
            return "open"
        case unreachable:
            assert_never(unreachable)


def points(difference: float) -> str:
    """A difference of scores in percentage points, with as many digits as it needs."""
    return f"{100 * difference:.4g}"
