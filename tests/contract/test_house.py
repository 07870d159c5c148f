"""The rules of the house that a machine can see."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "deadheat").rglob("*.py"))
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_and_its_functions_fit_in_a_head(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_FILE_LINES, "split the file by noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MAX_FUNCTION_LINES, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_source_file_has_a_mirror_among_the_tests(path: Path) -> None:
    inside = path.relative_to(ROOT / "src" / "deadheat")
    if path.name == "__init__.py":
        assert path.read_text() == "", "__init__.py files stay empty"
        return
    assert (ROOT / "tests" / inside.parent / f"test_{inside.name}").exists()


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_package_opens_no_socket_and_loads_no_numpy() -> None:
    code = """
import socket, sys
def refuse(*a, **k): raise SystemExit("a socket was opened")
socket.socket = refuse
import deadheat
print([m for m in ("numpy", "duckdb", "asyncio") if m in sys.modules])
"""
    assert _run(code) == "[]"


def test_help_loads_no_numpy() -> None:
    code = """
import sys
from deadheat.cli.app import app
app(["--help"], exit_on_error=False, result_action="return_value")
heavy = [m for m in ("numpy", "duckdb", "uvloop", "jinja2", "importlib.metadata") if m in sys.modules]
sys.stderr.write(""); print("HEAVY", heavy)
"""
    assert _run(code).splitlines()[-1] == "HEAVY []"
