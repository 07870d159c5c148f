"""`deadheat models list`."""

from pathlib import Path

from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.model_list import list_models
from deadheat.cli.amounts import usd, yes_no
from deadheat.cli.figures import Top, interval, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.model_needs import ANY_MODEL, ANY_OFFER, ModelNeeds, OfferNeeds, model_filter
from deadheat.cli.output import print_json
from deadheat.facts.catalogue import ModelList, ModelRow
from deadheat.facts.plain_table import counted

_COLUMNS = (
    "model", "~lab HQ", "open", "licence", "~released", ">~context", ">~hosts", ">input", ">output", "~at",
    "~first ends", ">index",
)  # fmt: skip


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


def _cells(row: ModelRow) -> tuple[str, ...]:
    return (
        escape(row.model),
        escape(", ".join(v for v in row.lab_hq if not v.startswith("region:")) or "?"),
        yes_no(row.open_weights),
        escape(row.licence or ("host's terms" if row.open_weights is False else "?")),
        row.released or "?",
        f"{row.context:,}" if row.context else "?",
        str(row.hosts),
        usd(row.input_nanousd_per_mtok),
        usd(row.output_nanousd_per_mtok),
        escape(row.cheapest_host or "-"),
        str(row.retires_on or "-"),
        _index(row),
    )


def _index(row: ModelRow) -> str:
    """The capability index that was measured most often for this model."""
    found = max((e for e in row.evidence if e.unit == "benchmarks"), key=lambda e: e.n or 0, default=None)
    return f"{found.value:.1f} {interval(found.lower, found.upper, 1)}" if found else "-"


def show_models(result: ModelList, top: int, *, family: bool = False) -> None:
    """Print models as a table with what is not shown and not known."""
    # One family is of one lab: its head office and the context give way to the evidence.
    left_out = {"~lab HQ", ">~context"} if family else {">index"}
    heads = [head for head in _COLUMNS if head not in left_out]
    table = new_table(counted(len(result.models), "model"), *heads)
    for row in result.models[: top or None]:
        cells = dict(zip(_COLUMNS, _cells(row), strict=True))
        table.add_row(*(cells[head] for head in heads))
    notes = [
        ("prices", "USD per million tokens: the lowest input price among hosts that are neither aggregator nor plan")
    ]
    if any(not row.licence for row in result.models[: top or None]):
        notes.append(("licence", "`?`: nobody read it for this release; host's terms: the weights are not open"))
    if family:
        notes.append(("index", "capability index with its 90 % interval; `-`: no bundled benchmark measures it"))
    if top and len(result.models) > top:
        notes.append(("shown", f"{top} of {len(result.models)}; `--top 0` shows all"))
    if undated := sum(not row.released for row in result.models):
        notes.append(("undated", f"{counted(undated, 'model')} whose release date no source states come last"))
    if result.unknown:
        notes.append(
            ("unknown", f"{counted(result.unknown, 'model')} left out because a fact that was asked for is not known")
        )
    notes.append(("sources", ", ".join(result.sources)))
    show_table(table, *notes)
