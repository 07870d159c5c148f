"""`deadheat hosts`."""

from pathlib import Path
from typing import Literal

from rich.markup import escape

from deadheat.catalog.book import Catalogue, open_catalogue
from deadheat.catalog.host_list import HostFilter, list_hosts
from deadheat.cli.amounts import place
from deadheat.cli.figures import new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.model_needs import regions
from deadheat.cli.output import print_json
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError, did_you_mean
from deadheat.facts.catalogue import HostList, HostRow
from deadheat.facts.model import Claim
from deadheat.facts.plain_table import counted


def hosts(
    serves: str | None = None,
    *,
    host: str | None = None,
    kind: Literal["lab", "platform", "aggregator", "plan", "regional"] | None = None,
    country: str | None = None,
    region: str | None = None,
    no_training: bool = False,
    max_retention: Whole | None = None,
    settings: Path | None = None,
    json: bool = False,
) -> None:
    """List hosts with what is claimed about them: head office, contracting entity, region, training, retention.

    A fact that is not known never passes a filter. Where two sources disagree both values stand.

    Parameters
    ----------
    serves
        Only hosts that offer this model, by any of its names.
    host
        Only this host, claim by claim with source, day and grade of evidence.
    kind
        Only hosts of this kind.
    country
        Only hosts with a claim of a head office there, such as FR, EU or EEA.
    region
        Only hosts with a claim of inference there, such as DE; EU and EEA hold their members.
    no_training
        Only hosts that are said not to train on data of the API.
    max_retention
        Only hosts that are said to keep data for at most so many days.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.hosts/1).
    """
    if max_retention is not None and max_retention < 0:
        raise ConfigError(f"{max_retention} is below zero. Expected a number of days.", where="--max-retention")
    book = open_catalogue(settings)
    _check(book, host, country, region)
    model = None if serves is None else book.model(serves).id
    wanted = HostFilter(
        host=host,
        kind=kind,
        country=country,
        region=region,
        no_training=no_training,
        max_retention_days=max_retention,
        serves=model,
    )
    result = list_hosts(book, wanted)
    if json:
        print_json(result)
    elif host is not None and result.hosts:
        _show_claims(result.hosts[0])
    else:
        _show(result, model)


def _check(book: Catalogue, host: str | None, country: str | None, region: str | None) -> None:
    """Refuse a host, country or region that the catalogue cannot know."""
    place(country, (claim.value for listed in book.hosts.values() for claim in listed.hq), "--country")
    place(region, regions(book), "--region")
    if host is not None and host not in (known := {*book.hosts, *(offer.host for offer in book.offers())}):
        raise ConfigError(f"{host!r} is no host of the catalogue.", where="--host", hint=did_you_mean(host, [*known]))


def _show_claims(row: HostRow) -> None:
    host = row.host
    table = new_table(
        f"{host.id}: {host.kind}, {counted(row.offers, 'offer')}", "fact", "_value", "_source", "as of", "evidence"
    )
    facts = (
        ("head office", host.hq),
        ("contracting entity", host.entity),
        ("region of inference", host.regions),
        ("trains on API data", host.trains),
        ("keeps data for days", host.retention_days),
    )
    for fact, claims in facts:
        for claim in claims:
            table.add_row(fact, escape(claim.value), escape(claim.source), str(claim.as_of), claim.evidence)
        if not claims:
            table.add_row(fact, "unknown", "no claim is recorded", "", "")
    notes = [("base URL", host.base_url or "unknown"), *(("note", text) for text in host.notes)]
    notes += [("refused party", f"{m.matched} ({m.role}) is on {m.list_name}, {m.where}") for m in row.refused]
    show_table(table, *notes)


def _show(result: HostList, model: str | None) -> None:
    title = counted(len(result.hosts), "host") + (f" of {model}" if model else "")
    table = new_table(
        title, "host", "kind", "HQ", "_~entity", "_regions", "trains",
        ">keeps days", ">~offers", ">~models", "~refused",
    )  # fmt: skip
    for row in result.hosts:
        host = row.host
        cells = (_values(claims) for claims in (host.hq, host.entity, host.regions, host.trains, host.retention_days))
        lists = ", ".join(sorted({match.list_name for match in row.refused}))
        table.add_row(escape(host.id), host.kind, *cells, str(row.offers), str(row.models), escape(lists))
    notes = [("source", "every claim has a source, a day and a grade of evidence: `--json` shows them")]
    if result.unknown:
        notes.append(
            ("unknown", f"{counted(result.unknown, 'host')} left out because a fact that was asked for is not known")
        )
    show_table(table, *notes)


def _values(claims: tuple[Claim, ...]) -> str:
    return escape(", ".join(dict.fromkeys(claim.value for claim in claims))) or "?"
