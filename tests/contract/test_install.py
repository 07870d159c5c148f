"""The base install stays small, and the command starts fast."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

MOST_PACKAGES = 40
MOST_MB = 260


def _base_packages() -> set[str]:
    """Every distribution that `pip install deadheat` brings, without extras."""
    found: set[str] = set()
    waiting = ["deadheat"]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            requires = distribution(name).requires or []
        except PackageNotFoundError:  # for another system
            continue
        found.add(name)
        waiting += [match[0] for r in requires if "extra ==" not in r and (match := re.match(r"[\w.-]+", r))]
    return found


def test_base_install_has_at_most_forty_packages_and_260_megabytes_with_bytecode() -> None:
    packages = _base_packages()
    assert {"deadheat", "numpy", "duckdb", "cyclopts"} <= packages
    assert len(packages) <= MOST_PACKAGES, sorted(packages)
    files = [f.locate() for name in packages for f in distribution(name).files or []]
    size = sum(Path(str(f)).stat().st_size for f in files if Path(str(f)).exists())
    source = Path(__file__).parents[2] / "src" / "deadheat"
    size += sum(f.stat().st_size for f in source.rglob("*") if f.is_file())
    bytecode = sum(Path(str(f)).stat().st_size for f in files if str(f).endswith(".py") and Path(str(f)).exists())
    assert (size + bytecode) / 1e6 <= MOST_MB  # bytecode is about as large as its source


def test_the_command_line_imports_little_before_it_knows_the_command() -> None:
    """`deadheat --help` has a budget of 0.25 CPU-seconds, measured in benchmarks/start; its imports are fixed here."""
    code = "import sys, deadheat.cli.app; print(len(sys.modules), sorted(m for m in sys.modules if 'deadheat' in m))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, ours = done.stdout.split(" ", 1)
    assert int(count) < 400
    assert ours.strip() == "['deadheat', 'deadheat.cli', 'deadheat.cli.app', 'deadheat.cli.output', 'deadheat.errors']"
