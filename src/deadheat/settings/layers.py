"""The layers under the settings: the file, and over it the environment's `DEADHEAT_SECTION__KEY` variables."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from deadheat.errors import ConfigError
from deadheat.settings.read import EnvText

PREFIX = "DEADHEAT_"
MOST_BYTES = 4 * 1024 * 1024


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file, its decimal numbers exact. Raises: ConfigError naming file and line."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ConfigError(f"is larger than {MOST_BYTES} bytes.", where=str(path), hint="Is this the right file?")
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise ConfigError("there is no such file.", where=str(path), hint="Name a file with --config.") from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}.", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8 (byte {error.start}).", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML: {error}.", where=str(path)) from error
    except RecursionError as error:
        raise ConfigError("is nested too deeply.", where=str(path)) from error


def overlay(tables: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """`tables` with every `DEADHEAT_A__B` of the environment laid over `a.b`; names are matched without case."""
    merged = tables
    for name in sorted(environ):
        if _lies_over(name):
            parts = [part.lower() for part in name.removeprefix(PREFIX).split("__")]
            merged = _with(merged, parts, EnvText(environ[name]))
    return merged


def is_overlaid(environ: Mapping[str, str]) -> bool:
    """Whether the environment says anything about the settings."""
    return any(map(_lies_over, environ))


def _lies_over(name: str) -> bool:
    return name.startswith(PREFIX) and "__" in name


def _with(table: dict[str, Any], parts: list[str], value: EnvText) -> dict[str, Any]:
    spelled = next((key for key in table if key.lower().replace("-", "_") == parts[0].replace("-", "_")), parts[0])
    if len(parts) == 1:
        return {**table, spelled: value}
    inner = table.get(spelled, {})
    return {**table, spelled: _with(inner if isinstance(inner, dict) else {}, parts[1:], value)}
