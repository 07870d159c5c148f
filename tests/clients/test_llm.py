"""Simon Willison's `llm`, as a command, with a model configured the way its documentation says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ANSWER = "The quick brown fox jumps over the lazy dog."
MODELS = """
- model_id: gateway
  model_name: {model}
  api_base: "{url}/v1"
  api_key_name: gateway
  supports_tools: true
"""


def _llm(folder: Path, url: str, model: str, *arguments: str) -> str:
    (folder / "extra-openai-models.yaml").write_text(MODELS.format(model=model, url=url))
    environ = {**os.environ, "LLM_USER_PATH": str(folder), "LLM_LOAD_PLUGINS": ""}
    command = [str(Path(sys.executable).parent / "llm"), "-m", "gateway", "--key", "sk-any", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


slow = pytest.mark.slow


@pytest.mark.parametrize(
    ("model", "way"),
    [
        ("plain", []),
        pytest.param("claude/plain", [], marks=slow),
        pytest.param("plain", ["--no-stream"], marks=slow),
        pytest.param("claude/plain", ["--no-stream"], marks=slow),
    ],
)
def test_a_prompt_is_answered(tmp_path: Path, base_url: str, model: str, way: list[str]) -> None:
    assert _llm(tmp_path, base_url, model, *way, "hi").strip() == ANSWER


@slow
def test_a_tool_is_called(tmp_path: Path, base_url: str) -> None:
    function = "def weather(city: str) -> str:\n    return 'fine in ' + city"
    assert ANSWER in _llm(tmp_path, base_url, "plain", "--functions", function, "hi")
