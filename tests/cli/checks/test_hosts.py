"""Hosts are asked over a real socket, and each kind of answer has its remedy."""

import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from deadheat.cli.checks.hosts import Answer, ask, check_clock, check_hosts, judge
from deadheat.facts.route import Host, Offer


class Door(BaseHTTPRequestHandler):
    """Answers with the status that stands in the path, and remembers what it was shown."""

    seen: ClassVar[list[tuple[str, str | None, str | None]]] = []
    late_s = 0.0
    body = b""

    def do_GET(self) -> None:
        type(self).seen.append((self.path, self.headers["authorization"], self.headers["x-api-key"]))
        self.send_response_only(int(self.path.split("/")[1]))
        self.send_header("Date", formatdate(time.time() - self.late_s, usegmt=True))
        self.send_header("Location", "http://192.0.2.1/")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> Iterator[str]:
    Door.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def host(url: str, *, anthropic: bool = False) -> Host:
    return Host(
        name="h",
        base_url=url,
        dialect="anthropic" if anthropic else "openai",
        key="sk-0123456789abcdef",
        key_ref="env:K",
    )


@pytest.mark.parametrize(
    ("listed", "asked", "warned"),
    [
        ('{"data":[{"id":"Qwen/Qwen3-235B-A22B"}]}', "Qwen/Qwen3-235B-A22", False),
        ('{"data":[{"id":"Qwen/Qwen3-235B-A22B"}]}', "qwen3-235b-a22b", False),
        ('{"data":[{"id":"claude-sonnet-4-5-20250929"}]}', "claude-sonnet-4-5", False),
        ('{"data":[{"id":"Qwen/Qwen3-235B-A22B"}]}', "Qwen/Qwen3-253B-A22B", True),
        ('{"data":[{"id":"Qwen/Qwen3-235B-A22B"}]}', "*", False),
        ('{"data":[{"id":"a"}],"has_more":true}', "b", False),
        ('{"data":[]}', "b", False),
        ("<html>", "b", False),
    ],
)
def test_an_offer_of_a_model_that_its_host_does_not_list_is_a_warning(
    door: str, monkeypatch: pytest.MonkeyPatch, listed: str, asked: str, warned: bool
) -> None:
    monkeypatch.setattr(Door, "body", listed.encode())
    findings = check_hosts((host(f"{door}/200"),), (Offer(name="o", host="h", model="m", host_model_id=asked),))
    found = [f for f in findings if f.check == "offers.o"]
    assert [f.state for f in found] == (["warning"] if warned else [])
    assert all("Did you mean 'Qwen/Qwen3-235B-A22B'?" in f.fix for f in found)


@pytest.mark.parametrize(
    ("status", "state", "fix"),
    [
        (200, "ok", ""),
        (401, "failed", "env:K"),
        (403, "failed", "env:K"),
        (302, "failed", "redirects are not followed"),
        (404, "warning", "base_url"),
        (429, "warning", "Ask again later"),
        (503, "warning", "Ask again later"),
    ],
)
def test_each_answer_has_its_meaning(door: str, status: int, state: str, fix: str) -> None:
    [found, clock] = check_hosts((host(f"{door}/{status}"),))
    assert (found.state, clock.state) == (state, "ok")
    assert fix in found.fix
    assert "…cdef" in found.detail
    assert "sk-0123456789abcdef" not in str(found)


def test_each_dialect_shows_its_key_its_own_way(door: str) -> None:
    ask(host(f"{door}/200/v1"), timeout_s=5)
    ask(host(f"{door}/200", anthropic=True), timeout_s=5)
    assert Door.seen == [
        ("/200/v1/models", "Bearer sk-0123456789abcdef", None),
        ("/200/v1/models", None, "sk-0123456789abcdef"),
    ]


def test_nobody_there_is_a_failure_with_the_reason() -> None:
    answer = ask(host("http://127.0.0.1:1/v1"), timeout_s=5)
    found = judge(host("http://127.0.0.1:1/v1"), answer)
    assert answer.status == 0
    assert found.state == "failed"
    assert "refused" in found.detail


def test_no_host_at_all_is_a_failure() -> None:
    assert [found.state for found in check_hosts(())] == ["failed"]


@pytest.mark.parametrize(("skews", "state"), [([], "skipped"), ([1.0], "ok"), ([-3600.0, 2.0, -3600.0], "failed")])
def test_the_clock_is_compared_with_most_hosts(skews: list[float], state: str) -> None:
    assert check_clock(skews).state == state


def test_a_status_without_a_key_asks_for_one() -> None:
    plain = Host(name="h", base_url="http://a", dialect="openai")
    assert "hosts.h.key" in judge(plain, Answer(401, "", 1.0, None)).fix
