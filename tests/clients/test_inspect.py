"""inspect-ai evaluates a task through the gateway, as an OpenAI-compatible host and as Anthropic's API."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import json, sys
from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate, use_tools
from inspect_ai.tool import tool

@tool
def weather():
    async def execute(city: str):
        '''The weather.

        Args:
            city: where
        '''
        return "fine in " + city
    return execute

url, folder, *names = sys.argv[1:]
told = {}
for name in names:
    at = url if name.startswith("anthropic") else url + "/v1"
    model = get_model(name, base_url=at, api_key="sk-any")
    sample = Sample(input="hi", target="fox")
    task = Task(dataset=[sample], solver=[use_tools(weather()), generate()], scorer=includes())
    (log,) = eval(task, model=model, log_dir=folder, display="none", log_realtime=False)
    done = log.samples[0] if log.samples else None
    calls = [c.function for m in done.messages for c in (getattr(m, "tool_calls", None) or [])] if done else []
    told[name] = [log.status, calls, done.output.completion if done else str(log.error)]
print(json.dumps(told))
"""
NAMES = ("openai-api/gateway/plain", "openai-api/gateway/claude/plain", "anthropic/claude/plain", "anthropic/plain")
ANSWER = "The quick brown fox jumps over the lazy dog."


@pytest.mark.slow
def test_a_task_with_a_tool_is_evaluated_over_both_apis_and_both_kinds_of_host(tmp_path: Path, base_url: str) -> None:
    environ = {**os.environ, "INSPECT_DISPLAY": "none", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", PROGRAM, base_url, str(tmp_path), *NAMES]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told == {name: ["success", ["weather"], ANSWER] for name in NAMES}
