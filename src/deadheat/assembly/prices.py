"""List prices for offers that state none, asked of the catalogue in a process of its own.

The catalogue reads its tables with DuckDB, which the gateway's process must not load.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping

import msgspec

from deadheat.facts.price import ListPrice
from deadheat.facts.route import TokenPrice

PATIENCE_S = 20.0
LONGEST_NAME = 200
PROGRAM = """
import sys
import msgspec
from deadheat.catalog.prices import list_price
sys.stdout.buffer.write(msgspec.json.encode({model: list_price(model) for model in sys.argv[1:]}))
"""


def list_prices(models: tuple[str, ...]) -> Mapping[str, TokenPrice]:
    """The list price of every model that has one. Whatever goes wrong, a price is unknown and not invented."""
    command = [sys.executable, "-c", PROGRAM, *models]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True)  # noqa: S603
        found = msgspec.json.decode(done.stdout, type=dict[str, ListPrice | None])
    except (subprocess.SubprocessError, OSError, ValueError):  # a client may name a model that no command line can
        return {}
    return {model: _token_price(price) for model, price in found.items() if price is not None}


class PriceBook:
    """List prices of models as they are asked for, by offers that take any model. Looked up one at a time, in a thread.

    Until a price is known the cost is unknown. Names come from clients, so no more than `most` are remembered.
    """

    def __init__(
        self, ask: Callable[[tuple[str, ...]], Mapping[str, TokenPrice]] = list_prices, *, most: int = 512
    ) -> None:
        self._ask = ask
        self._most = most
        self._known: dict[str, TokenPrice | None] = {}
        self._looking: threading.Thread | None = None

    def price_of(self, model: str) -> TokenPrice | None:
        """The price of `model`; None if it is not known, or not known yet."""
        if model in self._known:
            return self._known[model]
        if len(self._known) < self._most and len(model) < LONGEST_NAME:
            self._look_up(model)
        return None

    def wait(self) -> None:
        """Until nothing is being looked up."""
        if self._looking is not None:
            self._looking.join()

    def _look_up(self, model: str) -> None:
        if self._looking is None or not self._looking.is_alive():
            self._looking = threading.Thread(target=self._learn, args=(model,), name="deadheat-price", daemon=True)
            self._looking.start()

    def _learn(self, model: str) -> None:
        self._known[model] = self._ask((model,)).get(model)


def _token_price(price: ListPrice) -> TokenPrice:
    return TokenPrice(
        input_nanousd_per_mtok=price.input_nanousd_per_mtok,
        output_nanousd_per_mtok=price.output_nanousd_per_mtok,
        cached_nanousd_per_mtok=price.cache_read_nanousd_per_mtok,
        cache_write_nanousd_per_mtok=price.cache_write_nanousd_per_mtok,
        source=f"catalogue: {price.basis} ({price.as_of})",
    )
