"""The page that tells users how to point their client here is run, line by line."""

import contextlib
import gc
import io
import re
import warnings
from pathlib import Path

import pytest

from tests.gateway.harness import Gateway

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[2] / "docs/how-to/point-your-client-here.md").read_text()
SECTIONS = {section.partition("\n")[0]: section for section in PAGE.split("\n## ")[1:]}
EXAMPLES = {name: "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)) for name, text in SECTIONS.items()}
ANSWER = "The quick brown fox jumps over the lazy dog."
PRINTED = {"openai": 3, "anthropic": 2, "LangChain": 2, "inspect-ai": 0}


def test_every_client_of_the_suite_has_its_section() -> None:
    assert {name for name, code in EXAMPLES.items() if code} == set(PRINTED)
    assert "llm" in SECTIONS


@pytest.mark.parametrize("client", PRINTED)
def test_the_example_runs_and_prints_the_answer(client: str, gate: Gateway) -> None:
    code = EXAMPLES[client].replace("127.0.0.1:4340", f"127.0.0.1:{gate.port}")
    printed = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the examples leave closing to the interpreter, and libraries warn of their future
        with contextlib.redirect_stdout(printed):
            exec(compile(code, client, "exec"), {})
        gc.collect()
    assert printed.getvalue().splitlines() == [ANSWER] * PRINTED[client]
