"""The conformance probes sent to a live host, one after the other, through the gateway's own connections."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct

from deadheat.assembly.compile import credential_lines
from deadheat.dialects.conformance import (
    INPUT_TOKENS,
    NO_SUCH_MODEL,
    PROBES,
    Finding,
    Probe,
    error_finding,
    finding,
    refusal,
)
from deadheat.dialects.exchange import hear, hear_stream, say
from deadheat.dialects.spoken import CHAT, MESSAGES, Dialect
from deadheat.dialects.traits import Traits
from deadheat.errors import DataError, Malformed, UpstreamError, UpstreamTimeout
from deadheat.facts.chat import ChatRequest, DialectName, Usage
from deadheat.facts.route import Host, TokenPrice, cost_nanousd
from deadheat.gateway.forward import to_host
from deadheat.ports import Headers
from deadheat.upstream.origin import read_origin
from deadheat.upstream.pool import HostPool, PoolOptions
from deadheat.upstream.quirks import quirks_of, traits_of

CLIENTS: tuple[DialectName, ...] = ("openai_chat", "openai_responses", "anthropic_messages")


class Subject(Struct, frozen=True, kw_only=True):
    """The offer under test."""

    host: Host
    model: str
    traits: Traits
    quirks: tuple[str, ...]

    @property
    def dialect(self) -> Dialect:
        """What the host speaks."""
        return MESSAGES if self.host.dialect == "anthropic" else CHAT


def subject_of(host: Host, model: str, *, on: date) -> Subject:
    """`model` at `host` with everything known about the two on a day."""
    rows = quirks_of(host.base_url, model, dialect=host.dialect, on=on)
    traits = traits_of(host.base_url, model, dialect=host.dialect, on=on)
    return Subject(host=host, model=model, traits=traits, quirks=tuple(row.name for row in rows))


def requests_of(clients: tuple[DialectName, ...]) -> int:
    """How many requests the suite sends."""
    return len(PROBES) * len(clients) + 1


def ceiling_nanousd(price: TokenPrice | None, clients: tuple[DialectName, ...]) -> int | None:
    """What the suite costs at most; None if the price is not known."""
    if price is None:
        return None
    written = sum(probe.request.max_tokens or 0 for probe in PROBES) * len(clients)
    usage = Usage(input_tokens=INPUT_TOKENS * requests_of(clients), output_tokens=written)
    return cost_nanousd(usage, price)


def run_probes(
    subject: Subject,
    clients: tuple[DialectName, ...],
    environ: Mapping[str, str],
    *,
    timeout_s: float,
    told: Callable[[Finding], None],
) -> list[Finding]:
    """Every probe by every kind of client; `told` hears each finding as it comes."""
    return asyncio.run(_run(subject, clients, environ, timeout_s=timeout_s, told=told))


async def _run(
    subject: Subject,
    clients: tuple[DialectName, ...],
    environ: Mapping[str, str],
    *,
    timeout_s: float,
    told: Callable[[Finding], None],
) -> list[Finding]:
    host = subject.host
    origin = read_origin(host.base_url, where=f"hosts.{host.name}.base_url", environ=environ)
    pool = HostPool(host.name, origin, credential_lines(host), PoolOptions(connect_s=host.timeouts.connect_s))
    findings: list[Finding] = []
    try:
        for client in clients:
            for probe in PROBES:
                findings.append(await _ask(pool, subject, probe, client, timeout_s))
                told(findings[-1])
        findings.append(await _ask_for_error(pool, subject, timeout_s))
        told(findings[-1])
    finally:
        await pool.close()
    return findings


async def _ask(pool: HostPool, subject: Subject, probe: Probe, client: DialectName, timeout_s: float) -> Finding:
    host, traits = subject.dialect.name, subject.traits
    try:
        body = say(probe.request, client, host, model=subject.model, traits=traits)
    except DataError as error:
        return refusal(probe, client, f"cannot be said: {error}", is_clear=True)
    try:
        reply = await _send(pool, subject, body, timeout_s)
        if reply.status != 200:
            said = f"{reply.status}: {reply.body[:120].decode(errors='replace')}"
            return refusal(probe, client, said, is_clear=400 <= reply.status < 500 and reply.status not in (401, 429))
        listen = hear_stream if probe.request.stream else hear
        return finding(probe, client, listen(reply.body, host, client, traits=traits))
    except (UpstreamError, Malformed) as error:
        return refusal(probe, client, str(error), is_clear=False)


async def _ask_for_error(pool: HostPool, subject: Subject, timeout_s: float) -> Finding:
    request: ChatRequest = PROBES[0].request
    name = subject.dialect.name
    body = say(request, name, name, model=NO_SUCH_MODEL, traits=subject.traits)
    try:
        reply = await _send(pool, subject, body, timeout_s)
    except UpstreamError as error:
        return Finding(probe="error shape", client="-", outcome="fail", seen=str(error))
    return error_finding(reply.status, reply.body, is_anthropic=subject.host.dialect == "anthropic")


class _Reply:
    """The `Sink` of one probe: the whole answer, once it is there."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: Headers = []
        self.pieces: list[bytes] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    def on_sent(self) -> None:
        """The whole request is on its way."""

    def on_head(self, status: int, headers: Headers) -> None:
        """The status came."""
        self.status, self.headers = status, headers

    def on_body(self, data: bytes) -> None:
        """More of the answer came."""
        self.pieces.append(data)

    def on_end(self) -> None:
        """The answer is whole."""
        if not self.done.done():
            self.done.set_result(None)

    def on_failure(self, error: UpstreamError) -> None:
        """The answer will never be whole."""
        if not self.done.done():
            self.done.set_exception(error)


async def _send(pool: HostPool, subject: Subject, body: bytes, timeout_s: float) -> _Reply:
    reply = _Reply()
    path = b"/v1/messages" if subject.host.dialect == "anthropic" else CHAT.path.encode()
    call = pool.send(path, to_host({}, subject.host.dialect), body, reply)
    try:
        async with asyncio.timeout(timeout_s):
            await reply.done
    except TimeoutError as error:
        raise UpstreamTimeout(f"No whole answer within {timeout_s:g} s.") from error
    finally:
        if not reply.done.done():
            call.cancel()
    return reply
