"""What a host's spelling of a model says: one goes by `kimi-k2.6`, `accounts/x/models/kimi-k2p6`, `TEE/kimi-k2.6`.

A spelling is read into candidates, the most literal first. Only what the catalogue knows decides which one is meant, so
`gpt-4-turbo` is its own model while the `turbo` of `kimi-k2p6-turbo` is a variant of one.
"""

import re
from collections.abc import Iterator

from msgspec import Struct


def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A suffix that says how an offer is served (precision, speed, plan), or which effort was asked for. It becomes the
# offer's variant; it is never part of the weights unless the catalogue knows a model by the longer name.
PRECISION = _vocabulary("fp8 fp4 fp16 bf16 nvfp4 mxfp4 int4 int8 awq gptq gguf mlx 4bit 6bit 8bit q4 q5 q6 q8")
SERVING = PRECISION | _vocabulary(
    """batch spot basic dynamic tee turbo fast highspeed lightning flex priority free exacto nitro floor online beta
    extended cheaper short fw cs ctx throughput ultrafast versatile high low minimal none xhigh think thinking
    reasoning reasoner nothink nothinking nonreasoning"""
)
# A suffix that many hosts drop or add for one and the same release; nothing is lost without it.
OPTIONAL = _vocabulary("instruct it chat preview exp experimental hf latest default original maas router cloud")
_PREFIXES = _vocabulary(
    """anthropic openai google meta nvidia databricks azure alibaba alicloud mistral mistralai zai xai x-ai z-ai zai-org
    cohere amazon microsoft arcee xiaomi coding coding-xiaomi umans duo-chat snowflake qwen minimax moonshotai
    deepseek-ai stepfun fw cc"""
)
_REGION = re.compile(r"^(us|eu|apac|global|jp|au|ca|in|us-gov|regional)\.(?=[a-z0-9]+\.)|^system\.ai\.")
_PLACE = re.compile(r"^(?:((?:us|eu|ap|ca|sa)(?:-gov)?-[a-z]+-\d)|(us|eu|apac|global))/")
_VENDOR = re.compile(
    r"^(?:ai21|amazon|anthropic|cohere|google|luma|meta|minimax|mistral|moonshot|moonshotai|nvidia|openai|qwen"
    r"|stability|writer|xai|zai)\.(?=[a-z])"
)
_BEDROCK_VERSION = re.compile(r"(?<!claude)(?<!instant)-v?\d+:\d+(?::\w+)?$|(?<=\d{8})-v\d+$|:\d$")
_DASHED_DATE = re.compile(r"(20\d\d)-([01]\d)-([0-3]\d)(?!\d)")
_EFFORT = re.compile(r"[_:](?:none|minimal|low|medium|high|xhigh|max|\d+k|unknown|auto)$", re.IGNORECASE)
_POINT = re.compile(r"(?<=\d)p(?=\d)")
_DATE = re.compile(r"^(?:20)?\d{6}$|^\d{4}$|^\d{3}$|^\d{2}20\d\d$")
_LENGTH = re.compile(r"^\d{2,3}k$|^1m$|^\d{5}$")
_CLAUDE = ("opus", "sonnet", "haiku", "instant", "fable")


class Spelling(Struct, frozen=True, kw_only=True):
    """One reading of a name: `key` compares models; `variant` and `dated` hold what was taken off its end."""

    key: str
    variant: str
    dated: str


def namespace(name: str) -> str:
    """The part of `name` that tells who made or serves the model: `zai-org` of `hf:zai-org/GLM-4.7`; empty if none."""
    low = (
        name.strip().lower().lstrip("~").split(":", 1)[-1]
        if name.lower().startswith("hf:")
        else name.strip().lower().lstrip("~")
    )
    parts = low.split("/")
    if len(parts) > 1:
        return parts[-2]
    dotted = _REGION.sub("", low)
    return match.group(0)[:-1] if (match := _VENDOR.match(dotted)) else ""


def plain(name: str) -> str:
    """`name` in lower case without path, region, vendor and version of the host: `us.anthropic.X-v1:0` is `x`."""
    low = name.strip().lower().lstrip("~").rsplit("/", 1)[-1].removeprefix("hf:")
    low = low.replace("claude-v2:1", "claude-v2.1")  # here alone the end of a Bedrock id is the model's own version
    return _VENDOR.sub("", _REGION.sub("", _BEDROCK_VERSION.sub("", low)))


def region(name: str) -> str:
    """The region that an id pins: `eu` of `eu.vendor.x` and of `eu/x`, `us-east-1` of `us-east-1/x`; empty if none."""
    match = _REGION.match(name.lower()) or _PLACE.match(name.lower())
    return next((part for part in match.groups() if part), "") if match else ""


def key_of(name: str) -> str:
    """The most literal key of `name`, without path, region, date separators and punctuation."""
    return "".join(words(name))


def words(name: str) -> list[str]:
    """The words of a name in the order in which keys compare them."""
    return _claude_order(_tokens(name))


def is_date(word: str) -> bool:
    """Whether a word of a name is a release date such as 20250929, 0905 or 2507."""
    return bool(_DATE.match(word))


def readings(name: str) -> Iterator[Spelling]:
    """Every model `name` may mean, the most literal first; each key comes once."""
    seen: set[str] = set()
    for words in _without_prefixes(_tokens(name)):
        rest, taken = words, list[str]()
        while rest:
            key = "".join(_claude_order(rest))
            if key not in seen:
                seen.add(key)
                variant, dated = ("-".join(t for t in taken if keep(t)) for keep in (_serves, _DATE.match))
                yield Spelling(key=key, variant=variant, dated=dated)
            if not (_serves(rest[-1]) or rest[-1] in OPTIONAL or _DATE.match(rest[-1])):
                break
            taken, rest = [rest[-1], *taken], rest[:-1]


def _tokens(name: str) -> list[str]:
    """The words of a name, its path and the decorations of its host taken off; `v3` counts as `3`."""
    low = plain(_EFFORT.sub("", name.strip()))
    low = _POINT.sub(".", _DASHED_DATE.sub(r"\1\2\3", low)).replace("non-reasoning", "nonreasoning")
    return [re.sub(r"^v(?=\d)", "", t) for t in re.split(r"[^a-z0-9+]+", low) if t]


def _without_prefixes(tokens: list[str]) -> Iterator[list[str]]:
    """The words as they are, then without a host's or a lab's name in front of them."""
    yield tokens
    for length in (2, 1):
        rest = tokens[length:]
        if rest and "-".join(tokens[:length]) in _PREFIXES:
            yield rest
            yield from _without_prefixes(rest)


def _serves(token: str) -> bool:
    return token in SERVING or bool(_LENGTH.match(token))


def _claude_order(tokens: list[str]) -> list[str]:
    """`claude-3-5-sonnet`, `claude-sonnet-3.5`, `sonnet-3-5` in one order: family, then version."""
    if not tokens:
        return tokens
    if tokens[0] in _CLAUDE[:3] and len(tokens) > 1:
        tokens = ["claude", *tokens]
    if not tokens[0].startswith("claude"):
        return tokens
    words = [t for t in tokens if t in _CLAUDE]
    rest = [t for t in tokens if t not in _CLAUDE]
    return ["claude", *words, *([rest[0][6:]] if rest[0][6:] else []), *rest[1:]]
