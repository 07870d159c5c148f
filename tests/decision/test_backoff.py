from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.decision.backoff import read_retry_after, wait_s
from deadheat.facts.route import Retries

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
RULE = Retries(attempts=5, base_ms=200, max_ms=1000, retry_after_max_s=10.0)


@given(again=st.integers(1, 40), draw=st.floats(0, 1, exclude_max=True))
def test_the_wait_lies_in_the_upper_half_of_a_ceiling_that_doubles_up_to_its_maximum(again: int, draw: float) -> None:
    wait = wait_s(RULE, again, draw)
    ceiling = min(0.2 * 2 ** (again - 1), 1.0)
    assert wait is not None
    assert ceiling / 2 <= wait <= ceiling


def test_a_host_that_asks_for_patience_gets_at_least_that() -> None:
    assert (wait_s(RULE, 1, 0.5, 3.0) or 0) >= 3.0
    assert wait_s(RULE, 1, 0.0, 10.0) is not None
    assert wait_s(RULE, 1, 0.0, 10.1) is None


def test_every_setting_matters() -> None:
    assert wait_s(RULE, 1, 0.0) != wait_s(Retries(base_ms=400), 1, 0.0)
    assert wait_s(RULE, 9, 0.0) != wait_s(Retries(max_ms=2000), 9, 0.0)
    assert wait_s(RULE, 1, 0.0) != wait_s(RULE, 1, 0.9)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("Mon, 23 Nov 99999999999 12:00:30 GMT", None),
        ("", None),
        ("-3", None),
        ("1e9", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, now=NOW) == seconds
