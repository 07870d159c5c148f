"""A TLS connection through an HTTP proxy, by CONNECT."""

import asyncio
import ssl
from collections.abc import Callable
from typing import TypeVar

from deadheat.errors import UpstreamError
from deadheat.upstream.origin import Origin, Proxy

MAX_REPLY_BYTES = 16 * 1024

P = TypeVar("P", bound=asyncio.Protocol)


class _ProxyReply(asyncio.Protocol):
    """Collects the proxy's answer to CONNECT, up to the blank line."""

    def __init__(self) -> None:
        self.reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._seen = b""

    def data_received(self, data: bytes) -> None:
        self._seen += data
        if not self.reply.done() and (b"\r\n\r\n" in self._seen or len(self._seen) > MAX_REPLY_BYTES):
            self.reply.set_result(self._seen)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.reply.done():
            self.reply.set_result(self._seen)


async def open_tunnel(origin: Origin, proxy: Proxy, context: ssl.SSLContext, make: Callable[[], P]) -> P:
    """Connect to `origin` through `proxy` and speak TLS with it, not with the proxy.

    Raises: UpstreamError when the proxy refuses; OSError and ssl.SSLError as the socket and TLS do.
    """
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_connection(_ProxyReply, proxy.host, proxy.port)
    try:
        transport.write(_connect_request(origin, proxy))
        _judge(await waiting.reply, origin, proxy)
        protocol = make()
        secured = await loop.start_tls(transport, protocol, context, server_hostname=origin.host)
    except BaseException:
        transport.abort()
        raise
    if secured is None:
        raise UpstreamError(f"The connection to {origin.authority} was lost during TLS.")
    protocol.connection_made(secured)
    return protocol


def _connect_request(origin: Origin, proxy: Proxy) -> bytes:
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    target = f"{host}:{origin.port}".encode()
    login = b"proxy-authorization: " + proxy.authorization + b"\r\n" if proxy.authorization else b""
    return b"CONNECT " + target + b" HTTP/1.1\r\nhost: " + target + b"\r\n" + login + b"\r\n"


def _judge(reply: bytes, origin: Origin, proxy: Proxy) -> None:
    line, _, rest = reply.partition(b"\r\n")
    fields = line.split(b" ", 2)
    if len(fields) < 2 or not fields[0].startswith(b"HTTP/1.") or fields[1] != b"200":
        said = line[:100].decode("latin-1")
        raise UpstreamError(f"The proxy {proxy.host}:{proxy.port} refused the way to {origin.authority}: {said!r}.")
    if not rest.endswith(b"\r\n\r\n") and rest != b"\r\n":
        raise UpstreamError(f"The proxy {proxy.host}:{proxy.port} sent more than its answer to CONNECT.")
