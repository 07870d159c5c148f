"""What a comparison of two models concluded, in the words every page, command and stored row uses."""

from typing import Literal, assert_never

from msgspec import Struct

Call = Literal["ahead", "dead_heat", "behind", "open"]
Mode = Literal["fixed", "anytime"]


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


class DataSource(Struct, frozen=True, kw_only=True):
    """What was read: a name, the number of answers in it, and the SHA-256 of its bytes if it is a file."""

    name: str
    answers: int
    sha256: str | None


class Verdict(Struct, frozen=True, kw_only=True):
    """All comparisons of one question, with the promise that they keep together."""

    schema: Literal["deadheat.verdict/1"] = "deadheat.verdict/1"
    incumbent: str
    margin: float
    alpha: float
    mode: Mode
    promise: str
    multiplicity: str
    comparisons: tuple[Comparison, ...]
    left_out: tuple[LeftOut, ...]
    source: DataSource

    @property
    def n(self) -> int:
        """Items compared, counted once for each challenger and task."""
        tasks = [c.n_items for c in self.comparisons if c.task is not None]
        return sum(tasks) if tasks else sum(c.n_items for c in self.comparisons)

    @property
    def method(self) -> str:
        return "; ".join(dict.fromkeys(c.method for c in self.comparisons))

    def __str__(self) -> str:
        """The verdict as plain text, with a picture of each interval against the margin."""
        from deadheat.facts.verdict_text import verdict_text

        return verdict_text(self)


def call_from(lower: float, upper: float, margin: float) -> Call:
    """The call that the interval [lower, upper] of a difference supports under `margin`."""
    if -margin <= lower and upper <= margin:
        return "dead_heat"
    if lower > 0:
        return "ahead"
    return "behind" if upper < 0 else "open"


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
    """A difference of scores in percentage points, with as many digits as it needs up to two."""
    return f"{100 * difference:.1f}".removesuffix(".0")
