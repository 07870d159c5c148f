import asyncio
import json

import pytest

from deadheat.assembly.admin import Admin
from deadheat.gateway.request import Refusal, Request


class _Hears:
    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.over = asyncio.Event()

    def answer(self, status: int, headers: bytes, body: bytes) -> None:
        self.status, self.body = status, body
        self.over.set()

    def begin(self, status: int, headers: bytes) -> None: ...

    def write(self, data: bytes) -> None: ...

    def end(self) -> None: ...

    def abort(self) -> None: ...


def _ask(
    path: str,
    *,
    method: str = "GET",
    host: str = "localhost:4341",
    near: bool = True,
    troubles: list[str] | None = None,
    refusal: Refusal | None = None,
) -> _Hears:
    def metrics() -> bytes:
        if troubles:
            raise RuntimeError("no metrics")
        return b"deadheat_up 1\n"

    async def asked() -> _Hears:
        hears = _Hears()
        request = Request(0.0)
        request.method, request.target, request.refusal = method.encode(), path.encode(), refusal
        request.add(b"Host", host.encode())
        Admin(troubles=lambda: troubles or [], metrics=metrics, near=near).handle(request, hears)
        await asyncio.wait_for(hears.over.wait(), 10)
        return hears

    return asyncio.run(asked())


def test_a_worker_is_alive_ready_and_counted() -> None:
    assert _ask("/healthz").status == 200
    assert json.loads(_ask("/readyz").body) == {"status": "ready", "because": []}
    assert _ask("/metrics").body == b"deadheat_up 1\n"


def test_what_keeps_it_from_being_ready_is_said() -> None:
    page = _ask("/readyz", troubles=["the books are full"])
    assert page.status == 503
    assert json.loads(page.body)["because"] == ["the books are full"]


@pytest.mark.parametrize(("path", "method", "status"), [("/", "GET", 404), ("/healthz", "POST", 405)])
def test_other_pages_and_methods_are_refused(path: str, method: str, status: int) -> None:
    assert _ask(path, method=method).status == status


def test_metrics_that_cannot_be_rendered_are_a_500_and_no_crash() -> None:
    assert _ask("/metrics", troubles=["x"]).status == 500


def test_a_head_that_is_refused_stays_refused() -> None:
    assert _ask("/healthz", refusal=Refusal(431, "headers_too_large", "no")).status == 431


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/"])
def test_a_page_of_somebody_else_that_found_its_way_here_is_told_nothing(path: str) -> None:
    page = _ask(path, host="rebound.example.com:4341")
    assert page.status == 403
    assert b"admin_from" in page.body
    assert _ask(path, host="metrics.example.com", near=False).status != 403
