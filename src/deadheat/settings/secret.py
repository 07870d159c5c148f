"""References to secrets: `env:NAME` and `file:PATH`. The secret itself is never part of a message."""

from collections.abc import Mapping
from pathlib import Path

MOST_BYTES = 64 * 1024


class SecretMissing(Exception):
    """The reference leads nowhere; the text says why, without any part of a secret."""


def read_secret(reference: str, environ: Mapping[str, str], *, folder: Path) -> str:
    """The secret behind `reference`; a relative path starts at `folder`, where deadheat.toml lies.

    Raises: SecretMissing if there is none, or it could not go into an HTTP header.
    """
    scheme, _, name = reference.partition(":")
    secret = _from_environ(name, environ) if scheme == "env" else _from_file(folder / Path(name).expanduser())
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise SecretMissing(f"{reference} holds characters that no key has (spaces, line breaks or beyond ASCII).")
    return secret


def _from_environ(name: str, environ: Mapping[str, str]) -> str:
    if secret := environ.get(name, "").strip():
        return secret
    raise SecretMissing(f"the environment variable {name} is {'empty' if name in environ else 'not set'}.")


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError as error:
        raise SecretMissing(f"the file {path} cannot be read: {error.strerror}.") from error
    if secret := content.decode("ascii", "replace").strip():
        return secret
    raise SecretMissing(f"the file {path} is empty.")


def mask(secret: str) -> str:
    """Enough of `secret` to recognise it, too little to use it: the last four of at least sixteen characters."""
    return f"…{secret[-4:]}" if len(secret) >= 16 else "…"
