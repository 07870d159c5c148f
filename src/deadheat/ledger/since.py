"""The moment a ledger begins: a day, an instant, or so long ago."""

import re
from datetime import UTC, datetime

from deadheat.errors import ConfigError

_AGO = re.compile(r"(\d{1,6})([mhdw])", re.ASCII)
_UNIT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def read_since(text: str, *, now_ms: int) -> int:
    """`2026-11-01`, `2026-11-01T08:00+01:00`, `90m`, `24h`, `7d` or `2w` as milliseconds since 1970.

    A day or a time without an offset is UTC. Raises: ConfigError for anything else.
    """
    if ago := _AGO.fullmatch(text):
        return now_ms - int(ago[1]) * _UNIT_MS[ago[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        hint = "Expected a day such as 2026-11-01, a time such as 2026-11-01T08:00Z, or 90m, 24h, 7d, 2w."
        raise ConfigError(f"{text!r} is no moment.", where="--since", hint=hint) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)
