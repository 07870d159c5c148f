"""`deadheat serve`: the gateway in front of every model host."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from deadheat.assembly.serve import FirstSettings, open_listeners, run, try_books
from deadheat.assembly.supervisor import hold_signals
from deadheat.cli.whole import Whole
from deadheat.errors import ConfigError

MOST_WORKERS = 256


def serve(
    *,
    config: Annotated[Path | None, Parameter(name="--config")] = None,
    workers: Whole = 1,
) -> None:
    """Serve every route of the configuration behind one API, until SIGTERM.

    Args:
        config: the configuration; ./deadheat.toml by default, or else the provider keys found in the environment.
        workers: processes that share the port. One serves some thousands of requests a second.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise ConfigError(f"--workers is {workers}. Expected 1 to {MOST_WORKERS}.")
    first = FirstSettings(config, os.environ)
    settings = first.settings
    set_up_log()
    for note in settings.notes:
        sys.stderr.write(f"{note}\n")
    try_books(settings)
    hold_signals()
    listeners = open_listeners(settings, workers)
    routes = ", ".join(settings.routes) or "none"
    sys.stderr.write(f"Settings: {settings.source} ({settings.config_hash}). Routes: {routes}.\n")
    sys.stderr.write(f"Gateway on http://{listeners.traffic_address}, admin on http://{listeners.admin_address}.\n")
    sys.stderr.flush()
    sys.exit(run(first, listeners))


def set_up_log() -> None:
    """Log lines as key=value on stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("time=%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
