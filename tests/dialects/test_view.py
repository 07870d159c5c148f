"""The view reads what routing needs and names what is wrong."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from deadheat.dialects.view import conversation_key, read_chat, read_embeddings, read_messages, read_responses
from deadheat.errors import DataError
from tests.dialects.strategies import json_values

SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "hi"}
LATER = [{"role": "assistant", "content": "hello"}, {"role": "user", "content": "more"}]


def _body(**fields: object) -> bytes:
    return msgspec.json.encode({"model": "m", **fields})


def test_chat_fields_are_read() -> None:
    body = _body(
        messages=[USER],
        stream=True,
        stream_options={"include_usage": True},
        n=3,
        tools=[{}],
        max_tokens=1,
        max_completion_tokens=9,
    )
    view = read_chat(body)
    assert (view.model, view.stream, view.include_usage, view.n) == ("m", True, True, 3)
    assert list(view.fields)[:2] == ["model", "messages"]


def test_absent_null_and_empty_mean_the_default() -> None:
    view = read_chat(b'{"model":"m","messages":[{}],"stream":null,"n":null,"tools":[ ],"stream_options":null}')
    assert (view.stream, view.n, view.include_usage) == (False, 1, False)


def test_other_dialects_are_read() -> None:
    assert read_responses(_body(input="hi", max_output_tokens=5)).include_usage
    assert read_messages(_body(messages=[USER], max_tokens=5, stream=True)).stream
    assert read_embeddings(_body(input=["a", "b"])).model == "m"


@pytest.mark.parametrize(
    ("body", "where", "said"),
    [
        (b"{}", "body", "missing required field `model`"),
        (b'{"model":7,"messages":[{}]}', "body.model", "Expected `str`, got `int`"),
        (b'{"model":"' + b"m" * 513 + b'"}', "body.model", "513 characters. Expected at most 512"),
        (b'{"model":"m"}', "body", "missing required field `messages`"),
        (b'{"model":"m","messages":{}}', "body.messages", "Expected `array`"),
        (b'{"model":"m","messages":[ ]}', "body.messages", "empty"),
        (b'{"model":"m","messages":[' + b" " * 99 + b"]}", "body.messages", "empty"),
        (b'{"model":"m","messages":[{}],"stream":"yes"}', "body.stream", "Expected `bool | null`"),
        (b'{"model":"m","messages":[{}],"n":0}', "body.n", "1 to 128"),
        (
            b'{"model":"m","messages":[{}],"max_tokens":99999999999999999999}',
            "body.max_tokens",
            "Expected up to",
        ),
        (b'{"model":"m","messages":[{"x":"\xff"}]}', "body", "not UTF-8"),
        (b'{"model":"m","messages":' + b"[" * 9999 + b"]" * 9999 + b"}", "body", "nested too deeply"),
        (b'{"model":"m","messages":[{}],}', "body", "malformed"),
    ],
)
def test_a_bad_body_is_refused_with_the_field_that_is_wrong(body: bytes, where: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read_chat(body)
    assert caught.value.where == where


def test_a_limit_that_only_some_hosts_know_is_theirs_to_judge() -> None:
    assert read_chat(_body(messages=[USER], max_tokens=-1)).fields["max_tokens"] == Raw(b"-1")
    assert read_messages(_body(messages=[USER], max_tokens=0)).fields["max_tokens"] == Raw(b"0")
    with pytest.raises(DataError) as caught:
        read_responses(_body(input="hi", max_output_tokens=2**40))
    assert caught.value.where == "body.max_output_tokens"


def test_a_conversation_keeps_its_key_while_it_grows() -> None:
    first = conversation_key(read_chat(_body(messages=[SYSTEM, USER])))
    assert conversation_key(read_chat(_body(messages=[SYSTEM, USER, *LATER], stream=True))) == first
    assert conversation_key(read_chat(_body(messages=[SYSTEM, {**USER, "content": "other"}]))) != first
    assert conversation_key(read_chat(_body(messages=[USER]))) != first


def test_a_conversation_is_known_by_its_first_sixteen_turns_whatever_follows() -> None:
    keys = {
        conversation_key(read_chat(_body(messages=[*[SYSTEM] * at, {**USER, "content": said}])))
        for at in (15, 16)
        for said in ("a", "b")
    }
    assert len(keys) == 3


def test_a_cache_key_names_the_conversation_by_itself() -> None:
    one = conversation_key(read_chat(_body(messages=[USER], prompt_cache_key="k")))
    assert conversation_key(read_chat(_body(messages=LATER, prompt_cache_key="k"))) == one
    assert conversation_key(read_chat(_body(messages=[USER], prompt_cache_key="l"))) != one


def test_system_text_outside_the_messages_counts() -> None:
    plain = conversation_key(read_messages(_body(messages=[USER], max_tokens=1)))
    assert conversation_key(read_messages(_body(messages=[USER], system="s", max_tokens=1))) != plain
    assert conversation_key(read_responses(_body(input="hi", instructions="s"))) != conversation_key(
        read_responses(_body(input="hi"))
    )


@given(st.dictionaries(st.sampled_from(["model", "messages", "stream", "n", "tools", "input"]), json_values()))
def test_any_json_gives_a_view_or_a_data_error(fields: dict[str, object]) -> None:
    body = msgspec.json.encode(fields)
    for read in (read_chat, read_responses, read_messages, read_embeddings):
        with contextlib.suppress(DataError):
            assert len(conversation_key(read(body))) == 16
