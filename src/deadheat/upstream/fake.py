"""A model host that is not one: real HTTP over a real socket, and model ids that are behaviours.

    plain           answers at once                    reasons         with reasoning before the answer
    slow-MS         waits before the first byte        paced-MS        waits between the events of a stream
    flaky-N         fails N times with 500, then answers               limited-N   the same with 429, Retry-After: 0
    fails           500 for ever                       overloaded      529 for ever
    limited         429 with Retry-After: 60           refuses         400, denies 401, missing 404
    resets          closes without a reply             stalls          never replies
    garbage         bytes that are no HTTP             garbage-json    200 with HTML
    cuts-head       dies before the first token        cuts-stream     dies after three tokens
    stalls-head     silent before the first token      stalls-stream   silent after three tokens
    errors-head     an error event instead of a token  errors-stream   an error event after three tokens
    no-end          ends without its end mark          cuts-json       dies inside a whole reply

Anything else is `plain`, but for models whose answer a test has put into `script`. What stands behind a `#` is no part
of the behaviour: `flaky-1#42` fails once whatever `flaky-1#41` did. It counts what it served, so that books can be
compared with it to the token.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from msgspec import Struct

from deadheat.upstream import fake_replies as replies
from deadheat.upstream.fake_replies import Asked

WHOLE: dict[str, Callable[[Asked], bytes]] = {
    "/v1/chat/completions": replies.chat,
    "/v1/messages": replies.messages,
    "/v1/responses": replies.responses,
    "/v1/embeddings": replies.embeddings,
}
STREAMED: dict[str, Callable[[Asked], list[bytes]]] = {
    "/v1/chat/completions": replies.chat_stream,
    "/v1/messages": replies.messages_stream,
    "/v1/responses": replies.responses_stream,
}
STATUS = {"fails": 500, "overloaded": 529, "limited": 429, "refuses": 400, "denies": 401, "missing": 404}
TOKENS_BEFORE_TROUBLE = 3


class Seen(Struct):
    """One request as the host saw it."""

    path: str
    headers: dict[str, str]
    body: bytes
    model: str


class FakeHost:
    """The host. `seen` are the requests, `answered` counts whole answers by model, the tokens are theirs.

    script: a status and a body to answer a model with, byte for byte; a body of events is streamed event by event.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.keep_seen = True
        self.script: dict[str, tuple[str, bytes]] = {}
        self.answered: Counter[str] = Counter()
        self.input_tokens = 0
        self.output_tokens = 0
        self.port = 0
        self._failed: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, port: int = 0) -> asyncio.Server:
        """Listen on the loopback."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", port, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a connection's callback is always a task
        self._tasks.add(task)
        try:
            while await self._answer_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # only `close` cancels, and asyncio's streams would log what is re-raised here
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return False
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (given.partition(":") for given in lines if given)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        path = line.split(" ")[1]
        asked = _read(body)
        if self.keep_seen:
            self.seen.append(Seen(path, headers, body, asked.model))
        return await self._behave(_Turn(self, asked, path, reader, writer))

    async def _behave(self, turn: "_Turn") -> bool:
        asked = turn.asked
        if (scripted := self.script.get(asked.model)) is not None:
            return await turn.say(*scripted)
        behaviour = turn.behaviour
        kind, _, number = behaviour.partition("-")
        if kind in ("slow", "stalls") and not number.isalpha():
            if not number:
                return await turn.stall()
            await asyncio.sleep(int(number) / 1000)
        if kind == "resets":
            turn.writer.transport.abort()
            return False
        if behaviour == "garbage":
            return await turn.raw(b"\x00\x01 this is not HTTP\r\n\r\n")
        status = STATUS.get(kind, 0)
        if number.isdigit() and kind in ("flaky", "limited"):
            self._failed[asked.model] += 1
            status = (500 if kind == "flaky" else 429) if self._failed[asked.model] <= int(number) else 0
            if not status:
                del self._failed[asked.model]
        if status:
            return await turn.refuse(status, retry_after=0 if number else 60)
        if turn.path.endswith("/count_tokens"):
            return await turn.whole(replies.encode({"input_tokens": asked.input_tokens}))
        if turn.path not in WHOLE:
            return await turn.refuse(404, retry_after=0)
        if asked.stream and turn.path in STREAMED:
            return await turn.stream(STREAMED[turn.path](asked))
        return await turn.reply(WHOLE[turn.path](asked))

    def count(self, asked: Asked, path: str) -> None:
        """Note a whole answer."""
        self.answered[asked.model.partition("#")[0]] += 1
        self.input_tokens += asked.input_tokens
        if path != "/v1/embeddings":
            self.output_tokens += len(asked.words()) * (asked.n or 1)

    async def close(self, server: asyncio.Server) -> None:
        """Stop, whatever is under way."""
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Turn:
    """One request being answered."""

    def __init__(
        self, host: FakeHost, asked: Asked, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.host = host
        self.asked = asked
        self.behaviour = asked.model.partition("#")[0]
        self.path = path
        self.reader = reader
        self.writer = writer

    async def stall(self) -> bool:
        """Say nothing for as long as the client waits."""
        while await self.reader.read(65536):
            pass
        return False

    async def raw(self, data: bytes) -> bool:
        self.writer.write(data)
        await self.writer.drain()
        return False

    async def whole(self, body: bytes, status: str = "200 OK", more: str = "") -> bool:
        kind = "content-type: application/json\r\nx-request-id: req_fake\r\n"
        head = f"HTTP/1.1 {status}\r\n{kind}{more}content-length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()
        return True

    async def say(self, status: str, body: bytes) -> bool:
        if not body.startswith((b"data:", b"event:")):
            return await self.whole(body, status)
        head = f"HTTP/1.1 {status}\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        self.writer.write(head.encode())
        for event in body.split(b"\n\n"):
            if event:
                self._chunk(event + b"\n\n")
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()
        return True

    async def refuse(self, status: int, *, retry_after: int) -> bool:
        error = {"message": f"the fake host says {status}", "type": "fake", "param": None, "code": None}
        more = f"retry-after: {retry_after}\r\n" if status == 429 else ""
        return await self.whole(replies.encode({"type": "error", "error": error}), f"{status} Refused", more)

    async def reply(self, body: bytes) -> bool:
        if self.behaviour == "garbage-json":
            return await self.whole(b"<html>Bad gateway</html>")
        if self.behaviour == "cuts-json":
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
            return await self.raw(head.encode() + body[: len(body) // 2])
        self.host.count(self.asked, self.path)
        return await self.whole(body)

    async def stream(self, events: list[bytes]) -> bool:
        writer, kind = self.writer, self.behaviour
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        trouble, _, where = kind.partition("-")
        first_token = next((i for i, e in enumerate(events) if b"quick" in e or b"The" in e), 1)
        until = first_token if where == "head" else first_token + TOKENS_BEFORE_TROUBLE
        troubled = trouble in ("cuts", "stalls", "errors") and where in ("head", "stream")
        pause_s = int(where) / 1000 if trouble == "paced" else 0.0
        if kind == "no-end":
            events = events[:-3]
        for event in events[:until] if troubled else events:
            self._chunk(event)
            if pause_s:
                await writer.drain()
                await asyncio.sleep(pause_s)
        await writer.drain()
        if troubled and trouble != "errors":
            return await self.stall() if trouble == "stalls" else False
        if troubled:
            self._chunk(self._error_event())
        elif kind != "no-end":
            self.host.count(self.asked, self.path)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    def _chunk(self, event: bytes) -> None:
        self.writer.write(b"%x\r\n%b\r\n" % (len(event), event))

    def _error_event(self) -> bytes:
        error = {"type": "overloaded_error", "message": "the fake host is overloaded", "code": "overloaded"}
        if self.path == "/v1/messages":
            return replies.sse({"type": "error", "error": error}, "error")
        if self.path == "/v1/responses":
            return replies.sse({"type": "error", "sequence_number": 9, **error, "param": None}, "error")
        return replies.sse({"error": error})


def _read(body: bytes) -> Asked:
    try:
        asked = msgspec.json.decode(body, type=Asked) if body else Asked()
    except msgspec.MsgspecError:
        asked = Asked(model="refuses")
    asked.size = len(body)
    return asked


@contextmanager
def running(port: int = 0) -> Iterator[FakeHost]:
    """A fake host in a thread of its own, for as long as the block lasts."""
    host = FakeHost()
    started = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def life() -> None:
        server = await host.serve(port)
        started.set()
        await stop.wait()
        await host.close(server)

    thread = threading.Thread(target=lambda: loop.run_until_complete(life()), name="fake-host", daemon=True)
    thread.start()
    started.wait()
    try:
        yield host
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
