"""Options that do not apply are refused, never ignored in silence."""

from collections.abc import Collection
from dataclasses import MISSING, Field, fields
from typing import Any

from deadheat.errors import ConfigError


def refuse_unused(options: Any, because: str, *, but: Collection[str] = ()) -> None:
    """Refuse the first option of a dataclass of options that says something other than its default.

    because: why it does not apply. but: names of fields that do apply.
    Raises: ConfigError that names the option.
    """
    for field in fields(options):
        if field.name not in but and getattr(options, field.name) != _default(field):
            option = f"--{field.name.strip('_').replace('_', '-')}"
            raise ConfigError(f"does not apply: {because}. Leave it out.", where=option)


def refuse_given(option: str, value: object, because: str) -> None:
    """Refuse one option that was given though it does not apply. Raises: ConfigError that names it."""
    if value:
        raise ConfigError(f"does not apply: {because}. Leave it out.", where=option)


def _default(field: "Field[Any]") -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()
