from hypothesis import given
from hypothesis import strategies as st

from deadheat.decision.breaker import LONGEST_REST_S, Circuit
from deadheat.facts.route import Breaker

RULE = Breaker(failures=3, window_s=10.0, open_s=5.0)


def _opened() -> Circuit:
    circuit = Circuit(RULE)
    for now in (1.0, 2.0, 3.0):
        circuit.failed(now)
    return circuit


def test_failures_in_a_row_within_the_window_open_it() -> None:
    circuit = Circuit(RULE)
    circuit.failed(1.0)
    circuit.failed(2.0)
    assert circuit.admits(2.5)
    circuit.failed(3.0)
    assert not circuit.is_closed
    assert not circuit.admits(3.1)


def test_failures_far_apart_or_with_a_success_between_do_not_open_it() -> None:
    circuit = Circuit(RULE)
    for now in (0.0, 11.0, 22.0, 33.0):
        circuit.failed(now)
    circuit.failed(34.0)
    circuit.succeeded()
    circuit.failed(35.0)
    circuit.failed(36.0)
    assert circuit.is_closed


def test_after_the_rest_one_request_tries_and_decides() -> None:
    circuit = _opened()
    assert not circuit.would_admit(7.9)
    assert (circuit.rests_for_s(7.0), circuit.rests_for_s(9.0)) == (1.0, 0.0)
    assert circuit.would_admit(8.0)
    assert circuit.admits(8.0)
    assert not circuit.admits(8.0), "only one at a time"
    circuit.succeeded()
    assert circuit.is_closed
    assert circuit.admits(8.1)


def test_each_failed_try_doubles_the_rest_up_to_a_limit() -> None:
    circuit = _opened()
    now, rests = 8.0, []
    for _ in range(10):
        assert circuit.admits(now)
        circuit.failed(now)
        step = now
        while not circuit.would_admit(now):
            now += 1.0
        rests.append(now - step)
    assert rests[:4] == [10.0, 20.0, 40.0, 80.0]
    assert rests[-1] == LONGEST_REST_S


def test_a_try_whose_client_left_gives_the_chance_to_the_next() -> None:
    circuit = _opened()
    assert circuit.admits(8.0)
    circuit.abandoned()
    assert circuit.admits(8.0)


def test_a_rest_that_the_host_asked_for_is_kept() -> None:
    circuit = Circuit(RULE)
    circuit.rest(20.0)
    assert not circuit.admits(19.9)
    assert circuit.admits(20.0)


@given(st.lists(st.sampled_from(["ok", "bad", "left"]), max_size=60))
def test_whatever_happens_it_admits_again_in_the_end(events: list[str]) -> None:
    circuit, now = Circuit(RULE), 1.0
    for event in events:
        now += 0.5
        if circuit.admits(now):
            if event == "bad":
                circuit.failed(now)
            else:
                {"ok": circuit.succeeded, "left": circuit.abandoned}[event]()
    assert circuit.would_admit(now + LONGEST_REST_S)
