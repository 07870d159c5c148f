"""The words of a conversation survive being written down."""

import msgspec

from deadheat.facts.chat import ChatRequest, Image, Message, Reasoning, Text, ToolCall, ToolResult


def test_a_request_survives_being_stored() -> None:
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="user", parts=(Text(text="hi"), Image(url="https://x/y.png"))),
            Message(role="assistant", parts=(Reasoning(text="hm"), ToolCall(id="1", name="f", arguments="{}"))),
            Message(role="tool", parts=(ToolResult(call_id="1", parts=(Text(text="ok"),)),)),
        ),
    )
    assert msgspec.json.decode(msgspec.json.encode(request), type=ChatRequest) == request
