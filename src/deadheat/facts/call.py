"""The four things a comparison can say, and how an interval and a margin decide between them."""

from typing import Literal

Call = Literal["ahead", "dead_heat", "behind", "open"]
Mode = Literal["fixed", "anytime"]


def call_from(lower: float, upper: float, margin: float) -> Call:
    """The call that the interval [lower, upper] of a difference supports under `margin`."""
    if -margin <= lower and upper <= margin:
        return "dead_heat"
    if lower > 0:
        return "ahead"
    return "behind" if upper < 0 else "open"
