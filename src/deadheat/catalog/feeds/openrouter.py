"""OpenRouter's `/api/v1/models`: what its router sells, in USD per token, as a listing."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import msgspec
from msgspec import Struct, field

from deadheat.catalog.feeds.listing import UNDECODABLE, UNREADABLE, Listing, Unread, day_of, per_mtok
from deadheat.errors import DataError
from deadheat.facts.offer import Offer
from deadheat.facts.price import Meter, Rate

_METERS: dict[str, Meter] = {
    "prompt": "input",
    "completion": "output",
    "input_cache_read": "cache_read",
    "input_cache_write": "cache_write",
    "internal_reasoning": "reasoning",
}


class _Architecture(Struct):
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()


class _TopProvider(Struct):
    max_completion_tokens: int | None = None


class _Model(Struct):
    id: str
    name: str = ""
    created: float | None = None
    context_length: int | None = None
    hugging_face_id: str | None = None
    expiration_date: str | None = None
    architecture: _Architecture = field(default_factory=_Architecture)
    pricing: dict[str, object] = field(default_factory=dict)
    top_provider: _TopProvider = field(default_factory=_TopProvider)
    supported_parameters: tuple[str, ...] = ()


class _Models(Struct):
    data: list[msgspec.Raw]


def read_openrouter(payload: bytes, *, as_of: date, source: str = "openrouter") -> Listing:
    """The offers of a `/api/v1/models` answer; variable prices (-1) are left out, what cannot be read is counted."""
    try:
        models = msgspec.json.decode(payload, type=_Models).data
    except UNDECODABLE as error:
        raise DataError(f"This is not a model list of OpenRouter: {error}.", where=source) from error
    unread, variable = Unread(source), 0
    offers: list[Offer] = []
    for at, raw in enumerate(models):
        name = f"data[{at}]"
        try:
            model = msgspec.json.decode(raw, type=_Model)
            name = model.id
            offers.append(_offer(model, as_of=as_of, source=source))
            variable += str(model.pricing.get("prompt", "")).startswith("-")
        except (*UNREADABLE, *UNDECODABLE) as error:
            unread.add(name, error)
    skipped = {"variable price": variable} if variable else {}
    skipped |= unread.reasons(read=len(offers))
    return Listing(
        kind="openrouter", source=source, as_of=as_of, offers=tuple(offers), skipped=skipped, unread=unread.first
    )


def _offer(model: _Model, *, as_of: date, source: str) -> Offer:
    known = model.supported_parameters
    return Offer(
        host="openrouter",
        host_kind="aggregator",
        id=model.id,
        model=None,
        name=model.name,
        released=datetime.fromtimestamp(model.created, tz=UTC).date().isoformat() if model.created else "",
        open_weights=True if model.hugging_face_id else None,
        context=model.context_length or None,
        max_output=model.top_provider.max_completion_tokens or None,
        reasoning="reasoning" in known if known else None,
        tools="tools" in known if known else None,
        structured_output="structured_outputs" in known if known else None,
        input_modalities=model.architecture.input_modalities,
        output_modalities=model.architecture.output_modalities,
        retires_on=day_of(model.expiration_date),
        rates=tuple(
            Rate(meter=meter, nanousd_per_mtok=price, source=source, as_of=as_of)
            for key, meter in _METERS.items()
            if (price := _price(model, key)) is not None
        ),
        source=source,
        as_of=as_of,
    )


def _price(model: _Model, key: str) -> int | None:
    """Zero stands for "not charged apart" beside a prompt price, so only prompt and completion may be zero."""
    stated = model.pricing.get(key)
    if stated is None:
        return None
    try:
        price = per_mtok(Decimal(str(stated)), tokens=1)
    except InvalidOperation as error:
        raise DataError(f"The price {key} is {stated!r}. Expected a decimal number of USD.", where=model.id) from error
    return price if price or key in ("prompt", "completion") else None
