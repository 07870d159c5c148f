"""`deadheat models price`."""

from datetime import UTC
from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.history import with_past_rates
from deadheat.catalog.sheet import price_sheet
from deadheat.cli.amounts import moment, usd_short
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import note, print_json
from deadheat.cli.usage import UsageOptions
from deadheat.errors import ConfigError, did_you_mean
from deadheat.facts.catalogue import PriceSheet


def price(
    model: str,
    *,
    use: UsageOptions,
    at: str | None = None,
    host: str | None = None,
    top: Top = 20,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """Say what a usage of a model costs at every host that serves it, exactly, cheapest first.

    Parameters
    ----------
    model
        The model by any of its names.
    at
        The time of the requests, in UTC unless it says otherwise; default: now.
    host
        Only this host.
    top
        How many offers to show; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.price/1).
    """
    usage = use.usage()
    book = open_catalogue(settings)
    found = book.model(model)
    offers = book.offers(models=[found.id])
    hosts = sorted({offer.host for offer in offers})
    if host is not None and host not in hosts:
        raise ConfigError(f"{host!r} does not offer {found.id}.", where="--host", hint=did_you_mean(host, hosts))
    when = moment(at, "--at")
    asked = with_past_rates((o for o in offers if host in (None, o.host)), when.astimezone(UTC).date())
    result = price_sheet(found.id, asked, usage, when)
    if json:
        print_json(result)
    else:
        short = sum(1 for o in asked if o.context and o.context < usage.prompt_tokens)
        _show(result, top, f"{when:%Y-%m-%d %H:%M} UTC")
        if short:
            one = f"a request of {usage.prompt_tokens:,} prompt tokens"
            note(f"{short} of {len(asked)} offers state a context too short for {one}; --requests spreads the tokens")


def _show(result: PriceSheet, top: int, when: str) -> None:
    table = new_table(
        f"{result.model} on {when}", "host", "~kind", "~id", "variant", "~region", ">cost", "_assumed", "~as of"
    )
    for entry in result.offers[: top or None]:
        charge = entry.charge
        table.add_row(
            escape(entry.host), entry.host_kind, escape(entry.id), escape(entry.variant), escape(entry.region),
            "unknown" if charge is None else usd_short(charge.nanousd),
            escape(entry.refused if charge is None else "; ".join(charge.assumptions)),
            str(max((line.as_of for line in charge.lines if line.as_of), default="?")) if charge else "",
        )  # fmt: skip
    notes = [("plans", "put what you pay into an overlay: [[catalog.offer]] with host, id, input_usd, output_usd")]
    notes = notes if any(e.host_kind == "plan" and e.charge is None for e in result.offers[: top or None]) else []
    notes += [("cost", "list prices of the sources; taxes, discounts and minimum spends are not in them")]
    if top and len(result.offers) > top:
        notes.append(("shown", f"{top} of {len(result.offers)}; `--top 0` shows all"))
    show_table(table, *notes)
