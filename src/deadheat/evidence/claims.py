"""Figures that others have published, with their definitions, so that a page can set ours beside theirs."""

from pathlib import Path

from deadheat.catalog.curated import decode
from deadheat.errors import ConfigError, did_you_mean
from deadheat.facts.share import Claim, Claims

BUNDLED = Path(__file__).parent / "data" / "claims" / "claims.toml"
TOPICS = ("share", "gap", "price", "safety")


def read_claims(path: Path = BUNDLED) -> tuple[Claim, ...]:
    """Every claim of a TOML file with a list `claims`. Raises: DataError that names the key that cannot be read."""
    return decode(path, dict[str, tuple[Claim, ...]]).get("claims", ())


def claims_about(topic: str | None = None) -> Claims:
    """The bundled claims, all or those on one topic. Raises: ConfigError for an unknown topic."""
    if topic is not None and topic not in TOPICS:
        raise ConfigError(f"topic is {topic!r}.", hint=did_you_mean(topic, TOPICS))
    return Claims(claims=tuple(claim for claim in read_claims() if topic in (None, claim.topic)))
