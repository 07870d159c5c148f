"""Price events of offers, from the edits of models.dev between June 2025 and July 2026."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import duckdb

from deadheat.catalog.curated import data_folder
from deadheat.facts.history import PriceEvent, PriceHistory
from deadheat.facts.offer import Offer

SOURCE = "edits of models.dev up to commit f3fc6922 (MIT); an edit may come days after the host's change"
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
