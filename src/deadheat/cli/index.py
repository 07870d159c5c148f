"""`deadheat index`: one capability number per model from benchmark scores, with intervals."""

from dataclasses import dataclass, field
from pathlib import Path

from cyclopts import Parameter
from rich.markup import escape

from deadheat.cli.figures import Top, interval, new_table, number, numbers_by_name, percent, show
from deadheat.cli.fit_options import DEFAULT_FIT, DEFAULT_TABLE, FitOptions, TableOptions
from deadheat.cli.output import print_json
from deadheat.cli.steps import shown_steps
from deadheat.cli.unused import refuse_given, refuse_unused
from deadheat.evidence.fitted_index import fit_index
from deadheat.evidence.index import summarise_index
from deadheat.evidence.weighted_index import average_scores
from deadheat.facts.index import CapabilityIndex, MissingRule, WeightedIndex


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class AverageOptions:
    """The second view."""

    average: bool = False
    """Show a weighted average of scores from 0 to 100 instead."""
    weight: list[str] = field(default_factory=list)
    """BENCHMARK=WEIGHT, several times, for the average; default: published category weights on bundled benchmarks."""
    missing: MissingRule = "predict"
    """For the average: `predict` a missing score, `renormalise` the weights, or `require` every score."""


_MARGIN = 2.0


def index(
    scores: Path | None = None,
    *,
    table: TableOptions = DEFAULT_TABLE,
    fit: FitOptions = DEFAULT_FIT,
    view: AverageOptions = AverageOptions(),
    margin: float = _MARGIN,
    top: Top = 20,
    quick: bool = False,
    json: bool = False,
) -> None:
    """Rank models by one capability number from benchmark scores, with intervals (bundled: Epoch AI, 2026-08-11).

    Parameters
    ----------
    scores
        A CSV, JSONL or Parquet table with `model`, `benchmark`, `score` in [0, 1]; without it, the bundled scores.
    margin
        Index points within which a model is in a dead heat with the leader.
    top
        How many models to show; 0 for all. `--json` always holds all.
    quick
        Leave out the sensitivity and the influence of single benchmarks.
    json
        Print one JSON document (schema deadheat.index/1 or deadheat.weighted-index/1).
    """
    averages = view.average or bool(view.weight)
    if averages:
        refuse_given("--margin", margin != _MARGIN, "an average has no dead heat with the leader")
        refuse_given("--quick", quick, "an average has no sensitivity to leave out")
    else:
        refuse_unused(view, "it belongs to --average")
    sheet, options = table.read(scores), table.index_options(fit)
    with shown_steps() as on_step:
        fitted = fit_index(sheet, options, on_step=on_step)
        if averages:
            averaged = average_scores(fitted, numbers_by_name(view.weight, "--weight") or None, missing=view.missing)
            print_json(averaged) if json else _show_average(averaged, top)
            return
        result = summarise_index(
            fitted, margin=margin, with_sensitivity=not quick, with_influence=not quick, on_step=on_step
        )
    print_json(result) if json else _show(result, top)


def _show(result: CapabilityIndex, top: int) -> None:
    level = f"{100 * (1 - result.alpha):g} %"
    table = new_table(
        f"Capability index, {len(result.models)} models, {len(result.benchmarks)} benchmarks, {result.n} scores",
        "model", ">index", level, ">n", "against the leader", "~access", "~released", "~moves most without",
    )  # fmt: skip
    for row in result.models[: top or None]:
        decisive = f"{row.decisive_benchmark} ({row.shift_without:+.2f})" if row.shift_without else ""
        behind = f"{row.call.replace('_', ' ')} {interval(row.behind_lower, row.behind_upper, 1)}" if row.call else ""
        spread = "fixed" if row.is_anchor else interval(row.lower, row.upper)
        access = (row.access or "").removesuffix(" weights").lower()
        cells = (row.model, f"{row.index:.2f}", spread, str(row.n_benchmarks), behind, access)
        table.add_row(*map(escape, cells), row.released or "", escape(decisive))
    lines = [
        ("definition", result.definition),
        ("method", result.method),
        ("leader", f"points behind, {level} interval; dead heat = the whole interval within {result.margin:g} points"),
    ]
    if s := result.sensitivity:
        text = (
            f"ridge {s.ridge:g} instead of {result.ridge:g} moves the median model by {s.median_shift:.2f}, at most "
            f"{s.largest_shift:.2f} ({s.moved_model}); frontier {number(s.points_per_year)} points a year "
            f"instead of {number(s.points_per_year_here)}"
        )
        lines.append(("penalty", text))
    if result.left_out:
        first = result.left_out[0]
        lines.append(("left out", f"{len(result.left_out)} models, such as {first.model}: {first.reason}"))
    lines += [("note", note) for note in result.notes]
    show(table, *lines, ("source", result.source))


def _show_average(result: WeightedIndex, top: int) -> None:
    table = new_table(
        f"Weighted average of {len(result.weights)} benchmarks, {len(result.models)} models, {result.n} scores",
        "model", ">index", f"{100 * (1 - result.alpha):g} %", ">own scores", "_filled by the curve",
    )  # fmt: skip
    for row in result.models[: top or None]:
        cells = (row.model, f"{row.index:.1f}", interval(row.lower, row.upper, 1), percent(row.covered, 0))
        table.add_row(*map(escape, (*cells, ", ".join(row.filled))))
    weights = ", ".join(f"{name} {percent(share)}" for name, share in result.weights.items())
    lines = [("weights", weights), ("definition", result.definition), ("method", result.method)]
    if result.left_out:
        first = result.left_out[0]
        lines.append(("left out", f"{len(result.left_out)} models, such as {first.model}: {first.reason}"))
    show(table, *lines, ("source", result.source))
