import asyncio
import json
import ssl
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadheat.errors import Malformed, UpstreamTimeout
from deadheat.upstream.connection import PooledCall
from deadheat.upstream.fake import running
from deadheat.upstream.origin import Origin, read_origin
from deadheat.upstream.pool import KEEP_IDLE_S, HostPool, PoolOptions
from tests.upstream.sinks import Remembers, run, scripted

PATH = b"/chat/completions"


def _origin(port: int, scheme: str = "http", **environ: str) -> Origin:
    return read_origin(f"{scheme}://127.0.0.1:{port}/v1", where="", environ=environ)


def _body(model: str = "plain") -> bytes:
    return json.dumps({"model": model, "messages": []}).encode()


async def _ask(pool: HostPool, model: str = "plain") -> Remembers:
    sink = Remembers()
    pool.send(PATH, b"x-more: 1\r\n", _body(model), sink)
    await sink.over.wait()
    return sink


def test_a_request_goes_out_whole_and_its_reply_comes_back() -> None:
    async def main() -> Remembers:
        pool = HostPool("fake", _origin(host.port), b"authorization: Bearer sk-1\r\n")
        sink = await _ask(pool)
        await pool.close()
        return sink

    with running() as host:
        sink = run(main)
        seen = host.seen[0]
    assert (sink.sent, sink.status, sink.ended, sink.errors) == (1, 200, 1, [])
    assert json.loads(sink.body)["model"] == "plain"
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["host"] == f"127.0.0.1:{host.port}"
    assert seen.headers["authorization"] == "Bearer sk-1"
    assert seen.headers["x-more"] == "1"
    assert seen.headers["accept-encoding"] == "identity"


def test_one_connection_serves_request_after_request_and_several_serve_several() -> None:
    async def main() -> tuple[int, int]:
        pool = HostPool("fake", _origin(host.port), b"")
        for _ in range(5):
            await _ask(pool)
        alone = pool.open_connections
        await asyncio.gather(*(_ask(pool, "slow-20") for _ in range(4)))
        together = pool.open_connections
        await pool.close()
        return alone, together

    with running() as host:
        assert run(main) == (1, 4)


def test_no_more_connections_than_allowed_and_whoever_waits_is_served_in_turn() -> None:
    async def main() -> tuple[int, int, int]:
        pool = HostPool("fake", _origin(host.port), b"", PoolOptions(max_connections=2))
        sinks = [Remembers() for _ in range(8)]
        for sink in sinks:
            pool.send(PATH, b"", _body("slow-10"), sink)
        most = 0
        while not all(sink.over.is_set() for sink in sinks):
            most = max(most, pool.open_connections)
            await asyncio.sleep(0)
        await pool.close()
        return most, sum(s.ended for s in sinks), sum(len(s.errors) for s in sinks)

    with running() as host:
        most, ended, errors = run(main)
    assert (most, ended, errors) == (2, 8, 0)


@pytest.mark.parametrize("model", ["resets", "garbage", "cuts-json"])
def test_a_broken_reply_is_one_failure_and_the_pool_works_on(model: str) -> None:
    async def main() -> tuple[Remembers, Remembers]:
        pool = HostPool("fake", _origin(host.port), b"")
        broken, whole = await _ask(pool, model), await _ask(pool)
        await pool.close()
        return broken, whole

    with running() as host:
        broken, whole = run(main)
    assert (len(broken.errors), broken.ended) == (1, 0)
    assert isinstance(broken.errors[0], Malformed) == (model == "garbage")
    assert whole.ended == 1


def test_nobody_listens_and_nobody_answers_are_told_apart() -> None:
    async def main() -> tuple[Remembers, Remembers]:
        silent = asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        server = await silent
        free = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        refused = HostPool("gone", _origin(free), b"")
        unreachable = HostPool("far", _origin(9, "http"), b"", PoolOptions(connect_s=0.05))

        async def never() -> None:
            await asyncio.Event().wait()

        unreachable._dial = never  # type: ignore[method-assign, assignment]
        found = await _ask(refused), await _ask(unreachable)
        await refused.close()
        await unreachable.close()
        return found

    refused, unreachable = run(main)
    assert "No connection to" in refused.errors[0].message
    assert isinstance(unreachable.errors[0], UpstreamTimeout)


def test_whoever_waits_for_a_host_that_is_gone_is_told_too() -> None:
    async def main() -> list[Remembers]:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        pool = HostPool("gone", _origin(server.sockets[0].getsockname()[1]), b"", PoolOptions(max_connections=2))
        server.close()
        await server.wait_closed()
        sinks = await asyncio.gather(*(_ask(pool) for _ in range(5)))
        assert pool.open_connections == 0
        await pool.close()
        return sinks

    assert [len(sink.errors) for sink in run(main)] == [1] * 5


def test_a_call_given_up_closes_its_connection_and_its_sink_hears_nothing() -> None:
    async def main() -> tuple[Remembers, int]:
        pool = HostPool("fake", _origin(host.port), b"")
        sink = Remembers()
        call = pool.send(PATH, b"", json.dumps({"model": "stalls-stream", "stream": True}).encode(), sink)
        await sink.begun.wait()
        call.cancel()
        call.cancel()
        await asyncio.sleep(0)
        early = Remembers()
        pool.send(PATH, b"", _body(), early).cancel()
        last = await _ask(pool)
        assert last.ended == 1
        assert (early.status, early.errors) == (0, [])
        left = pool.open_connections
        await pool.close()
        return sink, left

    with running() as host:
        sink, left = run(main)
    assert (sink.ended, sink.errors) == (0, [])
    assert left <= 2


def test_a_connection_that_the_host_closed_while_idle_is_replaced_in_silence() -> None:
    async def main() -> tuple[Remembers, int]:
        tasks: list[asyncio.Task[None]] = []
        served = 0

        async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal served
            await reader.readuntil(b"}")
            served += 1
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
            await reader.read(1)  # the next request arrives and the connection closes

        server, port = await scripted(once, tasks)
        pool = HostPool("once", _origin(port), b"")
        await _ask(pool)
        second = await _ask(pool)
        await pool.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return second, served

    second, served = run(main)
    assert (second.ended, second.errors, served) == (1, [], 2)


RAW = {
    "close-delimited": (b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", b"{}"),
    "interim": (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", b"{}"),
    "chunked": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\nx: y\r\n\r\n", b"{}"),
    "more than asked": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx",
        b"{}",
    ),
    "empty": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "truncated": (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{}", None),
    "truncated chunks": (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{}", None),
    "two lengths": (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", None),
    "length and chunked": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        None,
    ),
    "a long head": (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000 + b"\r\ncontent-length: 2\r\n\r\n{}", None),
    "switching": (b"HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("name", RAW)
def test_replies_are_framed_as_the_standard_says_or_refused(name: str) -> None:
    raw, expected = RAW[name]

    async def main() -> Remembers:
        tasks: list[asyncio.Task[None]] = []

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"}")
            writer.write(raw)
            await writer.drain()

        server, port = await scripted(say, tasks)
        pool = HostPool("raw", _origin(port), b"")
        sink = await _ask(pool)
        await pool.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sink

    sink = run(main)
    if expected is None:
        assert (sink.ended, len(sink.errors)) == (0, 1)
    else:
        assert (sink.ended, sink.errors, sink.body) == (1, [], expected)


async def _until_empty(pool: HostPool) -> None:
    while pool.open_connections:
        await asyncio.sleep(0)


def test_idle_connections_are_closed_after_a_while_and_all_of_them_when_the_host_is_gone() -> None:
    async def main() -> list[int]:
        pool = HostPool("fake", _origin(host.port), b"")
        await _ask(pool)
        now = asyncio.get_running_loop().time()
        counts = [pool.open_connections]
        pool.sweep(now + KEEP_IDLE_S / 2)
        counts += [pool.open_connections]
        pool.sweep(now + KEEP_IDLE_S * 2)
        await _until_empty(pool)
        sink = Remembers()
        pool.send(PATH, b"", _body("slow-20"), sink)
        pool.retire()
        await sink.over.wait()
        counts += [sink.ended]
        await _until_empty(pool)
        await pool.close()
        return counts

    with running() as host:
        assert run(main) == [1, 1, 1]


def test_tls_is_verified_and_its_failure_says_so(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", cert, *names], check=True, capture_output=True)

    async def main() -> tuple[Remembers, Remembers]:
        tasks: list[asyncio.Task[None]] = []
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(cert, key)

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tasks.append(asyncio.current_task())  # type: ignore[arg-type]
            await reader.readuntil(b"}")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(say, "127.0.0.1", 0, ssl=context)
        origin = _origin(server.sockets[0].getsockname()[1], "https")
        strict = HostPool("strict", origin, b"")
        trusting = HostPool("trusting", origin, b"")
        assert trusting._context is not None
        trusting._context.load_verify_locations(cert)
        found = await _ask(strict), await _ask(trusting)
        await strict.close()
        await trusting.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found

    refused, accepted = run(main)
    assert "TLS" in refused.errors[0].message
    assert accepted.body == b"{}"


def test_a_pool_shows_no_credential() -> None:
    async def main() -> str:
        return repr(HostPool("fake", _origin(1), b"authorization: Bearer sk-secret\r\n"))

    assert "sk-secret" not in run(main)


def test_a_paused_call_reads_nothing_until_it_is_resumed() -> None:
    async def main() -> tuple[int, int]:
        pool = HostPool("fake", _origin(host.port), b"")
        sink = Remembers()
        call: PooledCall = pool.send(PATH, b"", json.dumps({"model": "paced-20", "stream": True}).encode(), sink)
        await sink.begun.wait()
        call.pause()
        await asyncio.sleep(0.3)  # by then all of it would have come
        before = len(sink.body)
        call.resume()
        await sink.over.wait()
        await pool.close()
        return before, len(sink.body)

    with running() as host:
        before, after = run(main)
    assert before < after


REPLY = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


@settings(max_examples=80)
@given(noise=st.binary(max_size=40), at=st.integers(0, len(REPLY)), drop=st.integers(0, 20))
def test_whatever_a_host_says_is_exactly_one_outcome(noise: bytes, at: int, drop: int) -> None:
    async def main() -> Remembers:
        tasks: list[asyncio.Task[None]] = []

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"}")
            writer.write(REPLY[:at] + noise + REPLY[at + drop :])
            await writer.drain()

        server, port = await scripted(say, tasks)
        pool = HostPool("odd", _origin(port), b"")
        sink = await _ask(pool)
        await pool.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sink

    sink = run(main)
    assert sink.ended + len(sink.errors) == 1
