from pathlib import Path

import pytest

from deadheat.facts.chat import Usage
from deadheat.gateway.attempt import Asker, Attempt
from deadheat.gateway.failure import Failure
from deadheat.gateway.passage import passage_to
from deadheat.gateway.table import LiveOffer
from tests.gateway.harness import gateway

HEAD = [(b"content-type", b"text/event-stream")]


class _Asks(Asker):
    def __init__(self, offer: LiveOffer, *, stream: bool) -> None:
        from deadheat.dialects.spoken import CHAT

        body = b'{"model":"m","messages":[{}],"stream":%s}' % (b"true" if stream else b"false")
        self.view = CHAT.read_request(body)
        self.model = "m"
        self.told: list[str] = []
        passage = passage_to(offer, CHAT, b"/chat/completions", model="m")
        self.attempt = Attempt(self, offer, passage)

    def wait(self, seconds: float) -> None:
        assert seconds > 0

    def failed(self, attempt: Attempt, failure: Failure) -> None:
        attempt.close()
        self.words = failure.told
        self.told.append("failed")

    def released(self, attempt: Attempt, held: bytes) -> None:
        self.told.append(f"released {len(held) > 0}")

    def more(self, attempt: Attempt, data: bytes) -> None:
        self.told.append("more")

    def streamed_all(self, attempt: Attempt, tail: bytes) -> None:
        self.told.append("streamed_all")

    def replied(self, attempt: Attempt, body: bytes) -> None:
        self.told.append("replied")


@pytest.fixture
def offer(tmp_path: Path) -> LiveOffer:
    with gateway(tmp_path) as gate:
        return gate.desk.table.routes["*"].arms[0]


def _event(delta: str, finish: str = "null") -> bytes:
    return b'data: {"choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\n\n' % (delta.encode(), finish.encode())


def test_a_stream_is_held_until_its_first_real_token(offer: LiveOffer) -> None:
    asks = _Asks(offer, stream=True)
    attempt = asks.attempt
    attempt.on_head(200, list(HEAD))
    attempt.on_body(b": comment\n\n" + _event('{"role":"assistant","content":""}'))
    assert asks.told == []
    attempt.on_body(_event('{"content":"The"}'))
    attempt.on_body(_event('{"content":" fox"}'))
    attempt.on_body(_event("{}", '"stop"') + b"data: [DONE]\n\n")
    attempt.on_end()
    assert asks.told == ["released True", "more", "more", "streamed_all"]


def test_an_answer_without_any_token_is_released_at_its_end(offer: LiveOffer) -> None:
    asks = _Asks(offer, stream=True)
    asks.attempt.on_head(200, list(HEAD))
    asks.attempt.on_body(_event("{}", '"stop"') + b"data: [DONE]\n\n")
    asks.attempt.on_end()
    assert asks.told == ["released True", "streamed_all"]


def test_a_whole_reply_to_a_streaming_client_is_taken_as_a_reply(offer: LiveOffer) -> None:
    asks = _Asks(offer, stream=True)
    asks.attempt.on_head(200, [(b"content-type", b"application/json")])
    asks.attempt.on_body(b'{"usage":{"prompt_tokens":1,"completion_tokens":1}}')
    asks.attempt.on_end()
    assert asks.told == ["replied"]


def test_an_attempt_that_is_over_hears_nothing_and_gives_its_place_back_once(offer: LiveOffer) -> None:
    asks = _Asks(offer, stream=False)
    assert offer.state.in_flight == 1
    asks.attempt.close()
    asks.attempt.close()
    assert offer.state.in_flight == 0
    asks.attempt.on_sent()
    asks.attempt.on_head(200, [])
    asks.attempt.on_body(b"{}")
    asks.attempt.on_end()
    from deadheat.errors import UpstreamError

    asks.attempt.on_failure(UpstreamError("late"))
    assert asks.told == []


@pytest.mark.parametrize(("coding", "said"), [(b"gzip", "compressed its reply (gzip)"), (b"identity", "JSON object")])
def test_what_cannot_be_read_is_named(offer: LiveOffer, coding: bytes, said: str) -> None:
    asks = _Asks(offer, stream=False)
    asks.attempt.on_head(200, [(b"content-encoding", coding)])
    asks.attempt.on_body(b"\x1f\x8b")
    asks.attempt.on_end()
    assert said in asks.words


def test_usage_seen_so_far_is_known_before_the_end(offer: LiveOffer) -> None:
    asks = _Asks(offer, stream=True)
    assert asks.attempt.usage is None
    asks.attempt.on_head(200, list(HEAD))
    asks.attempt.on_body(b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n')
    assert asks.attempt.usage == Usage(input_tokens=3, output_tokens=1)
