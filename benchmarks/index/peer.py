"""Fit the index once with published code and print what it took; run by `run.py` with the peer's own Python.

`paper PATH`: epoch-research/benchmark-stitching, finite differences. `index PATH`: package `eci`, analytical Jacobian.
"""

import contextlib
import io
import json
import sys
import time
import types

import pandas as pd


def main(kind: str, path: str, scores: str) -> None:
    sys.path.insert(0, path)
    frame = pd.read_csv(scores)
    with contextlib.redirect_stdout(io.StringIO()):
        seconds, capability = _paper(frame) if kind == "paper" else _index(frame)
    print(json.dumps({"seconds": seconds, "capability": capability}))


def _paper(frame: pd.DataFrame) -> tuple[float, dict[str, float]]:
    # The module loads a data set when it is imported; the scores are given here instead.
    sys.modules["data_loader"] = types.SimpleNamespace(df_model=None)
    import fit

    started = time.perf_counter()
    found = fit.fit_statistical_model(
        frame, anchor_mode="benchmark", anchor_benchmark="Winogrande", anchor_difficulty=0.0, anchor_slope=1.0
    )
    seconds = time.perf_counter() - started
    models = next(part for part in found if isinstance(part, pd.DataFrame) and "estimated_capability" in part)
    return seconds, dict(zip(models["model"], models["estimated_capability"], strict=True))


def _index(frame: pd.DataFrame) -> tuple[float, dict[str, float]]:
    import eci

    started = time.perf_counter()
    models, _, _ = eci.fit_eci_model(frame.assign(Model=frame["model"]), bootstrap_samples=0)
    return time.perf_counter() - started, dict(zip(models["Model"], models["eci"], strict=True))


if __name__ == "__main__":
    main(*sys.argv[1:4])
