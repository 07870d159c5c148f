"""Each dialect brings what the gateway needs."""

import json

import pytest

from deadheat.dialects.body import fields_of
from deadheat.dialects.spoken import BY_NAME, CHAT, DIALECTS, EMBEDDINGS, MESSAGES, RESPONSES, Dialect
from deadheat.facts.chat import Usage


def test_paths_and_names_are_unique() -> None:
    assert len(BY_NAME) == len({dialect.path for dialect in DIALECTS}) == len(DIALECTS) == 4


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: d.name)
def test_rewriting_changes_the_model_and_nothing_else(dialect: Dialect) -> None:
    body = {"model": "assistant", "messages": [{"x": 1}], "input": "hi", "brand_new_field": {"deep": [1, None]}}
    given = json.dumps(body).encode()
    assert dialect.rewrite(given, fields_of(given), model="host/model") == given.replace(b"assistant", b"host/model")


def test_usage_is_asked_for_only_in_chat() -> None:
    body = b'{"model":"a","stream":true,"messages":[{}]}'
    assert json.loads(CHAT.rewrite(body, fields_of(body), model="b", ask_usage=True))["stream_options"] == {
        "include_usage": True
    }
    assert b"stream_options" not in MESSAGES.rewrite(body, fields_of(body), model="b", ask_usage=True)


def test_other_stream_options_survive_the_question() -> None:
    body = b'{"model":"a","stream_options":{"include_obfuscation":false,"include_usage":false}}'
    options = json.loads(CHAT.rewrite(body, fields_of(body), model="b", ask_usage=True))["stream_options"]
    assert options == {"include_obfuscation": False, "include_usage": True}


def test_reader_usage_and_errors_belong_to_the_dialect() -> None:
    assert EMBEDDINGS.usage_of(b'{"usage":{"prompt_tokens":3,"total_tokens":3}}') == Usage(input_tokens=3)
    assert b'"type":"error"' in MESSAGES.error_body(400, code="c", message="m", request_id="r")
    assert MESSAGES.error_event(500, code="c", message="m", request_id="r").startswith(b"event: error")
    assert CHAT.reader(strip_usage=True).usage is None


@pytest.mark.parametrize(
    ("dialect", "body", "is_answer"),
    [
        (CHAT, b'{"choices":[]}', True),
        (CHAT, b'{"choices":null}', False),
        (CHAT, b'{"error":{"message":"x"}}', False),
        (CHAT, b'{"choices":[{"message":{"content":"\\ud83d"}}]}', True),
        (RESPONSES, b'{"output":[],"status":"queued"}', True),
        (RESPONSES, b'{"error":{"message":"x"}}', False),
        (MESSAGES, b'{"type":"error","error":{"message":"x"}}', False),
        (MESSAGES, b'{"input_tokens":42}', True),
        (EMBEDDINGS, b'{"data":[]}', True),
        (EMBEDDINGS, b"{}", False),
    ],
)
def test_a_reply_that_is_no_answer_is_known_by_what_it_lacks(dialect: Dialect, body: bytes, is_answer: bool) -> None:
    assert dialect.is_answer(body) is is_answer
