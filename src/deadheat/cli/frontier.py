"""`deadheat frontier`: price against performance on a stated workload, and what a switch would save."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.markup import escape

from deadheat.cli.amounts import moment
from deadheat.cli.figures import Top, interval, new_table, number, percent, show
from deadheat.cli.fit_options import DEFAULT_FIT, DEFAULT_TABLE, FitOptions, TableOptions
from deadheat.cli.output import print_json
from deadheat.cli.steps import shown_steps
from deadheat.cli.unused import refuse_given, refuse_unused
from deadheat.cli.whole import Whole
from deadheat.evidence.fitted_index import fit_index
from deadheat.evidence.frontier import price_frontier
from deadheat.evidence.priced_models import DIRECT
from deadheat.evidence.task_frontier import price_task
from deadheat.facts.frontier import Frontier, TaskFrontier, Workload
from deadheat.facts.offer import HostKind

_OWN = "--task has its own scores and token counts"


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadOptions:
    """What a month of your use looks like, and which prices count."""

    input_mtok: float = 1000.0
    """Million input tokens a month, cached ones included."""
    output_mtok: float = 100.0
    """Million output tokens a month, reasoning included."""
    cached: float = 0.4
    """Share of the input tokens that a cache serves."""
    prompt: Whole = 5000
    """Tokens of one prompt, which decide the context tier."""
    at: str | None = None
    """The UTC moment whose prices count, such as 2026-11-23T12:00 (default: noon today)."""
    aggregators: bool = False
    """Also count offers of aggregators."""

    def workload(self) -> Workload:
        """The month, checked."""
        return Workload(
            input_mtok=self.input_mtok, output_mtok=self.output_mtok, cached=self.cached, prompt_tokens=self.prompt
        )

    @property
    def hosts(self) -> tuple[HostKind, ...]:
        """Kinds of hosts that count."""
        return (*DIRECT, "aggregator") if self.aggregators else DIRECT


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class BarOptions:
    """What to look for on the frontier."""

    at_least: float | None = None
    """An index that the model must reach."""
    confidence: float = 0.95
    """The probability with which it must reach that index."""
    from_: Annotated[str | None, Parameter(name="--from")] = None
    """The model you use now, by any of its names: what would each cheaper model save?"""
    margin: float = 2.0
    """Index points that do not matter when a cheaper model is compared with it."""


def frontier(
    scores: Path | None = None,
    *,
    bar: BarOptions = BarOptions(),
    use: WorkloadOptions = WorkloadOptions(),
    table: TableOptions = DEFAULT_TABLE,
    fit: FitOptions = DEFAULT_FIT,
    task: str | None = None,
    top: Top = 20,
    json: bool = False,
) -> None:
    """Find the cheapest model above a capability, the price-performance frontier, and what a switch would save.

    Parameters
    ----------
    scores
        A table with `model`, `benchmark`, `score`; without it, the bundled scores (Epoch AI, 2026-08-11).
    task
        Recorded answers instead of the index: cost per answer and per solved item of a task, such as "GPQA Diamond".
    top
        How many models to show; 0 for all. `--json` always holds all.
    json
        Print one JSON document (schema deadheat.frontier/1 or deadheat.frontier-task/1).
    """
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    prices_at = moment(use.at, "--at") if use.at else noon
    _refuse_what_does_not_apply(scores, bar, task)
    if task is not None:
        refuse_unused(use, _OWN, but=("at",))
        refuse_unused(table, _OWN)
        refuse_unused(fit, _OWN, but=("alpha",))
    workload, options = use.workload(), table.index_options(fit)
    if task is not None:
        found = price_task(task, on=prices_at.date(), alpha=fit.alpha)
        print_json(found) if json else _show_task(found, top)
        return
    sheet = table.read(scores)
    with shown_steps() as on_step:
        fitted = fit_index(sheet, options, on_step=on_step)
    result = price_frontier(
        fitted,
        workload,
        prices_at,
        threshold=bar.at_least,
        confidence=bar.confidence,
        incumbent=bar.from_,
        margin=bar.margin,
        hosts=use.hosts,
    )
    print_json(result) if json else _show(result, top)


def _refuse_what_does_not_apply(scores: Path | None, bar: BarOptions, task: str | None) -> None:
    if task is not None:
        refuse_given("SCORES", scores, _OWN)
        refuse_unused(bar, _OWN)
    if bar.at_least is None:
        refuse_unused(bar, "it says how surely --at-least is reached", but=("from_", "margin"))
    if bar.from_ is None:
        refuse_unused(bar, "it compares with the model of --from", but=("at_least", "confidence"))


def _show(result: Frontier, top: int) -> None:
    table = new_table(
        f"Price-performance, {result.n} priced models; models that may be on the frontier, cheapest first",
        "model", "~weights", ">index", "interval", ">USD/month", ">~dearest", "host", ">~hosts", ">~frontier",
        *([f">P(>= {result.threshold:g})"] if result.threshold is not None else []),
    )  # fmt: skip
    reaching = [r for r in result.models if result.threshold is None or (r.upper or r.index) >= result.threshold]
    for row in [r for r in reaching if r.possibly or r.model == result.cheapest][: top or None]:
        cells = (row.model + (" *" if row.on_frontier else ""), (row.access or "").removesuffix(" weights").lower())
        numbers = (f"{row.index:.1f}", interval(row.lower, row.upper, 1), f"{row.usd_per_month:,.0f}")
        rest = (f"{row.usd_highest:,.0f}", row.host, str(row.n_offers), percent(row.frontier_chance, 0))
        chance = [percent(row.chance, 0)] if result.threshold is not None else []
        table.add_row(*map(escape, cells + numbers + rest), *chance)
    lines = [("*", "on the frontier of the points; `frontier` = share of draws in which the model is on it")]
    if result.threshold is not None:
        sure = f"{100 * result.confidence:g} %"
        found = next((r for r in result.models if r.model == result.cheapest), None)
        text = f"no priced model reaches it with {sure}" if found is None else f"{found.model} at {found.host}"
        lines.append((f">= {result.threshold:g}", f"cheapest with {sure} confidence: {text}"))
    show(table, *lines, *_ending(result))
    if result.incumbent is not None:
        _show_savings(result, top)


def _ending(result: Frontier) -> list[tuple[str, str]]:
    return [
        *(("assumed", text) for text in result.assumptions),
        *(("note", text) for text in result.notes),
        ("prices", f"at {result.at}, newest source of {result.as_of}"),
        ("not priced", f"{len(result.unpriced)} models without an offer{_and_unresolved(result)}"),
        ("definition", result.definition),
        ("method", result.method),
        ("source", result.source),
    ]


def _and_unresolved(result: Frontier) -> str:
    return f", {len(result.unresolved)} names not resolved" if result.unresolved else ""


def _show_savings(result: Frontier, top: int) -> None:
    usd = result.incumbent_usd or 0.0
    table = new_table(
        f"\nInstead of {result.incumbent} at {usd:,.0f} USD a month",
        "challenger", "~weights", ">USD/month", ">saves", ">~share", ">index", "interval", "call", ">break even",
    )  # fmt: skip
    kept = [s for s in result.savings if s.call != "behind"]
    for s in kept[: top or None]:
        cells = (s.challenger, (s.access or "").removesuffix(" weights").lower(), f"{s.usd_per_month:,.0f}")
        money = (f"{s.saves_usd:,.0f}", percent(s.saves_share, 0), f"{s.difference:+.1f}")
        rest = (interval(s.lower, s.upper, 1), (s.call or "unknown").replace("_", " "), f"{s.break_even_tokens:.1f}x")
        table.add_row(*map(escape, cells + money + rest))
    behind = len(result.savings) - len(kept)
    show(
        table,
        ("left out", f"{behind} cheaper models that are behind for certain; --json holds them"),
        ("break even", "the switch saves nothing if the challenger takes so many times the tokens for the same work"),
    )


def _show_task(result: TaskFrontier, top: int) -> None:
    table = new_table(
        f"{result.task}: cost and score of {len(result.models)} models; may be on the frontier, cheapest first",
        "model", ">score", "interval", ">~items", ">~tokens in", ">~out", ">~USD/answer", ">USD/solved", "interval",
    )  # fmt: skip
    for row in [r for r in result.models if r.possibly][: top or None]:
        ends = (row.usd_per_solved_lower, row.usd_per_solved_upper)
        cells = (row.model + (" *" if row.on_frontier else ""), percent(row.score))
        spread = f"[{percent(row.lower)}, {percent(row.upper)}]"
        tokens = (str(row.n_items), f"{row.input_tokens:,.0f}", f"{row.output_tokens:,.0f}")
        usd = (f"{row.usd_per_answer:.5f}", number(row.usd_per_solved, 5), interval(*ends, 5))
        table.add_row(*map(escape, (*cells, spread, *tokens, *usd)))
    show(
        table,
        ("*", "on the frontier of the points; the others shown are not below a cheaper model for certain"),
        *(("assumed", text) for text in result.assumptions),
        ("not priced", ", ".join(result.unpriced) or "none"),
        (
            "understated",
            f"{', '.join(result.understated) or 'none'}: the logs leave out reasoning tokens that are billed",
        ),
        ("definition", result.definition),
        ("method", result.method),
        ("source", f"{result.source}, as of {result.as_of}"),
    )
