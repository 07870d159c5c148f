"""`deadheat licence check`."""

import sys
from pathlib import Path
from typing import Literal

from cyclopts import App, Parameter
from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.licences import check_licence, licence_named
from deadheat.cli.figures import new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.output import print_json
from deadheat.errors import ConfigError, DataError
from deadheat.facts.licence import LicenceCheck, Organisation

app = App(
    name="licence",
    help="What a licence lets an organisation do, clause by clause.",
    help_format="plaintext",
    default_parameter=Parameter(negative=()),
)
_EXIT = {"ok": 0, "obligations": 0, "unknown": 101, "blocked": 102}


@app.command
def check(
    model: str,
    *,
    role: Literal["internal", "product", "maas", "distiller"] = "product",
    domicile: str | None = None,
    users: int | None = None,
    revenue_month: int | None = None,
    revenue_year: int | None = None,
    maas_revenue_year: int | None = None,
    distributes: bool = False,
    images: bool = False,
    non_commercial: bool = False,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """Check what an organisation may do with a model, or under a licence: ok, obligations, blocked or unknown.

    A size that is not given is unknown, never small. Exit code 102 if blocked, 101 if unknown. Not legal advice.

    Parameters
    ----------
    model: A model by any of its names, or a licence such as apache-2.0 (licence:kimi-k3 where both exist).
    role: internal use, a product for others, model as a service, or a distiller that trains models on outputs.
    domicile: ISO country code of the organisation, such as DE.
    users: Users a month, of all products together.
    revenue_month: Revenue a month in USD.
    revenue_year: Revenue in 12 months in USD.
    maas_revenue_year: Revenue in 12 months from serving models, in USD.
    distributes: Weights are passed on to others.
    images: Images are used with the model.
    non_commercial: The use is not commercial.
    settings: A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json: Print one JSON document (schema deadheat.licence-check/1).
    """
    if domicile is not None and not (len(domicile) == 2 and domicile.isalpha()):
        raise ConfigError(f"{domicile!r} is no ISO country code. Expected two letters such as DE.", where="--domicile")
    sizes = {"--users": users, "--revenue-month": revenue_month, "--revenue-year": revenue_year,
             "--maas-revenue-year": maas_revenue_year}  # fmt: skip
    for option, size in sizes.items():
        if size is not None and size < 0:
            raise ConfigError(f"{size} is below zero. Expected 0 or more.", where=option)
    organisation = Organisation(
        role=role,
        domicile=domicile,
        users_month=users,
        revenue_usd_month=revenue_month,
        revenue_usd_12m=revenue_year,
        maas_revenue_usd_12m=maas_revenue_year,
        distributes_weights=distributes,
        uses_images=images,
        commercial=not non_commercial,
    )
    result = _check(model, organisation, settings)
    if json:
        print_json(result)
    else:
        _show(result, model)
    sys.exit(_EXIT[result.outcome])


def _check(name: str, organisation: Organisation, settings: Path | None) -> LicenceCheck:
    book = open_catalogue(settings)
    if name.startswith("licence:"):
        return check_licence(licence_named(name.removeprefix("licence:")), organisation)
    if book.resolve(name).model is None and name.lower() in book.licences:
        return check_licence(book.licences[name.lower()], organisation)
    try:
        return book.check(book.model(name), organisation)
    except DataError as error:
        try:
            return check_licence(licence_named(name), organisation)
        except DataError:
            raise error from None


def _show(result: LicenceCheck, asked: str) -> None:
    table = new_table(
        f"{result.model or asked}: {result.outcome}", "outcome", "clause", "says", "because", "source", "evidence"
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
