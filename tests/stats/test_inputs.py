import numpy as np
import pytest

from deadheat.errors import ConfigError, DataError
from deadheat.stats.inputs import checked_alpha, checked_count, cluster_index, finite_vector, is_between, same_length


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, 95.0, float("nan")])
def test_alpha_outside_the_open_unit_interval_is_refused(alpha: float) -> None:
    with pytest.raises(ConfigError, match="error rate between 0 and 1"):
        checked_alpha(alpha)


def test_confidence_level_given_as_alpha_is_recognised() -> None:
    with pytest.raises(ConfigError, match=r"Did you mean 0\.05\?"):
        checked_alpha(95.0)


def test_bad_value_is_named_with_its_place() -> None:
    with pytest.raises(DataError, match=r"d\[2\] is nan"):
        finite_vector("d", [0.0, 1.0, float("nan"), 5.0])
    with pytest.raises(DataError, match=r"d\[1\] is 1\.5\. Expected a finite number in \[-1, 1\]"):
        finite_vector("d", [0.0, 1.5], lo=-1, hi=1)


def test_vector_must_be_flat_and_numeric() -> None:
    with pytest.raises(DataError, match="2 dimensions"):
        finite_vector("d", np.zeros((2, 2)))
    with pytest.raises(DataError, match="cannot be read as numbers"):
        finite_vector("d", ["a"])  # type: ignore[list-item]  # a caller without types


def test_counts_are_whole_and_within_what_there_is() -> None:
    assert checked_count("k", 3, most=3) == 3
    for bad in (-1, 2.5, True, None, "3", float("nan")):
        with pytest.raises(DataError, match="whole number"):
            checked_count("k", bad)  # type: ignore[arg-type]  # a caller without types
    with pytest.raises(DataError, match="more than the 2 there are"):
        checked_count("k", 3, most=2)


def test_paired_vectors_have_one_length() -> None:
    with pytest.raises(DataError, match="a has 1 values and b has 2"):
        same_length("a", np.zeros(1), "b", np.zeros(2))


def test_alpha_that_is_no_number_is_refused() -> None:
    with pytest.raises(ConfigError, match="'5%'"):
        checked_alpha("5%")  # type: ignore[arg-type]  # a caller without types


def test_clusters_are_numbered_whatever_their_labels() -> None:
    rows = np.zeros(4)
    assert cluster_index(["b", "a", "b", "c"], rows).tolist() == [1, 0, 1, 2]
    assert cluster_index([7, 7, 3, 3], rows).tolist() == [1, 1, 0, 0]
    assert len(set(cluster_index(np.array(["u", 1, "u", 2], dtype=object), rows).tolist())) == 3


@pytest.mark.parametrize("labels", [[1.0, float("nan")], [None, "a"], [[1], [2]], [1, 2, 3]])
def test_row_without_a_cluster_is_refused(labels: list[object]) -> None:
    with pytest.raises(DataError, match="cluster"):
        cluster_index(np.array(labels, dtype=object) if None in labels else np.array(labels), np.zeros(2))


def test_only_a_number_lies_between_two_others() -> None:
    assert is_between(0.5, 0, 1)
    assert is_between(np.float32(0.5), 0, 1)
    for no in (0, 1, float("nan"), float("inf"), "0.5", None, True):
        assert not is_between(no, 0, 1)
