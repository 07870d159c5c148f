"""Ratings with intervals: Deadheat beside arena-rank and evalica on the same votes, one process after another.

Peers live in an environment of their own (they bring jax, scipy and pandas):

    uv venv .bench-peers && uv pip install --python .bench-peers/bin/python arena-rank evalica pandas duckdb
    .venv/bin/python benchmarks/ratings/run.py --peers .bench-peers/bin/python --votes 1000000
    .venv/bin/python benchmarks/ratings/run.py --peers .bench-peers/bin/python --votes 10000000 --no-evalica
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from worker import RESAMPLES

HERE = Path(__file__).parent
OURS = ("deadheat_intervals", "deadheat_all", "deadheat_clustered")


def measure(python: str, system: str, votes: Path) -> dict[str, object]:
    command = [python, str(HERE / "worker.py"), system, str(votes)]
    print(f"{system} ...", file=sys.stderr)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{system}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def best(rounds: list[dict[str, object]]) -> dict[str, object]:
    """The quickest round by each clock: what the machine's other work adds is never negative. The largest peak."""
    merged = dict(rounds[0])
    for stage in ("cold", "warm"):
        merged[stage] = {clock: min(r[stage][clock] for r in rounds) for clock in ("wall_s", "cpu_s")}
    merged["peak_gb"] = max(r["peak_gb"] for r in rounds)
    return merged


def table(results: list[dict[str, dict[str, float]]]) -> list[str]:
    """Markdown; ratios of wall time and memory are to `deadheat_intervals`, cold against cold."""
    own = next(r for r in results if r["system"] == "deadheat_intervals")
    lines = [
        "| system | wall s, first | wall s, again | CPU s, first | peak GB | wall ratio | CPU ratio | memory ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        cold, warm = r["cold"], r["warm"]
        wall, cpu = cold["wall_s"] / own["cold"]["wall_s"], cold["cpu_s"] / own["cold"]["cpu_s"]
        again = f"{warm['wall_s']:.2f}" if warm is not cold and warm != cold else ""
        cells = (r["system"], f"{cold['wall_s']:.2f}", again, f"{cold['cpu_s']:.2f}", f"{r['peak_gb']:.2f}")
        lines.append(f"| {' | '.join(cells)} | {wall:.1f}x | {cpu:.1f}x | {r['peak_gb'] / own['peak_gb']:.1f}x |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", required=True, help="Python of the environment with arena-rank and evalica")
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-evalica", action="store_true")
    asked = parser.parse_args()
    peers = ("arena_rank",) if asked.no_evalica else ("arena_rank", "evalica_point", "evalica_bootstrap")
    with tempfile.TemporaryDirectory() as folder:
        votes = Path(folder) / "votes.parquet"
        # In a process of its own: Linux counts the memory of the parent before exec into a child's peak.
        subprocess.run([sys.executable, str(HERE / "make_votes.py"), str(asked.votes), str(votes)], check=True)
        systems = [(sys.executable, system) for system in OURS] + [(asked.peers, system) for system in peers]
        rounds = [[measure(python, system, votes) for python, system in systems] for _ in range(asked.rounds)]
    results = [best(list(of_system)) for of_system in zip(*rounds, strict=True)]
    print(f"{asked.votes:,} votes, 200 models, best of {asked.rounds} rounds\n")
    print("\n".join(table(results)))
    for r in results:
        if r["system"] == "evalica_bootstrap":
            own = next(r for r in results if r["system"] == "deadheat_intervals")
            each = r["cold"]["wall_s"] / RESAMPLES
            ratio = 1000 * each / own["cold"]["wall_s"]
            print(
                f"\nevalica: {each:.2f} s a resample ({RESAMPLES} run); its default of 1,000 is {ratio:,.0f}x of ours."
            )


if __name__ == "__main__":
    main()
