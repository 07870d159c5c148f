"""Cost per answer and per solved item of recorded benchmark runs, at list prices."""

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from deadheat.catalog.prices import list_price
from deadheat.errors import DataError, did_you_mean
from deadheat.evidence.recorded import ATTRIBUTION, TASKS, recorded_answers
from deadheat.facts.frontier import TaskCost, TaskFrontier
from deadheat.facts.money import NANOUSD
from deadheat.facts.price import ListPrice
from deadheat.stats.clustered_share import clustered_share
from deadheat.stats.inputs import FloatArray, checked_alpha
from deadheat.stats.pareto import undominated

AS_OF = "2026-05"
DEFINITION = (
    "score = mean over items of the share of right answers; cost per solved = cost of an answer / score; "
    "on the frontier = no model that costs no more has a higher score; possibly = none is higher for certain"
)
ASSUMPTIONS = (
    "tokens are the run's average per answer; the input charged in full, since the logs name no cached tokens",
    "list prices of the catalogue on the day asked for, not of the day of the run; reasoning tokens are output tokens",
    "one run per model, at the effort that the log does not name; another effort is another cost and another score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    model: str
    means: FloatArray
    answers: int
    input_tokens: float
    output_tokens: float
    price: ListPrice


def price_task(task: str, *, on: date | None = None, alpha: float = 0.05) -> TaskFrontier:
    """Score and cost of every model with recorded answers on `task` and a list price on the day `on`.

    Raises: DataError for a task that is not recorded or whose tokens are not; ConfigError if alpha is not in (0, 1).
    """
    checked_alpha(alpha)
    if task not in TASKS:
        raise DataError(f"no task {task!r} is recorded.", hint=did_you_mean(task, TASKS))
    answers = recorded_answers().connection
    runs, unpriced = _runs(answers, task, on)
    understated = answers.execute(
        "SELECT DISTINCT model FROM answers WHERE task = ? AND understated ORDER BY model", [task]
    ).fetchall()
    if not runs:
        raise DataError(f"the logs of {task!r} hold no usable tokens, so that no cost can be stated.", hint=_hint(task))
    cost = np.array([_usd(run) for run in runs])
    scores = np.array([clustered_share(run.means, n_trials=run.answers, alpha=alpha) for run in runs])
    on_points = undominated(cost, lower=scores[:, 0], upper=scores[:, 0])
    possibly = undominated(cost, lower=scores[:, 1], upper=scores[:, 2])
    rows = [
        _row(run, usd, score, on_points=bool(on_points[i]), possibly=bool(possibly[i]))
        for i, (run, usd, score) in enumerate(zip(runs, cost.tolist(), scores.tolist(), strict=True))
    ]
    return TaskFrontier(
        task=task,
        models=tuple(sorted(rows, key=lambda row: row.usd_per_answer)),
        n=sum(run.answers for run in runs),
        alpha=alpha,
        unpriced=tuple(unpriced),
        understated=tuple(model for (model,) in understated),
        definition=DEFINITION,
        method="score interval at the effective number of answers, items as clusters; price without an interval",
        assumptions=ASSUMPTIONS,
        source=ATTRIBUTION,
        as_of=AS_OF,
    )


def _runs(answers: duckdb.DuckDBPyConnection, task: str, on: date | None) -> tuple[list[_Run], list[str]]:
    runs: list[_Run] = []
    unpriced: list[str] = []
    rows = answers.execute(
        "SELECT model, list(score ORDER BY item), sum(answers), any_value(input_tokens), any_value(output_tokens) "
        "FROM answers WHERE task = ? GROUP BY model HAVING count(input_tokens) > 0 AND count(output_tokens) > 0 "
        "ORDER BY model",
        [task],
    ).fetchall()
    for model, means, n_answers, input_tokens, output_tokens in rows:
        price = list_price(model, on=on)
        if price is None:
            unpriced.append(model)
            continue
        found = np.array(means, dtype=float)
        runs.append(
            _Run(
                model=model,
                means=found,
                answers=int(n_answers),
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                price=price,
            )
        )
    return runs, unpriced


def _usd(run: _Run) -> float:
    tokens = run.input_tokens * run.price.input_nanousd_per_mtok + run.output_tokens * run.price.output_nanousd_per_mtok
    return tokens / 1e6 / NANOUSD


def _row(run: _Run, usd: float, score: list[float], *, on_points: bool, possibly: bool) -> TaskCost:
    mean, lower, upper = score
    return TaskCost(
        model=run.model,
        score=mean,
        lower=lower,
        upper=upper,
        n_items=len(run.means),
        input_tokens=run.input_tokens,
        output_tokens=run.output_tokens,
        usd_per_answer=usd,
        usd_per_solved=usd / mean if mean > 0 else None,
        usd_per_solved_lower=usd / upper,
        usd_per_solved_upper=usd / lower if lower > 0 else None,
        on_frontier=on_points,
        possibly=possibly,
        price=f"{run.price.basis} ({run.price.as_of})",
    )


def _hint(task: str) -> str:
    return (
        f"Agentic runs such as {task} leave out cached tokens. Other tasks: {', '.join(t for t in TASKS if t != task)}."
    )
