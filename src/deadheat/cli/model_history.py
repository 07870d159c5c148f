"""`deadheat models history`."""

from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.history import price_history
from deadheat.cli.amounts import usd
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import print_json
from deadheat.errors import ConfigError, did_you_mean
from deadheat.facts.plain_table import counted


def history(
    model: str,
    *,
    host: str | None = None,
    listings: bool = False,
    top: Top = 40,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """Show how the prices of a model moved, oldest first.

    Parameters
    ----------
    model
        The model by any of its names.
    host
        Only this host.
    listings
        Also when the source began and ceased to list an offer.
    top
        How many events to show, the latest; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.price-history/1).
    """
    book = open_catalogue(settings)
    found = book.model(model)
    offers = book.offers(models=[found.id])
    hosts = sorted({offer.host for offer in offers})
    if host is not None and host not in hosts:
        raise ConfigError(f"{host!r} does not offer {found.id}.", where="--host", hint=did_you_mean(host, hosts))
    result = price_history(found.id, [o for o in offers if host in (None, o.host)], moves_only=not listings)
    if json:
        print_json(result)
        return
    table = new_table(
        f"{result.model}: {counted(len(result.events), 'event')}",
        "day",
        "host",
        "~id",
        "~event",
        ">input",
        ">output",
        ">cached",
    )
    for event in result.events[-top:] if top else result.events:
        prices = (usd(price) for price in (event.input, event.output, event.cache_read))
        table.add_row(str(event.day), escape(event.host), escape(event.id), event.kind, *prices)
    notes = [("input price", f"{counted(result.cuts, 'cut')}, {counted(result.rises, 'rise')}; USD per million tokens")]
    if top and len(result.events) > top:
        notes.append(("shown", f"the latest {top} of {len(result.events)}; `--top 0` shows all"))
    show_table(table, *notes, ("source", f"{result.source}; {result.first_day} to {result.last_day}"))
