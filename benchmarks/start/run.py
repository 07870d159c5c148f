"""CPU time of starting the program: `python benchmarks/start/run.py`, in an environment where Deadheat is installed."""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 7
DEADHEAT = str(Path(sys.executable).parent / "deadheat")
CASES = {
    "deadheat --help": [DEADHEAT, "--help"],
    "deadheat demo": [DEADHEAT, "demo"],
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
}


def cpu_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    print(f"| command | CPU-seconds, median of {RUNS} | least | most |\n|---|---|---|---|")
    for name, command in CASES.items():
        cpu_seconds(command)
        spent = sorted(cpu_seconds(command) for _ in range(RUNS))
        print(f"| `{name}` | {statistics.median(spent):.2f} | {spent[0]:.2f} | {spent[-1]:.2f} |")


if __name__ == "__main__":
    main()
