"""The clocks of the gateway: the wall's for dates in headers and entries, a steady one for deadlines and durations.

The loop's own clock counts whole milliseconds, in which most of what the gateway does takes no time at all.
"""

import random
import time
from datetime import UTC, datetime

from deadheat.facts.entry import entry_id

now_s = time.monotonic
"""Seconds of a clock that never jumps."""


def today() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def epoch_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def epoch_s() -> int:
    """Seconds since 1970 UTC."""
    return int(time.time())


def new_id(time_ms: int) -> str:
    """An id for a request that arrived at `time_ms`."""
    return entry_id(time_ms, random.getrandbits(74))
