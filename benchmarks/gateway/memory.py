"""Memory of one worker over 100 000 requests while its database is taken away and given back.

    python -m benchmarks.gateway.memory [--requests 100000]

The database is locked by another connection during the middle third, as good as stopped: entries wait in the journal.
Needs wrk. Exit code 1 unless memory stays below 100 MB and within 15 % of its first third,
and no request failed or lacks its entry.
"""

import argparse
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.gateway.cases import CASES, script
from benchmarks.gateway.peers import MOCK, deadheat
from benchmarks.gateway.process import rss_mb, wait_for

CONNECTIONS = 64
SLICE_S = 2
LIMIT_MB = 100.0
FLAT = 1.15


@contextmanager
def taken_away(books: Path, *, really: bool) -> Iterator[None]:
    """Hold the database so that the gateway cannot write to it."""
    holder = sqlite3.connect(books, isolation_level=None, timeout=30)
    if really:
        holder.execute("BEGIN EXCLUSIVE")
    yield
    if really:
        holder.execute("ROLLBACK")
    holder.close()


class Row(NamedTuple):
    """After so many requests: how many of the last ones failed, whether the database was away, the memory."""

    done: int
    bad: int
    away: bool
    rss_mb: float


def asked(lua: Path, port: int, path: str) -> tuple[int, int]:
    """Load for a moment; how many requests were answered, and how many of them badly."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SLICE_S}", "-s", lua, f"http://127.0.0.1:{port}{path}"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    found = re.search(r"(\d+) requests in", said)
    return int(found[1]) if found else 0, int(bad[1]) if bad else 0


def loaded(folder: Path, wanted: int) -> list[Row]:
    """Ask until `wanted` requests are answered; a row for each slice of it."""
    rows: list[Row] = []
    done = 0
    with ExitStack() as running:
        mock = subprocess.Popen([sys.executable, "-m", "benchmarks.gateway.mock", str(MOCK)])
        running.callback(mock.kill)
        peer = deadheat(folder, folder)
        log = running.enter_context((folder / "log.txt").open("w"))
        gateway = subprocess.Popen(peer.command, stdout=log, stderr=log)
        running.callback(gateway.wait, 60)
        running.callback(gateway.terminate)
        wait_for(peer.port)
        lua = folder / "json.lua"
        lua.write_text(script(CASES[0], peer.model, peer.headers))
        while done < wanted:
            away = wanted / 3 <= done < wanted * 2 / 3
            with taken_away(folder / "books.db", really=away):
                answered, bad = asked(lua, peer.port, peer.path)
            done += answered
            rows.append(Row(done, bad, away, rss_mb(gateway.pid)))
            where = "away " if away else "there"
            print(f"{done:>9,} requests, database {where}  {rows[-1].rss_mb:.1f} MB", flush=True)
    return rows


def main() -> None:
    """Load, watch, judge."""
    parser = argparse.ArgumentParser(prog="benchmarks.gateway.memory")
    parser.add_argument("--requests", type=int, default=100_000)
    wanted = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows = loaded(folder, wanted)
        books = sqlite3.connect(folder / "books.db")
        entries = int(books.execute("SELECT count(*) FROM entries WHERE status = 200").fetchone()[0])
        books.close()
    sys.exit(0 if report(rows, entries) else 1)


def report(rows: list[Row], entries: int) -> bool:
    """Print every claim with whether it holds; whether all do."""
    last = rows[-1]
    early = max(row.rss_mb for row in rows if row.done <= max(last.done / 3, rows[0].done))
    most = max(row.rss_mb for row in rows)
    away_s = sum(row.away for row in rows) * SLICE_S
    bad = sum(row.bad for row in rows)
    claims = {
        f"{bad} of {last.done:,} requests failed": not bad,
        f"{entries:,} entries for {last.done:,} answers": last.done <= entries <= last.done + len(rows) * CONNECTIONS,
        f"most memory {most:.1f} MB": most <= LIMIT_MB,
        f"last {last.rss_mb:.1f} MB, first third at most {early:.1f} MB": last.rss_mb <= early * FLAT,
        f"the database was away for {away_s} s": away_s > 0,
    }
    for claim, holds in claims.items():
        print(f"{'ok  ' if holds else 'FAIL'} {claim}")
    return all(claims.values())


if __name__ == "__main__":
    main()
