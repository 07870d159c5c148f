"""The price table inside the LiteLLM wheel, in USD per token, as a listing.

The wheel is read, never installed or run.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec
from msgspec import Struct

from deadheat.catalog.feeds.listing import UNDECODABLE, UNREADABLE, Listing, Unread, day_of, per_mtok
from deadheat.catalog.names import region
from deadheat.errors import DataError
from deadheat.facts.offer import Offer
from deadheat.facts.price import MINUTES_PER_DAY, CacheTtl, Meter, Rate, ServiceTier, Window

TABLE = "litellm/model_prices_and_context_window_backup.json"
# LiteLLM's provider -> the id that the catalogue gives the same host.
_HOSTS = {
    "gemini": "google",
    "bedrock": "amazon-bedrock",
    "bedrock_converse": "amazon-bedrock",
    "bedrock_mantle": "amazon-bedrock",
    "azure_ai": "azure",
    "dashscope": "alibaba",
    "moonshot": "moonshotai",
    "fireworks_ai": "fireworks-ai",
    "together_ai": "togetherai",
    "novita": "novita-ai",
    "vercel_ai_gateway": "vercel",
    "cohere_chat": "cohere",
    "github_copilot": "github-copilot",
    "snowflake": "snowflake-cortex",
    "vertex_ai-anthropic_models": "google-vertex-anthropic",
    "meta_llama": "llama",
    "volcengine": "bytedance",
    "nvidia_nim": "nvidia",
    "ollama": "ollama-cloud",
    "gmi": "gmicloud",
    "friendliai": "friendli",
    "cloudflare": "cloudflare-workers-ai",
    "tencent": "tencent-tokenhub",
    "bigmodel": "zhipuai",
    "xiaomi_mimo": "xiaomi",
    "meta": "llama",
}
_CHAT = ("chat", "responses", "completion")
_METERS: dict[str, Meter] = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "output_cost_per_reasoning_token": "reasoning",
}
_TIERS: dict[str, ServiceTier] = {"": "standard", "batches": "batch", "flex": "flex", "priority": "priority"}
_TTLS: dict[str, CacheTtl] = {"": "", "1": "1h", "12": "12h"}
_KEY = re.compile(rf"^({'|'.join(_METERS)})(?:_above_(1|12)hr)?(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$")


class _Slot(Struct):
    hours_utc: str | list[str]
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)


class _OffPeak(Struct):
    windows: list[_Slot]
    input_cost_per_token: Decimal | None = None
    output_cost_per_token: Decimal | None = None
    cache_read_input_token_cost: Decimal | None = None


class _Step(Struct):
    range: tuple[float, float]
    input_cost_per_token: Decimal | None = None
    output_cost_per_token: Decimal | None = None
    cache_read_input_token_cost: Decimal | None = None


class _Entry(Struct):
    litellm_provider: str = ""
    mode: str = ""
    max_input_tokens: float | None = None
    max_output_tokens: float | None = None
    deprecation_date: str = ""
    supports_reasoning: bool | None = None
    supports_function_calling: bool | None = None
    supports_response_schema: bool | None = None
    supported_modalities: tuple[str, ...] = ()
    supported_output_modalities: tuple[str, ...] = ()
    off_peak_pricing: _OffPeak | None = None
    tiered_pricing: tuple[_Step, ...] = ()


def read_litellm(payload: bytes, *, as_of: date, source: str = "litellm") -> Listing:
    """The chat offers of the table; embeddings, images and the like are counted, not listed."""
    offers: dict[tuple[str, str], Offer] = {}
    skipped: Counter[str] = Counter()
    unread = Unread(source)
    try:
        table = msgspec.json.decode(payload, type=dict[str, dict[str, msgspec.Raw]])
    except UNDECODABLE as error:
        raise DataError(f"This is not LiteLLM's price table: {error}.", where=source) from error
    for key, raw in table.items():
        try:
            entry = msgspec.convert({k: msgspec.json.decode(v) for k, v in raw.items()}, type=_Entry, strict=False)
            if entry.mode not in _CHAT or not entry.litellm_provider:
                skipped[f"mode {entry.mode or 'none'}"] += 1
                continue
            offer = _offer(key, entry, raw, as_of=as_of, source=source)
        except UNREADABLE as error:
            unread.add(key, error)
            continue
        offers.setdefault((offer.host, offer.id), offer)
    left_out = dict(skipped) | unread.reasons(read=len(offers))
    return Listing(
        kind="litellm", source=source, as_of=as_of, offers=tuple(offers.values()), skipped=left_out, unread=unread.first
    )


def _offer(key: str, entry: _Entry, raw: dict[str, msgspec.Raw], *, as_of: date, source: str) -> Offer:
    provider = entry.litellm_provider
    host = _HOSTS.get(provider) or ("google-vertex" if provider.startswith("vertex_ai") else provider.replace("_", "-"))
    id_ = _id(key, provider)
    rates = [*_stated(raw), *_steps(entry), *_off_peak(entry)]
    return Offer(
        host=host,
        host_kind="platform",
        id=id_,
        model=None,
        region=region(id_),
        context=int(entry.max_input_tokens) if entry.max_input_tokens else None,
        max_output=int(entry.max_output_tokens) if entry.max_output_tokens else None,
        reasoning=entry.supports_reasoning,
        tools=entry.supports_function_calling,
        structured_output=entry.supports_response_schema,
        input_modalities=entry.supported_modalities,
        output_modalities=entry.supported_output_modalities,
        retires_on=day_of(entry.deprecation_date),
        rates=tuple(msgspec.structs.replace(rate, source=source, as_of=as_of) for rate in rates),
        source=source,
        as_of=as_of,
    )


def _id(key: str, provider: str) -> str:
    """The host's own id: without LiteLLM's name for the provider in front."""
    for prefix in (provider, provider.partition("-")[0], "bedrock", "azure", "vertex_ai"):
        if key.startswith(prefix + "/"):
            return key[len(prefix) + 1 :]
    return key


def _stated(raw: dict[str, msgspec.Raw]) -> Iterator[Rate]:
    for name, value in raw.items():
        if (match := _KEY.match(name)) is None:
            continue
        meter, ttl, above, tier = match.groups(default="")
        price = per_mtok(msgspec.json.decode(value, type=Decimal | None), tokens=1)
        # A cache that costs nothing to write is how the table says that the host does not charge for writing apart.
        if price is None or (price == 0 and meter not in ("input_cost_per_token", "output_cost_per_token")):
            continue
        yield Rate(
            meter=_METERS[meter],
            nanousd_per_mtok=price,
            context_above=int(above or 0) * 1000,
            service_tier=_TIERS[tier],
            cache_ttl=_TTLS[ttl],
        )


def _steps(entry: _Entry) -> Iterator[Rate]:
    for step in entry.tiered_pricing:
        for name in ("input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost"):
            price = per_mtok(getattr(step, name), tokens=1)
            if price is not None:
                yield Rate(meter=_METERS[name], nanousd_per_mtok=price, context_above=int(step.range[0]))


def _off_peak(entry: _Entry) -> Iterator[Rate]:
    if entry.off_peak_pricing is None:
        return
    windows = tuple(window for slot in entry.off_peak_pricing.windows for window in _windows(slot))
    for name in ("input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost"):
        price = per_mtok(getattr(entry.off_peak_pricing, name), tokens=1)
        if price is not None:
            yield Rate(meter=_METERS[name], nanousd_per_mtok=price, windows=windows)


def _windows(slot: _Slot) -> Iterator[Window]:
    for hours in [slot.hours_utc] if isinstance(slot.hours_utc, str) else slot.hours_utc:
        start, end = (int(part[:2]) * 60 + int(part[3:5]) for part in hours.split("-"))
        if start < (end or MINUTES_PER_DAY):
            yield Window(weekdays=slot.weekdays, from_minute=start, to_minute=end or MINUTES_PER_DAY)
            continue
        after = tuple(sorted(day % 7 + 1 for day in slot.weekdays))
        yield Window(weekdays=slot.weekdays, from_minute=start, to_minute=MINUTES_PER_DAY)
        yield Window(weekdays=after, from_minute=0, to_minute=end)
