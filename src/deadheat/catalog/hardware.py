"""Accelerators, and the shapes of models that ship with the catalogue."""

from collections.abc import Sequence
from functools import cache

import msgspec
from msgspec import Struct

from deadheat.catalog.curated import data_folder, decode
from deadheat.errors import ConfigError, DataError, did_you_mean
from deadheat.facts.fit import Gpu


class _Gpus(Struct, forbid_unknown_fields=True):
    gpu: tuple[Gpu, ...]


class _Shapes(Struct):
    source: str
    as_of: str
    configs: dict[str, dict[str, object]]


@cache
def gpus() -> dict[str, Gpu]:
    """Every curated accelerator by id."""
    return {gpu.id: gpu for gpu in decode(data_folder() / "gpus.toml", _Gpus).gpu}


def gpus_named(ids: Sequence[str]) -> tuple[Gpu, ...]:
    """The accelerators with these ids, or all.

    Raises: ConfigError with the near spellings, for an id that is none.
    """
    for name in ids:
        if name.lower() not in gpus():
            raise ConfigError(f"{name!r} is no accelerator here.", where="--gpu", hint=did_you_mean(name, list(gpus())))
    return tuple(gpus()[name.lower()] for name in ids) if ids else tuple(gpus().values())


def bundled_config(model: str) -> tuple[dict[str, object], str, str]:
    """The bundled shape of `model`, its id, and where the shape is from.

    Raises: DataError if the catalogue knows none: a shape is never guessed from a name.
    """
    shapes = msgspec.json.decode((data_folder() / "architectures.json").read_bytes(), type=_Shapes)
    if model not in shapes.configs:
        raise DataError(
            f"The shape of {model} is not known here.",
            hint=f"Give its config.json. Known are {', '.join(sorted(shapes.configs))}.",
        )
    return shapes.configs[model], model, f"{shapes.source}, {shapes.as_of}"
