"""How each family of chat models is told to think, or not to: the same wish in the host's own field."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw

from deadheat.dialects.body import decode, present
from deadheat.dialects.traits import Traits
from deadheat.facts.chat import Effort, Thinking

_effort = msgspec.json.Decoder(Effort | None)
_BUDGETS: dict[str, int] = {"minimal": 1024, "low": 2048, "medium": 8192, "high": 24576, "xhigh": 32768, "max": 49152}


def effort_of(thinking: Thinking | None) -> Effort | None:
    """The effort that stands for `thinking`; a token budget becomes the nearest of low, medium and high."""
    if thinking is None or thinking.effort is not None:
        return thinking.effort if thinking else None
    if thinking.budget_tokens is None:
        return None
    return "low" if thinking.budget_tokens <= 4096 else "medium" if thinking.budget_tokens <= 16384 else "high"


def budget_of(thinking: Thinking) -> int:
    """The thinking tokens that stand for `thinking`."""
    return thinking.budget_tokens or _BUDGETS.get(thinking.effort or "medium", _BUDGETS["medium"])


def thinking_fields(thinking: Thinking | None, traits: Traits) -> dict[str, object]:
    """The fields of a chat request that say `thinking` to a host with these traits; none if nothing is asked."""
    effort = effort_of(thinking)
    if thinking is None or (effort is None and not thinking.adaptive):
        return {}
    wanted = effort != "none"
    match traits.thinking:
        case "thinking":
            return {"thinking": {"type": "enabled" if wanted else "disabled"}}
        case "thinking_effort":
            switch = {"type": "enabled" if wanted else "disabled"}
            return present({"thinking": switch, "reasoning_effort": effort if wanted else None})
        case "enable_thinking":
            return present({"enable_thinking": wanted, "thinking_budget": thinking.budget_tokens})
        case "template":
            return {"chat_template_kwargs": {"enable_thinking": wanted}}
        case "template_thinking":
            return {"chat_template_kwargs": {"thinking": wanted}}
        case "reasoning":
            if thinking.budget_tokens is not None:
                return {"reasoning": {"max_tokens": thinking.budget_tokens}}
            return {"reasoning": {"effort": effort} if wanted and effort else {"enabled": wanted}}
        case "none":
            return {}
        case _:
            return present({"reasoning_effort": effort})


def switched(fields: Mapping[str, object], traits: Traits) -> dict[str, object]:
    """What `reasoning_effort` among the top-level `fields` of a chat request becomes at this host; empty if it stays.

    A client that already speaks the host's own switch is left alone: its bytes pass.
    Raises: DataError if the effort is none of the known ones.
    """
    if traits.thinking in ("reasoning_effort", "budget") or "reasoning_effort" not in fields:
        return {}
    given = fields["reasoning_effort"]
    effort = decode(given, _effort, where="body.reasoning_effort") if isinstance(given, Raw) else None
    new = thinking_fields(Thinking(effort=effort) if effort else None, traits)
    own = {name: value for name, value in new.items() if name == "reasoning_effort" or name not in fields}
    return {"reasoning_effort": None, **own}
