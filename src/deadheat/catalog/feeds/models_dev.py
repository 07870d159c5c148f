"""models.dev: the `api.json` of the site, or a checkout of its repository, as a listing.

In the repository a host's model may stand on a lab's model (`base_model`): tables are merged, lists replaced, the paths
of `base_model_omit` removed; licence, links, weights and benchmarks are not inherited.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import Struct, field

from deadheat.catalog.feeds.listing import UNDECODABLE, UNREADABLE, Listing, Unread, per_mtok
from deadheat.errors import DataError
from deadheat.facts.offer import Offer
from deadheat.facts.price import METERS, Rate

_NOT_INHERITED = ("benchmarks", "license", "links", "weights")
_Table = dict[str, object]


class _Tier(Struct):
    size: int = 0


class _Cost(Struct):
    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    cache_write: Decimal | None = None
    reasoning: Decimal | None = None
    tier: _Tier | None = None
    tiers: list["_Cost"] = field(default_factory=list)
    context_over_200k: "_Cost | None" = None


class _Limit(Struct):
    context: int | None = None
    output: int | None = None


class _Modalities(Struct):
    input: tuple[str, ...] = ()
    output: tuple[str, ...] = ()


class _Model(Struct):
    id: str
    name: str = ""
    release_date: str = ""
    open_weights: bool | None = None
    reasoning: bool | None = None
    tool_call: bool | None = None
    structured_output: bool | None = None
    status: str = ""
    cost: _Cost | None = None
    limit: _Limit = field(default_factory=_Limit)
    modalities: _Modalities = field(default_factory=_Modalities)


class _Provider(Struct):
    models: dict[str, msgspec.Raw]


def read_api(payload: bytes, *, as_of: date, source: str = "models.dev") -> Listing:
    """The offers of an `api.json`; what cannot be read is counted, and the first of it named."""
    try:
        providers = msgspec.json.decode(payload, type=dict[str, _Provider])
    except UNDECODABLE as error:
        raise DataError(f"This is not the api.json of models.dev: {error}.", where=source) from error
    unread = Unread(source)
    offers: list[Offer] = []
    for host, provider in providers.items():
        for name, raw in provider.models.items():
            try:
                model = msgspec.json.decode(raw, type=_Model)
                offers.append(_offer(host, model, as_of=as_of, source=source))
            except (*UNREADABLE, *UNDECODABLE) as error:
                unread.add(f"{host}/{name}", error)
    skipped = unread.reasons(read=len(offers))
    return Listing(
        kind="models.dev", source=source, as_of=as_of, offers=tuple(offers), skipped=skipped, unread=unread.first
    )


def read_tree(root: Path, *, as_of: date, source: str = "models.dev") -> Listing:
    """The offers of a checkout with the folders `models` and `providers`; dangling links are counted, not followed."""
    if not (root / "providers").is_dir() or not (root / "models").is_dir():
        raise DataError(
            "This folder holds no `providers` and `models`. Expected a models.dev checkout.", where=str(root)
        )
    bases = {
        str(file.relative_to(root / "models"))[:-5]: _toml(file) for file in sorted((root / "models").rglob("*.toml"))
    }
    offers: list[Offer] = []
    dangling = 0
    for folder in sorted(p.parent for p in (root / "providers").glob("*/provider.toml")):
        for file in sorted((folder / "models").rglob("*.toml")):
            if not file.exists():
                dangling += 1
                continue
            name = str(file.relative_to(folder / "models"))[:-5]
            authored = _on_base(_toml(file), bases, where=str(file))
            try:
                model = msgspec.convert({**authored, "id": name}, type=_Model, strict=False)
                offers.append(_offer(folder.name, model, as_of=as_of, source=source))
            except UNREADABLE as error:
                raise DataError(f"This model cannot be read: {error}.", where=str(file)) from error
    skipped = {"dangling link": dangling} if dangling else {}
    return Listing(kind="models.dev", source=source, as_of=as_of, offers=tuple(offers), skipped=skipped)


def _toml(file: Path) -> _Table:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except ValueError as error:
        raise DataError(f"This is not TOML: {error}.", where=str(file)) from error


def _on_base(authored: _Table, bases: Mapping[str, _Table], *, where: str) -> _Table:
    name = authored.get("base_model")
    if name is None:
        return authored
    base = bases.get(str(name))
    if base is None:
        raise DataError(f"base_model {name!r} is not among the models of the checkout.", where=where)
    inherited = {key: value for key, value in base.items() if key not in _NOT_INHERITED}
    merged = _merged(inherited, authored)
    omitted = authored.get("base_model_omit")
    for path in omitted if isinstance(omitted, list) else ():
        merged = _without(merged, str(path).split("."))
    return merged


def _merged(base: _Table, over: _Table) -> _Table:
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        result[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def _without(table: _Table, path: list[str]) -> _Table:
    """`table` without what `path` names; a table left empty by it goes too."""
    below = table.get(path[0])
    if len(path) == 1 or not isinstance(below, dict):
        return {key: value for key, value in table.items() if len(path) > 1 or key != path[0]}
    rest = _without(below, path[1:])
    return {key: (rest if key == path[0] else value) for key, value in table.items() if key != path[0] or rest}


def _offer(host: str, model: _Model, *, as_of: date, source: str) -> Offer:
    rates = tuple(_rates(model.cost, as_of=as_of, source=source)) if model.cost else ()
    return Offer(
        host=host,
        host_kind="platform",
        id=model.id,
        model=None,
        name=model.name,
        released="" if model.release_date.startswith("1970") else model.release_date,
        open_weights=model.open_weights,
        context=model.limit.context or None,
        max_output=model.limit.output or None,
        reasoning=model.reasoning,
        tools=model.tool_call,
        structured_output=model.structured_output,
        input_modalities=model.modalities.input,
        output_modalities=model.modalities.output,
        deprecated=model.status == "deprecated",
        rates=rates,
        source=source,
        as_of=as_of,
    )


def _rates(cost: _Cost, *, as_of: date, source: str) -> Iterator[Rate]:
    levels = [(0, cost)]
    levels += [(tier.tier.size, tier) for tier in cost.tiers if tier.tier is not None]
    if not cost.tiers and cost.context_over_200k is not None:
        levels.append((200_000, cost.context_over_200k))
    for above, level in levels:
        for meter in METERS:
            price = per_mtok(getattr(level, meter), tokens=1_000_000)
            if price is not None:
                yield Rate(meter=meter, nanousd_per_mtok=price, context_above=above, source=source, as_of=as_of)
