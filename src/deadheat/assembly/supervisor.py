"""Several workers on one port: started together, replaced when one dies, stopped together."""

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

log = logging.getLogger("deadheat.serve")
SIGNALS = frozenset((signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD))
RESTART_PAUSE_S = 1.0
FORKED_WRONG = 70


class Post(NamedTuple):
    """A worker's number, its socket, a pipe that ends with the supervisor, and whether it replaces one that died."""

    number: int
    traffic: socket.socket
    lifeline: int | None = None
    replaces: bool = False


Serve = Callable[[Post], None]


def hold_signals() -> None:
    """From here on a signal waits for whoever knows what to do with it, and ends nobody by itself."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def supervise(sockets: list[socket.socket], serve: Serve, *, patience_s: float) -> int:
    """Fork one worker per socket and keep them alive until told to stop; the exit code of the whole.

    `serve` runs in the child, where SIGNALS are blocked until it handles them. The supervisor keeps every socket open,
    so that connections which wait in the queue of a worker that died are served by the one that takes its place.
    """
    hold_signals()
    lifeline, holder = os.pipe()
    crew = _Crew(sockets, serve, lifeline, holder)
    for number in range(len(sockets)):
        crew.start(number)
    while True:
        caught = signal.sigwait(SIGNALS)
        if caught == signal.SIGCHLD:
            crew.replace_dead()
        elif caught == signal.SIGHUP:
            crew.tell(signal.SIGHUP)
        else:
            return crew.stop(patience_s)


class _Crew:
    def __init__(self, sockets: list[socket.socket], serve: Serve, lifeline: int, holder: int) -> None:
        self._sockets = sockets
        self._serve = serve
        self._lifeline = lifeline
        self._holder = holder
        self._numbers: dict[int, int] = {}
        self._started: dict[int, float] = {}

    def start(self, number: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        post = Post(number, self._sockets[number], self._lifeline, replaces=number in self._started)
        self._started[number] = time.monotonic()
        pid = os.fork()
        if pid:
            self._numbers[pid] = number
            return
        code = FORKED_WRONG
        try:
            os.close(self._holder)
            self._let_go(self._sockets[:number] + self._sockets[number + 1 :])
            self._serve(post)
            code = 0
        except BaseException:
            log.exception("event=worker_failed number=%d", number)
        finally:
            sys.stderr.flush()
            os._exit(code)

    def replace_dead(self) -> None:
        for pid, status in self._reap():
            number = self._numbers.pop(pid)
            log.error("event=worker_died number=%d pid=%d status=%d", number, pid, os.waitstatus_to_exitcode(status))
            lived = time.monotonic() - self._started[number]
            time.sleep(max(RESTART_PAUSE_S - lived, 0.0))  # one that dies at once must not eat the machine
            self.start(number)

    def tell(self, number: signal.Signals) -> None:
        for pid in self._numbers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def stop(self, patience_s: float) -> int:
        self.tell(signal.SIGTERM)
        until = time.monotonic() + patience_s
        self._let_go(self._sockets)
        failed = False
        while self._numbers:
            left = until - time.monotonic()
            if left <= 0:
                self.tell(signal.SIGKILL)
            signal.sigtimedwait((signal.SIGCHLD,), max(left, 0.5))
            for pid, status in self._reap():
                failed |= os.waitstatus_to_exitcode(status) != 0
                del self._numbers[pid]
        return 1 if failed else 0

    def _let_go(self, sockets: list[socket.socket]) -> None:
        """A port is closed to clients once nobody holds it: not the supervisor, nor another worker."""
        for each in sockets:
            each.close()

    def _reap(self) -> list[tuple[int, int]]:
        gone: list[tuple[int, int]] = []
        while len(gone) < len(self._numbers):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid in self._numbers:  # the first process of a container inherits what a dead worker had started
                gone.append((pid, status))
        return gone
