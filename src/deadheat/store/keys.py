"""The keys clients show: made here, shown once, stored as hashes."""

import secrets
import sqlite3
from hashlib import blake2b

from msgspec import Struct

from deadheat.errors import DataError

PREFIX = "dh-"
_HASH_BYTES = 32
_INSERT = """INSERT INTO keys SELECT ?, ?, ?, ?, ?, NULL
    WHERE NOT EXISTS (SELECT 1 FROM keys WHERE name = ? AND revoked_ms IS NULL)"""


class KeyRecord(Struct, frozen=True, kw_only=True):
    """A key as the store knows it. `id` is public and stands on entries; `routes` None allows every route."""

    id: str
    name: str
    routes: tuple[str, ...] | None
    created_ms: int
    revoked_ms: int | None


class NewKey(Struct, frozen=True, kw_only=True):
    """A key just made. `secret` exists here and with whoever is told, nowhere else."""

    record: KeyRecord
    secret: str

    def __repr__(self) -> str:
        return f"NewKey(record={self.record!r})"


class Keyring:
    """The keys in force. A lookup hashes what was shown, so its time tells nothing about any key."""

    __slots__ = ("_by_hash",)

    def __init__(self, by_hash: dict[bytes, KeyRecord]) -> None:
        self._by_hash = by_hash

    def __len__(self) -> int:
        return len(self._by_hash)

    def find(self, secret: bytes) -> KeyRecord | None:
        """What `secret` allows; None if no such key is in force."""
        return self._by_hash.get(_hash(secret))


def create_key(db: sqlite3.Connection, name: str, *, routes: tuple[str, ...] | None, now_ms: int) -> NewKey:
    """Make a key of 256 random bits and store its hash. Raises: DataError if a key in force has the name."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise DataError(f"{name!r} is not a name for a key.", hint="Expected 1 to 100 printable characters.")
    secret = PREFIX + secrets.token_urlsafe(32)
    record = KeyRecord(id="key_" + secrets.token_hex(6), name=name, routes=routes, created_ms=now_ms, revoked_ms=None)
    allowed = "*" if routes is None else "\n".join(routes)
    row = (record.id, name, _hash(secret.encode()), allowed, now_ms, name)
    if not db.execute(_INSERT, row).rowcount:
        raise DataError(f"there is a key named {name!r} already.", hint=f"`deadheat keys revoke {name}` ends it.")
    return NewKey(record=record, secret=secret)


def list_keys(db: sqlite3.Connection) -> tuple[KeyRecord, ...]:
    """Every key there ever was, in the order they were made."""
    rows = db.execute("SELECT id, name, routes, created_ms, revoked_ms FROM keys ORDER BY created_ms, id")
    return tuple(_record(*row) for row in rows)


def revoke_key(db: sqlite3.Connection, name_or_id: str, *, now_ms: int) -> KeyRecord:
    """End a key in force. Raises: DataError if there is none of that name or id."""
    known = [key for key in list_keys(db) if key.revoked_ms is None]
    found = next((key for key in known if name_or_id in (key.id, key.name)), None)
    if found is None:
        names = ", ".join(repr(key.name) for key in known) or "none"
        raise DataError(f"no key in force is named {name_or_id!r}.", hint=f"In force: {names}.")
    db.execute("UPDATE keys SET revoked_ms = ? WHERE id = ?", (now_ms, found.id))
    return KeyRecord(id=found.id, name=found.name, routes=found.routes, created_ms=found.created_ms, revoked_ms=now_ms)


def load_keys(db: sqlite3.Connection) -> Keyring:
    """The keys in force, for the gateway to look up."""
    rows = db.execute("SELECT hash, id, name, routes, created_ms, revoked_ms FROM keys WHERE revoked_ms IS NULL")
    return Keyring({bytes(hashed): _record(*row) for hashed, *row in rows})


def _hash(secret: bytes) -> bytes:
    # A key of 256 random bits cannot be guessed, so a fast hash without a salt protects it as well as a slow one.
    return blake2b(secret, digest_size=_HASH_BYTES, person=b"deadheat-key").digest()


def _record(key_id: str, name: str, routes: str, created_ms: int, revoked_ms: int | None) -> KeyRecord:
    allowed = None if routes == "*" else tuple(routes.split("\n")) if routes else ()
    return KeyRecord(id=key_id, name=name, routes=allowed, created_ms=created_ms, revoked_ms=revoked_ms)
