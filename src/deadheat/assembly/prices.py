"""List prices for offers that state none, asked of the catalogue in a process of its own.

The catalogue reads its tables with DuckDB, which the gateway's process must not load.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from deadheat.facts.chat import Usage
from deadheat.facts.entry import Entry
from deadheat.facts.price import ListPrice
from deadheat.facts.route import TokenPrice, cost_nanousd

PATIENCE_S = 20.0
MOST_AT_ONCE = 32
PROGRAM = """
import sys
import msgspec
from deadheat.catalog.prices import list_price
models = msgspec.json.decode(sys.stdin.buffer.read())
sys.stdout.buffer.write(msgspec.json.encode({model: list_price(model) for model in models}))
"""


def list_prices(models: tuple[str, ...]) -> Mapping[str, TokenPrice]:
    """The list price of every model that has one. Whatever goes wrong, a price is unknown and not invented."""
    asked = msgspec.json.encode(models)  # not arguments: a client's name may hold what no command line can
    command = [sys.executable, "-c", PROGRAM]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=PATIENCE_S, check=True)  # noqa: S603
        found = msgspec.json.decode(done.stdout, type=dict[str, ListPrice | None])
    except (subprocess.SubprocessError, OSError, msgspec.DecodeError):
        return {}
    return {model: _token_price(price) for model, price in found.items() if price is not None}


class PriceBook:
    """List prices of models as they are asked for, by offers that take any model.

    Nobody is kept waiting for one: what a request cost that ended before the price was known is worked out by the
    books' thread. Names come from clients, so no more than `most` are remembered or asked for in vain, and only a few
    at once: the books must not wait long.
    """

    def __init__(
        self, ask: Callable[[tuple[str, ...]], Mapping[str, TokenPrice]] = list_prices, *, most: int = 512
    ) -> None:
        self._ask = ask
        self._most = most
        self._known: dict[str, TokenPrice | None] = {}
        self._in_vain = 0

    def price_of(self, model: str) -> TokenPrice | None:
        """The price of `model`; None if it is not known, or not known yet."""
        return self._known.get(model)

    def has_none(self, model: str) -> None:
        """Remember that the catalogue knows no price of `model`, unless it is known by now."""
        self._known.setdefault(model, None)

    def priced(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """`entries` with the cost of those that lack only a price. Asks for it, and waits: not for the loop."""
        names = {entry.model for entry in entries if _lacks_a_price(entry)}
        if not names:
            return entries
        if unknown := names - self._known.keys():
            self._learn(tuple(sorted(unknown)[:MOST_AT_ONCE]))
        return [self._with_cost(entry) if _lacks_a_price(entry) else entry for entry in entries]

    def _learn(self, models: tuple[str, ...]) -> None:
        if self._in_vain >= self._most:
            return
        found = self._ask(models)
        for model in models:
            if len(self._known) >= self._most:
                del self._known[next(iter(self._known))]
            self._known[model] = found.get(model)
            self._in_vain += model not in found

    def _with_cost(self, entry: Entry) -> Entry:
        price = self._known.get(entry.model)
        return entry if price is None else replace(entry, cost_nanousd=cost_nanousd(_usage(entry), price))


def _lacks_a_price(entry: Entry) -> bool:
    return entry.cost_nanousd is None and entry.input_tokens is not None and entry.model != ""


def _usage(entry: Entry) -> Usage:
    return Usage(
        input_tokens=entry.input_tokens or 0,
        output_tokens=entry.output_tokens or 0,
        cached_tokens=entry.cached_tokens or 0,
        cache_write_tokens=entry.cache_write_tokens or 0,
        reasoning_tokens=entry.reasoning_tokens or 0,
    )


def _token_price(price: ListPrice) -> TokenPrice:
    return TokenPrice(
        input_nanousd_per_mtok=price.input_nanousd_per_mtok,
        output_nanousd_per_mtok=price.output_nanousd_per_mtok,
        cached_nanousd_per_mtok=price.cache_read_nanousd_per_mtok,
        cache_write_nanousd_per_mtok=price.cache_write_nanousd_per_mtok,
        source=f"catalogue: {price.basis} ({price.as_of})",
    )
