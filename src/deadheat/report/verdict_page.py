"""The verdict as one HTML file that works offline, in light and dark."""

from itertools import groupby
from typing import get_args

from deadheat.facts.call import Call
from deadheat.facts.comparison import Comparison, call_in_words, points
from deadheat.facts.comparison_text import cost_notes, times, usd
from deadheat.facts.verdict import Verdict
from deadheat.report.forest import forest, interval_in_words
from deadheat.report.pages import page_environment

MOST_TASKS_NAMED = 6
SMALLEST_P = 0.0001


def verdict_page(verdict: Verdict, *, command: str) -> str:
    """The page for `verdict`; `command` is the line that makes it again."""
    environment = page_environment()
    environment.filters |= {
        "points": points,
        "call": call_in_words,
        "interval": interval_in_words,
        "usd": usd,
        "times": times,
        "p_value": p_in_words,
    }
    return environment.get_template("verdict.html").render(
        verdict=verdict,
        groups=[(name, list(own)) for name, own in groupby(verdict.comparisons, key=lambda c: c.challenger)],
        drawings=[("wide", forest(verdict)), ("narrow", forest(verdict, narrow=True))],
        timed=any(c.latency_ratio is not None for c in verdict.comparisons),
        command=command,
        answers=[
            (answer_in_words(verdict, c), tasks_in_words(verdict, c.challenger), cost_in_words(c))
            for c in verdict.comparisons
            if c.task is None
        ],
        notes=cost_notes(verdict.comparisons),
        methods=list(dict.fromkeys(c.method for c in verdict.comparisons)),
    )


def answer_in_words(verdict: Verdict, c: Comparison) -> str:
    """One sentence for a challenger's overall comparison; what the data do not show is not said."""
    margin = f"{points(verdict.margin)} percentage points"
    match c.call:
        case "dead_heat":
            found = f"is in a dead heat with {verdict.incumbent}: the difference lies within {margin} either way"
        case "ahead":
            found = f"is ahead of {verdict.incumbent}"
        case "behind":
            worse = "" if not c.not_worse else f", though by less than {margin}"
            found = f"is behind {verdict.incumbent}{worse}"
        case "open":
            more = f"; about {c.more_items_needed:,} more items would settle it" if c.more_items_needed else ""
            found = f"cannot be told from {verdict.incumbent} yet, nor called a dead heat{more}"
    return f"{c.challenger} {found} ({interval_in_words(c)}, {c.n_items:,} items)."


def tasks_in_words(verdict: Verdict, challenger: str) -> str:
    """The calls of a challenger's tasks, which one overall call may hide; nothing where there is one task or none."""
    own = [c for c in verdict.comparisons if c.challenger == challenger and c.task is not None]
    if len(own) < 2:
        return ""
    parts = []
    for call in get_args(Call):
        names = [str(c.task) for c in own if c.call == call]
        if more := len(names) - MOST_TASKS_NAMED:
            names = [*names[:MOST_TASKS_NAMED], f"{more} more"] if more > 1 else names
        if names:
            parts.append(f"{call.replace('_', ' ')} on {', '.join(names)}")
    return f"By task: {'; '.join(parts)}."


def cost_in_words(c: Comparison) -> str:
    """What an answer of the challenger costs, as a multiple of the incumbent's."""
    if c.cost_ratio is None or c.challenger_cost is None or c.incumbent_cost is None:
        return "What an answer costs is not known for both."
    ratio = times(c.cost_ratio, c.cost_ratio_lower, c.cost_ratio_upper)
    ours, theirs = c.incumbent_cost.usd_per_item, c.challenger_cost.usd_per_item
    return f"An answer costs {ratio} the incumbent's: {usd(theirs)} against {usd(ours)}."


def p_in_words(p: float) -> str:
    """A p-value for a reader who decides, not for one who calculates: that one takes the JSON document."""
    return f"< {SMALLEST_P:g}" if p < SMALLEST_P else f"{p:.2g}"
