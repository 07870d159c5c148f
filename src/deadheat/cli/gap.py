"""`deadheat gap`: how far open models stand behind closed ones, or one country's labs behind another's."""

from dataclasses import dataclass
from pathlib import Path

from cyclopts import Parameter
from rich.markup import escape

from deadheat.cli.amounts import day
from deadheat.cli.figures import interval, new_table, number, show
from deadheat.cli.fit_options import DEFAULT_FIT, DEFAULT_TABLE, FitOptions, TableOptions
from deadheat.cli.output import print_json
from deadheat.cli.steps import shown_steps
from deadheat.evidence.fitted_index import fit_index
from deadheat.evidence.gap import GapOptions, measure_gap
from deadheat.evidence.gap_groups import LLAMA_2
from deadheat.facts.gap import Estimate, Gap, Grouping, TieRule


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionOptions:
    """Whom to compare, how a tie counts, and over which days."""

    by: Grouping = "access"
    """`access` (open against closed weights) or `country` (of the lab)."""
    leader: str | None = None
    """The group to measure against; by country, the default is the one of the two largest with the best model."""
    follower: str | None = None
    """The group that is measured."""
    rule: TieRule = "point"
    """When a follower has matched a leader: `point`, `overlap` of intervals, or `equivalence` within the margin."""
    margin: float = 2.0
    """Index points that do not matter, for the equivalence rule and for a dead heat today."""
    since: str = LLAMA_2.isoformat()
    """First day that counts (default: Llama 2)."""
    until: str | None = None
    """Last day that counts (default: that of the data)."""

    def gap_options(self) -> GapOptions:
        """The same as the evidence room takes them, checked."""
        return GapOptions(
            by=self.by,
            leader=self.leader,
            follower=self.follower,
            rule=self.rule,
            margin=self.margin,
            since=day(self.since, "--since"),
            until=None if self.until is None else day(self.until, "--until"),
        )


def gap(
    scores: Path | None = None,
    *,
    question: QuestionOptions = QuestionOptions(),
    table: TableOptions = DEFAULT_TABLE,
    fit: FitOptions = DEFAULT_FIT,
    json: bool = False,
) -> None:
    """Measure the gap between open and closed models, or between the labs of two countries, in points and months.

    Parameters
    ----------
    scores
        A table with `model`, `benchmark`, `score` (and --models); without it, the bundled ones (Epoch AI, 2026-08-11).
    json
        Print one JSON document (schema deadheat.gap/1).
    """
    options, fitting = question.gap_options(), table.index_options(fit)
    sheet = table.read(scores)
    with shown_steps() as on_step:
        fitted = fit_index(sheet, fitting, on_step=on_step)
    result = measure_gap(fitted, options)
    print_json(result) if json else _show(result)


def _show(result: Gap) -> None:
    table = new_table(
        f"{result.follower} behind {result.leader}, {result.since} to {result.until}",
        "record", "~group", "released", ">index", "~interval", ">months", "matched by",
    )  # fmt: skip
    for row in result.records:
        matched = f"{row.matched} ({row.matched_on})" if row.matched else "nobody yet" if row.censored else "it leads"
        sign = "+" if row.role == "leader" else "-"
        months = (
            "-" if row.months is None else f"{sign}{row.months:.1f}" if row.months >= 0 else f"{-row.months:.1f} ahead"
        )
        cells = (
            row.model,
            row.group,
            row.released,
            f"{row.index:.2f}",
            interval(row.lower, row.upper),
            months,
            matched,
        )
        table.add_row(*map(escape, cells))
    show(table, *_lines(result))


def _estimate(e: Estimate, unit: str) -> str:
    return f"{number(e.value)} {unit} {interval(e.lower, e.upper)}"


def _lines(result: Gap) -> list[tuple[str, str]]:
    call = (
        ""
        if result.call_now is None
        else f"; {result.call_now.replace('_', ' ')} at a margin of {result.margin:g} points"
    )
    lines = [
        ("gap now", f"{_estimate(result.gap_now, 'points')} ({result.best_leader} - {result.best_follower}){call}"),
        ("mean gap", f"{_estimate(result.mean_gap, 'points')} over all days"),
        ("mean lag", f"{_estimate(result.mean_lag, 'months')} at {result.n_lags} records of {result.follower}"),
        ("median lag", _estimate(result.median_lag, "months")),
    ]
    for match in result.matches:
        chosen = " *" if match.rule == result.rule else ""
        text = (
            f"median {_estimate(match.months, 'months')}; {match.n_matched} of {match.n} records matched, "
            f"{match.n_censored} not yet; matched when {match.definition}"
        )
        lines.append((f"match, {match.rule}{chosen}", text))
    return [
        *lines,
        (
            "models",
            f"{result.n_leader} {result.leader}, {result.n_follower} {result.follower}, {result.n_other} neither",
        ),
        ("definition", result.definition),
        ("method", result.method),
        ("source", result.source),
    ]
