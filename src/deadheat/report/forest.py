"""A forest plot: one interval for each comparison against the zone of the margin, as coordinates for a drawing."""

from dataclasses import dataclass

from deadheat.facts.call import Call
from deadheat.facts.comparison import Comparison, call_in_words
from deadheat.facts.comparison_text import picture_reach
from deadheat.facts.verdict import Verdict

WIDTH, NARROW_WIDTH = 640.0, 340.0
ROW, NARROW_ROW = 30.0, 44.0  # in a narrow drawing the label stands above its line
TOP = 30.0


LONGEST_LABEL = 28  # letters that fit left of the plot
LONGEST_HEADING, LONGEST_NARROW_HEADING = 110, 44


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
class Mark:
    """A text at a place on an axis: a tick below the plot, or a challenger's name above its rows."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Everything a drawing needs, in pixels of a box `width` x `height`."""

    width: float
    height: float
    zero: float
    zone_left: float
    zone_right: float
    headings: tuple[Mark, ...]
    rows: tuple[ForestRow, ...]
    ticks: tuple[Mark, ...]


def forest(verdict: Verdict, *, narrow: bool = False) -> Forest:
    """Lay out every comparison of `verdict` below its challenger's name, zero in the middle; `narrow` for a phone."""
    width, row_height, longest = (
        (NARROW_WIDTH, NARROW_ROW, LONGEST_NARROW_HEADING) if narrow else (WIDTH, ROW, LONGEST_HEADING)
    )
    reach = picture_reach(verdict.comparisons, margin=verdict.margin) * 1.05

    def x(difference: float) -> float:
        return round((min(max(difference, -reach), reach) / reach + 1) / 2 * width, 1)

    y = TOP
    headings: list[Mark] = []
    rows: list[ForestRow] = []
    for previous, c in zip((None, *verdict.comparisons), verdict.comparisons, strict=False):
        if previous is None or previous.challenger != c.challenger:
            y += ROW
            headings.append(Mark(at=y - ROW / 2, label=shortened(c.challenger, longest)))
        y += row_height
        rows.append(
            ForestRow(
                label=shortened(c.task or "all tasks", LONGEST_LABEL),
                call=c.call,
                words=call_in_words(c),
                y=y - ROW / 2,
                left=x(c.lower),
                right=x(c.upper),
                point=x(c.difference),
                title=f"{c.challenger}, {c.task or 'all tasks'}: {interval_in_words(c)}",
            )
        )
    step = _tick_step(reach)
    ticks = [k * step for k in range(-int(reach / step), int(reach / step) + 1)]
    return Forest(
        width=width,
        height=y + 30,
        zero=x(0.0),
        zone_left=x(-verdict.margin),
        zone_right=x(verdict.margin),
        headings=tuple(headings),
        rows=tuple(rows),
        ticks=tuple(Mark(at=x(t), label=f"{100 * t:+.0f}" if t else "0") for t in ticks),
    )


def interval_in_words(c: Comparison) -> str:
    """The difference and its interval in percentage points: `+0.6 pp [-2.4, +3.6]`."""
    return f"{100 * c.difference:+.1f} pp [{100 * c.lower:+.1f}, {100 * c.upper:+.1f}]"


def shortened(name: str, longest: int) -> str:
    """`name`, its middle left out where it is longer than `longest`: names differ at their ends."""
    half = (longest - 1) // 2
    return name if len(name) <= longest else f"{name[: longest - 1 - half]}…{name[-half:]}"


def _tick_step(reach: float) -> float:
    """The finest of a few round steps that gives at most nine ticks."""
    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
    return next((s for s in steps if 2 * reach / s <= 9), 0.5)
