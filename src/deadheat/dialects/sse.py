"""Server-sent events: bytes in any pieces, events out, as the WHATWG parsing rules say."""

from deadheat.errors import Malformed

MAX_EVENT_BYTES = 16 * 1024 * 1024


class EventSplitter:
    """Cuts a stream into the data of its events, whatever the pieces it arrives in.

    CR, LF and CRLF end a line; comments, ids and retry hints are skipped; several data lines are joined by a newline;
    an event without data is none. The event's name is not kept: both APIs that send one repeat it inside the data.
    """

    __slots__ = ("_started", "_tail")

    def __init__(self) -> None:
        self._tail = b""
        self._started = False

    def one(self, chunk: bytes) -> bytes:
        """The data of `chunk` if it plainly is one whole event, as paced streams bring them; else empty: `feed` it."""
        if (
            not self._tail
            and self._started
            and chunk.startswith(b"data: ")
            and chunk.find(b"\n") == len(chunk) - 2
            and chunk.endswith(b"\n\n")
            and b"\r" not in chunk
        ):
            return chunk[6:-2]
        return b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of every event that `chunk` completes. Raises: Malformed if one event outgrows 16 MiB."""
        if not self._started:
            chunk = self._start(chunk)
        text = self._tail + chunk if self._tail else chunk
        late = b""
        if b"\r" in text:
            if text.endswith(b"\r"):  # its LF may come with the next piece
                text, late = text[:-1], b"\r"
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        blocks = text.split(b"\n\n")
        self._tail = blocks.pop() + late
        if len(self._tail) > MAX_EVENT_BYTES:
            raise Malformed(f"One event of the stream is longer than {MAX_EVENT_BYTES} bytes.")
        return [data for block in blocks if (data := data_of(block))]

    def close(self) -> list[bytes]:
        """The event that the stream ended in without its blank line, if it holds data."""
        tail, self._tail = self._tail.rstrip(b"\r"), b""
        return [data] if (data := data_of(tail)) else []

    @property
    def pending(self) -> bytes:
        """What has arrived of the event not yet complete, with its line ends normalised."""
        return self._tail

    def _start(self, chunk: bytes) -> bytes:
        chunk = self._tail + chunk
        self._tail = b""
        if b"\xef\xbb\xbf".startswith(chunk):  # empty, or the beginning of a byte order mark
            self._tail = chunk
            return b""
        self._started = True
        return chunk.removeprefix(b"\xef\xbb\xbf")


def data_of(block: bytes) -> bytes:
    """The data of one event, which is empty for a comment."""
    if block.startswith(b"data: ") and b"\n" not in block:
        return block[6:]
    lines = [line[5:] for line in block.split(b"\n") if line.startswith(b"data:")]
    return b"\n".join([line.removeprefix(b" ") for line in lines])


def event(data: bytes, *, name: str = "") -> bytes:
    """One event in the form the APIs send it."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n" if name else b"data: " + data + b"\n\n"
