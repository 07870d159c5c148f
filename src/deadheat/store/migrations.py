"""The schema of the books as numbered steps, each applied once and remembered with its checksum.

A released step is never edited: what it made must stay readable for ever. A change is a new step at the end.
"""

from hashlib import sha256
from sqlite3 import Connection, OperationalError

from msgspec import Struct

from deadheat.errors import StoreError


class Migration(Struct, frozen=True):
    """One step, which runs in one transaction together with its own record."""

    number: int
    name: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """What the record holds, so that an edited step is noticed."""
        return sha256("\n".join(self.statements).encode()).hexdigest()[:16]


ENTRIES = Migration(
    1,
    "entries",
    (
        # What entries have in common stands once: half the disk, and half the time to write a row.
        """CREATE TABLE paths (
            path INTEGER PRIMARY KEY, key_id TEXT NOT NULL, route TEXT NOT NULL, arm TEXT NOT NULL, offer TEXT NOT NULL,
            host TEXT NOT NULL, model TEXT NOT NULL, dialect_in TEXT NOT NULL, dialect_out TEXT NOT NULL,
            error TEXT NOT NULL, usage_from TEXT NOT NULL, config_hash TEXT NOT NULL,
            UNIQUE (key_id, route, arm, offer, host, model, dialect_in, dialect_out, error, usage_from, config_hash)
        ) STRICT""",
        """CREATE TABLE entry_rows (
            id TEXT PRIMARY KEY NOT NULL, path INTEGER NOT NULL REFERENCES paths (path), time_ms INTEGER NOT NULL,
            status INTEGER NOT NULL, streamed INTEGER NOT NULL, client_gone INTEGER NOT NULL, attempts INTEGER NOT NULL,
            input_tokens INTEGER, cached_tokens INTEGER, cache_write_tokens INTEGER, output_tokens INTEGER,
            reasoning_tokens INTEGER, cost_nanousd INTEGER, latency_us INTEGER NOT NULL, first_token_us INTEGER,
            bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL, upstream_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE VIEW entries AS SELECT * FROM entry_rows JOIN paths USING (path)",
        """CREATE TABLE totals (
            route TEXT NOT NULL, offer TEXT NOT NULL, host TEXT NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL,
            requests INTEGER NOT NULL, unpriced INTEGER NOT NULL, unmetered INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL, cost_nanousd INTEGER NOT NULL,
            latency_us INTEGER NOT NULL, latency_buckets TEXT NOT NULL,
            first_tokens INTEGER NOT NULL, first_token_us INTEGER NOT NULL, first_token_buckets TEXT NOT NULL,
            PRIMARY KEY (route, offer, host, status, error)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE configs (
            hash TEXT PRIMARY KEY NOT NULL, first_ms INTEGER NOT NULL, snapshot BLOB NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE keys (
            id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, routes TEXT NOT NULL,
            created_ms INTEGER NOT NULL, revoked_ms INTEGER
        ) STRICT, WITHOUT ROWID""",
    ),
)
CONTENT = Migration(
    1,
    "content",
    (
        """CREATE TABLE contents (
            id TEXT PRIMARY KEY NOT NULL, time_ms INTEGER NOT NULL, route TEXT NOT NULL, keep_until_ms INTEGER NOT NULL,
            request_hash TEXT NOT NULL, reply_hash TEXT NOT NULL, request BLOB, reply BLOB
        ) STRICT""",
        "CREATE INDEX contents_by_end ON contents (keep_until_ms)",
    ),
)
BOOKS = (ENTRIES,)
CONTENTS = (CONTENT,)


class SchemaState(Struct, frozen=True, kw_only=True):
    """Where a database stands: the steps it has, and those that wait."""

    applied: tuple[int, ...]
    pending: tuple[int, ...]
    problem: str = ""


def schema_state(db: Connection, steps: tuple[Migration, ...]) -> SchemaState:
    """Compare the database with `steps`; `problem` says what does not fit together."""
    rows = _recorded(db)
    wanted = {step.number: step for step in steps}
    pending = tuple(sorted(set(wanted) - set(rows)))
    applied = tuple(sorted(rows))
    if unknown := sorted(set(rows) - set(wanted)):
        problem = f"has schema step {unknown[0]}, which this version of Deadheat does not know"
        return SchemaState(applied=applied, pending=pending, problem=problem)
    for number, (name, checksum) in sorted(rows.items()):
        if checksum != wanted[number].checksum:
            problem = f"has schema step {number} ({name}) in another form than this version of Deadheat"
            return SchemaState(applied=applied, pending=pending, problem=problem)
    return SchemaState(applied=applied, pending=pending)


def check_schema(db: Connection, steps: tuple[Migration, ...], *, where: str, make: bool = True) -> None:
    """Refuse a database that is not exactly at the last step; `make` the schema in an empty one. Raises: StoreError."""
    holds_tables = bool(_tables(db))  # asked first: whoever makes the schema meanwhile shows in the state
    state = schema_state(db, steps)
    if not state.applied and not state.problem:
        if holds_tables or not make:
            hint = "Name another file in store.url; Deadheat makes it."
            raise StoreError("is a database of something else.", where=where, hint=hint)
        migrate(db, steps, where=where)
        return
    if state.problem:
        hint = "Start the version that wrote it, or name another file in store.url."
        raise StoreError(f"{state.problem}.", where=where, hint=hint)
    if state.pending:
        hint = "Stop the gateway, copy the file, and run `deadheat store migrate`."
        raise StoreError(f"lacks schema step {state.pending[0]}, which this version needs.", where=where, hint=hint)


def migrate(db: Connection, steps: tuple[Migration, ...], *, where: str) -> tuple[int, ...]:
    """Apply what is pending, all of it or nothing, and return the numbers. Raises: StoreError."""
    with db:
        db.execute("BEGIN IMMEDIATE")
        return _apply_pending(db, steps, where)


def _apply_pending(db: Connection, steps: tuple[Migration, ...], where: str) -> tuple[int, ...]:
    db.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT"
    )
    state = schema_state(db, steps)  # again, now that nobody else can migrate
    if state.problem:
        raise StoreError(f"{state.problem}.", where=where, hint="Start the version that wrote it.")
    for step in (step for step in steps if step.number in state.pending):
        for statement in step.statements:
            db.execute(statement)
        record = (step.number, step.name, step.checksum)
        db.execute("INSERT INTO migrations VALUES (?, ?, ?, datetime('now'))", record)
    return state.pending


def _recorded(db: Connection) -> dict[int, tuple[str, str]]:
    try:
        rows = db.execute("SELECT number, name, checksum FROM migrations").fetchall()
    except OperationalError as error:
        if "no such table" in str(error):
            return {}
        raise
    return {number: (name, checksum) for number, name, checksum in rows}


def _tables(db: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migrations'"
    return [name for (name,) in db.execute(query)]
