import pytest

from deadheat.facts.route import Limits
from deadheat.gateway.request import Request, body_too_large, head_too_large, judge_head, malformed


def _request(**headers: str) -> Request:
    request = Request(0.0)
    request.method, request.target = b"POST", b"/v1/chat/completions"
    for name, value in {"Host": "a", **headers}.items():
        request.add(name.replace("_", "-").encode(), value.encode())
    return request


def test_headers_are_found_by_lower_case_and_repeated_ones_are_joined_or_refused() -> None:
    request = _request(Accept="a")
    request.add(b"ACCEPT", b"b")
    assert request.headers[b"accept"] == b"a, b"
    assert judge_head(request, Limits()) is None
    request.add(b"Authorization", b"one")
    request.add(b"authorization", b"two")
    refusal = judge_head(request, Limits())
    assert refusal is not None
    assert (refusal.status, refusal.code) == (400, "duplicate_header")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/v1/models?x=1", b"/v1/models"),
        (b"http://host/v1/models?x", b"/v1/models"),
        (b"https://host", b"/"),
        (b"HTTP://host/a", b"/a"),
        (b"http://host:1/a/b/c", b"/a/b/c"),
        (b"*", b"*"),
    ],
)
def test_the_path_is_the_target_without_origin_and_query(target: bytes, path: bytes) -> None:
    request = Request(0.0)
    request.target = target
    assert request.path == path


def test_every_limit_matters() -> None:
    assert judge_head(_request(), Limits()) is None
    refused = judge_head(_request(X="y" * 3000), Limits(header_bytes=2048))
    assert refused == head_too_large(Limits(header_bytes=2048))
    assert judge_head(_request(A="1", B="2"), Limits(headers=2)) == head_too_large(Limits(headers=2))
    limits = Limits(body_bytes=1024)
    assert judge_head(_request(content_length="1025"), limits) == body_too_large(limits)
    assert judge_head(_request(content_length="1024"), limits) is None


def test_what_is_not_http_stands_in_the_queue_as_a_refusal_that_closes() -> None:
    request = malformed("Invalid method encountered")
    assert request.refusal is not None
    assert "Invalid method encountered" in request.refusal.message
    assert not request.keep_alive


def test_a_body_in_small_pieces_costs_no_object_for_each() -> None:
    request = Request(0.0)
    sent = [b"x" * (1 if i % 100 else 5000) for i in range(1000)]
    for piece in sent:
        request.take(piece)
    assert b"".join(request.chunks) == b"".join(sent)
    assert len(request.chunks) <= 2 * 10
