"""`deadheat models list`."""

from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.model_list import list_models
from deadheat.cli.amounts import usd, yes_no
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.model_needs import ANY_MODEL, ANY_OFFER, ModelNeeds, OfferNeeds, model_filter
from deadheat.cli.output import print_json
from deadheat.facts.catalogue import ModelList


def list_(
    text: str = "",
    *,
    model: ModelNeeds = ANY_MODEL,
    offer: OfferNeeds = ANY_OFFER,
    on: str | None = None,
    top: Top = 40,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """List the models that have at least one offer with what you need, newest first.

    A fact that is not known never passes a filter; how many models were left out for that is said below the table.

    Parameters
    ----------
    text
        A part of the name.
    on
        The day of prices and deadlines; default: today.
    top
        How many models to show; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.models/1).
    """
    book = open_catalogue(settings)
    result = list_models(book, model_filter(book, text, on, model, offer))
    if json:
        print_json(result)
    else:
        show_models(result, top)


def show_models(result: ModelList, top: int) -> None:
    """Print models as a table with what is not shown and not known."""
    table = new_table(
        f"{len(result.models)} models", "model", "lab HQ", "open", "licence", "released", ">context", ">hosts",
        ">input", ">output", "at", "ends",
    )  # fmt: skip
    for row in result.models[: top or None]:
        table.add_row(
            escape(row.model),
            escape(", ".join(v for v in row.lab_hq if not v.startswith("region:")) or "?"),
            yes_no(row.open_weights),
            escape(row.licence or "?"),
            row.released or "?",
            f"{row.context:,}" if row.context else "?",
            str(row.hosts),
            usd(row.input_nanousd_per_mtok),
            usd(row.output_nanousd_per_mtok),
            escape(row.cheapest_host or "-"),
            str(row.retires_on or "-"),
        )
    notes = [
        ("prices", "USD per million tokens: the lowest input price among hosts that are neither aggregator nor plan")
    ]
    if top and len(result.models) > top:
        notes.append(("shown", f"{top} of {len(result.models)}; `--top 0` shows all"))
    if undated := sum(not row.released for row in result.models):
        notes.append(("undated", f"{undated} models whose release date no source states come last"))
    if result.unknown:
        notes.append(("unknown", f"{result.unknown} models left out because a fact that was asked for is not known"))
    notes.append(("sources", ", ".join(result.sources)))
    show_table(table, *notes)
