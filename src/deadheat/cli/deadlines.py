"""`deadheat models deadlines`."""

from datetime import date
from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.catalog.deadlines import list_deadlines
from deadheat.catalog.model_list import family_named
from deadheat.cli.amounts import day
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import note, print_json
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.facts.catalogue import Deadlines
from deadheat.facts.plain_table import counted


def deadlines(
    model: str | None = None,
    *,
    host: str | None = None,
    within: Whole | None = 180,
    past: bool = False,
    undated: bool = False,
    on: str | None = None,
    top: Top = 40,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """List the offers that are to end, soonest first.

    Parameters
    ----------
    model
        Only this model, by any of its names, or this family, such as claude.
    host
        Only offers of this host.
    within
        Only the next so many days; 0 for all that is known.
    past
        Also offers whose day has passed.
    undated
        Also offers that a source marks deprecated without a day, last.
    on
        The day from which days are counted; default: today.
    top
        How many offers to show; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.deadlines/1).
    """
    if within is not None and within < 0:
        raise ConfigError(f"{within} is below zero. Expected a number of days.", where="--within")
    book = open_catalogue(settings)
    when = day(on, "--on")
    models = None if model is None else _meant(book, model, when)
    offers = book.offers(models=models, hosts=None if host is None else [host])
    if host is not None and not offers:
        asked = (
            "no host of the catalogue" if models is None else f"no host of {models[0] if len(models) == 1 else model}"
        )
        known = sorted({offer.host for offer in book.offers(models=models)})
        raise ConfigError(f"{host!r} is {asked}.", where="--host", hint=did_you_mean(host, known))
    result = list_deadlines(offers, when, within_days=within or None, past=past, undated=undated)
    if json:
        print_json(result)
    else:
        _show(result, top)


def _meant(book: Catalogue, name: str, on: date) -> list[str]:
    """The model that `name` means, or the models of the family that it is."""
    try:
        return [book.model(name).id]
    except DataError:
        if (family := family_named(book, name, on)) is None:
            raise
        note(f"{name!r} names no single model; these are its family")
        return [row.model for row in family.models]


def _show(result: Deadlines, top: int) -> None:
    table = new_table(
        f"{counted(len(result.deadlines), 'offer')} to end",
        ">days left",
        "day",
        "model",
        "host",
        "~id",
        "~source",
        "~as of",
    )
    for entry in result.deadlines[: top or None]:
        table.add_row(
            "?" if entry.days_left is None else str(entry.days_left),
            str(entry.retires_on or "deprecated"),
            escape(entry.model or "?"),
            escape(entry.host),
            escape(entry.id),
            escape(entry.source),
            str(entry.as_of or "?"),
        )
    notes = [("counted from", str(result.on)), ("note", result.note)]
    if result.undated and not any(entry.retires_on is None for entry in result.deadlines):
        told = f"{result.undated} further offers are marked deprecated without a day; `--undated` lists them"
        notes.append(("undated", told))
    if top and len(result.deadlines) > top:
        notes.append(("shown", f"{top} of {len(result.deadlines)}; `--top 0` shows all"))
    show_table(table, *notes)
