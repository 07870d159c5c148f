"""Bytes of HTTP/1.1 answers: heads, chunks, and the error every dialect's client can read."""

from email.utils import formatdate
from http import HTTPStatus

import msgspec

SERVER = b"server: deadheat\r\n"
LAST_CHUNK = b"0\r\n\r\n"
CRLF = b"\r\n"
CLOSE = b"connection: close\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
STATUS_LINES = {s.value: f"HTTP/1.1 {s.value} {s.phrase}\r\n".encode() for s in HTTPStatus}


def status_line(status: int) -> bytes:
    """The first line of an answer; a status without a name has none."""
    return STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status


def date_line(now: float) -> bytes:
    """The Date header of the second `now`."""
    return b"date: " + formatdate(now, usegmt=True).encode() + b"\r\n"


def plain_error(status: int, code: str, message: str, request_id: str) -> bytes:
    """An error body that OpenAI and Anthropic clients both read, for requests whose dialect is not known yet."""
    kind = "invalid_request_error" if status < 500 else "api_error"
    error = {"type": kind, "code": code, "param": None, "message": message}
    return msgspec.json.encode({"type": "error", "error": error, "request_id": request_id})
