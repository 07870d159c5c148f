"""`deadheat catalog names`."""

from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import print_json
from deadheat.facts.names import NameList, NameRow
from deadheat.facts.plain_table import counted


def names(*asked: str, top: Top = 40, settings: Path | None = None, json: bool = False) -> None:
    """Say which model a name means; without a name, list the offers whose id means none or several.

    An ambiguous name is listed with its candidates and never guessed; put it under [catalog.aliases] to decide it.

    Parameters
    ----------
    asked
        Names as hosts, hubs or benchmarks spell them.
    top
        How many offers to show; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.names/1).
    """
    result = _names(open_catalogue(settings), asked)
    if json:
        print_json(result)
        return
    table = new_table(counted(len(result.names), "name"), "name", "~host", "model", "variant", "~dated", "_may mean")
    for row in result.names[: top or None]:
        cells = (row.name, row.host, row.model or "?", row.variant, row.dated, ", ".join(row.candidates[:4]))
        table.add_row(*(escape(cell) for cell in cells))
    notes = [
        ("resolved", f"{result.resolved:,} of {result.offers:,} offers ({result.resolved / (result.offers or 1):.1%})")
    ]
    if top and len(result.names) > top:
        notes.append(("shown", f"{top} of {len(result.names)}; `--top 0` shows all"))
    show_table(table, *notes)


def _names(book: Catalogue, asked: tuple[str, ...]) -> NameList:
    offers = book.offers()
    open_ids = [(offer.host, offer.id) for offer in offers if offer.model is None]
    wanted = [("", name) for name in asked] if asked else open_ids
    meant = book.resolve_all({name for _, name in wanted})
    rows = tuple(
        NameRow(
            name=name,
            host=host,
            model=meant[name].model,
            candidates=meant[name].candidates if meant[name].model is None else (),
            variant=meant[name].variant,
            dated=meant[name].dated,
        )
        for host, name in wanted
    )
    return NameList(names=rows, offers=len(offers), resolved=len(offers) - len(open_ids))
