"""Gateways side by side: CPU time per request of the whole process tree, under the same load from wrk.

    python -m benchmarks.gateway [--peers nginx,...] [--cases json,...] [--rounds 3] [--tools FOLDER] [--json FILE]

The gateways are pinned to CPU 0, the mock host and wrk to CPU 1. All gateways are up at once and take turns, a few
seconds each, so that whatever else the machine does meets all of them. Neighbours only ever add CPU time (cold caches,
shared cores), so the smallest of the rounds is the estimate, and the whole range is shown. Rates are not judged.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.gateway.cases import CASES, Case, script
from benchmarks.gateway.peers import MOCK, PEERS, Peer, environ_of, install
from benchmarks.gateway.process import START_S, cpu_us, rss_mb, wait_for

WARM_S = 2


@dataclass
class Measured:
    """One gateway under one load."""

    peer: str
    version: str
    case: str
    round: int
    requests: int
    failed: int
    cpu_us: float
    p50_us: float
    p99_us: float
    rss_mb: float
    start_s: float
    load: float


def main() -> None:
    """Run and print."""
    options = _options()
    names = options.peers.split(",")
    install(options.tools, names)
    results: list[Measured] = []
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as running:
        mock = _pinned(1, [sys.executable, "-m", "benchmarks.gateway.mock", str(MOCK)])
        running.callback(mock.kill)
        wait_for(MOCK)
        up = [running.enter_context(_started(name, Path(scratch), options.tools)) for name in names]
        for case in [c for c in CASES if c.name in options.cases.split(",")]:
            for one in up:
                _wrk(one, case, WARM_S)
            for number in range(options.rounds):
                results += [_load(one, case, number) for one in up]
                print(f"{case.name} {number + 1}/{options.rounds}", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps([asdict(r) for r in results], indent=1))
    print(render(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.gateway")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--cases", default=",".join(case.name for case in CASES))
    parser.add_argument("--tools", type=Path, default=Path.home() / ".cache" / "deadheat-bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


@dataclass
class Up:
    """A gateway that answers."""

    peer: Peer
    pid: int
    port: int
    start_s: float
    folder: Path


@contextmanager
def _started(name: str, scratch: Path, tools: Path) -> Iterator[Up]:
    folder = scratch / name
    folder.mkdir()
    peer = PEERS[name](folder, tools)
    started = time.monotonic()
    with (folder / "out.txt").open("w") as out:
        process = _pinned(0, peer.command, env=environ_of(peer), stdout=out, stderr=subprocess.STDOUT)
        try:
            port = peer.port or _said_port(folder / "out.txt")
            wait_for(port)
            yield Up(peer, process.pid, port, time.monotonic() - started, folder)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _load(up: Up, case: Case, number: int) -> Measured:
    before = cpu_us(up.pid)
    said = _wrk(up, case, case.seconds)
    used = cpu_us(up.pid) - before
    found = re.search(r"(\d+) requests in", said)
    requests = int(found[1]) if found else 0
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Measured(
        peer=up.peer.name,
        version=up.peer.version,
        case=case.name,
        round=number,
        requests=requests,
        failed=int(failed[1]) if failed else 0,
        cpu_us=used / max(requests, 1),
        p50_us=_microseconds(said, "50%"),
        p99_us=_microseconds(said, "99%"),
        rss_mb=rss_mb(up.pid),
        start_s=up.start_s,
        load=float(Path("/proc/loadavg").read_text().split()[0]),
    )


def _wrk(up: Up, case: Case, seconds: int) -> str:
    lua = up.folder / f"{case.name}.lua"
    lua.write_text(script(case, up.peer.model, up.peer.headers))
    url = f"http://127.0.0.1:{up.port}{up.peer.path}"
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{case.connections}", f"-d{seconds}", "--timeout", "30s"]
    done = subprocess.run([*command, "--latency", "-s", lua, url], capture_output=True, text=True, check=True)
    return done.stdout


def _microseconds(said: str, row: str) -> float:
    found = re.search(rf"{row}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * {"us": 1, "ms": 1e3, "s": 1e6}[found[2]] if found else float("nan")


def _pinned(cpu: int, command: list[str], **more: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["taskset", "-c", str(cpu), *command], **more)  # type: ignore[call-overload, no-any-return]


def _said_port(out: Path) -> int:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if found := re.search(r":(\d{4,5})", out.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise SystemExit(f"it never named its port:\n{out.read_text()}")


def render(results: list[Measured]) -> str:
    """The table, as Markdown."""
    lines = ["| gateway | case | CPU µs each: least (range) | x nginx | p50 | p99 | requests | failed | RSS | start |"]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for case in CASES:
        rows = [r for r in results if r.case == case.name and r.requests]
        base = min((r.cpu_us for r in rows if r.peer == "nginx"), default=math.nan)
        for name in dict.fromkeys(r.peer for r in rows):
            mine = [r for r in rows if r.peer == name]
            least, most = min(r.cpu_us for r in mine), max(r.cpu_us for r in mine)
            cells = [
                f"{name} {mine[0].version}".rstrip(),
                case.name,
                f"{least:,.0f} (-{most:,.0f})" if name != "direct" else "",
                f"{least / base:.2f}" if name != "direct" else "",
                f"{min(r.p50_us for r in mine) / 1e3:.2f} ms",
                f"{min(r.p99_us for r in mine) / 1e3:.2f} ms",
                f"{sum(r.requests for r in mine):,}",
                f"{sum(r.failed for r in mine):,}",
                f"{max(r.rss_mb for r in mine):.0f} MB",
                f"{mine[0].start_s:.1f} s",
            ]
            lines.append("| " + " | ".join(cells) + " |")
    loads = [r.load for r in results]
    return "\n".join([*lines, "", f"Load average of the machine meanwhile: {min(loads):.1f} to {max(loads):.1f}."])


if __name__ == "__main__":
    main()
