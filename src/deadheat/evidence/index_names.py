"""The names of the capability table, as the catalogue spells them."""

import tomllib
from collections.abc import Iterable

from deadheat.evidence.score_sheet import BUNDLED


def catalogue_spellings(names: Iterable[str]) -> dict[str, str]:
    """Each name of the table with a spelling that the catalogue can read."""
    aliases: dict[str, str] = tomllib.loads((BUNDLED / "aliases.toml").read_text(encoding="utf-8"))
    return {name: aliases.get(name, name) for name in names}
