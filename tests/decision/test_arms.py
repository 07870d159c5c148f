import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.decision.arms import least_loaded, preference

NAMES = ("qwen", "glm", "kimi")


def _units(n: int) -> list[bytes]:
    return [i.to_bytes(4, "big") for i in range(n)]


@pytest.mark.parametrize("weights", [(1.0, 1.0, 1.0), (90.0, 9.0, 1.0), (0.5, 0.25, 0.25)])
def test_shares_of_the_traffic_follow_the_weights(weights: tuple[float, ...]) -> None:
    n = 20_000
    first = [preference(u, NAMES, weights)[0] for u in _units(n)]
    for i, weight in enumerate(weights):
        share = weight / sum(weights)
        sd = (n * share * (1 - share)) ** 0.5
        assert abs(first.count(i) - n * share) < 5 * sd


@given(st.binary(max_size=40))
def test_a_conversation_prefers_the_same_arms_whatever_their_place_in_the_list(unit: bytes) -> None:
    order = [NAMES[i] for i in preference(unit, NAMES, (1, 2, 3))]
    assert order == [NAMES[::-1][i] for i in preference(unit, NAMES[::-1], (3, 2, 1))]
    assert sorted(order) == sorted(NAMES)


def test_a_larger_weight_moves_conversations_only_towards_its_arm() -> None:
    moved = kept = 0
    for unit in _units(5000):
        before, after = preference(unit, NAMES, (1, 1, 1))[0], preference(unit, NAMES, (1, 1, 2))[0]
        if before != after:
            assert after == 2
            moved += 1
        else:
            kept += 1
    assert moved / (moved + kept) == pytest.approx(1 / 2 - 1 / 3, abs=0.03)


def test_an_arm_without_weight_takes_nothing_and_a_single_arm_takes_all() -> None:
    assert all(0 not in preference(u, NAMES, (0, 1, 1)) for u in _units(50))
    assert preference(b"x", ("only",), (1.0,)) == [0]
    assert preference(b"x", ("only",), (0.0,)) == []
    assert preference(b"x", NAMES, (0, 0, 0)) == []


def test_the_least_loaded_arm_for_its_weight_comes_first_and_ties_keep_their_order() -> None:
    assert least_loaded([2, 0, 1], [1, 4, 1], [1, 1, 1]) == [2, 0, 1]
    assert least_loaded([2, 1, 0], [2, 2, 2], [1, 1, 1]) == [2, 1, 0]
    assert least_loaded([0, 1], [4, 3], [2, 1]) == [0, 1]
