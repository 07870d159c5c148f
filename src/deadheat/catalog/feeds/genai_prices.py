"""The price table inside the genai-prices wheel, in USD per million tokens, with first days and daily windows.

The table is Python source; it is parsed, never imported or run: only calls, lists, dicts and constants are read.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from deadheat.catalog.feeds.listing import UNREADABLE, Listing, Unread, per_mtok
from deadheat.errors import DataError
from deadheat.facts.offer import Offer
from deadheat.facts.price import MINUTES_PER_DAY, CacheTtl, Meter, Rate, ServiceTier, Window

TABLE = "genai_prices/data.py"
# genai-prices' provider -> the id that the catalogue gives the same host.
_HOSTS = {
    "aws": "amazon-bedrock",
    "fireworks": "fireworks-ai",
    "novita": "novita-ai",
    "together": "togetherai",
    "x-ai": "xai",
    "zai": "zai",
    "azure-foundry": "azure",
    "huggingface_together": "huggingface",
}
_METERS: dict[str, tuple[Meter, CacheTtl]] = {
    "input_mtok": ("input", ""),
    "output_mtok": ("output", ""),
    "cache_read_mtok": ("cache_read", ""),
    "cache_write_mtok": ("cache_write", ""),
    "cache_write_1h_mtok": ("cache_write", "1h"),
    "cache_write_12h_mtok": ("cache_write", "12h"),
    "output_reasoning_mtok": ("reasoning", ""),
}
_TIERS: dict[str, ServiceTier] = {"batch": "batch", "flex": "flex", "priority": "priority"}
_EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class _Call:
    """One `Name(...)` of the table."""

    name: str
    positional: tuple[object, ...]
    keyword: Mapping[str, object]


def read_genai_prices(payload: bytes, *, as_of: date, source: str = "genai-prices") -> Listing:
    """The offers of the table; a provider's models that state no token price are counted, not listed."""
    try:
        tree = ast.parse(payload)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise DataError(f"This is not the table of genai-prices: {error}.", where=source) from error
    offers: list[Offer] = []
    skipped, unread = 0, Unread(source)
    for provider in _calls(_assigned(tree, "providers", where=source), "Provider"):
        host = str(provider.keyword.get("id", ""))
        for model in _calls(provider.keyword.get("models"), "ModelInfo"):
            try:
                rates = tuple(_rates(model, source=source, as_of=as_of))
            except UNREADABLE:
                rates = ()
            readable = bool(rates) and isinstance(model.keyword.get("id"), str)
            skipped += not readable
            try:
                if readable:
                    offers.append(_offer(_HOSTS.get(host, host), model, rates, source=source, as_of=as_of))
            except UNREADABLE as error:
                unread.add(f"{host}/{model.keyword['id']}", error)
    left_out = {"no token price": skipped} if skipped else {}
    left_out |= unread.reasons(read=len(offers))
    return Listing(
        kind="genai-prices", source=source, as_of=as_of, offers=tuple(offers), skipped=left_out, unread=unread.first
    )


def _offer(host: str, model: _Call, rates: tuple[Rate, ...], *, source: str, as_of: date) -> Offer:
    context = model.keyword.get("context_window")
    return Offer(
        host=host,
        host_kind="platform",
        id=str(model.keyword.get("id", "")),
        model=None,
        name=str(model.keyword.get("name") or ""),
        context=context if isinstance(context, int) else None,
        deprecated=model.keyword.get("deprecated") is True,
        rates=rates,
        source=source,
        as_of=as_of,
    )


def _rates(model: _Call, *, source: str, as_of: date) -> Iterator[Rate]:
    stated = model.keyword.get("prices")
    entries = list(_calls(stated, "ConditionalPrice")) if isinstance(stated, list) else []
    starts = sorted({day for entry in entries if (day := _start(entry)) is not None})
    if isinstance(stated, _Call):
        yield from _priced(stated, Rate(meter="input", nanousd_per_mtok=0, source=source, as_of=as_of))
    for entry in entries:
        day, windows = _start(entry), _window(entry)
        later = [start for start in starts if day is None or start > day]
        # A daily window carries no date in this table: it belongs to the last generation of prices.
        frame = Rate(
            meter="input",
            nanousd_per_mtok=0,
            windows=windows,
            valid_from=starts[-1] if windows and starts else day,
            valid_to=later[0] - timedelta(days=1) if later and not windows else None,
            source=source,
            as_of=as_of,
        )
        yield from _priced(entry.keyword.get("prices"), frame)
    for variant in _calls(model.keyword.get("price_variants"), "PriceVariant"):
        when = variant.keyword.get("when")
        asked = next(iter(when.items())) if isinstance(when, dict) and len(when) == 1 else ("", "")
        tier = _TIERS.get(str(asked[1])) if asked[0] in ("processing", "service_tier") else None
        if tier is not None:
            frame = Rate(
                meter="input",
                nanousd_per_mtok=0,
                service_tier=tier,
                valid_from=_start(variant),
                source=source,
                as_of=as_of,
            )
            yield from _priced(variant.keyword.get("prices"), frame)


def _priced(prices: object, frame: Rate) -> Iterator[Rate]:
    """One rate per meter and context tier of a `ModelPrice`, under the conditions of `frame`."""
    for name, value in prices.keyword.items() if isinstance(prices, _Call) else ():
        if name not in _METERS:
            continue
        meter, ttl = _METERS[name]
        levels: list[tuple[int, object]] = [(0, value)]
        if isinstance(value, _Call) and value.name == "TieredPrices":
            levels = [(0, value.keyword.get("base"))]
            for tier in _calls(value.keyword.get("tiers"), "Tier"):
                start = tier.keyword.get("start")
                levels.append((start if isinstance(start, int) else 0, tier.keyword.get("price")))
        for above, usd in levels:
            price = per_mtok(_decimal(usd), tokens=1_000_000)
            if price is not None:
                yield replace(frame, meter=meter, cache_ttl=ttl, nanousd_per_mtok=price, context_above=above)


def _decimal(value: object) -> Decimal | None:
    if not isinstance(value, _Call) or value.name != "Decimal" or not value.positional:
        return None
    try:
        return Decimal(str(value.positional[0]))
    except InvalidOperation:
        return None


def _start(entry: _Call) -> date | None:
    constraint = entry.keyword.get("constraint")
    if not isinstance(constraint, _Call) or constraint.name != "StartDateConstraint":
        return None
    day = constraint.keyword.get("start_date")
    if isinstance(day, _Call) and day.name == "date":
        year, month, number = (part if isinstance(part, int) else 0 for part in day.positional)
        return date(year, month, number)
    return None


def _window(entry: _Call) -> tuple[Window, ...]:
    constraint = entry.keyword.get("constraint")
    if not isinstance(constraint, _Call) or constraint.name != "TimeOfDateConstraint":
        return ()
    start, end = _minute(constraint.keyword.get("start_time")), _minute(constraint.keyword.get("end_time"))
    spans = [(start, end)] if start < end else [(start, MINUTES_PER_DAY), (0, end)]
    return tuple(Window(weekdays=_EVERY_DAY, from_minute=a, to_minute=b) for a, b in spans if a < b)


def _minute(time: object) -> int:
    parts = [part for part in time.positional if isinstance(part, int)] if isinstance(time, _Call) else []
    return parts[0] * 60 + (parts[1] if len(parts) > 1 else 0) if parts else 0


def _assigned(tree: ast.Module, name: str, *, where: str) -> object:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign):
            targets: list[ast.expr] = [node.target]
            value = node.value
        elif isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        else:
            continue
        if value is not None and any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return _value(value)
    raise DataError(f"The table assigns no {name!r}. Expected the data.py of genai-prices.", where=where)


def _value(node: ast.expr) -> object:
    """What an expression of the table says; what is neither call, list, dict nor constant says nothing."""
    if isinstance(node, ast.Call):
        name = (
            node.func.id
            if isinstance(node.func, ast.Name)
            else node.func.attr
            if isinstance(node.func, ast.Attribute)
            else ""
        )
        keyword = {word.arg: _value(word.value) for word in node.keywords if word.arg}
        return _Call(name=name, positional=tuple(_value(arg) for arg in node.args), keyword=keyword)
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {_value(k): _value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None}
    return node.value if isinstance(node, ast.Constant) else None


def _calls(value: object, name: str) -> Iterator[_Call]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, _Call) and item.name == name:
            yield item
