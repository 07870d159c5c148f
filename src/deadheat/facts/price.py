"""What tokens cost: integer nano-dollars per million tokens, each with its host, source and date."""

from datetime import date

from msgspec import Struct


class ListPrice(Struct, frozen=True, kw_only=True):
    """The standard rate of one model for text tokens, and in `basis` the words that say whose rate it is.

    cache_read and cache_write are None when the source states none; a request is then charged the input rate.
    `host` is empty when the price is a median over several hosts, whose number is `n_hosts`.
    """

    model: str
    host: str
    input_nanousd_per_mtok: int
    output_nanousd_per_mtok: int
    cache_read_nanousd_per_mtok: int | None
    cache_write_nanousd_per_mtok: int | None
    n_hosts: int
    source: str
    as_of: date
    basis: str
