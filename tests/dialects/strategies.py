"""Values and cuts that the dialect tests draw from."""

from itertools import pairwise

from hypothesis import strategies as st


def json_values() -> st.SearchStrategy[object]:
    """Any JSON value of modest size."""
    leaves = (st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=12)) | st.floats(
        allow_nan=False, allow_infinity=False
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
        max_leaves=12,
    )


def cuts(data: bytes) -> st.SearchStrategy[list[bytes]]:
    """`data` cut into pieces at any places."""
    return st.lists(st.integers(0, len(data)), max_size=8).map(lambda at: _cut(data, sorted(at)))


def _cut(data: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *at, len(data)]
    return [data[start:end] for start, end in pairwise(edges)]
