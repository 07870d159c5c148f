"""One client's connection: HTTP/1.1 in, requests in order, answers out. Nothing here knows what a model is."""

import asyncio
from collections import deque
from typing import Any

import httptools

from deadheat.gateway.clock import epoch_ms, new_id
from deadheat.gateway.forward import JSON, named
from deadheat.gateway.premises import Guest, Premises
from deadheat.gateway.request import (
    Refusal,
    Request,
    body_too_large,
    head_too_large,
    judge_head,
    malformed,
    wrong_version,
)
from deadheat.gateway.wire import CLOSE, CONTINUE, CRLF, LAST_CHUNK, plain_error, status_line
from deadheat.ports import Serving

NEVER = float("inf")
LINGER_S = 3.0
LINGER_BYTES = 8 * 1024 * 1024
FLOOR_BYTES_PER_S = 1024
UPGRADING = frozenset((b"upgrade", b"connection", b"http2-settings"))
COPY_BELOW_BYTES = 16 * 1024


class Connection(Guest):
    """Reads requests one after another, hands each to the handler, and writes what it answers.

    deaf: what the client sends from now on is thrown away, because what it sent before ended the conversation.
    """

    __slots__ = (
        "chunked",
        "current",
        "deadline",
        "deaf",
        "discarded",
        "head_seen",
        "in_head",
        "parser",
        "partial",
        "premises",
        "pumping",
        "reading",
        "request",
        "since",
        "stalled",
        "transport",
        "waiting",
    )

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        self.parser: Any = httptools.HttpRequestParser(self)
        self.transport: Any = None
        self.request: Request | None = None  # being answered
        self.partial: Request | None = None  # being read
        self.waiting: deque[Request] = deque()
        self.current: Serving | None = None
        self.deadline = NEVER
        self.since = 0.0
        self.head_seen = 0
        self.discarded = 0
        self.in_head = False
        self.chunked = False
        self.pumping = False
        self.reading = True
        self.stalled = False
        self.deaf = False

    # --- the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.deadline = self.premises.now() + self.premises.limits.idle_s
        if not self.premises.join(self):
            self.deaf = True
            refused = malformed("")
            refused.refusal = Refusal(503, "too_many_connections", "The gateway holds as many connections as it may.")
            self.waiting.append(refused)
            self._pump()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.transport = None
        self.premises.leave(self)
        for request in (self.request, self.partial, *self.waiting):
            if request is not None:
                self.premises.release(request)
        self.waiting.clear()
        self.request = self.partial = None
        if (current := self.current) is not None:
            self.current = None
            current.client_gone()

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self.stalled = True
        self.deadline = self.premises.now() + self.premises.limits.write_s
        if self.current is not None:
            self.current.pause()

    def resume_writing(self) -> None:
        self.stalled = False
        self.deadline = self._deadline_after(self.premises.now())
        if self.current is not None:
            self.current.resume()
        self._pump()

    def data_received(self, data: bytes) -> None:
        if self.deaf:
            self._discard(len(data))
            return
        before = self.partial
        if before is None:
            self.since = self.premises.now()
        rest = data
        while rest:
            try:
                self.parser.feed_data(rest)
                break
            except httptools.HttpParserUpgrade as upgrade:
                rest = self._without_upgrade(rest, upgrade)
            except httptools.HttpParserError as error:
                if not self.deaf:
                    self._end_with(malformed(str(error).rstrip(".") or type(error).__name__))
                break
        partial = self.partial
        if partial is not None:
            self._watch(partial, len(data) if partial is before else 0)
        self._pump()
        if self.reading and len(self.waiting) >= self.premises.limits.pipelined and self.transport is not None:
            self.reading = False
            self.transport.pause_reading()

    def _without_upgrade(self, data: bytes, upgrade: httptools.HttpParserUpgrade) -> bytes:
        # A server may ignore Upgrade (RFC 9110, 7.8), and Java's client asks for h2c with its first request. The
        # parser took the head for the last of HTTP: read it again without the question.
        self.parser = httptools.HttpRequestParser(self)
        self.partial = None
        if not self.waiting:
            return b""
        asked = self.waiting.pop()
        if asked.method == b"CONNECT":
            asked.keep_alive = False
            self._end_with(asked)
            return b""
        self.premises.release(asked)  # its body is counted again as it is read again
        lines = [n + b": " + v + b"\r\n" for n, v in asked.headers.items() if n not in UPGRADING]
        head = asked.method + b" " + asked.target + b" HTTP/1.1\r\n" + b"".join(lines) + b"\r\n"
        return head + data[upgrade.args[0] :]

    def _discard(self, size: int) -> None:
        self.discarded += size
        if self.discarded > LINGER_BYTES and self.request is None and self.transport is not None:
            self.transport.abort()

    # --- what the parser found

    def on_message_begin(self) -> None:
        if self.deaf:
            return  # bytes behind a request that was refused, in the same piece
        self.partial = Request(self.since)
        self.in_head = True
        self.head_seen = 0

    def on_url(self, url: bytes) -> None:
        if self.partial is not None:
            self.partial.target += url

    def on_header(self, name: bytes, value: bytes | None) -> None:
        partial = self.partial
        if partial is None:
            return
        if self.in_head:
            partial.add(name, value or b"")
            return
        self.head_seen += len(name) + len(value or b"")  # a trailer: counted, never used
        if self.head_seen > self.premises.limits.header_bytes:
            partial.refusal = head_too_large(self.premises.limits)

    def on_headers_complete(self) -> None:
        partial = self.partial
        if partial is None:
            return
        self.in_head = False
        self.head_seen = 0
        parser = self.parser
        partial.method = parser.get_method()
        version = parser.get_http_version()
        partial.http11 = version == "1.1"
        if not partial.http11 and version != "1.0":
            partial.refusal = wrong_version(version)
        partial.keep_alive = partial.http11 and parser.should_keep_alive()
        partial.refusal = judge_head(partial, self.premises.limits)
        if partial.refusal is None:
            if (length := partial.headers.get(b"content-length")) is not None:
                self.premises.reserve(partial, int(length))
            partial.waits = b"expect" in partial.headers and partial.http11

    def on_body(self, data: bytes) -> None:
        partial = self.partial
        if partial is None or partial.refusal is not None:
            return
        partial.waits = False
        partial.size += len(data)
        if partial.size > self.premises.limits.body_bytes:
            partial.refusal = body_too_large(self.premises.limits)
            return
        if partial.size > partial.reserved:
            self.premises.reserve(partial, partial.size)
        partial.take(data)

    def on_message_complete(self) -> None:
        partial = self.partial
        if partial is None:
            return
        chunks = partial.chunks
        if chunks:
            partial.body = bytes(chunks[0]) if len(chunks) == 1 else b"".join(chunks)
            partial.chunks = []
        self.partial = None
        if partial.refusal is not None:
            partial.keep_alive = False
            self.deaf = True
        self.waiting.append(partial)

    # --- reading within limits

    def _watch(self, partial: Request, received: int) -> None:
        """Judge a request that is not complete: too long a head, too slow a body, an invitation to send on."""
        if self.in_head:
            self.head_seen += received
            if self.head_seen > self.premises.limits.header_bytes:
                partial.refusal = head_too_large(self.premises.limits)
        else:
            partial.judge_framing(received, self.premises.limits)
        if partial.refusal is not None:
            partial.keep_alive = False
            self._end_with(partial)
        elif self.request is None and not self.stalled:
            self.deadline = self._deadline_after(self.premises.now())
            self._invite()

    def _invite(self) -> None:
        if (partial := self.partial) is not None and partial.waits and not self.waiting:
            partial.waits = False
            self._write(CONTINUE)

    def _end_with(self, request: Request) -> None:
        """Queue a last request; whatever comes behind it is not read."""
        self.partial = None
        self.deaf = True
        self.waiting.append(request)

    def _deadline_after(self, now: float) -> float:
        limits = self.premises.limits
        if self.request is not None:
            return NEVER  # whoever answers owns the time
        if (partial := self.partial) is None:
            return now + limits.idle_s
        if self.in_head:
            return partial.arrived + limits.header_s
        return min(now, partial.arrived + partial.size / FLOOR_BYTES_PER_S) + limits.body_s

    def expire(self) -> None:
        """The deadline passed: an idle connection closes in silence, a slow request gets 408, a slow reader nothing."""
        if self.transport is None:
            return
        if self.request is not None or self.discarded or self.deaf or self.stalled:
            self.transport.abort()
        elif self.partial is None:
            self.transport.abort() if self.transport.get_write_buffer_size() else self.transport.close()
        else:
            slow = self.partial
            slow.refusal = Refusal(408, "request_timeout", "The request did not arrive in time.")
            slow.keep_alive = False
            self._end_with(slow)
            self._pump()

    def drain(self) -> None:
        """Close as soon as nothing is being answered."""
        if self.transport is not None and self.request is None and self.partial is None and not self.waiting:
            self.transport.close()

    # --- answering

    def _pump(self) -> None:
        """Serve what waits, in order. A loop and not a recursion: a thousand pipelined requests may answer at once."""
        if self.pumping:
            return
        self.pumping = True
        while self.request is None and self.waiting and self.transport is not None and not self.stalled:
            self.request = request = self.waiting.popleft()
            self.deadline = NEVER
            if not request.method and request.refusal is not None:
                self._answer_unread(request.refusal)
                continue
            serving = self.premises.handle(request, self)
            if self.request is request:
                self.current = serving
        self.pumping = False

    def _answer_unread(self, refusal: Refusal) -> None:
        request_id = new_id(epoch_ms())
        body = plain_error(refusal.status, refusal.code, refusal.message, request_id)
        self.answer(refusal.status, JSON + named(request_id), body)

    def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Write a whole answer; `headers` are lines ending in CRLF."""
        request = self.request
        if request is None or self.transport is None:
            return
        keep = self._keeps(request)
        length = b"content-length: %d\r\n" % len(body)
        head = b"".join((status_line(status), self.premises.stamp, headers, length, CRLF if keep else CLOSE))
        if request.method == b"HEAD":
            self.transport.write(head)
        elif len(body) < COPY_BELOW_BYTES:
            self.transport.write(head + body)
        else:
            self.transport.writelines((head, body))
        self._done(request, keep=keep)

    def begin(self, status: int, headers: bytes) -> None:
        """Write the head of an answer whose length is not known yet."""
        request = self.request
        if request is None or self.transport is None:
            return
        self.chunked = request.http11
        coding = b"transfer-encoding: chunked\r\n" if self.chunked else b""
        end = CRLF if self._keeps(request) else CLOSE
        self.transport.write(b"".join((status_line(status), self.premises.stamp, headers, coding, end)))

    def write(self, data: bytes) -> None:
        """Write the next part of the answer; nothing is written for nothing."""
        if self.transport is not None and data:
            self.transport.write(b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def end(self) -> None:
        """Write the last byte of an answer that `begin` started."""
        request = self.request
        if request is None or self.transport is None:
            return
        if self.chunked:
            self.transport.write(LAST_CHUNK)
        self._done(request, keep=self.chunked and self._keeps(request))

    def abort(self) -> None:
        """Close without an end, so that the client cannot take what it has for the whole."""
        if self.transport is not None:
            self.transport.abort()

    def _write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    def _keeps(self, request: Request) -> bool:
        return request.keep_alive and not self.premises.draining and not (self.deaf and not self.waiting)

    def _done(self, request: Request, *, keep: bool) -> None:
        self.premises.release(request)
        self.request = self.current = None
        if not keep:
            self._leave()
            return
        if not self.stalled:
            self.deadline = self._deadline_after(self.premises.now())
        if not self.reading:
            self.reading = True
            self.transport.resume_reading()
        self._invite()
        self._pump()

    def _leave(self) -> None:
        self.waiting.clear()
        if not self.deaf:
            self.transport.close()
            return
        # The client may still be sending: a close now would reset the connection and destroy the answer on its way.
        self.discarded = max(self.discarded, 1)
        self.deadline = self.premises.now() + LINGER_S
        if self.transport.can_write_eof():
            self.transport.write_eof()
