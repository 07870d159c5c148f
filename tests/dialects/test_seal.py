"""A seal comes back to its maker and to nobody else, through whatever API it travels."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects.seal import ANTHROPIC, OPENAI, data_of, is_hidden, maker_of, returned, sealed, shown
from deadheat.dialects.translate import translate_reply, translate_request
from deadheat.facts.chat import DialectName

makers = st.sampled_from([ANTHROPIC, OPENAI, "google-gemini-v1", ""])


@given(
    st.text(min_size=1, max_size=20).filter(lambda t: not t.startswith("deadheat-seal:")), makers, makers, st.booleans()
)
def test_a_client_carries_a_seal_through_any_api_unchanged(data: str, maker: str, api: str, hidden: bool) -> None:
    seal = sealed(data, maker, is_hidden=hidden)
    assert (maker_of(seal), data_of(seal), is_hidden(seal)) == (maker, data, hidden)
    back = sealed(shown(seal, api), api, is_hidden=hidden)
    assert back == seal
    assert returned(back, api) == (data if api == maker else "")


def test_no_seal_stays_no_seal() -> None:
    assert sealed("", ANTHROPIC) == shown("", OPENAI) == returned("", ANTHROPIC) == ""


CLAUDE = {
    "id": "m",
    "model": "claude",
    "content": [
        {"type": "thinking", "thinking": "hm", "signature": "sig"},
        {"type": "redacted_thinking", "data": "zzz"},
        {"type": "thinking", "thinking": "", "signature": "bare"},
        {"type": "tool_use", "id": "t", "name": "f", "input": {}},
    ],
    "stop_reason": "tool_use",
}


def _next_request(reply: bytes, client: DialectName) -> bytes:
    """What a client sends after `reply`: the answer as it came, and the tool's result."""
    seen = json.loads(reply)
    if client == "openai_chat":
        result = {"role": "tool", "tool_call_id": "t", "content": "r"}
        turns = [{"role": "user", "content": "q"}, seen["choices"][0]["message"], result]
        return json.dumps({"model": "m", "messages": turns}).encode()
    result = {"type": "function_call_output", "call_id": "t", "output": "r"}
    return json.dumps({"model": "m", "input": [{"role": "user", "content": "q"}, *seen["output"], result]}).encode()


@pytest.mark.parametrize("client", ["openai_chat", "openai_responses"])
def test_claudes_thoughts_come_back_to_claude_as_they_were(client: DialectName) -> None:
    reply = translate_reply(json.dumps(CLAUDE).encode(), "anthropic_messages", client)
    request = _next_request(reply, client)
    back = json.loads(translate_request(request, client, "anthropic_messages", model="claude"))
    assert back["messages"][1]["content"] == CLAUDE["content"]


def test_another_labs_thoughts_never_reach_claude() -> None:
    thought = {"type": "reasoning", "summary": [], "encrypted_content": "gpt-secret"}
    body = {"model": "m", "input": [{"role": "user", "content": "q"}, thought, {"role": "assistant", "content": "a"}]}
    written = translate_request(json.dumps(body).encode(), "openai_responses", "anthropic_messages", model="claude")
    assert b"gpt-secret" not in written
    details = [{"type": "reasoning.text", "text": "x", "signature": "theirs", "format": "google-gemini-v1"}]
    turn = {"role": "assistant", "content": "a", "reasoning_details": details}
    body = {"model": "m", "messages": [{"role": "user", "content": "q"}, turn]}
    written = translate_request(json.dumps(body).encode(), "openai_chat", "anthropic_messages", model="claude")
    assert b"theirs" not in written
