"""Figures that others have published, with their definitions, so that a page can set ours beside theirs."""

from pathlib import Path

from deadheat.catalog.curated import decode
from deadheat.facts.share import Claim, Claims

BUNDLED = Path(__file__).parent / "data" / "claims" / "claims.toml"


def read_claims(path: Path = BUNDLED) -> Claims:
    """Every claim of a TOML file with a list `claims`. Raises: DataError that names the key that cannot be read."""
    return Claims(claims=decode(path, dict[str, tuple[Claim, ...]]).get("claims", ()))
