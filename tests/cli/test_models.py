"""`deadheat models` is a group of lazily imported commands."""

import subprocess
import sys

from deadheat.cli.models import app


def test_the_group_names_its_commands() -> None:
    assert {"list", "show", "deadlines", "price", "fit"} <= set(app)


def test_its_help_imports_no_command() -> None:
    code = (
        "import sys; from deadheat.cli.models import app; "
        "print([m for m in sys.modules if m in ('duckdb', 'deadheat.catalog.book')])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
