from pathlib import Path

import pytest

from deadheat.errors import Malformed, UpstreamError, UpstreamTimeout
from deadheat.gateway.failure import broken, refused, reported
from tests.gateway.harness import gateway

NOT_ANSWERS = [
    b'{"error":{"message":"busy","code":503}}',
    b'{"error":{"message":"slow down","code":"429"},"user_id":"u"}',
    b'{"error":"out of memory"}',
    b'{"id":"x","choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}',
    b'{"result":"another API"}',
]


@pytest.mark.parametrize(
    ("status", "again", "other", "blames", "client"),
    [
        (400, "never", False, False, 400),
        (422, "never", False, False, 422),
        (401, "never", True, True, 502),
        (403, "never", True, True, 502),
        (404, "never", True, False, 404),
        (407, "never", True, True, 502),
        (429, "last", True, True, 429),
        (408, "first", True, False, 408),
        (500, "first", True, True, 500),
        (503, "first", True, True, 503),
        (529, "first", True, True, 529),
        (302, "never", True, True, 502),
        (201, "never", True, True, 502),
    ],
)
def test_what_follows_from_a_status(status: int, again: str, other: bool, blames: bool, client: int) -> None:
    failure = refused(status, [], b' {"error": {}}', retry_after_s=None)
    assert (failure.again, failure.other, failure.blames_host) == (again, other, blames)
    assert failure.client_status == client


def test_words_of_the_host_that_are_no_json_or_concern_our_credential_are_not_handed_on() -> None:
    assert not refused(500, [], b"<html>", retry_after_s=None).is_the_hosts_word
    assert refused(500, [], b"<html>", retry_after_s=None).client_status == 502
    assert not refused(401, [], b'{"error": "invalid key sk-..."}', retry_after_s=None).is_the_hosts_word
    assert refused(400, [], b'{"error": {}}', retry_after_s=None).is_the_hosts_word
    assert refused(413, [], b"<html>", retry_after_s=None).client_status == 413


def test_a_reply_that_never_came_is_judged_by_how() -> None:
    assert broken(UpstreamTimeout("late")).again == "never"
    assert broken(Malformed("odd")).again == "first"
    assert broken(UpstreamError("gone")).again == "last"
    assert broken(UpstreamTimeout("late")).client_status == 504


def test_an_error_that_came_with_a_200_is_judged_by_the_status_it_names() -> None:
    assert reported(NOT_ANSWERS[0], []).status == 503
    assert reported(NOT_ANSWERS[1], []).error.code == "rate_limited"
    wrong = reported(b'{"error":{"message":"too long","type":"BadRequestError","code":400}}', [])
    assert (wrong.other, wrong.blames_host, wrong.client_status) == (False, False, 400)
    for unknown, words in ((NOT_ANSWERS[2], "out of memory"), (NOT_ANSWERS[3], "rate limit")):
        assert (reported(unknown, []).again, reported(unknown, []).client_status) == ("last", 502)
        assert words in reported(unknown, []).told
    assert isinstance(reported(NOT_ANSWERS[4], []).error, Malformed)


def test_a_status_that_http_does_not_have_is_the_hosts_fault() -> None:
    assert refused(999, [], b'{"error": {}}', retry_after_s=None).client_status == 502


@pytest.mark.parametrize("said", NOT_ANSWERS)
@pytest.mark.parametrize("stream", [False, True])
def test_another_offer_answers_where_a_200_holds_no_answer(tmp_path: Path, said: bytes, stream: bool) -> None:
    with gateway(tmp_path) as gate:
        gate.host.script["empty"] = ("200 OK", said)
        reply = gate.chat("safe/empty", stream=stream)
        entry = gate.entry()
    assert reply.status == 200
    assert (entry.arm, entry.offer, entry.error) == ("any", "good", "")


@pytest.mark.parametrize(
    "said", [b"data: [DONE]\n\n", *(b"data: " + body + b"\n\ndata: [DONE]\n\n" for body in NOT_ANSWERS)]
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
def test_another_offer_answers_where_a_stream_holds_no_answer(tmp_path: Path, said: bytes, path: str) -> None:
    asked = {"model": "safe/empty", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}], "stream": True}
    with gateway(tmp_path) as gate:
        gate.host.script["empty"] = ("200 OK", said)
        reply = gate.post(path, asked)
        entry = gate.entry()
    assert reply.status == 200
    assert (entry.offer, entry.error) == ("good", "")


def test_a_client_is_told_what_the_host_said_in_its_200_with_the_status_that_fits(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        gate.host.script["long"] = ("200 OK", b'data: {"error":{"message":"too long","code":400}}\n\n')
        reply = gate.chat("safe/long", stream=True)
        entry = gate.entry()
    assert (reply.status, reply.json["error"]["message"]) == (400, "too long")
    assert (entry.status, entry.error, entry.offer, entry.cost_nanousd) == (400, "refused", "any", 0)
