"""What a comparison of two models concluded, in the words every page, command and stored row uses."""

from typing import Literal

from msgspec import Struct, field

Call = Literal["ahead", "dead_heat", "behind", "open"]
Mode = Literal["fixed", "anytime"]


class Cost(Struct, frozen=True, kw_only=True):
    """What one item costs on average, in USD, with where the figure comes from."""

    usd_per_item: float
    lower: float | None
    upper: float | None
    source: str


class Comparison(Struct, frozen=True, kw_only=True):
    """One challenger against the incumbent on one task; `task` is None for all tasks together.

    difference, lower, upper: challenger minus incumbent on the score scale [-1, 1]; the interval holds for all
    comparisons of the verdict at once, `pointwise_*` for this one alone.
    n_items counts the items both models answered; n_repeats the answers per item and model (the lower median).
    more_items_needed is set for an open call only: further items for 80 % power if the difference seen is the true one.
    """

    challenger: str
    task: str | None
    n_items: int
    n_repeats: int
    incumbent_score: float | None
    challenger_score: float | None
    difference: float | None
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


class LeftOut(Struct, frozen=True, kw_only=True):
    """Something the file holds that no comparison used, and why."""

    challenger: str | None
    task: str | None
    model: str | None
    items: int
    reason: str


class Verdict(Struct, frozen=True, kw_only=True):
    """All comparisons of one question, with the promise they keep together."""

    schema: Literal["deadheat.verdict/1"] = "deadheat.verdict/1"
    incumbent: str
    margin: float
    alpha: float
    mode: Mode
    multiplicity: str
    comparisons: tuple[Comparison, ...]
    left_out: tuple[LeftOut, ...] = ()
    sources: tuple[str, ...] = field(default=())


def call_from(lower: float, upper: float, margin: float) -> Call:
    """The call that the interval [lower, upper] of a difference supports under `margin`."""
    if -margin <= lower and upper <= margin:
        return "dead_heat"
    if lower > 0:
        return "ahead"
    return "behind" if upper < 0 else "open"
