"""The verdict as one HTML file that works offline, in light and dark."""

from itertools import groupby

from deadheat.facts.comparison import Comparison, call_in_words, points
from deadheat.facts.comparison_text import times, usd
from deadheat.facts.verdict import Verdict
from deadheat.report.forest import forest, interval_in_words
from deadheat.report.pages import page_environment


def verdict_page(verdict: Verdict, *, command: str) -> str:
    """The page for `verdict`; `command` is the line that makes it again."""
    environment = page_environment()
    environment.filters |= {
        "points": points,
        "call": call_in_words,
        "interval": interval_in_words,
        "usd": usd,
        "times": times,
    }
    return environment.get_template("verdict.html").render(
        verdict=verdict,
        groups=[(name, list(own)) for name, own in groupby(verdict.comparisons, key=lambda c: c.challenger)],
        forest=forest(verdict),
        command=command,
        answers=[answer_in_words(verdict, c) for c in verdict.comparisons if c.task is None],
        notes=list(dict.fromkeys(c.cost_note for c in verdict.comparisons if c.cost_note)),
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
