"""The host behind every gateway of the benchmark: a stream of 53 paced events, or a reply of 850 bytes."""

import asyncio
import sys

import httptools
import uvloop

EVENTS = 53
PACE_S = 0.005


def _event(delta: str, finish: str = "null", usage: str = "") -> bytes:
    head = 'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"mock-model",'
    return f'{head}"choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]{usage}}}\n\n'.encode()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


USAGE = b',"usage":{"prompt_tokens":150,"completion_tokens":50,"total_tokens":200}'
STREAM = [
    _event('{"role":"assistant","content":""}'),
    *(_event(f'{{"content":" token{i}"}}') for i in range(EVENTS - 3)),
    _event("{}", '"stop"'),
]
LAST = b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[]' + USAGE + b"}\n\ndata: [DONE]\n\n"
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
BODY = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"mock-model","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"' + b"A" * 540 + b'"},"finish_reason":"stop"}]' + USAGE + b"}"
)
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY


class Host(asyncio.Protocol):
    """Answers each request; a body that holds `"stream":true` gets the events, one write each."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpRequestParser(self)
        self.body = b""
        self.left: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        if len(self.body) < 4096:
            self.body += data

    def on_message_complete(self) -> None:
        streams = b'"stream":true' in self.body or b'"stream": true' in self.body
        self.body = b""
        if not streams:
            self.transport.write(WHOLE)  # type: ignore[attr-defined]
            return
        self.left = [_chunk(event) for event in STREAM] + [_chunk(LAST) + b"0\r\n\r\n"]
        self.transport.write(HEAD)  # type: ignore[attr-defined]
        self._next()

    def _next(self) -> None:
        if self.transport.is_closing():  # type: ignore[attr-defined]
            return
        self.transport.write(self.left.pop(0))  # type: ignore[attr-defined]
        if self.left:
            asyncio.get_running_loop().call_later(PACE_S, self._next)


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Host, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
