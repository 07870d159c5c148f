"""How one host departs from the plain dialect it speaks: what translation has to know about it."""

from typing import Literal

from msgspec import Struct

from deadheat.dialects.call_text import CallTags
from deadheat.dialects.usage import PLAIN, UsageRule

ThinkingSwitch = Literal[
    "reasoning_effort",
    "thinking",
    "thinking_effort",
    "enable_thinking",
    "template",
    "template_thinking",
    "reasoning",
    "budget",
    "none",
]
"""The field that makes a model think or not; `dialects.thinking_switch` writes it."""


class Traits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What differs at one host for one model family; the defaults describe a plain host.

    echo: the field of an assistant message in which reasoning must come back, or `think_tags` for the head of its
        content; empty if it must not come back.
    echo_turns: "tools" if only reasoning since the last user turn is wanted, "all" if every turn's.
    echo_missing: what stands in that field of a turn with tool calls whose reasoning is not there, because another
        model wrote it or the client dropped it; empty if the host does not mind.
    think_tags: reasoning comes as `<think>` text at the head of the content.
    call_tags: the tags in which its tool calls stand in the text where the server does not parse them.
    thinking: the switch that controls thinking.
    unsigned: a Messages host that takes thinking blocks back without a signature.
    ceiling: the name of the field that limits the answer. default_ceiling: its value where a host demands one.
    developer: the host knows the role `developer`; elsewhere it is a system message, and those at the head are one.
    stream_usage: the host understands `stream_options.include_usage`.
    usage: where its token counts depart from the convention.
    """

    echo: Literal["", "reasoning_content", "reasoning", "reasoning_details", "think_tags"] = ""
    echo_turns: Literal["tools", "all"] = "tools"
    echo_missing: str = ""
    think_tags: bool = False
    call_tags: CallTags = ""
    thinking: ThinkingSwitch = "reasoning_effort"
    unsigned: bool = False
    ceiling: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    default_ceiling: int = 8192
    developer: bool = False
    stream_usage: bool = True
    usage: UsageRule = PLAIN


PLAIN_HOST = Traits()
