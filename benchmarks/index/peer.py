"""Fit the index once with published code and print what it took; run by `run.py` with the peer's own Python.

    peer.py paper|differences|analytical PATH SCORES DRAWS

`paper`: epoch-research/benchmark-stitching. `differences`, `analytical`: package `eci`, without and with its Jacobian.
"""

import contextlib
import io
import json
import sys
import time
import types
from collections.abc import Callable

import pandas as pd


def main(kind: str, path: str, scores: str, draws: int) -> None:
    sys.path.insert(0, path)
    frame = pd.read_csv(scores)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        prepared = _paper(frame) if kind == "paper" else _index(frame, kind, draws)
        wall, cpu = time.perf_counter(), time.process_time()
        capability = prepared()
    spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps({**spent, "capability": capability}))


def _paper(frame: pd.DataFrame) -> Callable[[], dict[str, float]]:
    # The module loads a data set when it is imported; the scores are given here instead.
    sys.modules["data_loader"] = types.SimpleNamespace(df_model=None)
    import fit

    def run() -> dict[str, float]:
        found = fit.fit_statistical_model(
            frame, anchor_mode="benchmark", anchor_benchmark="Winogrande", anchor_difficulty=0.0, anchor_slope=1.0
        )
        models = next(part for part in found if isinstance(part, pd.DataFrame) and "estimated_capability" in part)
        return dict(zip(models["model"], models["estimated_capability"], strict=True))

    return run


def _index(frame: pd.DataFrame, kind: str, draws: int) -> Callable[[], dict[str, float]]:
    import eci

    def run() -> dict[str, float]:
        models, _, _ = eci.fit_eci_model(
            frame.assign(Model=frame["model"]),
            bootstrap_samples=draws,
            use_analytical_jacobian=kind == "analytical",
        )
        return dict(zip(models["Model"], models["eci"], strict=True))

    return run


if __name__ == "__main__":
    main(*sys.argv[1:4], draws=int(sys.argv[4]))
