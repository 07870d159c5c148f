"""What an entry costs: on the loop, in the thread that carries it into SQLite, and on disk.

    .venv/bin/python benchmarks/store/run.py [--entries 200000] [--rounds 3]

CPU seconds of the thread or the process, the best of the rounds. Entries arrive in bursts of 500, as at 5,000 a second.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from deadheat.facts.entry import Entry, entry_id
from deadheat.store.recorder import Books, Recorder

PLAIN = Entry(
    id=entry_id(0, 0),
    time_ms=0,
    key_id="key_0123456789ab",
    route="assistant",
    arm="qwen",
    offer="qwen",
    host="local",
    model="qwen3-235b-a22b",
    dialect_in="openai_chat",
    dialect_out="openai_chat",
    status=200,
    error="",
    streamed=True,
    client_gone=False,
    attempts=1,
    input_tokens=1_200,
    cached_tokens=0,
    cache_write_tokens=0,
    output_tokens=350,
    reasoning_tokens=0,
    usage_from="upstream",
    cost_nanousd=520_000,
    latency_us=1_200_000,
    first_token_us=240_000,
    bytes_in=5_000,
    bytes_out=42_000,
    config_hash="0123456789abcdef",
    upstream_id="chatcmpl-0123456789abcdefghijklmn",
)
BURST = 500


def measure(entries: list[Entry]) -> dict[str, float]:
    """Microseconds and bytes for each entry of one round."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = Books(
            file=folder / "books.db",
            folder=folder / "journal",
            contents=None,
            writer="bench",
            max_bytes=1 << 30,
            required=True,
        )
        recorder = Recorder(books)
        whole, loop = time.process_time(), 0.0
        for start in range(0, len(entries), BURST):
            before = time.thread_time()
            for entry in entries[start : start + BURST]:
                recorder.put(entry)
            loop += time.thread_time() - before
            while recorder.state().backlog_bytes > 4 << 20:
                time.sleep(0.001)
        recorder.close()
        total = time.process_time() - whole
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    count = len(entries)
    return {
        "loop_us": loop / count * 1e6,
        "drain_us": (total - loop) / count * 1e6,
        "disk_bytes": size / count,
    }


def main() -> None:
    """Print one line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    entries = [msgspec.structs.replace(PLAIN, id=entry_id(i // 5, i), time_ms=i // 5) for i in range(asked.entries)]
    rounds = [measure(entries) for _ in range(asked.rounds)]
    best = {key: min(found[key] for found in rounds) for key in rounds[0]}
    sys.stdout.write(f"{asked.entries} entries, best of {asked.rounds}\n")
    sys.stdout.write(f"on the loop, encoded and safe from kill -9   {best['loop_us']:7.2f} us\n")
    sys.stdout.write(f"in the thread, until committed in SQLite     {best['drain_us']:7.2f} us\n")
    sys.stdout.write(f"on disk                                      {best['disk_bytes']:7.0f} bytes\n")


if __name__ == "__main__":
    main()
