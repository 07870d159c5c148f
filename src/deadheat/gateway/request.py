"""One request as a client sent it, and the reasons to refuse its head."""

from msgspec import Struct

from deadheat.errors import DataError
from deadheat.facts.route import Limits
from deadheat.gateway.authority import is_authority

MOST_REPEATED = 100
SMALL_BYTES = 4096
MOST_FRAMING = 8
"""Bytes of framing and body for each byte of the body; a chunk of one byte takes six."""
ONCE = frozenset((b"host", b"authorization", b"x-api-key", b"content-type", b"expect", b"content-encoding"))


class Refusal(Struct, frozen=True):
    """Why a request is not served: a status, a stable slug, a sentence for the caller, and the field at fault.

    again_s: after how long a client that got a 503 may come back.
    """

    status: int
    code: str
    message: str
    param: str | None = None
    again_s: int = 1


class Request:
    """Method, target, headers by lower-case name and the whole body; `refusal` is set when it must not be served.

    reserved: bytes of its body that count against the worker's buffer. waits: it asked for a 100 and has not got it.
    framed: bytes that came for its body, the sizes and extensions of chunks included.
    """

    __slots__ = (
        "again",
        "arrived",
        "body",
        "chunks",
        "framed",
        "head_bytes",
        "headers",
        "http11",
        "keep_alive",
        "method",
        "refusal",
        "reserved",
        "size",
        "target",
        "waits",
    )

    def __init__(self, arrived: float) -> None:
        self.arrived = arrived
        self.method = b""
        self.target = b""
        self.headers: dict[bytes, bytes] = {}
        self.head_bytes = 0
        self.again = 0
        self.http11 = True
        self.keep_alive = True
        self.chunks: list[bytes | bytearray] = []
        self.size = 0
        self.reserved = 0
        self.framed = 0
        self.waits = False
        self.body = b""
        self.refusal: Refusal | None = None

    @property
    def path(self) -> bytes:
        """The path of the target, without query, and without origin when a client wrote one as proxies do."""
        path = self.target.partition(b"?")[0]
        if path[:8].lower().startswith((b"http://", b"https://")):
            return b"/" + path.split(b"/", 3)[3] if path.count(b"/") >= 3 else b"/"
        return path

    def take(self, data: bytes) -> None:
        """Take the next part of the body. Small ones are put together: a chunk of one byte must not cost an object."""
        if len(data) >= SMALL_BYTES or not self.chunks:
            self.chunks.append(data)
        elif isinstance(last := self.chunks[-1], bytearray):
            last += data
        else:
            self.chunks.append(bytearray(data))

    def judge_framing(self, received: int, limits: Limits) -> None:
        """Count `received` bytes of a body that is not whole; one whose chunks are mostly sizes is refused."""
        self.framed += received
        if self.refusal is None and self.framed > self.size * MOST_FRAMING + limits.header_bytes:
            self.refusal = Refusal(400, "chunk_framing", "The chunks of the body are mostly sizes and extensions.")

    def add(self, name: bytes, value: bytes) -> None:
        """Take one header; of those that must be alone a second one is refused, others are joined by a comma."""
        self.head_bytes += len(name) + len(value) + 4
        key = name.lower()
        seen = self.headers.get(key)
        if seen is None:
            self.headers[key] = value
        elif key in ONCE:
            self.refusal = Refusal(400, "duplicate_header", f"The header {key.decode('latin-1')!r} stands twice.")
        else:
            self.headers[key] = seen + b", " + value
            self.again += 1
            if self.again > MOST_REPEATED:
                self.refusal = Refusal(431, "headers_too_large", f"Headers are repeated {MOST_REPEATED} times.")


def unreadable(error: DataError) -> Refusal:
    """The refusal of a body with a field that is wrong, or that the host has no place for."""
    return Refusal(400, "invalid_request", str(error), error.where.partition(".")[2] or None)


def judge_head(request: Request, limits: Limits) -> Refusal | None:
    """What is wrong with a head that the parser let pass; None when nothing is."""
    if request.refusal is not None:
        return request.refusal
    given = request.headers
    if len(request.target) + request.head_bytes > limits.header_bytes or len(given) > limits.headers:
        return head_too_large(limits)
    if (host := given.get(b"host")) is None:
        if request.http11:
            return Refusal(400, "host_missing", "An HTTP/1.1 request needs exactly one Host header.")
    elif not is_authority(host):
        return Refusal(400, "host_invalid", "The Host header holds no name or address with a port.")
    if (coding := given.get(b"transfer-encoding")) is not None:
        if not request.http11:
            return Refusal(400, "transfer_encoding", "HTTP/1.0 knows no Transfer-Encoding.")
        if coding.lower() != b"chunked":
            return Refusal(501, "transfer_encoding", "The only transfer coding served is 'chunked'.")
    if (length := given.get(b"content-length")) is not None and int(length) > limits.body_bytes:
        return body_too_large(limits)
    if (expected := given.get(b"expect")) is not None and expected.lower() != b"100-continue":
        return Refusal(417, "expectation", "The only expectation served is '100-continue'.")
    if given.get(b"content-encoding", b"identity").lower() != b"identity":
        return Refusal(415, "content_encoding", "Request bodies must not be compressed. Send 'identity'.")
    return None


def wrong_version(version: str) -> Refusal:
    """The refusal of what is neither HTTP/1.1 nor HTTP/1.0."""
    return Refusal(505, "http_version", f"HTTP/{version} is not served here. Expected HTTP/1.1.")


def head_too_large(limits: Limits) -> Refusal:
    """The refusal of a head over the limits."""
    return Refusal(
        431, "headers_too_large", f"The head is over {limits.header_bytes} bytes or {limits.headers} headers."
    )


def body_too_large(limits: Limits) -> Refusal:
    """The refusal of a body over the limit."""
    message = f"The body is over {limits.body_bytes} bytes. The limit is gateway.limits.body_bytes."
    return Refusal(413, "body_too_large", message)


def malformed(reason: str) -> Request:
    """A request that is not HTTP/1.1, as something that can stand in the queue of answers."""
    request = Request(0.0)
    request.keep_alive = False
    request.refusal = Refusal(400, "malformed_http", f"This is not a valid HTTP/1.1 request: {reason}.")
    return request
