"""`deadheat models list`."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.licences import licence_named
from deadheat.catalog.model_list import ModelFilter, list_models
from deadheat.cli.amounts import day, nanousd, tokens, usd, yes_no
from deadheat.cli.figures import new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import print_json
from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.facts.catalogue import ModelList


def list_(
    text: str = "",
    *,
    weights: Literal["open", "closed"] | None = None,
    licence: str | None = None,
    may: Annotated[list[Literal["commercial", "uncapped", "par83"]], Parameter()] = [],  # noqa: B006 - only read
    lab: str | None = None,
    lab_country: str | None = None,
    host: str | None = None,
    host_country: str | None = None,
    region: str | None = None,
    max_input: str | None = None,
    max_output: str | None = None,
    min_context: str | None = None,
    tools: bool = False,
    reasoning: bool = False,
    modality: str | None = None,
    alive_days: int | None = None,
    on: str | None = None,
    top: int = 40,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """List the models that have at least one offer with what you need, newest first.

    A fact that is not known never passes a filter; how many models were left out for that is said below the table.

    Parameters
    ----------
    text: A part of the name.
    weights: Only models whose weights are open, or closed.
    licence: Only releases under this licence, such as apache-2.0 or mit.
    may: commercial: commercial use is not forbidden; uncapped: no limit by users or revenue; par83: free and open
        in the sense of the EU guidelines, paragraph 83.
    lab: Only this lab, such as moonshotai.
    lab_country: Only labs with a claim of a head office there, such as US, CN, FR, or region:eu.
    host: Only offers of this host.
    host_country: Only hosts with a claim of a head office there.
    region: Only offers whose region of inference is this one alone, such as EU or US.
    max_input: Highest input price in USD per million tokens.
    max_output: Highest output price in USD per million tokens.
    min_context: Smallest context, such as 128k.
    tools: Only offers that can call tools.
    reasoning: Only offers that reason.
    modality: Only offers that read this, such as image, audio or pdf.
    alive_days: Only offers without a shutdown date in so many days.
    on: The day of prices and deadlines; default: today.
    top: How many models to show; 0 for all. `--json` always holds all.
    settings: A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json: Print one JSON document (schema deadheat.models/1).
    """
    book = open_catalogue(settings)
    if lab is not None and lab not in book.labs:
        raise ConfigError(
            f"{lab!r} is no lab of the catalogue.", where="--lab", hint=did_you_mean(lab, list(book.labs))
        )
    if host is not None and host not in (known := {*book.hosts, *(o.host for o in book.offers())}):
        raise ConfigError(
            f"{host!r} is no host of the catalogue.", where="--host", hint=did_you_mean(host, sorted(known))
        )
    try:
        named = None if licence is None else licence_named(licence).id
    except DataError as error:
        raise ConfigError(error.message, where="--licence", hint=error.hint) from error
    if top < 0 or (alive_days is not None and alive_days < 0):
        raise ConfigError("A number is below zero. Expected 0 or more.", where="--top" if top < 0 else "--alive-days")
    wanted = ModelFilter(
        on=day(on, "--on"),
        text=text,
        open_weights=None if weights is None else weights == "open",
        licence=named,
        may=tuple(may),
        lab=lab,
        lab_country=lab_country,
        host=host,
        host_country=host_country,
        region=region,
        max_input_nanousd=nanousd(max_input, "--max-input"),
        max_output_nanousd=nanousd(max_output, "--max-output"),
        min_context=None if min_context is None else tokens(min_context, "--min-context"),
        tools=tools,
        reasoning=reasoning,
        modality=modality,
        alive_days=alive_days,
    )
    result = list_models(book, wanted)
    if json:
        print_json(result)
    else:
        _show(result, top)


def _show(result: ModelList, top: int) -> None:
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
    if result.unknown:
        notes.append(("unknown", f"{result.unknown} models left out because a fact that was asked for is not known"))
    notes.append(("sources", ", ".join(result.sources)))
    show_table(table, *notes)
