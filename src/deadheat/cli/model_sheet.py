"""`deadheat models show`."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec.structs import replace
from rich.markup import escape

from deadheat.catalog.book import open_catalogue
from deadheat.catalog.merge import headline
from deadheat.catalog.model_list import family_named
from deadheat.catalog.sheet import model_sheet
from deadheat.cli.amounts import day, usd, yes_no
from deadheat.cli.figures import Top, interval, new_table
from deadheat.cli.figures import show as show_table
from deadheat.cli.model_list import show_models
from deadheat.cli.output import note, print_json
from deadheat.errors import DataError
from deadheat.evidence.public_evidence import public_evidence
from deadheat.facts.catalogue import Evidence, ModelSheet
from deadheat.facts.licence import Organisation
from deadheat.facts.model import Claim
from deadheat.facts.plain_table import counted


def show(model: str, *, on: str | None = None, top: Top = 15, settings: Path | None = None, json: bool = False) -> None:
    """Show what is known about a model, by any of its names: licence, openness, hosts, prices, evidence, deadlines.

    The name of a family, such as kimi, lists its models (schema deadheat.models/1).

    Parameters
    ----------
    model
        The model as you, a host or a hub spell it: kimi-k2.6, us.anthropic.claude-sonnet-4-5-20250929-v1:0.
    on
        The day of prices and deadlines; default: today.
    top
        How many offers to show, cheapest first; 0 for all. `--json` always holds all.
    settings
        A deadheat.toml, or an overlay file; default: deadheat.toml here.
    json
        Print one JSON document (schema deadheat.model/1).
    """
    book = open_catalogue(settings)
    when = day(on, "--on")
    try:
        meant = book.model(model)
    except DataError:
        # A family is no model, but its members are what was asked for: they are listed, none is picked.
        if (found := family_named(book, model, when)) is None:
            raise
        note(f"{model!r} names no single model; these are its family")
        measured = public_evidence(book)
        rows = tuple(replace(row, evidence=measured.get(row.model, ())) for row in found.models)
        family = replace(found, models=rows)
        print_json(family) if json else show_models(family, top, family=True)
        return
    evidence = public_evidence(book).get(meant.id, ())
    sheet = model_sheet(book, model, on=when, organisation=Organisation(), evidence=evidence)
    if json:
        print_json(sheet)
        return
    _show_facts(sheet)
    _show_offers(sheet, when, top)


def _show_offers(sheet: ModelSheet, when: date, top: int) -> None:
    table = new_table(
        "\n" + counted(len(sheet.offers), "offer"), "host", "~kind", "~id", "variant", "~region", ">input", ">output",
        ">~cached", ">~context", "ends", "_~marks", "~as of",
    )  # fmt: skip
    ordered = sorted(sheet.offers, key=lambda o: (headline(o.rates, "input", when) or 2**63, o.host, o.id))
    for offer in ordered[: top or None]:
        prices = [headline(offer.rates, meter, when) for meter in ("input", "output", "cache_read")]
        table.add_row(
            escape(offer.host), offer.host_kind, escape(offer.id), escape(offer.variant), escape(offer.region),
            *(usd(price) for price in prices), f"{offer.context:,}" if offer.context else "?",
            str(offer.retires_on or ("deprecated" if offer.deprecated else "-")),
            escape(", ".join(offer.flags)), str(offer.as_of or "?"),
        )  # fmt: skip
    notes = [
        ("prices", "USD per million tokens, standard tier, outside windows; `deadheat models price` applies tiers")
    ]
    if top and len(ordered) > top:
        notes.append(("shown", f"{top} of {len(ordered)}; `--top 0` shows all"))
    notes += [("unknown", text) for text in sheet.unknown]
    show_table(table, *notes)


def _show_facts(sheet: ModelSheet) -> None:
    table = new_table(
        f"{sheet.model.id}" + (f"  ({sheet.model.name})" if sheet.model.name else ""), "_fact", "_value", "_~source"
    )
    model, check, openness = sheet.model, sheet.licence, sheet.openness
    size = [f"{model.params_total_b:g} B"] if model.params_total_b else []
    size += [f"{model.params_active_b:g} B active"] if model.params_active_b else []
    rows = [
        ("lab", f"{model.lab}; head office: {_claims(sheet.lab_hq)}", _sources(sheet.lab_hq)),
        ("released", model.released or "unknown", model.source),
        ("open weights", yes_no(model.open_weights) + (f", {model.hub_id}" if model.hub_id else ""), model.source),
        ("parameters", ", ".join(size) or "unknown", "tracked-models 2026-08-17" if size else ""),
        ("licence", _licence(sheet), check.reason),
    ]
    rows += [(f"  {f.kind}", f.says, f"{f.source}, {f.as_of}, evidence {f.evidence}") for f in check.findings]
    if check.eu_par83:
        rows.append(("EU paragraph 83", f"{check.eu_par83}: {check.eu_par83_because}", "computed from the clauses"))
    rows.append(("OSAID 1.0", f"{openness.osaid.answer}: {openness.osaid.because}", "computed from what sources say"))
    mof, index = openness.mof, openness.european_index
    rows.append(
        ("MOF class", _mof(mof.reached, mof.missing_for_next) if mof else "not listed", mof.source if mof else "")
    )
    rows.append(
        ("European index", f"{index.points:g} of {index.of}" if index else "not listed", index.source if index else "")
    )
    if (price := sheet.list_price) is not None:
        text = f"{usd(price.input_nanousd_per_mtok)} in, {usd(price.output_nanousd_per_mtok)} out"
        rows.append(("list price", f"{text}: {price.basis}", f"{price.source}, {price.as_of}"))
    rows += _where_and_until(sheet)
    rows += [
        (f"evidence: {e.measure}", _evidence_text(e), f"{e.source}, {e.as_of or 'no day'}") for e in sheet.evidence
    ]
    rows += [
        ("refused party", f"{m.matched} ({m.role}) is on {m.list_name}", f"{m.where}, {m.as_of}") for m in sheet.refused
    ]
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    show_table(table)


def _licence(sheet: ModelSheet) -> str:
    check = sheet.licence
    closed = "none: the weights are not open" if sheet.model.open_weights is False else "unknown"
    return f"{check.name} ({check.licence})" if check.licence else closed


def _where_and_until(sheet: ModelSheet) -> Iterable[tuple[str, str, str]]:
    """Who serves it from where, and the first shutdown."""
    if sheet.hosts:
        heads = Counter(
            value for host in sheet.hosts for value in dict.fromkeys(claim.value for claim in host.hq) or ("unknown",)
        )
        countries = ", ".join(f"{country} {count}" for country, count in sorted(heads.items(), key=_by_count))
        yield f"hosts: {len(sheet.hosts)}", f"head offices: {countries}", "claims: `deadheat hosts MODEL --json`"
    if sheet.deadlines:
        first = sheet.deadlines[0]
        share = f"{len(sheet.deadlines)} of {len(sheet.offers)} offers state a day"
        told = f"{first.retires_on} at {first.host}, in {first.days_left} days; {share}"
        yield "first deadline", told, f"{first.source}, {first.as_of or 'no day'}"


def _by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _mof(reached: str, missing: tuple[str, ...]) -> str:
    return f"{reached}; missing for the next: {', '.join(missing)}" if missing else reached


def _claims(claims: tuple[Claim, ...]) -> str:
    return ", ".join(dict.fromkeys(claim.value for claim in claims)) or "unknown"


def _sources(claims: tuple[Claim, ...]) -> str:
    return "; ".join(f"{c.value} ({c.source} {c.as_of}, evidence {c.evidence})" for c in claims)


def _evidence_text(entry: Evidence) -> str:
    count = f", {entry.n:,} {entry.unit}" if entry.n else ""
    return f"{entry.value:g} {interval(entry.lower, entry.upper, 1)}{count}"
