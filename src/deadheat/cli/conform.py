"""`deadheat conform OFFER`: does this host speak its dialect, and can every kind of client use it?"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from deadheat.assembly.conform import CLIENTS, ceiling_nanousd, requests_of, run_probes, subject_of
from deadheat.cli.figures import new_table, show
from deadheat.cli.output import print_json
from deadheat.dialects.conformance import Finding
from deadheat.errors import BudgetError, ConfigError, did_you_mean
from deadheat.facts.chat import DialectName
from deadheat.facts.money import format_usd, to_nanousd
from deadheat.settings.load import Settings, load

SIGNS = {"pass": "pass", "fail": "FAIL", "unsupported": "-"}


class Conformance(Struct, frozen=True, kw_only=True):
    """What every probe showed. `conforms`: none failed."""

    schema: Literal["deadheat.conform/1"] = "deadheat.conform/1"
    offer: str
    host: str
    model: str
    dialect: str
    conforms: bool
    quirks: tuple[str, ...]
    findings: tuple[Finding, ...]


def conform(
    offer: str,
    *,
    config: Path | None = None,
    model: str | None = None,
    client: list[DialectName] | None = None,
    max_usd: float = 0.25,
    timeout_s: float = 120.0,
    dry_run: bool = False,
    json: bool = False,
) -> None:
    """Ask a live host small questions in every client's dialect. Exits with 1 if an answer is wrong.

    Parameters
    ----------
    offer
        The offer to test, as deadheat.toml names it.
    config
        The deadheat.toml to read; otherwise ./deadheat.toml, otherwise the keys in the environment.
    model
        The host's name for the model, for an offer that serves any.
    client
        Only these client dialects: openai_chat, openai_responses, anthropic_messages.
    max_usd
        Refuse to start if the suite could cost more.
    timeout_s
        How long to wait for one answer.
    dry_run
        Say what would be sent and what it could cost, and send nothing.
    json
        Print one JSON document.
    """
    if not 0 < timeout_s <= 3600:
        raise ConfigError(f"{timeout_s} s cannot be waited.", where="--timeout-s", hint="Expected 0 to 3600 seconds.")
    settings = load(config, os.environ, with_keys=not dry_run)
    clients = tuple(dict.fromkeys(client)) if client else CLIENTS
    report = _examine(settings, offer, model, clients, max_usd=max_usd, timeout_s=timeout_s, dry_run=dry_run)
    if report is None:
        return
    if json:
        print_json(report)
    else:
        _show(report)
    if not report.conforms:
        sys.exit(1)


def _examine(
    settings: Settings,
    name: str,
    model: str | None,
    clients: tuple[DialectName, ...],
    *,
    max_usd: float,
    timeout_s: float,
    dry_run: bool,
) -> Conformance | None:
    offer = settings.offers.get(name)
    if offer is None:
        hint = did_you_mean(name, tuple(settings.offers)) or "Add an [offers.NAME]: docs/reference/settings.md."
        raise ConfigError(f"There is no offer {name!r} in {settings.source}.", where="OFFER", hint=hint)
    asked = model or offer.host_model_id
    if asked == "*":
        hint = "Name one with --model."
        raise ConfigError(f"The offer {name!r} serves any model its host has.", where="--model", hint=hint)
    _announce(requests_of(clients), ceiling_nanousd(offer.price, clients), max_usd=max_usd)
    if dry_run:
        return None
    subject = subject_of(settings.hosts[offer.host], asked, on=datetime.now(tz=UTC).date())
    with Progress(transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True)) as progress:
        task = progress.add_task("probes", total=requests_of(clients))
        findings = run_probes(subject, clients, os.environ, timeout_s=timeout_s, told=lambda _: progress.advance(task))
    return Conformance(
        offer=name,
        host=offer.host,
        model=asked,
        dialect=subject.dialect.name,
        conforms=all(found.outcome != "fail" for found in findings),
        quirks=subject.quirks,
        findings=tuple(findings),
    )


def _announce(requests: int, ceiling: int | None, *, max_usd: float) -> None:
    """Say on stderr what is about to be spent at most. Raises: BudgetError if that is more than allowed."""
    cost = "at an unknown price" if ceiling is None else f"for at most ${format_usd(ceiling)}"
    sys.stderr.write(f"{requests} small requests {cost}.\n")
    if ceiling is not None and ceiling > to_nanousd(max_usd):
        said = f"The suite could cost ${format_usd(ceiling)}, more than --max-usd {max_usd:g}."
        raise BudgetError(said, hint="Raise --max-usd, or name fewer clients with --client.")


def _show(report: Conformance) -> None:
    table = new_table(f"{report.offer}: {report.model} at {report.host}", "", "client", "probe", "_seen")
    for found in report.findings:
        table.add_row(SIGNS[found.outcome], found.client, found.probe, escape(found.seen))
    counts = {sign: sum(found.outcome == sign for found in report.findings) for sign in SIGNS}
    result = f"{counts['pass']} passed, {counts['fail']} failed, {counts['unsupported']} not supported by the host"
    known = [("quirk", name) for name in report.quirks]
    show(table, ("result", result), *known)
