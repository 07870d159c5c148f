"""Our fit of the capability index beside published code, on the same scores, on the same machine, one after the other.

    git clone https://github.com/epoch-research/benchmark-stitching      # the paper's code (MIT)
    python -m venv peer && peer/bin/pip install numpy scipy pandas tqdm
    python benchmarks/index/run.py --python peer/bin/python --paper benchmark-stitching [--index eci/src] [--rounds 3]

`--index`: a folder that holds the index's own package `eci` (MIT). None of the peers' code is part of this repository.
Both sides use one thread, and imports are not timed. Each round runs every case once; the least of the rounds counts.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np

from deadheat.evidence.fitted_index import IndexOptions, fit_index
from deadheat.evidence.score_sheet import ScoreSheet, read_score_sheet
from deadheat.stats.capability_index import scale_fit
from deadheat.stats.item_response import fit_item_response

OURS_TIMES_MORE = 20
DRAWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one run took, in seconds, and the index it found (None where nothing is to be compared)."""

    wall: float
    cpu: float
    index: dict[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Published code to run: which fit, from which folder, with how many resampled fits."""

    name: str
    kind: str
    path: str
    draws: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", required=True, help="a Python with numpy, scipy, pandas, tqdm")
    parser.add_argument("--paper", help="checkout of benchmark-stitching")
    parser.add_argument("--index", help="folder that holds the package `eci`")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sheet = read_score_sheet()
    cases = list(_cases(options.paper, options.index))
    taken: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as folder:
        scores = Path(folder) / "scores.csv"
        _write(sheet, scores)
        for _ in range(options.rounds):
            taken.setdefault("one fit", []).extend(_fit(sheet) for _ in range(OURS_TIMES_MORE))
            taken.setdefault("with intervals", []).append(_with_intervals(sheet))
            for case in cases:
                taken.setdefault(case.name, []).append(_peer(options.python, case, scores))
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}", end=", ")
    print(f"Python {platform.python_version()}, numpy {np.__version__}; {options.rounds} rounds")
    print(f"{len(sheet.responses.score)} scores, {len(sheet.models)} models\n")
    _table("one fit", [c for c in cases if not c.draws], taken)
    _table("with intervals", [c for c in cases if c.draws], taken)


def _cases(paper: str | None, index: str | None) -> Iterable[Case]:
    if paper:
        yield Case(name="the paper's code, finite differences", kind="paper", path=paper)
    if index:
        yield Case(name="the index's code, finite differences", kind="differences", path=index)
        yield Case(name="the index's code, analytical Jacobian", kind="analytical", path=index)
        yield Case(
            name=f"the index's code, analytical, {DRAWS} resampled fits", kind="analytical", path=index, draws=DRAWS
        )


def _table(ours: str, cases: Iterable[Case], taken: dict[str, list[Taken]]) -> None:
    wall, cpu = _least(taken[ours])
    print("| what | wall s | CPU s | wall ratio | CPU ratio | differs at 120 or above by at most |")
    print("|---|---|---|---|---|---|")
    label = "deadheat, one fit" if ours == "one fit" else f"deadheat, {DRAWS} resampled fits"
    print(f"| {label} | {wall:.4f} | {cpu:.4f} | 1x | 1x | |")
    index = taken[ours][0].index
    for case in cases:
        w, c = _least(taken[case.name])
        theirs = taken[case.name][0].index
        apart = max(abs(index[m] - v) for m, v in theirs.items() if index[m] >= 120) if index and theirs else None
        said = "" if apart is None else f"{apart:.4f} points"
        print(f"| {case.name} | {w:.3f} | {c:.3f} | {w / wall:,.0f}x | {c / cpu:,.0f}x | {said} |")
    print()


def _least(runs: Iterable[Taken]) -> tuple[float, float]:
    listed = list(runs)
    return min(r.wall for r in listed), min(r.cpu for r in listed)


def _fit(sheet: ScoreSheet) -> Taken:
    """From a cold start each time."""
    wall, cpu = time.perf_counter(), time.process_time()
    fit = fit_item_response(sheet.responses)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    scaled = scale_fit(fit, sheet.anchors({"Claude 3.5 Sonnet": 130, "GPT-5": 150}))
    return Taken(wall=wall, cpu=cpu, index=dict(zip(sheet.models, scaled.index.tolist(), strict=True)))


def _with_intervals(sheet: ScoreSheet) -> Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    fit_index(sheet, IndexOptions(draws=DRAWS))
    return Taken(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)


def _write(sheet: ScoreSheet, path: Path) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["model_id", "benchmark_id", "model", "benchmark", "performance", "benchmark_release_date"])
        r = sheet.responses
        for m, b, score in zip(r.model.tolist(), r.benchmark.tolist(), r.score.tolist(), strict=True):
            writer.writerow([f"m{m}", f"b{b}", sheet.models[m], sheet.benchmarks[b], score, "2025-01-01"])


def _peer(python: str, case: Case, scores: Path) -> Taken:
    command = [python, str(Path(__file__).with_name("peer.py")), case.kind, case.path, str(scores), str(case.draws)]
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    capability: dict[str, float] = found["capability"]
    low, high = capability["Claude 3.5 Sonnet"], capability["GPT-5"]
    index = {model: 130 + 20 * (value - low) / (high - low) for model, value in capability.items()}
    return Taken(wall=found["wall"], cpu=found["cpu"], index=index)


if __name__ == "__main__":
    main()
