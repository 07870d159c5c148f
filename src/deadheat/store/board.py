"""What each worker is at right now, where the one who is asked for metrics can see all of them."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

STALE_S = 15.0
_SUFFIX = ".now"


class Gauge(Struct, frozen=True, array_like=True):
    """One number of one worker. `about` tells apart several of the same name, such as the offers."""

    name: str
    value: float
    about: str = ""


class Notice(Struct, frozen=True, kw_only=True):
    """A worker's numbers as it put them up last."""

    worker: str
    gauges: tuple[Gauge, ...]


def put_up(folder: Path, worker: str, gauges: tuple[Gauge, ...]) -> None:
    """Replace what `worker` says about itself; a reader sees the old or the new, never half. Raises: OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{worker}{_SUFFIX}"
    draft.write_bytes(msgspec.json.encode(Notice(worker=worker, gauges=gauges)))
    draft.replace(folder / f"{worker}{_SUFFIX}")


def take_down(folder: Path, worker: str) -> None:
    """Say nothing about `worker` any more."""
    (folder / f"{worker}{_SUFFIX}").unlink(missing_ok=True)


def read_board(folder: Path, *, now_s: float) -> tuple[Notice, ...]:
    """What the living workers say; the notice of one that was killed is taken down when it is old."""
    notices: list[Notice] = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            fresh = now_s - path.stat().st_mtime < STALE_S
            if fresh:
                notices.append(msgspec.json.decode(path.read_bytes(), type=Notice))
            else:
                path.unlink()
        except (FileNotFoundError, msgspec.DecodeError):  # taken down while we looked, or not one of ours
            continue
    return tuple(notices)


def gauges_of(numbers: Mapping[str, float], about: str = "") -> tuple[Gauge, ...]:
    """`numbers` by name as gauges about one thing."""
    return tuple(Gauge(name, float(value), about) for name, value in numbers.items())
