"""Every Python example whose output the documentation shows runs, and prints that."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = re.compile(r"```python\n(.*?)```\s*```text\n(.*?)```", re.DOTALL)
PAGES = sorted(page for page in ROOT.glob("docs/**/*.md") if EXAMPLE.search(page.read_text()))


def _without_rounding(text: str) -> str:
    """Machines differ in the last digits of a float."""
    return re.sub(r"\d+\.\d{8,}(e-?\d+)?", lambda number: f"{float(number[0]):.8g}", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_examples_of_the_page_print_what_it_shows(page: Path) -> None:
    """The examples of one page share their names, as a reader would type them one after the other."""
    names: dict[str, Any] = {}
    for code, shown in EXAMPLE.findall(page.read_text()):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(page), "exec"), names)
        assert _without_rounding(printed.getvalue()) == _without_rounding(shown)
