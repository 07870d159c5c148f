"""Comparisons as plain text: one block for each challenger, one line for each task, a picture in each line."""

import math
from collections.abc import Sequence
from itertools import groupby

from deadheat.facts.comparison import Comparison, LeftOut, call_in_words
from deadheat.facts.plain_table import Row, align, fits

PICTURE_WIDTH = 25
_PICTURE, _FIRST_COST = 3, 6
_COSTS = ("cost/answer", "incumbent's", "ratio", "token price")
SMALLEST_USD = 1e-12


def comparison_table(comparisons: Sequence[Comparison], *, margin: float, width: int | None = None) -> list[str]:
    """The lines of a table with a block for each challenger; every block has its columns at the same places.

    Where lines would be longer than `width`, the picture stays away, which shows nothing that the numbers do not say;
    where they still are, costs become a table of their own below.
    """
    reach = picture_reach(comparisons, margin=margin)
    head: Row = ("", "call", "difference", picture_axis(reach), "items", "to settle", *_COSTS)
    if any(c.latency_ratio is not None for c in comparisons):
        head = (*head, "latency")
    rows: list[Row] = [head]
    for challenger, own in groupby(comparisons, key=lambda c: c.challenger):
        rows.append((challenger, *("" for _ in head[1:])))
        rows += [_row(c, margin=margin, reach=reach)[: len(head)] for c in own]
    if fits(lines := align(rows), width) or fits(lines := align(_without_picture(rows)), width):
        return lines
    calls, costs = [row[:_FIRST_COST] for row in rows], [(row[0], *row[_FIRST_COST:]) for row in rows]
    lines = align(calls) if fits(align(calls), width) else align(_without_picture(calls))
    return [*lines, "", *align(costs)]


def hidden_losses(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """A sentence for each challenger that is behind on a task, but not over all, where large tasks weigh more."""
    said = []
    for challenger, own in groupby(comparisons, key=lambda c: c.challenger):
        calls = {c.task: c for c in own}
        behind = [task for task, c in calls.items() if task and c.call == "behind"]
        if behind and (overall := calls.get(None)) and overall.call != "behind":
            word = call_in_words(overall)
            tasks = ", ".join(behind)
            said.append(
                f"{challenger}: {word} over all tasks, where every item counts the same, but behind on {tasks}."
            )
    return tuple(said)


def left_out_text(left_out: tuple[LeftOut, ...]) -> str:
    """What was left out, a line for each challenger."""
    lines = []
    for challenger, items in groupby(left_out, key=lambda left: left.challenger):
        parts = [
            f"{left.items:,} item{'s' if left.items != 1 else ''}{f' of {left.task}' if left.task else ''}"
            f" only by {left.model}"
            for left in items
        ]
        lines.append(f"left out for {challenger}: {'; '.join(parts)}")
    return "\n".join(lines)


def cost_notes(comparisons: Sequence[Comparison], *, unknown_only: bool = False) -> tuple[str, ...]:
    """Where costs come from or why there are none, each note once with the challengers and tasks that it is about."""
    about: dict[str, list[Comparison]] = {}
    for c in comparisons:
        if c.cost_note and not (unknown_only and c.cost_ratio is not None):
            about.setdefault(c.cost_note, []).append(c)
    return tuple(
        note if len(own) == len(comparisons) else f"{_whereabouts(own, comparisons)}: {note}"
        for note, own in about.items()
    )


def _whereabouts(some: Sequence[Comparison], every: Sequence[Comparison]) -> str:
    places = []
    for challenger, own in groupby(some, key=lambda c: c.challenger):
        tasks = [c.task or "all tasks" for c in own]
        whole = len(tasks) == sum(c.challenger == challenger for c in every)
        places.append(challenger if whole else f"{challenger} ({', '.join(tasks)})")
    return "; ".join(places)


def usd(amount: float | None) -> str:
    """Dollars with three significant digits below a dollar, never in scientific notation; `unknown` for None."""
    if amount is None:
        return "unknown"
    if amount < SMALLEST_USD:
        return "$0"
    digits = 2 if amount >= 10 else 3 if amount >= 0.1 else 2 - math.floor(math.log10(amount))
    return f"${amount:,.{digits}f}"


def times(ratio: float | None, lower: float | None = None, upper: float | None = None) -> str:
    """A ratio such as `0.45x [0.41, 0.50]`; without an interval where none is known."""

    def two(value: float) -> str:  # decimals, or below 0.1 digits that count
        return f"{value:.2f}" if value >= 0.1 or value == 0 else f"{value:.2g}"

    if ratio is None:
        return "unknown"
    interval = "" if lower is None or upper is None else f" [{two(lower)}, {two(upper)}]"
    return f"{two(ratio)}x{interval}"


def picture_reach(comparisons: Sequence[Comparison], *, margin: float) -> float:
    """The difference at either edge of a picture: wide enough for every interval, at most 1."""
    ends = [abs(end) for c in comparisons for end in (c.lower, c.upper)]
    return min(1.0, max([2 * margin, *ends]))


def picture_axis(reach: float) -> str:
    left, right = f"{-100 * reach:+.0f}", f"{100 * reach:+.0f}"
    half = PICTURE_WIDTH // 2
    return f"{left:<{half}}0{right:>{half}}"


def interval_picture(c: Comparison, *, margin: float, reach: float) -> str:
    """The interval as a line on dots, the margin shaded, zero in the middle: `·····░░├──●─┤░·····`."""

    def cell(value: float) -> int:
        return round((min(max(value, -reach), reach) / reach + 1) / 2 * (PICTURE_WIDTH - 1))

    cells = ["░" if cell(-margin) <= i <= cell(margin) else "·" for i in range(PICTURE_WIDTH)]
    cells[cell(0.0)] = "│"
    cells[cell(c.lower) : cell(c.upper) + 1] = "─" * (cell(c.upper) - cell(c.lower) + 1)
    cells[cell(c.lower)], cells[cell(c.upper)] = "├", "┤"
    cells[cell(c.difference)] = "●"
    return "".join(cells)


def _without_picture(rows: Sequence[Row]) -> list[Row]:
    return [(*row[:_PICTURE], *row[_PICTURE + 1 :]) for row in rows]


def _row(c: Comparison, *, margin: float, reach: float) -> Row:
    return (
        f"  {c.task or 'all tasks'}",
        call_in_words(c),
        f"{100 * c.difference:+.1f} [{100 * c.lower:+.1f}, {100 * c.upper:+.1f}]",
        interval_picture(c, margin=margin, reach=reach),
        f"{c.n_items:,}×{c.n_repeats}" if c.n_repeats > 1 else f"{c.n_items:,}",
        f"+{c.more_items_needed:,}" if c.more_items_needed else "",
        usd(c.challenger_cost.usd_per_item if c.challenger_cost else None),
        usd(c.incumbent_cost.usd_per_item if c.incumbent_cost else None),
        times(c.cost_ratio, c.cost_ratio_lower, c.cost_ratio_upper),
        times(c.price_ratio),
        times(c.latency_ratio, c.latency_ratio_lower, c.latency_ratio_upper),
    )
