"""Errors have the shape each SDK knows."""

import json

import pytest

from deadheat.dialects.error_shape import error_body, error_event, is_error_of, status_of, words_of

SAID = {"code": "data", "message": "no", "request_id": "r1"}


def test_openai_error_names_the_parameter_and_the_request() -> None:
    body = json.loads(error_body("openai_chat", 400, code="data", message="no", request_id="r1", param="messages"))
    assert body["error"] == {
        "message": "no",
        "type": "invalid_request_error",
        "param": "messages",
        "code": "data",
        "request_id": "r1",
    }


def test_anthropic_error_has_its_type_on_both_levels() -> None:
    body = json.loads(error_body("anthropic_messages", 429, code="rate_limited", message="slow", request_id="r1"))
    assert body == {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": "slow"},
        "request_id": "r1",
    }


def test_the_type_follows_the_status() -> None:
    kinds = {
        s: json.loads(error_body("openai_chat", s, code="c", message="", request_id=""))["error"]["type"]
        for s in (400, 401, 404, 413, 429, 500, 502)
    }
    assert kinds == {
        400: "invalid_request_error",
        401: "authentication_error",
        404: "not_found_error",
        413: "invalid_request_error",
        429: "rate_limit_error",
        500: "server_error",
        502: "server_error",
    }
    assert b"overloaded_error" in error_body("anthropic_messages", 529, code="c", message="", request_id="")


def test_events_are_those_of_each_api() -> None:
    assert error_event("openai_chat", 502, code="c", message="m", request_id="r").startswith(b'data: {"error":')
    assert error_event("anthropic_messages", 502, code="c", message="m", request_id="r").startswith(b"event: error\n")
    event = error_event("openai_responses", 502, code="c", message="m", request_id="r", sequence=4)
    body = json.loads(event.split(b"data: ")[1])
    assert (body["type"], body["sequence_number"], body["error"]["message"]) == ("error", 4, "m")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": {"message": "too long", "type": "x"}}, "too long"),
        ({"type": "error", "error": {"type": "x", "message": "nope"}}, "nope"),
        ({"error": "model 'x' not found"}, "model 'x' not found"),
        ({"object": "error", "message": "old vLLM"}, "old vLLM"),
        ({"detail": "Not Found"}, "Not Found"),
        ({"detail": [{"loc": ["body", "n"], "msg": "must be 1"}]}, "must be 1"),
        ({"message": {"detail": [{"msg": "mistral"}]}}, "mistral"),
        ({"base_resp": {"status_code": 1002, "status_msg": "MiniMax"}}, "MiniMax"),
        ("bare", "bare"),
        ({"error": {"code": 500}}, ""),
        ({"error": [[[[[["deep"]]]]]]}, ""),
        ({}, ""),
    ],
)
def test_a_hosts_own_words_are_found_wherever_it_puts_them(body: object, words: str) -> None:
    assert words_of(json.dumps(body).encode()) == words


def test_only_an_error_of_its_own_shape_can_be_read_by_an_sdk() -> None:
    openai = b'{"error": {"message": "m", "type": "t"}}'
    anthropic = b'{"type": "error", "error": {"type": "t", "message": "m"}}'
    assert is_error_of("openai_chat", openai)
    assert is_error_of("anthropic_messages", anthropic)
    assert not is_error_of("anthropic_messages", openai)
    for odd in (b'{"detail": "x"}', b'{"error": "x"}', b'{"error": {}}', b"[]", b"<html>"):
        assert not is_error_of("openai_chat", odd)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"code": 503}}, 503),
        ({"error": {"code": "429"}}, 429),
        ({"error": {"code": "context_length_exceeded", "type": "invalid_request_error"}}, 400),
        ({"type": "overloaded_error", "message": "m"}, 529),
        ({"type": "error", "error": {"type": "rate_limit_error"}}, 429),
        ({"error": {"code": 1002, "status": 200}}, 0),
        ({"error": {"code": True, "type": ["x"]}}, 0),
        ({"error": "text"}, 0),
        ([], 0),
    ],
)
def test_an_error_inside_a_200_names_its_status(body: object, status: int) -> None:
    assert status_of(json.dumps(body).encode()) == status
