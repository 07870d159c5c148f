"""The command line starts lean and fails clearly."""

import subprocess
import sys
from pathlib import Path

DEADHEAT = str(Path(sys.executable).parent / "deadheat")


def test_version_is_printed() -> None:
    done = subprocess.run([DEADHEAT, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("0.")


def test_unknown_command_is_a_usage_error() -> None:
    done = subprocess.run([DEADHEAT, "verdikt"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "verdikt" in done.stdout + done.stderr
