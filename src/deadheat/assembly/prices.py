"""List prices for offers that state none, asked of the catalogue in a process of its own.

The catalogue reads its tables with DuckDB, which the gateway's process must not load.
"""

import subprocess
import sys
from collections.abc import Mapping

import msgspec

from deadheat.facts.price import ListPrice
from deadheat.facts.route import TokenPrice

PATIENCE_S = 20.0
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
    except (subprocess.SubprocessError, OSError, msgspec.MsgspecError):
        return {}
    return {model: _token_price(price) for model, price in found.items() if price is not None}


def _token_price(price: ListPrice) -> TokenPrice:
    return TokenPrice(
        input_nanousd_per_mtok=price.input_nanousd_per_mtok,
        output_nanousd_per_mtok=price.output_nanousd_per_mtok,
        cached_nanousd_per_mtok=price.cache_read_nanousd_per_mtok,
        cache_write_nanousd_per_mtok=price.cache_write_nanousd_per_mtok,
        source=f"catalogue: {price.basis} ({price.as_of})",
    )
