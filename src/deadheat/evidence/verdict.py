"""The verdict: paired differences with intervals that hold together, and the call each of them supports."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from deadheat.errors import ConfigError, DataError
from deadheat.evidence.answers import AnswerTable, PairedTask
from deadheat.evidence.costs import PairedPrices, Prices, compare_costs
from deadheat.evidence.difference import Difference, critical_value, difference_of, items_needed, multiplicity_of
from deadheat.facts.call import Mode, call_from
from deadheat.facts.comparison import Comparison, LeftOut
from deadheat.facts.verdict import DataSource, Verdict
from deadheat.stats.inputs import FloatArray, is_between
from deadheat.stats.ratio import RatioInterval, ratio_of_means

PROMISES: Mapping[Mode, str] = {
    "fixed": "fixed: valid for one look, at the end. To look while answers arrive, use --mode anytime.",
    "anytime": "anytime: valid at every look at these comparisons, so stopping as soon as a call settles is allowed.",
}


class Question(Struct, frozen=True, kw_only=True):
    """Who is compared on what, and what counts as a dead heat."""

    incumbent: str
    challengers: tuple[str, ...]
    tasks: tuple[str, ...] = ()
    margin: float = 0.05
    alpha: float = 0.05
    mode: Mode = "fixed"

    def __post_init__(self) -> None:
        for name in (self.incumbent, *self.challengers, *self.tasks):
            if not isinstance(name, str):
                raise ConfigError(f"{name!r} is no text. Expected names of models and tasks, such as {str(name)!r}.")
        if not self.challengers:
            raise ConfigError("no challenger is named. Expected at least one --challenger MODEL.")
        if self.incumbent in self.challengers:
            raise ConfigError(f"{self.incumbent!r} is both incumbent and challenger. Expected two different models.")
        for kind, names in (("challenger", self.challengers), ("task", self.tasks)):
            if twice := [name for name in names if names.count(name) > 1]:
                raise ConfigError(f"{kind} {twice[0]!r} is named twice.")
        if not is_between(self.margin, 0, 1):
            raise ConfigError(
                f"margin is {self.margin!r}. Expected a difference of scores between 0 and 1, such as 0.05."
            )
        if not is_between(self.alpha, 0, 0.5):
            raise ConfigError(f"alpha is {self.alpha!r}. Expected an error rate between 0 and 0.5, such as 0.05.")
        if self.mode not in PROMISES:
            raise ConfigError(f"mode is {self.mode!r}. Expected 'fixed' or 'anytime'.")

    @property
    def planned(self) -> int:
        """Comparisons that share the error whether or not they have items yet, so that later looks cost nothing."""
        of_one = len(self.tasks) + (len(self.tasks) > 1)
        return len(self.challengers) * of_one if self.mode == "anytime" else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """One comparison to be made; `family` is False for the overall one where it repeats the only task."""

    pair: PairedTask
    task: str | None
    in_family: bool


def judge(table: AnswerTable, question: Question, *, prices: Prices) -> Verdict:
    """Compare every challenger with the incumbent, per task and overall.

    Only items that both models answered are compared; items count equally in the overall comparison.
    Raises: DataError if a model or task is unknown, or a challenger shares no item with the incumbent.
    """
    for name in (question.incumbent, *question.challengers):
        table.require_model(name)
    for task in question.tasks:
        table.require_task(task)
    cells = [cell for challenger in question.challengers for cell in _cells(table, question, challenger)]
    family = max(question.planned, sum(cell.in_family for cell in cells))
    found = [difference_of(cell.pair, alpha=question.alpha, family=family, mode=question.mode) for cell in cells]
    in_family = [f for f, cell in zip(found, cells, strict=True) if cell.in_family]
    adjusted = multiplicity_of(in_family, alpha=question.alpha, family=family, mode=question.mode)
    p_adjusted = _spread(adjusted.p_adjusted, cells)
    known = {name: prices(name) for name in (question.incumbent, *question.challengers)}
    return Verdict(
        incumbent=question.incumbent,
        margin=question.margin,
        alpha=question.alpha,
        mode=question.mode,
        promise=PROMISES[question.mode],
        multiplicity=adjusted.words,
        comparisons=tuple(
            _comparison(
                cell,
                difference,
                p,
                question=question,
                prices=PairedPrices(incumbent=known[question.incumbent], challenger=known[cell.pair.challenger]),
                spread=not table.measures_are_averages,
            )
            for cell, difference, p in zip(cells, found, p_adjusted, strict=True)
        ),
        left_out=tuple(left for challenger in question.challengers for left in _left_out(table, question, challenger)),
        source=DataSource(name=table.description, answers=table.rows, sha256=table.sha256),
    )


def _cells(table: AnswerTable, question: Question, challenger: str) -> list[_Cell]:
    """A cell for each task that has a name, and one for all of them."""
    pairs = table.paired(question.incumbent, challenger, question.tasks)
    if not pairs:
        raise DataError(
            f"{challenger!r} and {question.incumbent!r} have no item in common.",
            where=table.description,
            hint="A verdict compares answers to the same items; check that `item` (and `task`) match.",
        )
    named = [_Cell(pair=pair, task=pair.task, in_family=True) for pair in pairs if pair.task is not None]
    return [*named, _Cell(pair=_together(pairs), task=None, in_family=len(named) != 1)]


def _together(pairs: Sequence[PairedTask]) -> PairedTask:
    """All items of one challenger, in the order in which they arrived."""
    order = np.argsort(np.concatenate([p.arrival for p in pairs]), kind="stable")

    return PairedTask(
        challenger=pairs[0].challenger,
        task=None,
        incumbent_score=np.concatenate([p.incumbent_score for p in pairs])[order],
        challenger_score=np.concatenate([p.challenger_score for p in pairs])[order],
        repeats=np.concatenate([p.repeats for p in pairs])[order],
        incumbent_measures=_together_measures([p.incumbent_measures for p in pairs], order),
        challenger_measures=_together_measures([p.challenger_measures for p in pairs], order),
        arrival=np.concatenate([p.arrival for p in pairs])[order],
    )


def _together_measures(measures: Sequence[Mapping[str, FloatArray]], order: NDArray[np.intp]) -> dict[str, FloatArray]:
    return {name: np.concatenate([m[name] for m in measures])[order] for name in measures[0]}


def _spread(adjusted: Sequence[float], cells: Sequence[_Cell]) -> list[float]:
    """One value for each cell: its own, or that of the only task which it repeats (the cell before it)."""
    own = iter(adjusted)
    spread: list[float] = []
    for cell in cells:
        spread.append(next(own) if cell.in_family else spread[-1])
    return spread


def _comparison(
    cell: _Cell, found: Difference, p_adjusted: float, *, question: Question, prices: PairedPrices, spread: bool
) -> Comparison:
    pair, n = cell.pair, len(cell.pair.arrival)
    critical = critical_value(n, alpha=question.alpha, mode=question.mode)
    costs = compare_costs(pair, prices, alpha=question.alpha, critical=critical, spread=spread)
    latency = _latency_ratio(pair, alpha=question.alpha, critical=critical)
    call = call_from(found.lower, found.upper, question.margin)
    return Comparison(
        challenger=pair.challenger,
        task=cell.task,
        n_items=n,
        n_repeats=int(np.sort(pair.repeats)[(n - 1) // 2]),
        incumbent_score=float(pair.incumbent_score.mean()),
        challenger_score=float(pair.challenger_score.mean()),
        difference=found.estimate,
        lower=found.lower,
        upper=found.upper,
        pointwise_lower=found.pointwise_lower,
        pointwise_upper=found.pointwise_upper,
        p_adjusted=p_adjusted,
        call=call,
        separated=found.lower > 0 or found.upper < 0,
        not_worse=found.lower > -question.margin,
        more_items_needed=items_needed(pair, found, margin=question.margin, mode=question.mode)
        if call == "open"
        else None,
        method=found.method,
        incumbent_cost=costs.incumbent,
        challenger_cost=costs.challenger,
        cost_ratio=costs.ratio,
        cost_ratio_lower=costs.lower,
        cost_ratio_upper=costs.upper,
        cost_note=costs.note,
        price_ratio=prices.output_ratio,
        latency_ratio=latency.estimate if latency else None,
        latency_ratio_lower=_finite(latency.lower) if latency and _finite(latency.upper) is not None else None,
        latency_ratio_upper=_finite(latency.upper) if latency else None,
    )


def _latency_ratio(pair: PairedTask, *, alpha: float, critical: float | None) -> RatioInterval | None:
    ours, theirs = (m.get("latency_ms") for m in (pair.incumbent_measures, pair.challenger_measures))
    if ours is None or theirs is None or np.isnan(ours).any() or np.isnan(theirs).any():
        return None
    return ratio_of_means(theirs, ours, alpha=alpha, critical=critical)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _left_out(table: AnswerTable, question: Question, challenger: str) -> list[LeftOut]:
    alone = table.unpaired(question.incumbent, challenger, question.tasks)
    return [
        LeftOut(challenger=challenger, task=u.task, model=u.model, items=u.items, reason="answered by this model only")
        for u in alone
    ]
