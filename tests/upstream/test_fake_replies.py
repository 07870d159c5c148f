import json

import msgspec

from deadheat.dialects.spoken import CHAT, MESSAGES, RESPONSES
from deadheat.facts.chat import Usage
from deadheat.upstream import fake_replies as replies
from deadheat.upstream.fake_replies import WORDS, Asked

TOOL = {"type": "function", "function": {"name": "weather", "parameters": {}}}


def test_our_own_readers_find_the_same_usage_in_every_form() -> None:
    asked = Asked(model="plain", size=40, stream_options={"include_usage": True})
    expected = Usage(input_tokens=10, output_tokens=len(WORDS))
    assert CHAT.usage_of(replies.chat(asked)) == expected
    assert MESSAGES.usage_of(replies.messages(asked)) == expected
    assert RESPONSES.usage_of(replies.responses(asked)) == expected
    for dialect, events in (
        (CHAT, replies.chat_stream(asked)),
        (MESSAGES, replies.messages_stream(asked)),
        (RESPONSES, replies.responses_stream(asked)),
    ):
        reader = dialect.reader()
        reader.feed(b"".join(events))
        assert (reader.usage, reader.done, reader.seen_token) == (expected, True, True)


def test_tools_are_called_once_and_in_parallel() -> None:
    asked = Asked(model="plain", tools=[TOOL, TOOL], messages=[{"role": "user", "content": "?"}])
    calls = json.loads(replies.chat(asked))["choices"][0]["message"]["tool_calls"]
    assert [c["function"]["name"] for c in calls] == ["weather", "weather"]
    answered = msgspec.structs.replace(asked, messages=[{"role": "tool", "content": "sunny"}])
    assert "tool_calls" not in json.loads(replies.chat(answered))["choices"][0]["message"]


def test_a_schema_gets_an_answer_that_fits_one() -> None:
    asked = Asked(model="plain", response_format={"type": "json_schema"})
    content = json.loads(replies.chat(asked))["choices"][0]["message"]["content"]
    assert json.loads(content)["city"] == "Paris"


def test_every_input_gets_a_vector() -> None:
    assert len(json.loads(replies.embeddings(Asked(model="m", input=["a", "b"])))["data"]) == 2
