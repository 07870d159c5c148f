"""Why a reply ended, in each API's word for it."""

from deadheat.facts.chat import Finish, Usage

_FROM_CHAT: dict[str, Finish] = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "content_filter": "refused",
    "sensitive": "refused",
}
BROKEN_OFF = frozenset(("error", "abort", "aborted", "network_error", "insufficient_system_resource"))
"""Finish reasons of hosts that gave up in the middle: what they said so far is no answer."""
_TO_CHAT = {"stop": "stop", "length": "length", "tool_calls": "tool_calls", "refused": "content_filter"}
_FROM_MESSAGES: dict[str, Finish] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refused",
    "pause_turn": "paused",
}
_TO_MESSAGES = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "refused": "refusal",
    "paused": "pause_turn",
}


def from_chat(word: str | None, *, has_calls: bool) -> Finish | None:
    """A chat finish reason; an answer with tool calls ends in them even where the host says `stop`."""
    if word is None:
        return None
    finish = _FROM_CHAT.get(word, "stop")
    return "tool_calls" if has_calls and finish == "stop" else finish


def to_chat(finish: Finish | None) -> str | None:
    """The chat finish reason; a paused turn is a stop there."""
    return None if finish is None else _TO_CHAT.get(finish, "stop")


def from_messages(word: str | None) -> Finish | None:
    """A Messages stop reason."""
    return None if word is None else _FROM_MESSAGES.get(word, "stop")


def to_messages(finish: Finish | None, stop_sequence: str | None, *, declined: bool = False) -> str:
    """The Messages stop reason; the sequence that stopped an answer is named where the host told it.

    declined: the answer is a refusal, which other APIs mark in its text and not in the reason why it ended.
    """
    if finish in (None, "stop") and declined:
        return "refusal"
    if finish in (None, "stop") and stop_sequence:
        return "stop_sequence"
    return _TO_MESSAGES[finish or "stop"]


def incomplete_reason(finish: Finish | None) -> str | None:
    """Why a Responses reply is incomplete; None if it is complete."""
    return {"length": "max_output_tokens", "refused": "content_filter"}.get(finish or "")


def from_responses(reason: str | None, *, has_calls: bool) -> Finish:
    """What the reason of an incomplete Responses reply means, or its absence."""
    if reason is None:
        return "tool_calls" if has_calls else "stop"
    return "length" if reason == "max_output_tokens" else "refused" if reason == "content_filter" else "stop"


def chat_usage(usage: Usage) -> dict[str, object]:
    """`usage` as a chat completion reports it."""
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {
            "cached_tokens": usage.cached_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }


def messages_usage(usage: Usage | None) -> dict[str, object]:
    """`usage` as the Messages API reports it: what the cache gave or took stands beside the input."""
    seen = usage or Usage()
    return {
        "input_tokens": max(0, seen.input_tokens - seen.cached_tokens - seen.cache_write_tokens),
        "cache_creation_input_tokens": seen.cache_write_tokens,
        "cache_read_input_tokens": seen.cached_tokens,
        "output_tokens": seen.output_tokens,
        **({"output_tokens_details": {"thinking_tokens": seen.reasoning_tokens}} if seen.reasoning_tokens else {}),
    }


def responses_usage(usage: Usage) -> dict[str, object]:
    """`usage` as the Responses API reports it."""
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {
            "cached_tokens": usage.cached_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }
