"""Tool calls that a host leaves in the answer as the model's own text, told apart from the answer piece by piece.

A server that runs without the model's tool parser hands on what the model wrote. Each family marks its calls with tags
of its own; what stands between them is one of the forms below, and is text after all if it is none.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from msgspec import Raw, Struct

CallTags = Literal["", "tool_call", "kimi", "minimax"]
TAGS: dict[str, tuple[str, str]] = {
    "tool_call": ("<tool_call>", "</tool_call>"),
    "kimi": ("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),
    "minimax": ("<minimax:tool_call>", "</minimax:tool_call>"),
}
_KIMI = re.compile(
    r"<\|tool_call_begin\|>\s*([^<]+?)\s*<\|tool_call_argument_begin\|>\s*(.*?)\s*<\|tool_call_end\|>", re.DOTALL
)
_INVOKE = re.compile(r'<(?:invoke name="|function=)([^">]+)"?>(.*?)</(?:invoke|function)>', re.DOTALL)
_PARAMETER = re.compile(r'<parameter(?: name="|=)([^">]+)"?>(.*?)</parameter>', re.DOTALL)
_GLM_NAME = re.compile(r"\s*([^\s<]+)\s*(?:<arg_key>|\Z)")
_GLM_PAIR = re.compile(r"<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>", re.DOTALL)


class WrittenCall(NamedTuple):
    """A call as its model wrote it; `id` is empty where the family gives none."""

    name: str
    arguments: str
    id: str = ""


class _Json(Struct):
    name: str
    arguments: Raw = Raw(b"")
    parameters: Raw = Raw(b"")


_json = msgspec.json.Decoder(_Json)
_any = msgspec.json.Decoder(Raw)


class CallSplitter:
    """Cuts a streamed answer into text and calls. A call is known once its closing tag has come."""

    __slots__ = ("_close", "_held", "_is_inside", "_open", "_was_call")

    def __init__(self, tags: CallTags) -> None:
        self._open, self._close = TAGS[tags]
        self._held = ""
        self._is_inside = False
        self._was_call = False

    def feed(self, text: str) -> list[str | WrittenCall]:
        """What is certain once `text` has arrived."""
        self._held += text
        pieces: list[str | WrittenCall] = []
        while True:
            before, tag, after = self._held.partition(self._close if self._is_inside else self._open)
            if not tag:
                break
            pieces += self._calls(before) if self._is_inside else self._text(before)
            self._is_inside, self._held = not self._is_inside, after
        if not self._is_inside:
            keep = next((n for n in range(len(self._open) - 1, 0, -1) if self._held.endswith(self._open[:n])), 0)
            sure = self._held[: len(self._held) - keep]
            pieces += self._text(sure)
            self._held = self._held[len(sure) :]
        return pieces

    def close(self) -> list[str | WrittenCall]:
        """What was held back because a call might have followed or gone on."""
        rest, self._held = (self._open if self._is_inside else "") + self._held, ""
        self._is_inside = False
        return list(self._text(rest))

    def _text(self, text: str) -> list[str]:
        """`text`, without the white space that only keeps calls apart."""
        if self._was_call:
            text = text.lstrip()
        self._was_call = self._was_call and not text
        return [text] if text else []

    def _calls(self, inside: str) -> list[str | WrittenCall]:
        calls = list(written_calls(inside))
        self._was_call = bool(calls)
        return list(calls) or [self._open + inside + self._close]


def split_calls(text: str, tags: CallTags) -> list[str | WrittenCall]:
    """A whole answer told apart."""
    splitter = CallSplitter(tags)
    return splitter.feed(text) + splitter.close()


def written_calls(inside: str) -> Iterator[WrittenCall]:
    """The calls between two tags, whatever the form: JSON, Kimi's tokens, or the XML of Qwen, MiniMax and GLM."""
    if "<|tool_call_begin|>" in inside:
        for call_id, arguments in _KIMI.findall(inside):
            yield WrittenCall(call_id.rpartition(":")[0].rpartition(".")[2] or call_id, arguments or "{}", call_id)
    elif inside.lstrip().startswith("{"):
        try:
            seen = _json.decode(inside)
        except (ValueError, RecursionError):
            return
        yield WrittenCall(seen.name, bytes(seen.arguments or seen.parameters).decode() or "{}")
    elif found := _INVOKE.findall(inside):
        for name, body in found:
            yield WrittenCall(name.strip(), _object(_PARAMETER.findall(body)))
    elif named := _GLM_NAME.match(inside):
        yield WrittenCall(named[1], _object(_GLM_PAIR.findall(inside)))


def _object(pairs: list[tuple[str, str]]) -> str:
    """Parameters as a JSON object; a value that is JSON stays what it is, anything else is text."""
    return msgspec.json.encode({name.strip(): _value(text) for name, text in pairs}).decode()


def _value(text: str) -> Raw | str:
    bare = text.strip()
    try:
        return _any.decode(bare) if bare else ""
    except (ValueError, RecursionError):
        return text.removeprefix("\n").removesuffix("\n")
