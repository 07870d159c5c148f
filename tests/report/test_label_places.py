"""Where the names of points stand in a chart."""

from hypothesis import given
from hypothesis import strategies as st

from deadheat.report.label_places import Box, Place, place_labels


def test_a_lone_name_stands_right_beside_its_point() -> None:
    assert list(place_labels([(100, 100, "a model")], [], width=640, height=420)) == [Place(9, 0, "left")]


def test_a_name_gives_way_to_what_stands_there() -> None:
    wall = Box(105, 80, 300, 120, 5)
    [place] = place_labels([(100, 100, "a model")], [wall], width=640, height=420)
    assert place == Place(-9, 0, "right")


def test_a_name_never_leaves_the_chart() -> None:
    [place] = place_labels([(630, 3, "a long name of a model")], [], width=640, height=420)
    assert place.align == "right"
    assert place.dy > 0


def test_neighbours_do_not_cover_each_other() -> None:
    names = [(300.0 + 20 * n, 100.0, f"neighbour {n}") for n in range(4)]
    places = list(place_labels(names, [], width=640, height=420))
    assert len({(place.dx, place.dy) for place in places}) > 1


@given(st.lists(st.tuples(st.floats(0, 640), st.floats(0, 420), st.text("ab ", min_size=1, max_size=20)), max_size=15))
def test_every_name_gets_one_place(names: list[tuple[float, float, str]]) -> None:
    assert len(list(place_labels(names, [], width=640, height=420))) == len(names)
