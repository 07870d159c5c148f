"""`deadheat store`: the state of the books' schema, and the way to a newer one."""

import sys
from contextlib import closing
from pathlib import Path

from cyclopts import App

from deadheat.cli.books import place_of
from deadheat.errors import StoreError
from deadheat.store.migrations import BOOKS, CONTENTS, migrate
from deadheat.store.sqlite import connect_unchecked, translated


def migrate_(*, config: Path | None = None) -> None:
    """Bring the books to the schema of this version. Stop the gateway and copy the files before.

    Parameters
    ----------
    config
        The deadheat.toml whose [store] is meant.
    """
    place = place_of(config)
    if not place.file.exists():
        raise StoreError("there is no such database.", where=str(place.file), hint="`deadheat serve` makes it.")
    for file, steps in ((place.file, BOOKS), (place.contents, CONTENTS)):
        if not file.exists():
            continue
        with translated(file), closing(connect_unchecked(file)) as db:
            applied = migrate(db, steps, where=str(file))
        numbers = ", ".join(map(str, applied))
        sys.stdout.write(f"{file}: {f'applied schema step {numbers}' if applied else 'is up to date'}.\n")


app = App(name="store", help="Care for the database that holds the books.")
app.command(migrate_, name="migrate")
