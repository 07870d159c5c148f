"""Where the names of points stand in a chart, so that they hide neither each other nor what matters."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

Align = Literal["left", "center", "right"]
_LETTER, _LINE = 6.5, 13.0  # pixels of a letter and of a line at 12 px
# Beside the point first, then above and below, then farther off.
_OFFSETS: tuple[tuple[float, float, Align], ...] = (
    (9, 0, "left"), (-9, 0, "right"), (0, -13, "center"), (0, 15, "center"), (8, -12, "left"), (-8, -12, "right"),
    (8, 14, "left"), (-8, 14, "right"), (0, -27, "center"), (0, 29, "center"), (9, -27, "left"), (-9, -27, "right"),
)  # fmt: skip


class Box(NamedTuple):
    """A rectangle in pixels, y downwards; `weight` is how bad it is to cover it."""

    left: float
    top: float
    right: float
    bottom: float
    weight: float = 1.0


class Place(NamedTuple):
    """Where a name stands, from its point."""

    dx: float
    dy: float
    align: Align


def place_labels(
    names: Sequence[tuple[float, float, str]], obstacles: Iterable[Box], *, width: float, height: float
) -> Iterator[Place]:
    """One place for each (x, y, name), in the order given: the one that covers least, the nearest of those alike.

    A name covers earlier names least willingly, and leaves the chart of width x height never.
    """
    taken = list(obstacles)
    for x, y, name in names:
        choices = [(place, _box(x, y, name, place)) for place in map(Place._make, _OFFSETS)]
        inside = [c for c in choices if c[1].left >= 0 and c[1].right <= width and 0 <= c[1].top <= height - _LINE]
        place, box = min(inside or choices, key=lambda choice: sum(_covered(choice[1], other) for other in taken))
        taken.append(box._replace(weight=20.0))
        yield place


def _box(x: float, y: float, name: str, place: Place) -> Box:
    wide = _LETTER * len(name)
    left = x + place.dx - {"left": 0.0, "center": wide / 2, "right": wide}[place.align]
    middle = y + place.dy
    return Box(left, middle - _LINE / 2, left + wide, middle + _LINE / 2)


def _covered(box: Box, other: Box) -> float:
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    return other.weight * across * down if across > 0 and down > 0 else 0.0
