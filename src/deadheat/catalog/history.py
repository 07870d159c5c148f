"""Price events of offers, from the edits of models.dev between June 2025 and July 2026."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import duckdb
from msgspec.structs import replace

from deadheat.catalog.curated import data_folder
from deadheat.facts.history import PriceEvent, PriceHistory
from deadheat.facts.offer import Offer
from deadheat.facts.price import Meter, Rate

SOURCE = "edits of models.dev up to commit f3fc6922 (MIT); an edit may come days after the host's change"
_PAST = "edits of models.dev"
_METERS: tuple[Meter, ...] = ("input", "output", "cache_read", "cache_write")
_KINDS: dict[str, Literal["listed", "price", "dropped"]] = {"add": "listed", "price": "price", "delete": "dropped"}


def price_history(model: str, offers: Iterable[Offer], *, moves_only: bool = True) -> PriceHistory:
    """The events of the offers of `model`, oldest first; with `moves_only` none at which no price moved.

    An event counts as a cut or a rise of the input price when it has one before and after.
    """
    keys = [f"{offer.host}\0{offer.id}" for offer in offers]
    file = str(data_folder() / "price_history.parquet")
    query = """
        WITH every AS (
            SELECT *, lag(input) OVER (PARTITION BY host, id ORDER BY day) AS before FROM read_parquet($file)
        )
        SELECT day, host, id, kind, input, output, cache_read, cache_write, before FROM every
        WHERE list_contains($keys, host || chr(0) || id) ORDER BY day, host, id, kind
    """
    with duckdb.connect() as db:
        rows = db.execute(query, {"file": file, "keys": keys}).fetchall()
        days = db.execute("SELECT min(day), max(day) FROM read_parquet($file)", {"file": file}).fetchall()
    events: list[PriceEvent] = []
    cuts = rises = 0
    for day, host, id_, kind, paid, earned, read, write, before in rows:
        moved = kind == "price" and before is not None and paid is not None
        cuts += moved and paid < before
        rises += moved and paid > before
        if kind == "price" or not moves_only:
            events.append(
                PriceEvent(
                    day=day,
                    host=host,
                    id=id_,
                    kind=_KINDS[kind],
                    input=paid,
                    output=earned,
                    cache_read=read,
                    cache_write=write,
                )
            )
    first, last = days[0] if days else (date.min, date.min)
    return PriceHistory(
        model=model, events=tuple(events), cuts=cuts, rises=rises, source=SOURCE, first_day=first, last_day=last
    )


def with_past_rates(offers: Iterable[Offer], on: date) -> tuple[Offer, ...]:
    """`offers` with the prices that the history knows for the day `on`, each with its first and last day.

    An offer stays as it is where a source dates its own rates up to then, where its price depends on the context, of
    which the history says nothing, and after the last day of the history.
    """
    listed = tuple(offers)
    past = _prices_on(on, [offer.key for offer in listed if _is_undated(offer, on)])
    return tuple(replace(o, rates=(*past[o.key], *o.rates)) if o.key in past else o for o in listed)


def _is_undated(offer: Offer, on: date) -> bool:
    standard = [rate for rate in offer.rates if rate.service_tier == "standard"]
    stated = any((rate.valid_from or rate.as_of or date.max) <= on for rate in standard)
    return not stated and not any(rate.context_above for rate in standard)


def _prices_on(on: date, keys: list[str]) -> dict[str, tuple[Rate, ...]]:
    query = """
        WITH every AS (
            SELECT *, lead(day, 1, (SELECT max(day) + 1 FROM read_parquet($file)))
                OVER (PARTITION BY host, id ORDER BY day) AS until
            FROM read_parquet($file)
        )
        SELECT host || '/' || id, day, until - 1, input, output, cache_read, cache_write FROM every
        WHERE day <= $on AND until > $on AND kind <> 'delete' AND input IS NOT NULL
            AND list_contains($keys, host || '/' || id)
    """
    with duckdb.connect() as db:
        asked = {"file": str(data_folder() / "price_history.parquet"), "on": on, "keys": keys}
        rows = db.execute(query, asked).fetchall()
    return {
        key: tuple(
            Rate(meter=meter, nanousd_per_mtok=price, valid_from=first, valid_to=last, source=_PAST, as_of=first)
            for meter, price in zip(_METERS, prices, strict=True)
            if price is not None
        )
        for key, first, last, *prices in rows
    }
