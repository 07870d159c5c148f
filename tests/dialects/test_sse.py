"""Events come out the same however the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadheat.dialects import sse
from deadheat.dialects.sse import EventSplitter, event
from deadheat.errors import Malformed
from tests.dialects.strategies import cuts

STREAM = (
    b"\xef\xbb\xbf: hello\n\nevent: a\ndata: one\n\ndata:two\ndata: lines\r\n\r\nretry: 5\n\nid: 7\rdata: cr\r\r"
    b'data\n\ndata: \n\ndata: {"x": 1}\n\n\n\ndata: last'
)
EVENTS = [b"one", b"two\nlines", b"cr", b'{"x": 1}', b"last"]


def _events(pieces: list[bytes]) -> list[bytes]:
    splitter = EventSplitter()
    found = []
    for piece in pieces:
        found += [data] if (data := splitter.one(piece)) else splitter.feed(piece)
    return found + splitter.close()


def test_comments_names_and_line_ends_are_understood() -> None:
    assert _events([STREAM]) == EVENTS


@given(cuts(STREAM))
def test_any_cut_gives_the_same_events(pieces: list[bytes]) -> None:
    assert _events(pieces) == EVENTS


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_no_bytes_break_the_splitter(pieces: list[bytes]) -> None:
    assert _events(pieces) == _events([b"".join(pieces)])


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda b: not set(b) & {10, 13}), max_size=5))
def test_what_is_written_is_read_back(datas: list[bytes]) -> None:
    assert _events([b"".join(event(data, name="x") for data in datas)]) == datas


def test_only_a_piece_that_is_one_event_by_itself_is_taken_whole() -> None:
    splitter = EventSplitter()
    assert splitter.one(b"data: x\n\n") == b""  # a byte order mark may come first
    splitter.feed(b"data: x\n\n")
    assert splitter.one(b"data: x\n\n") == b"x"
    for piece in (b"data: x\n", b"data: x\n\ndata: y\n\n", b"data: x\r\n\n", b": x\n\n", b"data: x\ndata: y\n\n"):
        assert splitter.one(piece) == b""
    splitter.feed(b"data: be")
    assert splitter.one(b"data: x\n\n") == b""


def test_an_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 10)
    with pytest.raises(Malformed, match="longer than 10 bytes"):
        EventSplitter().feed(b"data: 12345678901")
