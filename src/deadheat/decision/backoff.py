"""How long to wait before an offer is asked again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from deadheat.facts.route import Retries


def wait_s(retries: Retries, again: int, draw: float, asked_s: float | None = None) -> float | None:
    """Seconds before the attempt number `again` (1 is the first retry); None if the host asks for too much patience.

    Equal jitter below an exponential ceiling, with `draw` uniform in [0, 1): clients that failed together must not come
    back together (Brooker, AWS Architecture Blog, 2015). What the host asked for in Retry-After is the least.
    """
    ceiling = min(retries.base_ms * 2.0 ** (again - 1), retries.max_ms) / 1000
    jittered = ceiling * (0.5 + draw / 2)
    if asked_s is None:
        return jittered
    return None if asked_s > retries.retry_after_max_s else max(asked_s, 0.0) + jittered * 0.1


def read_retry_after(value: str, *, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for, as a number or a date; None if it cannot be read."""
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max((date - now).total_seconds(), 0.0)
