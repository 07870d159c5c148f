"""Errors in the shape each API gives them, so that a client's SDK raises the exception its user knows."""

from typing import Any

import msgspec

from deadheat.dialects.body import encode, read_anyway
from deadheat.dialects.sse import event
from deadheat.facts.chat import DialectName

_OPENAI = {
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_ANTHROPIC = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}


def error_body(
    dialect: DialectName, status: int, *, code: str, message: str, request_id: str, param: str | None = None
) -> bytes:
    """The JSON body of an error reply. `code` is our stable slug; `param` the request's field that is at fault."""
    if dialect == "anthropic_messages":
        return encode(_anthropic(status, message, request_id))
    return encode({"error": _openai(status, code, message, request_id, param)})


def error_event(
    dialect: DialectName, status: int, *, code: str, message: str, request_id: str, sequence: int = 0
) -> bytes:
    """The event that ends a stream which cannot go on. `sequence` counts the events of a Responses stream so far."""
    if dialect == "anthropic_messages":
        return event(encode(_anthropic(status, message, request_id)), name="error")
    shape = _openai(status, code, message, request_id, None)
    if dialect == "openai_responses":
        flat = {"type": "error", "sequence_number": sequence, "code": code, "message": message, "param": None}
        return event(encode({**flat, "error": shape}), name="error")
    return event(encode({"error": shape}))


_object = msgspec.json.Decoder(dict[str, Any])
_anything = msgspec.json.Decoder(object)
_PLACES = ("error", "message", "detail", "msg", "base_resp", "status_msg")
_STATUS = {kind: status for shape in (_OPENAI, _ANTHROPIC) for status, kind in shape.items()} | {
    "invalid_request_error": 400,
    "BadRequestError": 400,
    "rate_limit_exceeded": 429,
    "api_error": 500,
    "server_error": 500,
}


def is_error_of(dialect: DialectName, body: bytes) -> bool:
    """Whether an SDK of this API finds its error in `body`."""
    seen = read_anyway(body, _object) or {}
    inner = seen.get("error")
    has_message = isinstance(inner, dict) and isinstance(inner.get("message"), str)
    return has_message and (dialect != "anthropic_messages" or seen.get("type") == "error")


def words_of(body: bytes) -> str:
    """What a host says is wrong, in whichever of the usual places it says it; empty if it says nothing."""
    return _words(read_anyway(body, _anything), 5)


def status_of(body: bytes) -> int:
    """The HTTP status by which an error that came with a 200 names itself, as a number or a type; 0 if it does not."""
    seen = read_anyway(body, _object) or {}
    inner = seen.get("error")
    error: dict[str, Any] = inner if isinstance(inner, dict) else seen
    for said in (error.get("code"), error.get("status"), error.get("type")):
        number = int(said) if isinstance(said, str) and said.isdecimal() else said
        if isinstance(number, int) and 400 <= number < 600:
            return number
        if isinstance(said, str) and said in _STATUS:
            return _STATUS[said]
    return 0


def _words(said: object, depth: int) -> str:
    if isinstance(said, str):
        return said
    inside: list[object] = said if isinstance(said, list) and depth else []
    if isinstance(said, dict) and depth:
        inside = [said.get(place) for place in _PLACES]
    return next((words for each in inside if (words := _words(each, depth - 1))), "")


def _openai(status: int, code: str, message: str, request_id: str, param: str | None) -> dict[str, object]:
    kind = _OPENAI.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"message": message, "type": kind, "param": param, "code": code, "request_id": request_id}


def _anthropic(status: int, message: str, request_id: str) -> dict[str, object]:
    kind = _ANTHROPIC.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": request_id}
