"""`deadheat catalog refresh`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.catalog.overlay import SNAPSHOT
from deadheat.catalog.refresh import refresh as refresh_catalogue
from deadheat.catalog.upstream_source import Calendar, read_source
from deadheat.cli.amounts import day, usd
from deadheat.cli.figures import Top, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import note, print_json
from deadheat.errors import ConfigError
from deadheat.facts.plain_table import counted
from deadheat.facts.refresh import Change, RefreshReport

app = App(
    name="catalog",
    help="Keep the catalogue of models, hosts and prices up to date.",
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)
app.command(
    "deadheat.cli.catalog_names:names", name="names", help="Which model a name means, and which names mean none."
)


@app.command
def refresh(
    *,
    from_: Annotated[str, Parameter(name="--from")],
    second: Annotated[list[str], Parameter()] = [],  # noqa: B006 - cyclopts reads it, nobody writes it
    apply: bool = False,
    into: Path | None = None,
    as_of: str | None = None,
    top: Top = 40,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """Compare the catalogue with a source and show the differences; with --apply, write a snapshot of your own.

    Your overlay always stays. A price that moves more than five times is held back unless a --second source agrees.
    Without --apply nothing is written. Commands use the snapshot in .deadheat/catalog as soon as it is there.

    Parameters
    ----------
    from_
        models.dev, openrouter, litellm-wheel, genai-prices-wheel, or a file or folder of one of these shapes.
    second
        A further source or file that may confirm suspicious prices.
    apply
        Write the result.
    into
        Where to write it; default: .deadheat/catalog, or `snapshot` of your [catalog] settings.
    as_of
        The day of a file, where it is not today's.
    top
        How many changes to show; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.catalog-refresh/1).
    """
    if into is not None and not apply:
        raise ConfigError("says where to write, but nothing is written without --apply.", where="--into")
    book = open_catalogue(settings)
    days = _days(book, as_of)
    listing = read_source(from_, days=days)
    witnesses = [read_source(name, days=days, option="--second") for name in second]
    if same := [other.source for other in witnesses if other.kind == listing.kind]:
        told = f"{same[0]} comes from the same publisher as {listing.source}, and cannot confirm it"
        raise ConfigError(f"{told}. Expected another source.", where="--second")
    target = into or (Path(book.overlay.snapshot) if book.overlay.snapshot else SNAPSHOT)
    report = refresh_catalogue(book, listing, second=witnesses, into=target if apply else None)
    if json:
        print_json(report)
    else:
        _show(report, top)
    note(f"wrote {report.written}" if report.written else "nothing was written; --apply writes")


def _days(book: Catalogue, as_of: str | None) -> Calendar:
    """The day that somebody names; else today, but for a source that the catalogue has read before, its own day."""
    known = {} if as_of else {offer.source: offer.as_of for offer in book.offers() if offer.as_of}
    return Calendar(on=day(as_of, "--as-of"), known=known)


def _show(report: RefreshReport, top: int) -> None:
    told = [change for change in report.changes if change.fate != "added"]
    told.sort(key=lambda change: ("held_back", "kept_yours", "applied").index(change.fate))
    table = new_table(
        f"{report.source}: {counted(len(report.changes), 'difference')}",
        "fate",
        "offer",
        "field",
        ">before",
        ">after",
        "_why",
    )
    for change in told[: top or None]:
        table.add_row(
            change.fate.replace("_", " "), escape(change.offer), change.field, *_values(change), escape(change.why)
        )
    counts = ", ".join(f"{count} {fate.replace('_', ' ')}" for fate, count in report.counts.items())
    notes = [
        ("result", f"{report.offers:,} offers; {counts or 'no difference'}"),
        ("day of the source", str(report.as_of)),
    ]
    if top and len(told) > top:
        notes.append(("shown", f"{top} of {len(told)} changes of known offers; `--top 0` shows all"))
    if report.unlisted:
        notes.append(("unlisted", f"{report.unlisted} offers of these hosts are not listed by the source; they stay"))
    if report.skipped:
        reasons = ", ".join(f"{reason} {count}" for reason, count in report.skipped.items())
        notes.append(("left out", f"{sum(report.skipped.values())} entries: {reasons}"))
    if report.unread:
        notes.append(("first unread", report.unread))
    show_table(table, *notes)


def _values(change: Change) -> Iterable[str]:
    for value in (change.before, change.after):
        yield usd(int(value)) if change.field.endswith("price") and value.isdigit() else escape(value)
