"""`deadheat doctor`: what would stop the gateway, each with its remedy."""

import os
import sys
from pathlib import Path

from rich.markup import escape

from deadheat.cli.checks.books import check_journal, check_keys, check_store
from deadheat.cli.checks.finding import Diagnosis, Finding, State, diagnose
from deadheat.cli.checks.hosts import TIMEOUT_S, check_hosts
from deadheat.cli.checks.machine import check_disk, check_port, check_versions
from deadheat.cli.figures import new_table, show
from deadheat.cli.output import print_json
from deadheat.errors import ConfigError
from deadheat.settings.address import read_address
from deadheat.settings.load import ENVIRONMENT, Settings, load

SIGNS = {"ok": "ok", "warning": "!", "failed": "FAILED", "skipped": "-"}


def doctor(*, config: Path | None = None, timeout_s: float = TIMEOUT_S, json: bool = False) -> None:
    """Check settings, keys, hosts, clock, disk, ports and store. Exits with 1 if something would not work.

    Hosts are asked for their list of models, which costs nothing.

    Parameters
    ----------
    config
        The deadheat.toml to check; otherwise ./deadheat.toml, otherwise the keys in the environment.
    timeout_s
        How long to wait for a host.
    json
        Print one JSON document.
    """
    if not 0 < timeout_s <= 600:
        raise ConfigError(f"{timeout_s} s cannot be waited.", where="--timeout-s", hint="Expected 0 to 600 seconds.")
    diagnosis = examine(config, timeout_s=timeout_s)
    if json:
        print_json(diagnosis)
    else:
        _show(diagnosis)
    if not diagnosis.well:
        sys.exit(1)


def examine(config: Path | None, *, timeout_s: float) -> Diagnosis:
    """All checks; those that need settings are left out when these cannot be used."""
    findings = [check_versions()]
    try:
        settings = load(config, os.environ)
        place = settings.place
    except ConfigError as error:
        told = f"{error.where}: {error.message}" if error.where else error.message
        fix = error.hint or "Correct what is listed; docs/reference/settings.md has every key."
        return diagnose([*findings, Finding(check="config", state="failed", detail=told, fix=fix)])
    findings += _config(settings)
    findings += [
        check_disk(place.file.parent, wanted=settings.store.journal_max_bytes),
        check_store(place.file),
        check_journal(place.journal),
        check_keys(place.file, auth=settings.gateway.auth),
        check_port("listen", read_address(settings.gateway.listen)),
        check_port("admin_listen", read_address(settings.gateway.admin_listen)),
        *check_hosts(tuple(settings.hosts.values()), tuple(settings.offers.values()), timeout_s=timeout_s),
    ]
    return diagnose(findings)


def _config(settings: Settings) -> list[Finding]:
    counted = (("host", settings.hosts), ("offer", settings.offers), ("route", settings.routes))
    counts = ", ".join(f"{len(found)} {name}{'' if len(found) == 1 else 's'}" for name, found in counted)
    told = f"{settings.source}: {counts}, hash {settings.config_hash}"
    found = [Finding(check="config", state="ok", detail=told)]
    if not settings.routes:
        fix = "Add a [routes.NAME] with arms: docs/reference/settings.md."
        found.append(Finding(check="routes", state="failed", detail="there is none, so nobody is served", fix=fix))
    state: State = "ok" if settings.source == ENVIRONMENT else "warning"
    found += [Finding(check="note", state=state, detail=note) for note in settings.notes]
    return found


def _show(diagnosis: Diagnosis) -> None:
    table = new_table("", "", "check", "_found")
    for finding in diagnosis.findings:
        table.add_row(SIGNS[finding.state], escape(finding.check), escape(finding.detail))
        if finding.fix:
            table.add_row("", "", escape(f"→ {finding.fix}"))
    show(table)
