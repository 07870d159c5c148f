"""The wall clock of the gateway, for dates in headers and entries. Durations use the loop's own clock."""

import time
from datetime import UTC, datetime


def today() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def epoch_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def epoch_s() -> int:
    """Seconds since 1970 UTC."""
    return int(time.time())
