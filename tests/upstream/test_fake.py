import http.client
import json

import pytest

from deadheat.upstream.fake import FakeHost, running


def _ask(host: FakeHost, path: str, body: dict[str, object]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=10)
    try:
        connection.request("POST", path, json.dumps(body))
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


PATHS = ["/v1/chat/completions", "/v1/messages", "/v1/responses"]


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_each_api_whole_and_as_a_stream_and_counts_the_same_tokens(path: str) -> None:
    body: dict[str, object] = {"model": "plain", "input": "hi", "messages": [{"role": "user", "content": "hi"}]}
    with running() as host:
        status, whole = _ask(host, path, body)
        after_whole = (host.input_tokens, host.output_tokens)
        _, stream = _ask(host, path, {**body, "stream": True})
    assert status == 200
    assert b"The quick brown fox" in whole
    assert b" quick" in stream
    assert after_whole[1] == 10
    assert host.output_tokens == 20
    assert host.answered == {"plain": 2}


@pytest.mark.parametrize(
    ("model", "status"), [("fails", 500), ("overloaded", 529), ("limited", 429), ("refuses", 400), ("denies", 401)]
)
def test_model_ids_are_behaviours(model: str, status: int) -> None:
    with running() as host:
        assert _ask(host, PATHS[0], {"model": model})[0] == status
        assert host.answered == {}


def test_a_flaky_host_recovers_after_so_many_failures() -> None:
    with running() as host:
        assert [_ask(host, PATHS[0], {"model": "flaky-2"})[0] for _ in range(3)] == [500, 500, 200]
        assert [_ask(host, PATHS[0], {"model": "limited-1"})[0] for _ in range(2)] == [429, 200]


def test_a_stream_that_is_cut_has_no_end() -> None:
    with running() as host, pytest.raises(http.client.IncompleteRead):
        _ask(host, PATHS[0], {"model": "cuts-stream", "stream": True})


def test_other_paths_are_not_served() -> None:
    with running() as host:
        assert _ask(host, "/v1/other", {"model": "plain"})[0] == 404
        status, counted = _ask(host, "/v1/messages/count_tokens", {"model": "plain"})
    assert (status, json.loads(counted)["input_tokens"] > 0) == (200, True)
