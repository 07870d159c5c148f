import asyncio
import ssl
import subprocess
from pathlib import Path

import pytest

from deadheat.upstream.origin import read_origin
from deadheat.upstream.pool import HostPool
from tests.upstream.sinks import Remembers, run, scripted


def _certificate(folder: Path) -> tuple[Path, Path]:
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", cert, *names], check=True, capture_output=True)
    return key, cert


def test_a_proxy_is_asked_to_connect_and_sees_neither_path_nor_credential(tmp_path: Path) -> None:
    key, cert = _certificate(tmp_path)
    through: list[bytes] = []

    async def main() -> Remembers:
        tasks: list[asyncio.Task[None]] = []
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(cert, key)

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tasks.append(asyncio.current_task())  # type: ignore[arg-type]
            await reader.readuntil(b"}")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
            writer.close()

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            through.append(await reader.readuntil(b"\r\n\r\n"))
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

            async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
                while data := await source.read(65536):
                    through.append(data)
                    sink.write(data)
                    await sink.drain()
                sink.close()

            await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

        host = await asyncio.start_server(say, "127.0.0.1", 0, ssl=context)
        port = host.sockets[0].getsockname()[1]
        server, proxy_port = await scripted(proxy, tasks)
        environ = {"https_proxy": f"http://user:pass@127.0.0.1:{proxy_port}"}
        origin = read_origin(f"https://localhost:{port}/v1", where="", environ=environ)
        pool = HostPool("far", origin, b"authorization: Bearer sk-1\r\n")
        assert pool._context is not None
        pool._context.load_verify_locations(cert)
        sink = Remembers()
        pool.send(b"/chat/completions", b"", b"{}", sink)
        await sink.over.wait()
        await pool.close()
        for listener in (host, server):
            listener.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sink

    sink = run(main)
    assert sink.body == b"{}"
    assert through[0].startswith(b"CONNECT localhost:")
    assert b"proxy-authorization: Basic dXNlcjpwYXNz\r\n" in through[0]
    assert b"sk-1" not in b"".join(through)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"", b"SSH-2.0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nx"],
)
def test_a_proxy_that_refuses_is_named(answer: bytes) -> None:
    async def main() -> Remembers:
        tasks: list[asyncio.Task[None]] = []

        async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()

        server, port = await scripted(refuse, tasks)
        environ = {"https_proxy": f"http://127.0.0.1:{port}"}
        pool = HostPool("far", read_origin("https://localhost:1/v1", where="", environ=environ), b"")
        sink = Remembers()
        pool.send(b"/chat/completions", b"", b"{}", sink)
        await sink.over.wait()
        await pool.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sink

    assert "The proxy 127.0.0.1:" in run(main).errors[0].message


def test_a_plain_host_is_asked_through_its_proxy_by_its_whole_address() -> None:
    seen: list[bytes] = []

    async def main() -> Remembers:
        tasks: list[asyncio.Task[None]] = []

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()

        server, port = await scripted(say, tasks)
        environ = {"http_proxy": f"http://u:p@127.0.0.1:{port}"}
        pool = HostPool("far", read_origin("http://far.example/v1", where="", environ=environ), b"")
        sink = Remembers()
        pool.send(b"/chat/completions", b"", b"{}", sink)
        await sink.over.wait()
        await pool.close()
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        return sink

    assert run(main).ended == 1
    assert seen[0].startswith(b"POST http://far.example/v1/chat/completions HTTP/1.1\r\nhost: far.example\r\n")
    assert b"proxy-authorization: Basic dTpw\r\n" in seen[0]
