"""`deadheat licence check`."""

import sys
from pathlib import Path

from cyclopts import App, Parameter
from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.licences import check_licence, licence_named
from deadheat.cli.figures import new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.organisation import UNKNOWN, Who
from deadheat.cli.output import print_json
from deadheat.errors import DataError, nearest
from deadheat.facts.licence import LicenceCheck, Organisation

app = App(
    name="licence",
    help="What a licence lets an organisation do, clause by clause.",
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)
_EXIT = {"ok": 0, "obligations": 0, "unknown": 101, "blocked": 102}


@app.command
def check(model: str, *, who: Who = UNKNOWN, settings: Path | None = None, json: bool = False) -> None:
    """Check what an organisation may do with a model, or under a licence: ok, obligations, blocked or unknown.

    A size that is not given is unknown, never small. Exit code 102 if blocked, 101 if unknown. Not legal advice.

    Parameters
    ----------
    model
        A model by any of its names, or a licence such as apache-2.0 (licence:kimi-k3 where both exist).
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.licence-check/1).
    """
    result = _check(model, who.organisation(), settings)
    if json:
        print_json(result)
    else:
        _show(result, model)
    sys.exit(_EXIT[result.outcome])


def _check(name: str, organisation: Organisation, settings: Path | None) -> LicenceCheck:
    book = open_catalogue(settings)
    if name.startswith("licence:"):
        return check_licence(licence_named(name.removeprefix("licence:"), book.licences), organisation)
    if book.resolve(name).model is None and name.lower() in book.licences:
        return check_licence(book.licences[name.lower()], organisation)
    try:
        return book.check(book.model(name), organisation)
    except DataError as error:
        try:
            return check_licence(licence_named(name, book.licences), organisation)
        except DataError:
            if near := nearest(name, list(book.licences)):
                hint = f"{error.hint} Or the licence {' or '.join(map(repr, near))}?"
                raise DataError(error.message, hint=hint) from None
            raise error from None


def _show(result: LicenceCheck, asked: str) -> None:
    table = new_table(
        f"{result.model or asked}: {result.outcome}", "outcome", "clause", "_says", "_because", "_~source", "~evidence"
    )
    for finding in result.findings:
        table.add_row(
            finding.outcome,
            finding.kind,
            escape(finding.says),
            escape(finding.because),
            escape(finding.source),
            finding.evidence,
        )
    notes = [("licence", f"{result.name} ({result.licence})" if result.licence else "unknown")]
    if result.reason:
        notes.append(("reason", result.reason))
    if result.eu_par83:
        notes.append(("EU paragraph 83", f"{result.eu_par83}: {result.eu_par83_because}"))
    show_table(table, *notes, ("note", result.note))
