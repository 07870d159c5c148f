"""Requests for Messages hosts hold what that API allows."""

import json
from typing import Any

import pytest

from deadheat.dialects.messages_request_writer import write_messages_request
from deadheat.dialects.traits import Traits
from deadheat.errors import DataError
from deadheat.facts.chat import (
    Audio,
    ChatRequest,
    Effort,
    Message,
    OutputFormat,
    Part,
    Reasoning,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)

USER = Message(role="user", parts=(Text(text="hi"),), where="messages[0]")


def _write(*messages: Message, traits: Traits | None = None, **fields: Any) -> dict[str, Any]:
    request = ChatRequest(model="m", messages=messages or (USER,), **fields)
    written: dict[str, Any] = json.loads(write_messages_request(request, traits or Traits()))
    return written


def _turn(*parts: Part) -> Message:
    return Message(role="assistant", parts=parts, where="messages[1]")


def test_system_text_leaves_the_turns_and_later_system_turns_stay() -> None:
    system = Message(role="system", parts=(Text(text="s"),))
    developer = Message(role="developer", parts=(Text(text="d"),))
    written = _write(system, developer, USER, _turn(Text(text="a")), system, USER)
    assert [block["text"] for block in written["system"]] == ["s", "d"]
    assert [m["role"] for m in written["messages"]] == ["user", "assistant", "system", "user"]


def test_results_of_parallel_calls_share_one_turn() -> None:
    calls = [ToolCall(id=str(n), name="f", arguments='{"x":1.0}') for n in (1, 2)]
    results = [Message(role="tool", parts=(ToolResult(call_id=str(n), parts=(Text(text="r"),)),)) for n in (1, 2)]
    written = _write(USER, _turn(*calls), *results, USER)["messages"]
    assert [m["role"] for m in written] == ["user", "assistant", "user"]
    assert [b["type"] for b in written[2]["content"]] == ["tool_result", "tool_result", "text"]
    assert written[1]["content"][0]["input"] == {"x": 1.0}


def test_a_ceiling_is_always_given_and_leaves_room_for_thought() -> None:
    assert _write()["max_tokens"] == 8192
    assert _write(traits=Traits(default_ceiling=4096))["max_tokens"] == 4096
    assert _write(thinking=Thinking(budget_tokens=9000))["max_tokens"] == 10024


@pytest.mark.parametrize(
    ("ceiling", "effort", "budget"), [(2000, "high", 1024), (20000, "high", 10000), (20000, "low", 2048)]
)
def test_an_effort_never_costs_more_than_the_client_allows(ceiling: int, effort: Effort, budget: int) -> None:
    written = _write(max_tokens=ceiling, thinking=Thinking(effort=effort), traits=Traits(thinking="budget"))
    assert (written["max_tokens"], written["thinking"]["budget_tokens"]) == (ceiling, budget)


def test_a_ceiling_too_low_to_think_under_is_named() -> None:
    with pytest.raises(DataError, match="no room to think") as caught:
        _write(max_tokens=1024, thinking=Thinking(effort="low"), traits=Traits(thinking="budget"))
    assert caught.value.where == "body.max_tokens"


def test_blank_text_beside_a_call_is_left_out_because_that_api_refuses_it() -> None:
    call = ToolCall(id="1", name="f", arguments="{}")
    turn = _write(Message(role="assistant", parts=(Text(text="\n\n"), call)))["messages"][-1]
    assert [block["type"] for block in turn["content"]] == ["tool_use"]


def test_ids_of_calls_have_the_letters_this_api_allows() -> None:
    call = ToolCall(id="functions.get_weather:0", name="f", arguments="{}")
    result = ToolResult(call_id=call.id, parts=(Text(text="x"),))
    turns = _write(Message(role="assistant", parts=(call,)), Message(role="tool", parts=(result,)))["messages"]
    (used,), (given) = turns[-2]["content"], turns[-1]["content"][0]
    assert used["id"] == given["tool_use_id"] == "functions_get_weather_0"


@pytest.mark.parametrize(
    ("thinking", "fields"),
    [
        (Thinking(effort="none"), {"thinking": {"type": "disabled"}}),
        (Thinking(effort="high"), {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}}),
        (Thinking(effort="minimal"), {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
        (Thinking(budget_tokens=2048), {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
    ],
)
def test_thinking_is_switched(thinking: Thinking, fields: dict[str, Any]) -> None:
    written = _write(thinking=thinking)
    assert {name: written.get(name) for name in ("thinking", "output_config") if name in written} == fields


def test_a_host_that_knows_budgets_gets_one() -> None:
    written = _write(thinking=Thinking(effort="low"), traits=Traits(thinking="budget"))
    assert written["thinking"] == {"type": "enabled", "budget_tokens": 2048}
    assert "output_config" not in written


def test_unsigned_thoughts_stay_at_home() -> None:
    turn = _turn(
        Reasoning(text="theirs"),
        Reasoning(text="ours", signature="anthropic-claude-v1:s"),
        Reasoning(hidden="anthropic-claude-v1+hidden:z"),
        Text(text="a"),
    )
    assert [b["type"] for b in _write(USER, turn)["messages"][1]["content"]] == [
        "thinking",
        "redacted_thinking",
        "text",
    ]
    assert len(_write(USER, turn, traits=Traits(unsigned=True))["messages"][1]["content"]) == 4


def test_tool_choice_and_parallel_calls() -> None:
    tools = (Tool(name="f"),)
    choices = {
        "auto": {"type": "auto"},
        "none": {"type": "none"},
        "required": {"type": "any"},
    }
    for kind, expected in choices.items():
        assert _write(tools=tools, tool_choice=ToolChoice(kind=kind))["tool_choice"] == expected  # type: ignore[arg-type]
    alone = _write(tools=tools, parallel_tools=False)["tool_choice"]
    assert alone == {"type": "auto", "disable_parallel_tool_use": True}
    assert "tool_choice" not in _write(tool_choice=ToolChoice(kind="auto"))
    assert _write(tools=tools)["tools"] == [{"name": "f", "input_schema": {"type": "object", "properties": {}}}]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"n": 2}, "body.n"),
        ({"logprobs": True}, "body.logprobs"),
        ({"top_logprobs": 2}, "body.top_logprobs"),
        ({"sampling": Sampling(seed=1)}, "body.seed"),
        ({"sampling": Sampling(presence_penalty=0.5)}, "body.presence_penalty"),
        ({"sampling": Sampling(frequency_penalty=0.5)}, "body.frequency_penalty"),
        ({"sampling": Sampling(logit_bias={"1": 1.0})}, "body.logit_bias"),
        ({"sampling": Sampling(temperature=1.5)}, "body.temperature"),
        ({"verbosity": "high"}, "body.verbosity"),
        ({"format": OutputFormat(kind="json")}, "body.response_format.type"),
    ],
)
def test_options_without_a_counterpart_are_refused_by_name(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(DataError) as caught:
        _write(**fields)
    assert caught.value.where == where


def test_defaults_are_no_reason_to_refuse() -> None:
    _write(
        sampling=Sampling(presence_penalty=0, frequency_penalty=0, temperature=1), verbosity="medium", top_logprobs=0
    )


@pytest.mark.parametrize(
    "message",
    [
        _turn(ToolCall(id="1", name="f", arguments="[1]")),
        _turn(ToolCall(id="1", name="f", arguments='{"x":')),
        Message(role="user", parts=(Audio(data="a", format="wav"),), where="messages[1]"),
        Message(role="user", parts=(Text(text="x"),), name="ann", where="messages[1]"),
        Message(role="user", parts=(Text(text=""),), where="messages[1]"),
    ],
)
def test_turns_that_cannot_be_carried_are_refused_with_their_place(message: Message) -> None:
    with pytest.raises(DataError) as caught:
        _write(USER, message)
    assert caught.value.where.startswith("body.messages[1]")


def test_a_failed_tool_keeps_its_mark() -> None:
    failed = ToolResult(call_id="1", parts=(Text(text="no"),), is_error=True)
    written = _write(USER, _turn(ToolCall(id="1", name="f", arguments="")), Message(role="tool", parts=(failed,)))
    assert written["messages"][2]["content"][0]["is_error"] is True
    assert written["messages"][1]["content"][0]["input"] == {}
