import asyncio
import contextlib
import json
import socket
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadheat.facts.route import Limits
from tests.gateway.harness import Gateway, gateway, read_reply, request

HI = {"model": "assistant", "messages": [{"role": "user", "content": "hi"}]}
CHAT = "/v1/chat/completions"
POST = b"POST /v1/chat/completions HTTP/1.1\r\n"
HOST = b"host: a\r\n"

SMUGGLING = {
    "length and chunked": POST + HOST + b"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunked and length": POST + HOST + b"transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n",
    "two lengths": POST + HOST + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
    "the same length twice": POST + HOST + b"content-length: 3\r\ncontent-length: 3\r\n\r\nabc",
    "a list of lengths": POST + HOST + b"content-length: 3, 3\r\n\r\nabc",
    "a negative length": POST + HOST + b"content-length: -3\r\n\r\nabc",
    "a length with a sign": POST + HOST + b"content-length: +3\r\n\r\nabc",
    "a length beyond 64 bits": POST + HOST + b"content-length: 99999999999999999999999\r\n\r\nabc",
    "bare LF": b"GET /v1/models HTTP/1.1\nhost: a\n\n",
    "bare LF between headers": b"GET /v1/models HTTP/1.1\r\nhost: a\nx: b\r\n\r\n",
    "bare CR in a value": b"GET /v1/models HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n",
    "a folded header": b"GET /v1/models HTTP/1.1\r\nhost: a\r\n b\r\n\r\n",
    "a space before the colon": b"GET /v1/models HTTP/1.1\r\nhost : a\r\n\r\n",
    "a NUL in a value": b"GET /v1/models HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n",
    "an empty header name": b"GET /v1/models HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n",
    "no host": b"GET /v1/models HTTP/1.1\r\n\r\n",
    "a host that is no name": b"GET /v1/models HTTP/1.1\r\nhost: a/b@c\r\n\r\n",
    "an empty host": b"GET /v1/models HTTP/1.1\r\nhost: \r\n\r\n",
    "HTTP/0.9": b"GET /v1/models\r\n\r\n",
    "HTTP/2.0 without its preface": b"GET /v1/models HTTP/2.0\r\nhost: a\r\n\r\n",
    "two hosts": b"GET /v1/models HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    "chunked in HTTP/1.0": b"POST /v1/models HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown coding": POST + HOST + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
    "coding hidden by a tab": POST + HOST + b"transfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "chunked not last": POST + HOST + b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "bare LF in a chunk": POST + HOST + b"transfer-encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
    "a negative chunk": POST + HOST + b"transfer-encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
    "a chunk beyond 64 bits": POST + HOST + b"transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n",
    "a chunk longer than it says": POST + HOST + b"transfer-encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
    "a space in the target": b"GET /v1/ models HTTP/1.1\r\nhost: a\r\n\r\n",
    "bytes beyond ASCII in the target": b"GET /v1/\xe9 HTTP/1.1\r\nhost: a\r\n\r\n",
    "HTTP/1.2": b"GET /v1/models HTTP/1.2\r\nhost: a\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "two authorizations": b"GET / HTTP/1.1\r\nhost: a\r\nauthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n",
    "stacked codings": POST + HOST + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a compressed body": POST + HOST + b"content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",
    "an unknown expectation": POST + HOST + b"expect: 200-ok\r\ncontent-length: 3\r\n\r\nabc",
}


@pytest.mark.parametrize("name", SMUGGLING)
def test_an_ambiguous_request_is_refused_and_ends_the_connection(tmp_path: Path, name: str) -> None:
    behind = request(CHAT, HI)
    with gateway(tmp_path) as gate:
        with gate.connect() as sock:
            sock.sendall(SMUGGLING[name] + behind)
            sock.shutdown(socket.SHUT_WR) if name == "TLS" else None
            reply = read_reply(sock)
            after = _rest(sock, reply.rest)
        asked = len(gate.host.seen)
    assert 400 <= reply.status < 600
    assert reply.json["error"]["message"]
    assert reply.headers["connection"] == "close"
    assert after == b""
    assert asked == 0


def _rest(sock: socket.socket, seen: bytes) -> bytes:
    while True:
        try:
            data = sock.recv(65536)
        except ConnectionResetError:
            return seen
        if not data:
            return seen
        seen += data


def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    many = [request(CHAT, {**HI, "model": f"{'slow-20' if i % 5 == 0 else 'plain'}", "n": i + 1}) for i in range(20)]
    with gateway(tmp_path) as gate, gate.connect() as sock:
        sock.sendall(b"".join(many))
        rest, sizes = b"", []
        for _ in many:
            reply = read_reply(sock, rest)
            rest = reply.rest
            sizes.append(len(reply.json["choices"]))
    assert sizes == list(range(1, 21))


def test_a_thousand_pipelined_requests_that_are_answered_at_once_need_no_recursion(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate, gate.connect() as sock:
        sock.sendall(b"GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n" * 1000)
        rest = b""
        for _ in range(1000):
            reply = read_reply(sock, rest)
            rest = reply.rest
            assert reply.status == 200


def test_any_split_of_the_bytes_gives_the_same_answers(tmp_path: Path) -> None:
    raw = request(CHAT, HI) + POST + HOST + b"transfer-encoding: chunked\r\n\r\n"
    body = json.dumps(HI).encode()
    raw += b"5;ext=1\r\n" + body[:5] + b"\r\n" + b"%x\r\n" % len(body[5:]) + body[5:] + b"\r\n0\r\nx-trailer: y\r\n\r\n"
    with gateway(tmp_path) as gate:

        @settings(max_examples=40)
        @given(cuts=st.lists(st.integers(1, len(raw) - 1), max_size=6, unique=True))
        def judge(cuts: list[int]) -> None:
            with gate.connect() as sock:
                edges = [0, *sorted(cuts), len(raw)]
                for start, end in pairwise(edges):
                    sock.sendall(raw[start:end])
                first = read_reply(sock)
                second = read_reply(sock, first.rest)
            assert (first.status, second.status) == (200, 200)
            assert first.body.replace(b" ", b"") == second.body.replace(b" ", b"")

        judge()


@settings(max_examples=150)
@given(noise=st.binary(max_size=300), at=st.integers(0, 400))
def test_no_bytes_make_the_gateway_fail(fuzzed: Gateway, noise: bytes, at: int) -> None:
    raw = request(CHAT, HI)
    with fuzzed.connect() as sock:
        sock.sendall(raw[:at] + noise + raw[at:])
        sock.shutdown(socket.SHUT_WR)
        answer = _rest(sock, b"")
    assert not answer or answer.startswith(b"HTTP/1.1 ")
    assert b"HTTP/1.1 500" not in answer


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> "object":
    with gateway(tmp_path_factory.mktemp("fuzz")) as gate:
        yield gate


BODIES = {
    "not JSON": b"{",
    "bad UTF-8": b'{"model": "assistant", "messages": [{"role": "user", "content": "\xff"}]}',
    "deep nesting": b'{"model": "assistant", "messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a huge number": b'{"model": "assistant", "messages": [{}], "n": ' + b"9" * 5000 + b"}",
    "an empty body": b"",
    "null": b"null",
    "an array": b"[]",
    "no model": b'{"messages": [{"role": "user", "content": "hi"}]}',
    "a model that is a number": b'{"model": 7, "messages": [{}]}',
    "no messages": b'{"model": "assistant"}',
    "messages that are none": b'{"model": "assistant", "messages": "hi"}',
    "n below one": b'{"model": "assistant", "messages": [{}], "n": 0}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_gets_a_clear_400_and_an_entry_and_the_connection_stays(tmp_path: Path, name: str) -> None:
    with gateway(tmp_path) as gate:
        with gate.connect() as sock:
            sock.sendall(request(CHAT, BODIES[name]))
            reply = read_reply(sock)
            sock.sendall(request(CHAT, HI))
            second = read_reply(sock)
        gate.wait_for(lambda: len(gate.book.entries) == 2)
    assert reply.status == 400
    assert "body" in reply.json["error"]["message"]
    assert second.status == 200
    assert gate.book.entries[0].error == "invalid_request"


def test_a_body_over_the_limit_is_refused_by_its_length_and_by_its_bytes(tmp_path: Path) -> None:
    limits = Limits(body_bytes=2000)
    chunked = POST + HOST + b"transfer-encoding: chunked\r\n\r\n" + (b"400\r\n" + b"x" * 1024 + b"\r\n") * 3
    with gateway(tmp_path, limits=limits) as gate:
        said = gate.post(CHAT, b"x" * 2001)
        sent = gate.send(chunked)
        gate.wait_for(lambda: len(gate.book.entries) == 2)
        buffered = gate.server.premises.buffered
    assert (said.status, sent.status) == (413, 413)
    assert said.json["error"]["code"] == "body_too_large"
    assert [e.error for e in gate.book.entries] == ["body_too_large"] * 2
    assert buffered == 0


@pytest.mark.parametrize("framing", [b"1;" + b"e" * 9000, b"1;eeeeeeeeee\r\n{\r\n" * 500, b"0" * 9000])
def test_a_body_that_is_mostly_framing_is_refused_before_its_end(tmp_path: Path, framing: bytes) -> None:
    with gateway(tmp_path, limits=Limits(header_bytes=1024)) as gate, gate.connect() as sock:
        sock.sendall(POST + HOST + b"transfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 100")
        sock.sendall(framing)
        reply = read_reply(sock)
        entry = gate.entry()
    assert (reply.status, reply.json["error"]["code"], entry.error) == (400, "chunk_framing", "chunk_framing")


def test_a_body_in_chunks_of_one_byte_is_read(tmp_path: Path) -> None:
    body = request(CHAT, HI).partition(b"\r\n\r\n")[2]
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body + b" " * 4000)
    with gateway(tmp_path, limits=Limits(header_bytes=1024)) as gate, gate.connect() as sock:
        sock.sendall(POST + HOST + b"transfer-encoding: chunked\r\n\r\n")
        sock.sendall(chunks[:9000])
        sock.sendall(chunks[9000:] + b"0\r\n\r\n")
        assert read_reply(sock).status == 200


def test_a_head_over_the_limit_is_refused_whether_it_ends_or_not(tmp_path: Path) -> None:
    limits = Limits(header_bytes=2048, headers=20)
    with gateway(tmp_path, limits=limits) as gate:
        long = gate.post(CHAT, HI, {"x-long": "y" * 3000})
        many = gate.post(CHAT, HI, {f"x-{i}": "y" for i in range(30)})
        with gate.connect() as sock:
            sock.sendall(POST)
            sock.sendall(b"x-endless: " + b"y" * 600_000)
            endless = read_reply(sock)
    assert [long.status, many.status, endless.status] == [431, 431, 431]


def test_a_slow_head_and_a_slow_body_get_408_and_an_idle_connection_is_closed_in_silence(tmp_path: Path) -> None:
    with gateway(tmp_path, limits=Limits(header_s=0.2, body_s=0.2)) as gate:
        with gate.connect() as head, gate.connect() as body:
            head.sendall(POST + b"host:")
            body.sendall(POST + HOST + b"content-length: 100\r\n\r\n{")
            assert read_reply(head).status == 408
            assert read_reply(body).status == 408
        gate.wait_for(lambda: gate.server.connections == 0)
    with gateway(tmp_path, limits=Limits(idle_s=0.2)) as gate, gate.connect() as idle:
        assert idle.recv(10) == b""


def test_an_expectation_is_met_before_the_body_and_not_for_one_that_is_refused(tmp_path: Path) -> None:
    body = json.dumps(HI).encode()
    expecting = POST + HOST + b"expect: 100-continue\r\ncontent-length: %d\r\n\r\n"
    with gateway(tmp_path, limits=Limits(body_bytes=5000)) as gate:
        with gate.connect() as sock:
            sock.sendall(expecting % len(body))
            assert sock.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
            sock.sendall(body)
            assert read_reply(sock).status == 200
        with gate.connect() as sock:
            sock.sendall(expecting % 6000)
            assert read_reply(sock).status == 413


def test_an_expectation_behind_a_request_that_is_still_served_is_met_in_its_turn(tmp_path: Path) -> None:
    body = json.dumps(HI).encode()
    slow = request(CHAT, {**HI, "model": "slow-30"})
    with gateway(tmp_path) as gate, gate.connect() as sock:
        sock.sendall(slow + POST + HOST + b"expect: 100-continue\r\ncontent-length: %d\r\n\r\n" % len(body))
        first = read_reply(sock)
        while b"100 Continue" not in first.rest:
            first.rest += sock.recv(1000)
        sock.sendall(body)
        second = read_reply(sock, first.rest)
    assert (first.status, second.status) == (200, 200)


def test_head_gets_the_head_alone(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate, gate.connect() as sock:
        sock.sendall(b"HEAD /v1/models HTTP/1.1\r\nhost: a\r\n\r\n")
        reply = read_reply(sock, head=True)
        sock.sendall(b"GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n")
        second = read_reply(sock, reply.rest)
    assert reply.status == second.status == 200
    assert int(reply.headers["content-length"]) == len(second.body)


def test_an_old_client_gets_a_stream_that_ends_with_its_connection(tmp_path: Path) -> None:
    body = json.dumps({**HI, "stream": True}).encode()
    with gateway(tmp_path) as gate:
        reply = gate.send(b"POST /v1/chat/completions HTTP/1.0\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    assert "transfer-encoding" not in reply.headers
    assert reply.events[-1] == "[DONE]"


def test_an_upgrade_is_ignored_as_the_standard_allows(tmp_path: Path) -> None:
    upgrade = {"connection": "Upgrade, HTTP2-Settings", "upgrade": "h2c", "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA"}
    with gateway(tmp_path) as gate:
        posted = gate.post(CHAT, HI, upgrade)
        listed = gate.send(request("/v1/models", b"", upgrade, "GET"))
        gate.wait_for(lambda: gate.server.premises.buffered == 0)
    assert (posted.status, listed.status) == (200, 200)


def test_connect_and_unknown_paths_and_methods_are_refused(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate:
        assert gate.send(b"CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n").status == 404
        assert gate.send(request("/v1/nothing", HI)).status == 404
        refused = gate.send(request(CHAT, HI, method="PUT"))
        absolute = gate.send(request("http://elsewhere/v1/chat/completions?x=1", HI))
    assert (refused.status, refused.headers["allow"]) == (405, "POST")
    assert absolute.status == 200


def test_connections_over_the_limit_are_told_so(tmp_path: Path) -> None:
    with gateway(tmp_path, limits=Limits(connections=2)) as gate, gate.connect() as one, gate.connect() as two:
        for sock in (one, two):
            sock.sendall(request(CHAT, HI))
            assert read_reply(sock).status == 200
        with gate.connect() as three:
            assert read_reply(three).status == 503


def test_requests_over_the_limit_are_refused_until_one_ends(tmp_path: Path) -> None:
    with gateway(tmp_path, limits=Limits(in_flight=1)) as gate, gate.connect() as sock:
        sock.sendall(request(CHAT, {**HI, "model": "stalls"}))
        gate.wait_for(lambda: len(gate.desk.active) == 1)
        assert gate.chat("assistant").status == 503
        sock.close()
        gate.wait_for(lambda: not gate.desk.active)
        assert gate.chat("assistant").status == 200


def test_a_client_that_does_not_read_is_not_read_from_and_is_cut_off_in_the_end(tmp_path: Path) -> None:
    with gateway(tmp_path, limits=Limits(write_s=0.3)) as gate, gate.connect() as sock:
        gate.wait_for(lambda: gate.server.connections == 1)
        with contextlib.suppress(OSError):
            sock.sendall(b"GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n" * 50_000)
        gate.wait_for(lambda: gate.server.connections == 0)
        gate.wait_for(lambda: gate.server.premises.buffered == 0)


def test_draining_lets_a_stream_end_and_takes_no_further_request(tmp_path: Path) -> None:
    with gateway(tmp_path) as gate, gate.connect() as sock, gate.connect() as idle:
        sock.sendall(request(CHAT, {**HI, "model": "paced-20", "stream": True}) + request(CHAT, HI))
        gate.wait_for(lambda: any(getattr(a, "attempt", None) for a in gate.desk.active))
        drained = asyncio.run_coroutine_threadsafe(gate.server.drain(10.0), gate.loop)
        reply = read_reply(sock)
        assert drained.result(10) == 0
        assert reply.events[-1] == "[DONE]"
        assert idle.recv(1) == b""
        with pytest.raises(OSError, match="refused"):
            gate.connect()
