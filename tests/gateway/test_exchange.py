import json
from pathlib import Path
from typing import Any

import pytest

from deadheat.gateway import exchange
from deadheat.gateway.exchange import Exchange
from deadheat.gateway.passage import Passage, passage_to
from deadheat.gateway.table import LiveOffer
from tests.gateway.harness import PATIENT_HOST, QUICK_HOST, Gateway, gateway, read_reply, request


def test_a_whole_reply_passes_with_the_hosts_own_model_id_and_leaves_one_priced_entry(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("assistant", unknown_field={"kept": [1, 2]})
        entry = gate.entry()
        sent = json.loads(gate.host.seen[0].body)
    assert reply.status == 200
    assert reply.json["choices"][0]["message"]["content"] == "The quick brown fox jumps over the lazy dog."
    assert sent["model"] == "plain"
    assert sent["unknown_field"] == {"kept": [1, 2]}
    assert (entry.route, entry.arm, entry.offer, entry.status, entry.error) == (
        "assistant",
        "priced",
        "priced",
        200,
        "",
    )
    assert (entry.output_tokens, entry.usage_from) == (10, "upstream")
    assert entry.cost_nanousd == (entry.input_tokens or 0) * 200 + 10 * 800
    assert entry.id == reply.headers["x-request-id"]


def test_a_stream_passes_and_usage_nobody_asked_for_is_counted_but_not_shown(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("assistant", stream=True)
        entry = gate.entry()
        sent = json.loads(gate.host.seen[0].body)
    assert sent["stream_options"] == {"include_usage": True}
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.events[-1] == "[DONE]"
    assert all("usage" not in event for event in reply.events[:-1])
    text = "".join(e["choices"][0]["delta"].get("content", "") for e in reply.events[:-1])
    assert text == "The quick brown fox jumps over the lazy dog."
    assert (entry.output_tokens, entry.usage_from, entry.streamed) == (10, "upstream", True)
    assert entry.first_token_us is not None


def test_durations_are_finer_than_a_millisecond(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        for _ in range(4):
            gate.chat("assistant", stream=True)
        seen = [t for e in gate.book.entries for t in (e.latency_us, e.first_token_us or 0)]
    assert any(t % 1000 for t in seen), seen


def test_usage_the_client_asked_for_is_shown(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("assistant", stream=True, stream_options={"include_usage": True})
    assert reply.events[-2]["usage"]["completion_tokens"] == 10


@pytest.mark.parametrize("stream", [False, True])
def test_a_flaky_host_is_asked_again_and_the_client_sees_nothing_of_it(tmp_path: Path, stream: bool) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("flaky-2", stream=stream)
        entry = gate.entry()
    assert reply.status == 200
    assert (entry.attempts, entry.error) == (3, "")


def test_patience_with_one_offer_ends_and_the_hosts_own_error_reaches_the_client(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("flaky-5")
        entry = gate.entry()
    assert reply.status == 500
    assert reply.json["error"]["message"] == "the fake host says 500"
    assert (entry.attempts, entry.error, entry.cost_nanousd) == (3, "upstream", 0)


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_an_offer_is_asked_as_often_as_its_attempts_say(tmp_path: Path, attempts: int) -> None:
    lines = f"retries = {{ attempts = {attempts}, base_ms = 1, max_ms = 2 }}"
    with gateway(tmp_path, gateway_lines=lines) as gate:
        gate.chat("fails")
        entry = gate.entry()
    assert len(gate.host.seen) == entry.attempts == attempts


def patience(trouble: str) -> str:
    """Only for a host that stalls a test waits for a timeout."""
    return QUICK_HOST if "stalls" in trouble else PATIENT_HOST


TROUBLES = [
    "fails",
    "overloaded",
    "limited",
    "denies",
    "missing",
    "resets",
    "stalls",
    "garbage",
    "garbage-json",
    "cuts-json",
]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_another_offer_answers_when_a_host_fails_before_its_reply(tmp_path: Path, trouble: str) -> None:
    with gateway(tmp_path, host_lines=patience(trouble)) as gate:
        reply = gate.chat(f"safe/{trouble}")
        entry = gate.entry()
    assert reply.status == 200
    assert (entry.arm, entry.offer, entry.error) == ("any", "good", "")
    assert entry.attempts >= 2


@pytest.mark.parametrize("trouble", ["cuts-head", "stalls-head", "errors-head", "stalls", "fails", "limited"])
def test_another_offer_answers_a_stream_that_has_no_token_yet(tmp_path: Path, trouble: str) -> None:
    with gateway(tmp_path, host_lines=patience(trouble)) as gate:
        reply = gate.chat(f"safe/{trouble}", stream=True)
        entry = gate.entry()
    assert reply.status == 200
    assert reply.events[-1] == "[DONE]"
    assert (entry.offer, entry.error) == ("good", "")


@pytest.mark.parametrize(
    ("trouble", "error"), [("cuts-stream", "upstream"), ("stalls-stream", "upstream_timeout"), ("no-end", "upstream")]
)
def test_a_stream_that_breaks_after_its_first_token_ends_in_an_error_event_and_is_settled_once(
    tmp_path: Path, trouble: str, error: str
) -> None:
    with gateway(tmp_path, host_lines=patience(trouble)) as gate:
        reply = gate.chat(f"safe/{trouble}", stream=True)
        entry = gate.entry()
    assert reply.status == 200
    assert reply.events[-1]["error"]["code"] == error
    assert reply.events[-1]["error"]["request_id"] == entry.id
    assert (entry.offer, entry.error, entry.usage_from) == ("any", error, "none")


def test_the_hosts_own_error_event_passes_in_the_middle_of_a_stream(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("errors-stream", stream=True)
        entry = gate.entry()
    assert reply.events[-1]["error"]["code"] == "overloaded"
    assert entry.error == "upstream_stream"


@pytest.mark.parametrize(
    "status", [("refuses", 400), ("denies", 502), ("missing", 404), ("stalls", 504), ("resets", 502)]
)
def test_a_failure_without_another_offer_reaches_the_client_with_its_own_status(
    tmp_path: Path, status: tuple[str, int]
) -> None:
    with gateway(tmp_path, host_lines=patience(status[0])) as gate:
        reply = gate.chat(status[0])
        entry = gate.entry()
    assert reply.status == status[1]
    assert reply.json["error"]["message"]
    assert entry.status == status[1]


def test_a_request_the_host_refuses_is_not_sent_to_another(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        reply = gate.chat("safe/refuses")
        entry = gate.entry()
    assert reply.status == 400
    assert entry.attempts == 1


def test_an_anthropic_client_gets_errors_in_its_own_shape(tmp_path: Path) -> None:
    body = {"model": "claude/stalls-stream", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
    with gateway(tmp_path, host_lines=QUICK_HOST) as gate:
        streamed = gate.post("/v1/messages", {**body, "stream": True})
        unknown = gate.post("/v1/messages", {**body, "max_tokens": "9"})
    assert streamed.events[-1]["type"] == "error"
    assert b"event: error" in streamed.body
    assert unknown.status == 400
    assert unknown.json["type"] == "error"


def test_an_unknown_route_names_the_nearest_one(tmp_path: Path) -> None:
    from deadheat.gateway.table import RouteTable

    with gateway(tmp_path) as gate:
        routes = {k: v for k, v in gate.desk.table.routes.items() if k != "*"}
        gate.desk.table = RouteTable(routes=routes, config_hash="h")
        reply = gate.chat("asistant")
        entry = gate.entry()
    assert reply.status == 404
    assert "'assistant'" in reply.json["error"]["message"]
    assert (entry.status, entry.error, entry.cost_nanousd, entry.attempts) == (404, "model_not_found", 0, 0)


@pytest.mark.parametrize("model", ["paced-500", "stalls", "stalls-stream", "slow-5000"])
def test_a_client_that_leaves_cancels_the_host_and_is_settled_once(tmp_path: Path, model: str) -> None:
    with gateway(tmp_path) as gate:
        with gate.connect() as sock:
            body = {"model": model, "messages": [{"role": "user", "content": "hi"}], "stream": model != "slow-5000"}
            sock.sendall(request("/v1/chat/completions", body))
            gate.wait_for(lambda: bool(gate.host.seen))
        entry = gate.entry()
        gate.wait_for(lambda: not gate.desk.active)
        states = gate.compiler.states()
    assert (entry.status, entry.error, entry.client_gone) == (499, "client_gone", True)
    assert states["any"].models[model].in_flight == 0


def test_usage_reported_before_the_client_left_is_billed(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        with gate.connect() as sock:
            body = {"model": "claude/stalls-stream", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
            sock.sendall(request("/v1/messages", {**body, "stream": True}))
            assert sock.recv(10)
        entry = gate.entry()
    assert entry.client_gone
    assert entry.usage_from == "partial"
    assert entry.input_tokens == len(gate.host.seen[0].body) // 4


def test_credentials_of_the_client_stay_and_those_of_the_host_do_not_leave(tmp_path: Path) -> None:
    headers = {
        "authorization": "Bearer clients-own",
        "x-api-key": "clients-own",
        "cookie": "a=b",
        "connection": "x-secret-hop",
        "x-secret-hop": "1",
        "openai-beta": "assistants=v2",
        "proxy-authorization": "Basic eA==",
    }
    body = {"model": "both", "messages": [{"role": "user", "content": "hi"}]}
    with gateway(tmp_path) as gate:
        for i in range(12):
            body["messages"] = [{"role": "user", "content": f"hi {i}"}]
            reply = gate.post("/v1/chat/completions", body, headers)
        seen = gate.host.seen
    assert "sk-second" not in str(reply.headers) + str(reply.body)
    assert {s.headers.get("authorization") for s in seen} == {None, "Bearer sk-second"}
    for s in seen:
        assert "clients-own" not in str(s.headers)
        assert not {"cookie", "x-secret-hop", "proxy-authorization", "x-api-key"} & set(s.headers)
        assert s.headers["openai-beta"] == "assistants=v2"
        assert s.headers["host"] == f"127.0.0.1:{gate.host.port}"


def test_a_conversation_keeps_its_arm_and_many_conversations_use_both(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        for conversation in range(16):
            turns: list[dict[str, str]] = []
            for turn in range(3):
                turns.append({"role": "user", "content": f"talk {conversation}.{turn}"})
                gate.chat("both", messages=turns)
        gate.wait_for(lambda: len(gate.book.entries) == 48)
        offers = [e.offer for e in gate.book.entries]
    by_conversation = [set(offers[i * 3 : i * 3 + 3]) for i in range(16)]
    assert all(len(used) == 1 for used in by_conversation)
    assert set(offers) == {"priced", "good"}


@pytest.mark.parametrize("stream", [False, True])
def test_a_response_is_followed_at_the_host_that_keeps_it(tmp_path: Path, stream: bool) -> None:
    with gateway(tmp_path) as gate:
        offers = set()
        for talk in range(12):
            first = gate.post("/v1/responses", {"model": "both", "input": f"talk {talk}", "stream": stream})
            kept = first.events[-1]["response"] if stream else first.json
            more = {"model": "both", "input": "go on", "previous_response_id": kept["id"], "stream": stream}
            second = gate.post("/v1/responses", more)
            assert second.headers["x-deadheat-offer"] == first.headers["x-deadheat-offer"]
            offers.add(first.headers["x-deadheat-offer"])
    assert offers == {"priced", "good"}


def test_embeddings_are_shared_among_the_arms(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        replies = [gate.post("/v1/embeddings", {"model": "both", "input": f"text {i}"}) for i in range(16)]
    assert {r.headers["x-deadheat-offer"] for r in replies} == {"priced", "good"}


def test_an_open_circuit_spares_the_host_until_its_rest_is_over(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        for _ in range(4):
            gate.chat("safe/fails")
        before = len([s for s in gate.host.seen if s.model == "fails"])
        reply = gate.chat("safe/fails")
        after = len([s for s in gate.host.seen if s.model == "fails"])
    assert reply.status == 200
    assert before == after == 5


def test_a_model_that_fails_does_not_rest_the_others_of_an_offer_that_takes_any(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        for trouble in ("fails", "limited"):
            for _ in range(6):
                gate.chat(trouble)
            assert gate.chat(trouble).json["error"]["code"] == "offers_rest"
        reply = gate.chat("plain")
        states = gate.compiler.states()
        now = gate.desk.now()
    assert reply.status == 200
    assert states["any"].rests(now)
    assert not states["good"].rests(now)


def test_a_fault_between_two_attempts_leaves_no_client_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    way = passage_to

    def fault(offer: LiveOffer, *rest: Any, **more: Any) -> Passage:
        if offer.name == "good":
            raise ZeroDivisionError("a fault")
        return way(offer, *rest, **more)

    monkeypatch.setattr(exchange, "passage_to", fault)
    with gateway(tmp_path, host_lines=QUICK_HOST) as gate:
        reply = gate.chat("safe/denies")
        entry = gate.entry()
    assert (reply.status, entry.status, entry.error) == (504, 504, "upstream_timeout")


MIXED = """
[routes.mixed]
arms = [{{ offer = "claude" }}]
fallbacks = ["good"]
[routes.failing]
arms = [{{ offer = "broken" }}]
fallbacks = ["claude"]
[offers.broken]
host = "fake"
model = "fails"
"""


def test_a_field_that_a_host_has_no_place_for_is_taken_to_one_that_has(tmp_path: Path) -> None:
    with gateway(tmp_path, more=MIXED) as gate:
        served = gate.chat("mixed", seed=7)
        failed = gate.chat("failing", seed=7)
        refused = gate.chat("claude/plain", seed=7)
        gate.wait_for(lambda: len(gate.book.entries) == 3)
        entries = gate.book.entries
    assert (served.status, served.headers["x-deadheat-offer"]) == (200, "good")
    assert (failed.status, failed.headers["x-deadheat-offer"]) == (500, "broken")
    assert (refused.status, "seed" in refused.json["error"]["message"]) == (400, True)
    assert [(e.offer, e.error, e.attempts) for e in entries] == [
        ("good", "", 1),
        ("broken", "upstream", 3),
        ("", "invalid_request", 0),
    ]


def test_when_every_offer_rests_the_client_is_told_how_long(tmp_path: Path) -> None:
    lines = "breaker = { failures = 1, open_s = 40 }\nretries = { attempts = 1 }"
    with gateway(tmp_path, gateway_lines=lines) as gate:
        failed = gate.chat("fails")
        reply = gate.chat("fails")
        gate.wait_for(lambda: len(gate.book.entries) == 2)
        entry = gate.book.entries[1]
    assert (failed.status, reply.status) == (500, 503)
    assert 38 <= int(reply.headers["retry-after"]) <= 40
    assert f"in {reply.headers['retry-after']} s" in reply.json["error"]["message"]
    assert (entry.error, entry.attempts, entry.cost_nanousd) == ("offers_rest", 0, 0)


def test_a_client_that_leaves_while_a_refusal_is_waited_out_owes_nothing(tmp_path: Path) -> None:
    lines = "retries = { attempts = 2, base_ms = 5000, max_ms = 5000 }"
    with gateway(tmp_path, gateway_lines=lines) as gate:
        with gate.connect() as sock:
            sock.sendall(request("/v1/chat/completions", {"model": "fails", "messages": [{"role": "user"}]}))
            gate.wait_for(lambda: any(isinstance(a, Exchange) and a.attempt is None for a in gate.desk.active))
        entry = gate.entry()
    assert (entry.error, entry.attempts, entry.cost_nanousd) == ("client_gone", 1, 0)


def test_full_books_refuse_before_the_host_is_asked(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        gate.book.room = False
        reply = gate.chat("assistant")
        asked = len(gate.host.seen)
    assert reply.status == 503
    assert reply.headers["retry-after"] == "1"
    assert asked == 0


def test_content_is_kept_only_where_the_route_asks_for_it(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        gate.chat("assistant")
        whole = gate.chat("kept")
        stream = gate.chat("kept", stream=True)
        gate.wait_for(lambda: len(gate.book.entries) == 3)
        contents = gate.book.contents
    assert [reply for _, reply, _ in contents] == [whole.body, stream.body]
    assert all(full and b"hi" in asked for asked, _, full in contents)


def test_each_dialect_is_answered_by_a_host_of_the_other(tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "hi"}]
    with gateway(tmp_path) as gate:
        chat = gate.chat("claude/x")
        message = gate.post("/v1/messages", {"model": "assistant", "max_tokens": 5, "messages": messages})
        response = gate.post("/v1/responses", {"model": "claude/x", "input": "hi"})
        streams = [
            gate.chat("claude/x", stream=True),
            gate.post("/v1/messages", {"model": "plain", "max_tokens": 5, "messages": messages, "stream": True}),
            gate.post("/v1/responses", {"model": "claude/x", "input": "hi", "stream": True}),
        ]
        gate.wait_for(lambda: len(gate.book.entries) == 6)
        entries = gate.book.entries
    text = "The quick brown fox jumps over the lazy dog."
    assert chat.json["choices"][0]["message"]["content"] == text
    assert message.json["content"][0]["text"] == text
    assert response.json["output"][0]["content"][0]["text"] == text
    assert [s.status for s in streams] == [200, 200, 200]
    assert all(b" quick" in s.body for s in streams)
    assert [e.output_tokens for e in entries] == [10] * 6
    assert {(e.dialect_in, e.dialect_out) for e in entries} == {
        ("openai_chat", "anthropic_messages"),
        ("anthropic_messages", "openai_chat"),
        ("openai_responses", "anthropic_messages"),
    }


def test_a_host_without_the_responses_api_is_asked_for_a_chat_completion(tmp_path: Path, monkeypatch: object) -> None:
    from deadheat.upstream import fake

    whole = {k: v for k, v in fake.WHOLE.items() if k != "/v1/responses"}
    with pytest.MonkeyPatch.context() as patch, gateway(tmp_path) as gate:
        patch.setattr(fake, "WHOLE", whole)
        first = gate.post("/v1/responses", {"model": "plain", "input": "hi"})
        second = gate.post("/v1/responses", {"model": "plain", "input": "hi"})
        paths = [s.path for s in gate.host.seen]
    assert first.json["output"][0]["content"][0]["text"].startswith("The quick")
    assert second.status == 200
    assert paths == ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]


def test_tokens_are_counted_by_an_anthropic_host_and_refused_for_others(tmp_path: Path) -> None:
    body = {"model": "claude/x", "messages": [{"role": "user", "content": "hi"}]}
    with gateway(tmp_path) as gate:
        counted = gate.post("/v1/messages/count_tokens", body)
        refused = gate.post("/v1/messages/count_tokens", {**body, "model": "plain"})
        entries = gate.book.entries
    assert counted.json["input_tokens"] > 0
    assert refused.status == 400
    assert [e.cost_nanousd for e in entries] == [0, 0]


def _keep_alive(gate: Gateway, bodies: list[object]) -> list[int]:
    statuses = []
    rest = b""
    with gate.connect() as sock:
        for body in bodies:
            sock.sendall(request("/v1/chat/completions", body))
            reply = read_reply(sock, rest)
            rest = reply.rest
            statuses.append(reply.status)
    return statuses


def test_a_connection_serves_on_after_errors_and_streams(tmp_path: Path) -> None:
    hi = [{"role": "user", "content": "hi"}]
    bodies: list[object] = [
        {"model": "assistant", "messages": hi},
        {"model": "assistant", "messages": hi, "stream": True},
        {"model": "refuses", "messages": hi},
        {"messages": hi},
        {"model": "cuts-stream", "messages": hi, "stream": True},
        {"model": "assistant", "messages": hi},
    ]
    with gateway(tmp_path) as gate:
        assert _keep_alive(gate, bodies) == [200, 200, 400, 400, 200, 200]
        gate.wait_for(lambda: len(gate.book.entries) == 6)


def test_a_request_leaves_nothing_for_the_garbage_collector(tmp_path: Path) -> None:
    import gc

    from deadheat.gateway.attempt import Attempt
    from deadheat.gateway.exchange import Exchange
    from deadheat.gateway.request import Request
    from deadheat.upstream.connection import PooledCall

    gc.collect()
    gc.disable()
    try:
        with gateway(tmp_path, host_lines=QUICK_HOST) as gate:
            for model in ("assistant", "flaky-1", "safe/fails", "safe/stalls", "refuses", "cuts-stream", "nonsense/x"):
                gate.chat(model)
                gate.chat(model, stream=True)
            gate.wait_for(lambda: len(gate.book.entries) == 14 and not gate.desk.active)
            kinds = (Exchange, Attempt, Request, PooledCall)
            left = [type(o).__name__ for o in gc.get_objects() if issubclass(type(o), kinds)]
    finally:
        gc.enable()
    assert left == []
