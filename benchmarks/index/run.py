"""Our fit of the capability index beside published code, on the same scores, on the same machine, one after the other.

    git clone https://github.com/epoch-research/benchmark-stitching      # the paper's code (MIT)
    python -m venv peer && peer/bin/pip install numpy scipy pandas tqdm
    python benchmarks/index/run.py --python peer/bin/python --paper benchmark-stitching [--index eci/src] [--runs 3]

None of the peers' code is part of this repository. Both sides use one thread.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from deadheat.evidence.score_sheet import ScoreSheet, read_score_sheet
from deadheat.stats.capability_index import scale_fit
from deadheat.stats.item_response import ItemResponseFit, fit_item_response

OURS_TIMES_MORE = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="a Python with numpy, scipy, pandas, tqdm")
    parser.add_argument("--paper", help="checkout of benchmark-stitching")
    parser.add_argument("--index", help="folder that holds the package `eci`")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    sheet = read_score_sheet()
    fit, ours = _ours(sheet, options.runs * OURS_TIMES_MORE)
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, numpy {np.__version__}")
    print(
        f"{len(sheet.responses.score)} scores, {len(sheet.models)} models; best of the runs; deviation at 120 or above"
    )
    index = dict(
        zip(sheet.models, scale_fit(fit, sheet.anchors({"Claude 3.5 Sonnet": 130, "GPT-5": 150})).index, strict=True)
    )
    print(f"{'deadheat':<34}{ours:>10.4f} s   1x   gradient {fit.gradient:.1e}, {fit.n_iterations} iterations")
    with tempfile.TemporaryDirectory() as folder:
        scores = Path(folder) / "scores.csv"
        _write(sheet, scores)
        for kind, path in (("paper", options.paper), ("index", options.index)):
            if path:
                seconds, theirs = _peer(options.python, kind, path, scores, options.runs)
                apart = max(abs(index[m] - value) for m, value in theirs.items() if index[m] >= 120)
                name = {"paper": "paper's code, finite differences", "index": "index's code, analytical"}[kind]
                print(f"{name:<34}{seconds:>10.4f} s  {seconds / ours:,.0f}x   differs by at most {apart:.4f} points")


def _ours(sheet: ScoreSheet, runs: int) -> tuple[ItemResponseFit, float]:
    """From a cold start each time."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        fit = fit_item_response(sheet.responses)
        times.append(time.perf_counter() - started)
    return fit, min(times)


def _write(sheet: ScoreSheet, path: Path) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["model_id", "benchmark_id", "model", "benchmark", "performance", "benchmark_release_date"])
        r = sheet.responses
        for m, b, score in zip(r.model.tolist(), r.benchmark.tolist(), r.score.tolist(), strict=True):
            writer.writerow([f"m{m}", f"b{b}", sheet.models[m], sheet.benchmarks[b], score, "2025-01-01"])


def _peer(python: str, kind: str, path: str, scores: Path, runs: int) -> tuple[float, dict[str, float]]:
    command = [python, str(Path(__file__).with_name("peer.py")), kind, path, str(scores)]
    done = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ).stdout)
        for _ in range(runs)
    ]
    found: dict[str, float] = done[0]["capability"]
    low, high = found["Claude 3.5 Sonnet"], found["GPT-5"]
    anchored = {model: 130 + 20 * (value - low) / (high - low) for model, value in found.items()}
    return min(float(d["seconds"]) for d in done), anchored


if __name__ == "__main__":
    main()
