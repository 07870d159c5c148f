"""A sink that remembers, and ways to run a pool for a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from deadheat.errors import UpstreamError
from deadheat.ports import Headers

T = TypeVar("T")
PATIENCE_S = 15.0


class Remembers:
    """Notes everything; `over` is set at the end or the failure."""

    def __init__(self) -> None:
        self.sent = 0
        self.status = 0
        self.headers: Headers = []
        self.body = b""
        self.ended = 0
        self.errors: list[UpstreamError] = []
        self.over = asyncio.Event()
        self.begun = asyncio.Event()

    def on_sent(self) -> None:
        self.sent += 1

    def on_head(self, status: int, headers: Headers) -> None:
        self.status, self.headers = status, headers
        self.begun.set()

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_end(self) -> None:
        self.ended += 1
        self.over.set()

    def on_failure(self, error: UpstreamError) -> None:
        self.errors.append(error)
        self.over.set()


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Run to the end, or fail when it takes too long."""

    async def bounded() -> T:
        return await asyncio.wait_for(main(), PATIENCE_S)

    return asyncio.run(bounded())


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def scripted(script: Script, tasks: list["asyncio.Task[None]"]) -> tuple[asyncio.Server, int]:
    """A server whose connections follow `script`, and its port."""

    async def follow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(follow, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]
