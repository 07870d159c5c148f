"""Reasoning that a host wants back with the tool calls it led to, where a passing conversation lacks it."""

import msgspec
from msgspec import Raw, Struct

from deadheat.dialects.body import fields_of, spliced
from deadheat.dialects.traits import Traits


class _Turn(Struct):
    role: str = ""
    tool_calls: list[Raw] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


_turns = msgspec.json.Decoder(list[Raw])
_turn = msgspec.json.Decoder(_Turn)


def with_echo(messages: Raw | None, traits: Traits) -> list[Raw] | None:
    """The messages of a chat request in which no turn with tool calls is without reasoning; None if all are well.

    A conversation that began with another model, or whose client drops reasoning, would be refused there.
    """
    if messages is None or b'"tool_calls"' not in bytes(messages):
        return None
    given = _turns.decode(messages)
    mended = [_mended(turn, traits) for turn in given]
    return mended if any(after is not before for after, before in zip(mended, given, strict=True)) else None


def _mended(turn: Raw, traits: Traits) -> Raw:
    try:
        seen = _turn.decode(turn)
    except (ValueError, RecursionError):
        return turn  # the host says what is wrong with it
    if seen.role != "assistant" or not seen.tool_calls or getattr(seen, traits.echo, None):
        return turn
    body = bytes(turn)
    return Raw(spliced(body, fields_of(body), {traits.echo: traits.echo_missing}))
