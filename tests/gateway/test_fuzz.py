"""Bounded fuzzing of whole requests: whatever JSON a client sends, the answer is a good one or a clear 400."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.harness import Gateway, gateway

pytestmark = pytest.mark.slow

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12)
WORDS = st.sampled_from(
    ["role", "content", "type", "text", "tool_calls", "function", "name", "arguments", "id", "input", "tool_use_id"]
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=6), inner, max_size=5),
    max_leaves=24,
)
ROLES = st.sampled_from(["user", "assistant", "system", "tool", "developer", "x"])
TURN = st.fixed_dictionaries({"role": ROLES}, optional={"content": JSON, "tool_calls": JSON, "tool_call_id": JSON})
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            *("tools", "tool_choice", "response_format", "stream_options", "stop", "n", "max_tokens", "temperature"),
            *("reasoning_effort", "thinking", "system", "instructions", "metadata", "text", "logprobs", "user"),
        ]
    ),
    JSON,
    max_size=4,
)
PATHS = ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings"]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with gateway(tmp_path_factory.mktemp("fuzz")) as running:
        yield running


@settings(max_examples=120)
@given(
    path=st.sampled_from(PATHS),
    model=st.sampled_from(["assistant", "claude/x"]),
    turns=st.lists(TURN, max_size=3),
    fields=FIELDS,
    stream=st.booleans(),
)
def test_no_json_makes_the_gateway_fail(
    gate: Gateway, *, path: str, model: str, turns: list[Any], fields: dict[str, Any], stream: bool
) -> None:
    body = {"model": model, "messages": turns, "input": turns, "max_tokens": 9, "stream": stream, **fields}
    reply = gate.post(path, body)
    assert reply.status in (200, 400), reply.body
    if reply.status == 400:
        assert json.loads(reply.body)["error"]["message"]
