"""A forest plot: one interval for each comparison against the zone of the margin, as coordinates for a drawing."""

from dataclasses import dataclass

from deadheat.facts.verdict import Call, Comparison, Verdict, call_in_words
from deadheat.facts.verdict_text import picture_reach

WIDTH = 640.0
ROW = 34.0
TOP = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One interval: pixel positions of its ends and its point, its label and its call in words."""

    label: str
    call: Call
    words: str
    y: float
    left: float
    right: float
    point: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Everything a drawing needs, in pixels of a box `width` x `height`."""

    width: float
    height: float
    zero: float
    zone_left: float
    zone_right: float
    rows: tuple[ForestRow, ...]
    ticks: tuple[Tick, ...]


def forest(verdict: Verdict) -> Forest:
    """Lay out every comparison of `verdict`, one row each, zero in the middle."""
    reach = picture_reach(verdict) * 1.05

    def x(difference: float) -> float:
        return round((min(max(difference, -reach), reach) / reach + 1) / 2 * WIDTH, 1)

    rows = tuple(
        ForestRow(
            label=f"{c.challenger} · {c.task or 'all tasks'}",
            call=c.call,
            words=call_in_words(c),
            y=TOP + ROW * (i + 0.5),
            left=x(c.lower),
            right=x(c.upper),
            point=x(c.difference),
            title=interval_in_words(c),
        )
        for i, c in enumerate(verdict.comparisons)
    )
    step = _tick_step(reach)
    marks = [k * step for k in range(-int(reach / step), int(reach / step) + 1)]
    return Forest(
        width=WIDTH,
        height=TOP + ROW * len(rows) + 26,
        zero=x(0.0),
        zone_left=x(-verdict.margin),
        zone_right=x(verdict.margin),
        rows=rows,
        ticks=tuple(Tick(x=x(m), label=f"{100 * m:+.0f}" if m else "0") for m in marks),
    )


def interval_in_words(c: Comparison) -> str:
    """The difference and its interval in percentage points: `+0.6 pp [-2.4, +3.6]`."""
    return f"{100 * c.difference:+.1f} pp [{100 * c.lower:+.1f}, {100 * c.upper:+.1f}]"


def _tick_step(reach: float) -> float:
    """The finest of a few round steps that gives at most nine ticks."""
    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
    return next((s for s in steps if 2 * reach / s <= 9), 0.5)
